package io.xiaoer.events;

import io.xiaoer.log.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An entry of the log as other systems are given it. */
public final class EventJson {
  private EventJson() {}

  /** {@code conversationId}: its customer's; null where there is none yet. */
  public static ObjectNode of(LogEntry entry, @Nullable Long conversationId) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("seq", entry.seq())
            .put("shop", entry.shop().value())
            .put("type", EventType.of(entry).word())
            .put("event", entry.event())
            .put("msg_id", entry.msgId())
            .put("open_id", entry.openId().isEmpty() ? null : entry.openId())
            .put("conversation_id", conversationId == null ? null : conversationId.toString())
            .put("create_time", entry.createTime())
            .put("received_at", entry.receivedAt().toString())
            .put("format", entry.format().name().toLowerCase(Locale.ROOT))
            .put("raw", new String(entry.raw(), StandardCharsets.UTF_8));
    EventMessages.of(entry).ifPresent(message -> node.set("message", message));
    return node;
  }

  /** Whether it is a customer's message. */
  public static boolean isMessage(LogEntry entry) {
    return EventType.of(entry) == EventType.MESSAGE_RECEIVED;
  }
}
