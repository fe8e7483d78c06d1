package io.xiaoer.events;

import io.xiaoer.log.LogEntry;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.Message;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A customer's message under the platform's own field names, whatever form it came in. */
final class EventMessages {
  private EventMessages() {}

  /** Empty for events that are no message. */
  static Optional<ObjectNode> of(LogEntry entry) {
    return switch (EventText.read(entry.raw())) {
      case Read.Event(PushEvent.KfMessage event) -> Optional.of(view(event.message()));
      case Read.Event(PushEvent.Other _), Read.Unreadable _ -> Optional.empty();
    };
  }

  private static ObjectNode view(Message message) {
    return switch (message) {
      case Message.Text(String content) -> body("text", node().put("content", content));
      case Message.Image(String cosUrl) -> body("image", node().put("cos_url", cosUrl));
      case Message.Video video ->
          body(
              "video",
              node()
                  .put("play_length", video.playLength().toSeconds())
                  .put("cos_url", video.cosUrl())
                  .put("ld_img_url", video.coverUrl()));
      case Message.File(String cosUrl) -> body("file", node().put("cos_url", cosUrl));
      case Message.ProductShare(String productId) ->
          body("product_share", node().put("product_id", productId));
      case Message.OrderShare(String orderId) ->
          body("order_share", node().put("order_id", orderId));
      case Message.Voice voice ->
          body(
              "voice",
              node()
                  .put("translated_msg", voice.translatedMsg())
                  .put("play_length", voice.playLength().toMillis())
                  .put("translation_succ", voice.translated()));
      case Message.Unknown(String msgType) -> body("unknown", node().put("msg_type", msgType));
    };
  }

  private static ObjectNode body(String type, ObjectNode content) {
    ObjectNode message = node().put("type", type);
    message.set(type, content);
    return message;
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
