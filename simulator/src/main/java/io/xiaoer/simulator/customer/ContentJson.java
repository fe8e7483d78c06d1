package io.xiaoer.simulator.customer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The content as in the event's object of the same name.
 *
 * <p>Source: developers.weixin.qq.com/doc/store/shop/notify/kf_callback/kf_msg_event
 */
public final class ContentJson {
  private ContentJson() {}

  public static String type(Content content) {
    return switch (content) {
      case Content.Text text -> "text";
      case Content.Image image -> "image";
      case Content.Video video -> "video";
      case Content.File file -> "file";
      case Content.ProductShare product -> "product_share";
      case Content.OrderShare order -> "order_share";
      case Content.Voice voice -> "voice";
      case Content.Other other -> other.type();
    };
  }

  public static JsonNode fields(Content content) {
    return switch (content) {
      case Content.Text(String text) -> object().put("content", text);
      case Content.Image(String url) -> object().put("cos_url", url);
      case Content.Video(String url, String cover, int seconds) ->
          object().put("play_length", seconds).put("cos_url", url).put("ld_img_url", cover);
      case Content.File(String url) -> object().put("cos_url", url);
      case Content.ProductShare(String id) -> object().put("product_id", id);
      case Content.OrderShare(String id) -> object().put("order_id", id);
      // A video's length is in seconds, a voice's in milliseconds.
      case Content.Voice(String transcript, var length, boolean understood) ->
          object()
              .put("translated_msg", transcript)
              .put("play_length", length.toMillis())
              .put("translation_succ", understood);
      case Content.Other(String type, JsonNode fields) -> fields;
    };
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
