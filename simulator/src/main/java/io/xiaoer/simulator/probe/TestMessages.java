package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.customer.Content;
import io.xiaoer.simulator.customer.ContentJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The events the probe sends, all from one customer whose name says where they come from. */
final class TestMessages {
  // No name server knows .invalid: a server that fetches what a message points at reaches nobody.
  private static final String NOWHERE =
      "https://xiaoer-probe.invalid/shop/commkf/downloadmedia?encrypted_param=probe&msg_type=";

  static final List<Content> KINDS =
      List.of(
          new Content.Text("Xiaoer 探针测试消息 / test message, please ignore 🙂"),
          new Content.Image(NOWHERE + "2"),
          new Content.Video(NOWHERE + "7", NOWHERE + "2", 6),
          new Content.File(NOWHERE + "8"),
          new Content.ProductShare("10000000000000"),
          new Content.OrderShare("3700000000000000000"),
          new Content.Voice("探针测试语音", Duration.ofMillis(2_300), true));

  private final String userName;
  private final String openId;
  private final InstantSource clock;
  private final AtomicLong msgId;

  TestMessages(String userName, String openId, InstantSource clock) {
    this.userName = userName;
    this.openId = openId;
    this.clock = clock;
    // 19 digits, rising, and higher with each run.
    this.msgId = new AtomicLong(clock.millis() * 1_000_000);
  }

  String openId() {
    return openId;
  }

  ObjectNode text(String words) {
    return message(new Content.Text(words));
  }

  ObjectNode message(Content content) {
    String type = ContentJson.type(content);
    ObjectNode event =
        event("commkf_send_msg_to_kf")
            .put("msg_id", Long.toString(msgId.incrementAndGet()))
            .put("msg_type", type)
            .put("msg_event", "EVENT_TYPE_SEND_MSG");
    event.set(type, ContentJson.fields(content));
    return event;
  }

  ObjectNode event(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("ToUserName", userName)
        .put("FromUserName", openId)
        .put("CreateTime", clock.instant().getEpochSecond())
        .put("MsgType", "event")
        .put("Event", name);
  }
}
