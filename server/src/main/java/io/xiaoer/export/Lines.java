package io.xiaoer.export;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.Message.Direction;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One line of the table for each message. The columns are an interface: they are only added to. */
final class Lines {
  static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  static final List<String> HEAD =
      List.of(
          "conversation_id",
          "shop",
          "open_id",
          "message_id",
          "msg_id",
          "time", // Asia/Shanghai, as people read it
          "created_at", // the same in UTC
          "direction",
          "from",
          "type",
          "text",
          "state",
          "errcode",
          "file_name",
          "media_id");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(SHANGHAI);

  private Lines() {}

  /** {@code from} is who wrote it, as people call him. */
  static List<String> line(Conversation conversation, Message message, String from) {
    JsonNode body = JsonMapper.shared().readTree(message.body());
    String url = body.path("url").asString("");
    return List.of(
        String.valueOf(conversation.id()),
        conversation.shop().value(),
        conversation.openId(),
        String.valueOf(message.id()),
        message.msgId() == null ? "" : message.msgId(),
        TIME.format(message.createdAt()),
        seconds(message.createdAt()),
        lower(message.direction()),
        from,
        message.type(),
        text(message.type(), body),
        message.state() == null ? "" : lower(message.state()),
        message.error() == null ? "" : String.valueOf(message.error().errcode()),
        body.path("name").asString(""),
        url.substring(url.lastIndexOf('/') + 1));
  }

  /** What it says in words. */
  private static String text(String type, JsonNode body) {
    return switch (type) {
      case "text" -> body.path("content").asString("");
      case "voice" -> body.path("translated_msg").asString("");
      case "image", "video", "file" -> "";
      case "product_share" -> ofCard(body.path("product_id").asString(""), body.path("card"));
      case "order_share" -> ofCard(body.path("order_id").asString(""), body.path("card"));
      default -> body.toString();
    };
  }

  private static String ofCard(String id, JsonNode card) {
    String title =
        card.path("title").asString(card.path("products").path(0).path("title").asString(""));
    return title.isEmpty() ? id : id + " " + title;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static boolean isIn(Message message) {
    return message.direction() == Direction.IN;
  }

  private static String seconds(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond()).toString();
  }
}
