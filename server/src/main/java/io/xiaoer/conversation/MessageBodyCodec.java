package io.xiaoer.conversation;

import io.xiaoer.sdk.api.UploadKind;
import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.Message.File;
import io.xiaoer.sdk.event.Message.Image;
import io.xiaoer.sdk.event.Message.OrderShare;
import io.xiaoer.sdk.event.Message.ProductShare;
import io.xiaoer.sdk.event.Message.Text;
import io.xiaoer.sdk.event.Message.Video;
import io.xiaoer.sdk.event.Message.Voice;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Message bodies as rows keep them: a type, and JSON with the fields of that type. The platform's
 * download addresses are left out on purpose: they carry the openid, and whoever has one can fetch
 * the file. They stay in the log.
 */
public final class MessageBodyCodec {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PENDING = "pending";
  private static final String MEDIA_ID = "media_id";
  private static final String UNKNOWN = "unknown";

  /**
   * The platform's have 20 digits; bodies of these kinds are indexed, so none may be without end.
   */
  private static final int ID_CHARS_MAX = 128;

  private MessageBodyCodec() {}

  /** What a customer's message says. */
  static MessageBody of(io.xiaoer.sdk.event.Message message, ClearText raw) {
    return switch (message) {
      case Text(String content) -> new MessageBody.Text(content);
      case Image _ -> new MessageBody.ReceivedMedia(UploadKind.IMAGE, Duration.ZERO);
      case Video video -> new MessageBody.ReceivedMedia(UploadKind.VIDEO, video.playLength());
      case File _ -> new MessageBody.ReceivedMedia(UploadKind.FILE, Duration.ZERO);
      case ProductShare(String id) ->
          id.length() <= ID_CHARS_MAX
              ? new MessageBody.ProductShare(id)
              : new MessageBody.Unknown("product_share", raw.utf8());
      case OrderShare(String id) ->
          id.length() <= ID_CHARS_MAX
              ? new MessageBody.OrderShare(id)
              : new MessageBody.Unknown("order_share", raw.utf8());
      case Voice voice ->
          new MessageBody.Voice(voice.translatedMsg(), voice.playLength(), voice.translated());
      case io.xiaoer.sdk.event.Message.Unknown(String msgType) ->
          new MessageBody.Unknown(msgType, raw.utf8());
    };
  }

  /** The same body always gives the same text: by it equal answers and shares are found. */
  public static String write(MessageBody body) {
    return JSON.writeValueAsString(fields(body));
  }

  private static ObjectNode fields(MessageBody body) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    switch (body) {
      case MessageBody.Text(String content) -> fields.put("content", content);
      case MessageBody.Media(UploadKind _, String mediaId) -> fields.put(MEDIA_ID, mediaId);
      case MessageBody.ReceivedMedia(UploadKind kind, Duration playLength) -> {
        fields.put("state", PENDING);
        if (kind == UploadKind.VIDEO) {
          fields.put("play_length", playLength.toSeconds());
        }
      }
      case MessageBody.ProductShare(String productId) -> fields.put("product_id", productId);
      case MessageBody.OrderShare(String orderId) -> fields.put("order_id", orderId);
      case MessageBody.Voice(String said, Duration playLength, boolean translated) ->
          fields
              .put("translated_msg", said)
              .put("play_length", playLength.toMillis())
              .put("translation_succ", translated);
      case MessageBody.Unknown(String msgType, String raw) ->
          fields.put("msg_type", msgType).put("raw", raw);
    }
    return fields;
  }

  /** The fields of a row; empty where it is no JSON object, as only another hand can write it. */
  static ObjectNode fields(String json) {
    try {
      return JSON.readTree(json) instanceof ObjectNode fields
          ? fields
          : JsonNodeFactory.instance.objectNode();
    } catch (JacksonException notJson) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  /** Never throws: what cannot be read is {@link MessageBody.Unknown}. */
  public static MessageBody read(String type, String json) {
    return read(type, fields(json));
  }

  static MessageBody read(String type, ObjectNode fields) {
    return switch (type) {
      case "text" -> new MessageBody.Text(text(fields, "content"));
      case "image" -> media(UploadKind.IMAGE, fields);
      case "video" -> media(UploadKind.VIDEO, fields);
      case "file" -> media(UploadKind.FILE, fields);
      case "product_share" -> new MessageBody.ProductShare(text(fields, "product_id"));
      case "order_share" -> new MessageBody.OrderShare(text(fields, "order_id"));
      case "voice" ->
          new MessageBody.Voice(
              text(fields, "translated_msg"),
              Duration.ofMillis(fields.path("play_length").asLong(0)),
              fields.path("translation_succ").asBoolean(false));
      case UNKNOWN -> new MessageBody.Unknown(text(fields, "msg_type"), text(fields, "raw"));
      default -> new MessageBody.Unknown(type, fields.toString()); // as a later version wrote it
    };
  }

  private static MessageBody media(UploadKind kind, ObjectNode fields) {
    JsonNode mediaId = fields.path(MEDIA_ID);
    return mediaId.isString()
        ? new MessageBody.Media(kind, mediaId.asString())
        : new MessageBody.ReceivedMedia(
            kind, Duration.ofSeconds(fields.path("play_length").asLong(0)));
  }

  private static String text(ObjectNode fields, String name) {
    return fields.path(name).asString("");
  }
}
