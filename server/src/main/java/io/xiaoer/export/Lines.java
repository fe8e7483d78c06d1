package io.xiaoer.export;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.conversation.MessageBody;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

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
          "media_id",
          "origin");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(SHANGHAI);

  private Lines() {}

  /** {@code from} is who wrote it, as people call him. */
  static List<String> line(Conversation conversation, Message message, String from) {
    JsonNode fields = message.fields();
    String url = fields.path("url").asString("");
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
        text(message),
        message.state() == null ? "" : lower(message.state()),
        message.error() == null ? "" : String.valueOf(message.error().errcode()),
        fields.path("name").asString(""),
        url.substring(url.lastIndexOf('/') + 1),
        message.origin().word());
  }

  /** What it says in words. */
  private static String text(Message message) {
    JsonNode card = message.fields().path("card");
    return switch (message.body()) {
      case MessageBody.Words words -> words.words();
      case MessageBody.Attachment _ -> "";
      case MessageBody.Share share -> ofCard(share.sharedId(), card);
      case MessageBody.Unknown _ -> message.fields().toString();
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
