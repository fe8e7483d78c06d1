package io.xiaoer.sdk.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Events as the platform writes them, put together by hand and not by the code under test. */
public final class Samples {
  private Samples() {}

  /** Each of the seven kinds, its content in JSON, and what it must be read as. */
  public record Sample(String kind, String json, String xml, Message message) {}

  public static final Map<String, Sample> KINDS = kinds();

  private static Map<String, Sample> kinds() {
    Map<String, Sample> kinds = new LinkedHashMap<>();
    add(
        kinds,
        "text",
        "{\"content\":\"在吗 \\ud83d\\ude00\"}",
        "<content><![CDATA[在吗 😀]]></content>",
        new Message.Text("在吗 😀"));
    add(
        kinds,
        "image",
        "{\"cos_url\":\"https://h/d?a=1\\u0026b=2\"}",
        "<cos_url>https://h/d?a=1&amp;b=2</cos_url>",
        new Message.Image("https://h/d?a=1&b=2"));
    add(
        kinds,
        "video",
        "{\"play_length\":7,\"cos_url\":\"https://h/v\",\"ld_img_url\":\"https://h/c\"}",
        "<play_length>7</play_length><cos_url>https://h/v</cos_url>"
            + "<ld_img_url>https://h/c</ld_img_url>",
        new Message.Video("https://h/v", "https://h/c", Duration.ofSeconds(7)));
    add(
        kinds,
        "file",
        "{\"cos_url\":\"https:\\/\\/h\\/f\"}",
        "<cos_url><![CDATA[https://h/f]]></cos_url>",
        new Message.File("https://h/f"));
    add(
        kinds,
        "product_share",
        "{\"product_id\":\"10000000000123456789\"}",
        "<product_id>10000000000123456789</product_id>",
        new Message.ProductShare("10000000000123456789"));
    add(
        kinds,
        "order_share",
        "{\"order_id\":3704612354559743232}",
        "<order_id>3704612354559743232</order_id>",
        new Message.OrderShare("3704612354559743232"));
    add(
        kinds,
        "voice",
        "{\"translated_msg\":\"什么时候发货\",\"play_length\":2345,\"translation_succ\":true}",
        "<translated_msg>什么时候发货</translated_msg><play_length>2345</play_length>"
            + "<translation_succ>true</translation_succ>",
        new Message.Voice("什么时候发货", Duration.ofMillis(2345), true));
    return kinds;
  }

  private static void add(
      Map<String, Sample> kinds, String kind, String json, String xml, Message message) {
    kinds.put(
        kind,
        new Sample(
            kind,
            json("\"msg_type\":\"" + kind + "\",\"" + kind + "\":" + json),
            xml("<msg_type>" + kind + "</msg_type><" + kind + ">" + xml + "</" + kind + ">"),
            message));
  }

  /** A customer's message whose last fields are given. */
  public static String json(String fields) {
    return "{\"ToUserName\":\"gh_97417a04a28d\",\"FromUserName\":\"o9AgO5Kd5ggOC-bXrbNODIiE3bGY\","
        + "\"CreateTime\":1747633418,\"MsgType\":\"event\",\"Event\":\"commkf_send_msg_to_kf\","
        + "\"msg_id\":\"3895464567618158592\",\"msg_event\":\"EVENT_TYPE_SEND_MSG\","
        + fields
        + "}";
  }

  /** The same in XML. */
  public static String xml(String fields) {
    return "<xml>\n<ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>\n"
        + "<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>\n"
        + "<CreateTime>1747633418</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        + "<Event><![CDATA[commkf_send_msg_to_kf]]></Event><msg_id>3895464567618158592</msg_id>"
        + "<msg_event><![CDATA[EVENT_TYPE_SEND_MSG]]></msg_event>"
        + fields
        + "</xml>";
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
