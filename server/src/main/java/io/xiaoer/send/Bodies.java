package io.xiaoer.send;

import io.xiaoer.sdk.api.UploadKind;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The content of an answer as the tables keep it: a type, and JSON with the one field of that type.
 */
final class Bodies {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Bodies() {}

  static String type(Content content) {
    return switch (content) {
      case Content.Text _ -> "text";
      case Content.Media(UploadKind kind, String _) -> kind.name().toLowerCase(Locale.ROOT);
      case Content.ProductShare _ -> "product_share";
      case Content.OrderShare _ -> "order_share";
    };
  }

  static String json(Content content) {
    return switch (content) {
      case Content.Text(String text) -> json("content", text);
      case Content.Media(UploadKind _, String mediaId) -> json("media_id", mediaId);
      case Content.ProductShare(String productId) -> json("product_id", productId);
      case Content.OrderShare(String orderId) -> json("order_id", orderId);
    };
  }

  static boolean isMedia(String type) {
    return switch (type) {
      case "image", "video", "file" -> true;
      default -> false;
    };
  }

  static Content content(String type, String json) {
    JsonNode body = JSON.readTree(json);
    return switch (type) {
      case "text" -> new Content.Text(body.path("content").asString());
      case "image", "video", "file" ->
          new Content.Media(
              UploadKind.valueOf(type.toUpperCase(Locale.ROOT)), body.path("media_id").asString());
      case "product_share" -> new Content.ProductShare(body.path("product_id").asString());
      case "order_share" -> new Content.OrderShare(body.path("order_id").asString());
      case String other -> throw new IllegalStateException("cannot send type " + other);
    };
  }

  private static String json(String field, String value) {
    return JSON.writeValueAsString(JsonNodeFactory.instance.objectNode().put(field, value));
  }
}
