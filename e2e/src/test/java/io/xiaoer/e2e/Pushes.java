package io.xiaoer.e2e;

import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The platform's pushes, one by one, for tests that keep a ledger of their own. */
public final class Pushes {
  private static final Instant AT = Instant.parse("2026-11-23T08:00:00Z");
  private static final long FIRST_ID = 3_895_464_567_618_158_592L;

  private final URI url;
  private final Keys keys;
  private final EnvelopeWriter writer;

  public Pushes(URI url, long seed) {
    this(url, seed, Installation.keys());
  }

  Pushes(URI url, long seed, Keys keys) {
    this.url = url;
    this.keys = keys;
    writer = new EnvelopeWriter(Chance.from(new Random(seed)));
  }

  public static String msgId(long number) {
    return String.valueOf(FIRST_ID + number);
  }

  public PushRequest text(String openId, String msgId, String content) {
    ObjectNode event = JsonMapper.shared().createObjectNode();
    event
        .put("ToUserName", Installation.USER_NAME)
        .put("FromUserName", openId)
        .put("CreateTime", AT.getEpochSecond())
        .put("MsgType", "event")
        .put("Event", "commkf_send_msg_to_kf")
        .put("msg_id", msgId)
        .put("msg_type", "text")
        .put("msg_event", "EVENT_TYPE_SEND_MSG");
    event.putObject("text").put("content", content);
    return writer.push(event, keys, Mode.SECURE, Format.JSON, AT);
  }

  /** An order is paid, so long after the texts. */
  PushRequest paid(String openId, String orderId, Duration after) {
    long at = AT.plus(after).getEpochSecond();
    ObjectNode event =
        JsonMapper.shared()
            .createObjectNode()
            .put("ToUserName", Installation.USER_NAME)
            .put("FromUserName", openId)
            .put("CreateTime", at)
            .put("MsgType", "event")
            .put("Event", "channels_ec_order_pay");
    event.putObject("order_info").put("order_id", new BigInteger(orderId)).put("pay_time", at);
    return writer.push(event, keys, Mode.SECURE, Format.JSON, AT);
  }

  public HttpResponse<String> deliver(PushRequest push) throws IOException {
    return Program.send(
        HttpRequest.newBuilder(push.to(url))
            .header("Content-Type", push.contentType())
            .POST(BodyPublishers.ofString(push.body())));
  }
}
