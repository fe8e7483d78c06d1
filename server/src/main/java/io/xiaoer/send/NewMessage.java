package io.xiaoer.send;

import io.xiaoer.access.Caller;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.Origin;
import io.xiaoer.sdk.api.UploadKind;
import io.xiaoer.send.Answers.Reply;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a request writes it. What is not text may stand in an object of its kind's name, as
 * on the platform and in what this API gives, or flat beside {@code type}.
 */
record NewMessage(
    @Nullable String clientId,
    @Nullable String type,
    @Nullable Text text,
    @Nullable Media image,
    @Nullable Media video,
    @Nullable Media file,
    @Nullable Product productShare,
    @Nullable Order orderShare,
    @Nullable String mediaId,
    @Nullable String productId,
    @Nullable String orderId,
    @Nullable Integer holdSeconds,
    @Nullable String seenMessageId,
    @Nullable Boolean anyway,
    @Nullable Boolean confirmed,
    @Nullable Boolean automatic,
    @Nullable String replaces,
    @Nullable String draftId) {

  private static final int CLIENT_ID_CHARS_MAX = 64;

  /** Ids of the platform have some twenty characters. */
  private static final int ID_CHARS_MAX = 64;

  /** Long enough to see a slip, short enough that the customer does not notice. */
  private static final int HOLD_SECONDS_MAX = 10;

  record Text(@Nullable String content) {
    @Override
    public String toString() {
      return "Text";
    }
  }

  record Media(@Nullable String mediaId) {}

  record Product(@Nullable String productId) {}

  record Order(@Nullable String orderId) {}

  /** What is meant, or a refusal that says what would be right. */
  Reply read(long conversationId, Caller caller) {
    return new Reply(
        conversationId,
        readClientId(),
        content(),
        caller.name(),
        switch (caller) {
          case Caller.Person _ -> draftId == null ? new Origin.Person() : new Origin.Assist();
          case Caller.Unproven _ -> throw new IllegalStateException("may not write to customers");
          case Caller.ApiClient _ -> new Origin.Api();
        },
        Boolean.TRUE.equals(automatic),
        hold(),
        Boolean.TRUE.equals(anyway) || seenMessageId == null
            ? null
            : (Long) RequestParams.id("seen_message_id", seenMessageId),
        replaces == null ? null : (Long) RequestParams.id("replaces", replaces),
        draftId == null ? null : id("draft_id", draftId));
  }

  /** Its writer was asked about its words, and sends it all the same. */
  boolean isConfirmed() {
    return Boolean.TRUE.equals(confirmed);
  }

  private MessageBody.Sendable content() {
    return switch (type) {
      case "text" -> new MessageBody.Text(readText());
      case "image" -> media(UploadKind.IMAGE, "image", image);
      case "video" -> media(UploadKind.VIDEO, "video", video);
      case "file" -> media(UploadKind.FILE, "file", file);
      case "product_share" ->
          new MessageBody.ProductShare(
              id(
                  "product_share.product_id",
                  productShare == null ? productId : productShare.productId));
      case "order_share" ->
          new MessageBody.OrderShare(
              id("order_share.order_id", orderShare == null ? orderId : orderShare.orderId));
      case null ->
          throw ApiProblem.unprocessable(FieldError.missing("type", String.join(", ", TYPES)));
      default -> throw ApiProblem.unprocessable(FieldError.notOneOf("type", TYPES));
    };
  }

  private static final List<String> TYPES =
      List.of("text", "image", "video", "file", "product_share", "order_share");

  private MessageBody.Media media(UploadKind kind, String name, @Nullable Media nested) {
    return new MessageBody.Media(
        kind, id(name + ".media_id", nested == null ? mediaId : nested.mediaId));
  }

  private static String id(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw ApiProblem.badRequest(FieldError.missing(name, "an id"));
    }
    if (value.length() > ID_CHARS_MAX || !isPrintable(value)) {
      throw ApiProblem.unprocessable(FieldError.notAnId(name));
    }
    return value;
  }

  private static boolean isPrintable(String value) {
    return value.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private String readClientId() {
    if (clientId == null
        || clientId.isBlank()
        || clientId.length() > CLIENT_ID_CHARS_MAX
        || clientId.chars().anyMatch(Character::isISOControl)) {
      throw ApiProblem.badRequest(FieldError.length("client_id", 1, CLIENT_ID_CHARS_MAX));
    }
    return clientId;
  }

  private Duration hold() {
    if (holdSeconds == null) {
      return Duration.ZERO;
    }
    if (holdSeconds < 0 || holdSeconds > HOLD_SECONDS_MAX) {
      throw ApiProblem.unprocessable(FieldError.outOfRange("hold_seconds", 0, HOLD_SECONDS_MAX));
    }
    return Duration.ofSeconds(holdSeconds);
  }

  private String readText() {
    String content = text == null ? null : text.content();
    if (content == null) {
      throw ApiProblem.badRequest(FieldError.missing("text.content", "the text of the answer"));
    }
    AnswerText.require("text.content", content);
    return content;
  }

  @Override
  public String toString() {
    return "NewMessage[" + type + "]";
  }
}
