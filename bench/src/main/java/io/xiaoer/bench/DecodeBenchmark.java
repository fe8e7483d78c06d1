package io.xiaoer.bench;

import io.xiaoer.sdk.event.Message;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.push.EncodingAesKey;
import io.xiaoer.sdk.push.PushReceiver;
import io.xiaoer.sdk.push.PushSettings;
import io.xiaoer.sdk.push.Received;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import me.chanjar.weixin.channel.config.impl.WxChannelDefaultConfigImpl;
import me.chanjar.weixin.channel.message.WxChannelMessage;
import me.chanjar.weixin.channel.util.JsonUtils;
import me.chanjar.weixin.channel.util.WxChCryptUtils;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * From the bytes of a push to the typed event: verify, decrypt, check the appid, parse. WxJava is
 * measured on the path its users write: envelope by its JSON mapper, its own verify-and-decrypt,
 * and the clear text by the mapper again. Its message class has no field for the text of a
 * customer's message, so it does less than we do.
 */
@State(Scope.Thread)
@NullUnmarked // JMH fills the fields
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecodeBenchmark {
  private static final String APP_ID = "wx0123456789abcdef";
  private static final String TOKEN = "theTokenOfTheShop";
  private static final String KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

  /** The length of the text. */
  @Param({"20", "500"})
  public int characters;

  private String query;
  private byte[] body;
  private Map<String, String> parameters;
  private PushReceiver receiver;
  private WxChannelDefaultConfigImpl config;
  private String text;

  @Setup
  public void write() {
    text = "请问这件衣服还有黑色的吗，麻烦尽快发货。".repeat(25).substring(0, characters);
    ObjectNode event = JsonMapper.shared().createObjectNode();
    event
        .put("ToUserName", "gh_0123456789ab")
        .put("FromUserName", "o9AgO5Kd5ggOC-bXrbNODIiE3bGY")
        .put("CreateTime", 1_747_633_418L)
        .put("MsgType", "event")
        .put("Event", "commkf_send_msg_to_kf")
        .put("msg_id", "3895464567618158592")
        .put("msg_type", "text")
        .put("msg_event", "EVENT_TYPE_SEND_MSG");
    event.putObject("text").put("content", text);
    PushRequest push =
        new EnvelopeWriter(Chance.from(new Random(1)))
            .push(
                event,
                new Keys(APP_ID, TOKEN, KEY),
                Mode.SECURE,
                Format.JSON,
                Instant.ofEpochSecond(1_747_633_418L));
    parameters = Map.copyOf(push.query());
    query = push.to(java.net.URI.create("http://x/")).getRawQuery();
    body = push.body().getBytes(StandardCharsets.UTF_8);
    receiver = new PushReceiver(PushSettings.secure(TOKEN, EncodingAesKey.parse(KEY), APP_ID));
    config = new WxChannelDefaultConfigImpl();
    config.setAppid(APP_ID);
    config.setToken(TOKEN);
    config.setAesKey(KEY);
    checkBothRead();
  }

  @Benchmark
  public Received xiaoer() {
    return receiver.receive(query, body);
  }

  @Benchmark
  public WxChannelMessage wxJava() {
    String json = new String(body, StandardCharsets.UTF_8);
    WxChannelMessage envelope = JsonUtils.decode(json, WxChannelMessage.class);
    String clear =
        new WxChCryptUtils(config)
            .decryptContent(
                parameters.get("msg_signature"),
                parameters.get("timestamp"),
                parameters.get("nonce"),
                envelope.getEncrypt());
    return JsonUtils.decode(clear, WxChannelMessage.class);
  }

  /** A benchmark of two paths that did not both work would say nothing. */
  private void checkBothRead() {
    boolean ours =
        xiaoer() instanceof Received.Event(PushEvent.KfMessage message)
            && message.message().equals(new Message.Text(text));
    boolean theirs = "commkf_send_msg_to_kf".equals(wxJava().getEvent());
    if (!ours || !theirs) {
      throw new IllegalStateException("did not decode: xiaoer " + ours + ", WxJava " + theirs);
    }
  }
}
