package io.xiaoer.search;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What of a message is searched: what was written or said, or the number it shows. */
final class Searchable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Searchable() {}

  /** Empty where there is nothing to read; a kind that is not known has only its properties. */
  static String text(String type, String body) {
    return switch (type) {
      case "text" -> field(body, "content");
      case "voice" -> field(body, "translated_msg");
      case "product_share" -> field(body, "product_id");
      case "order_share" -> field(body, "order_id");
      default -> "";
    };
  }

  private static String field(String body, String name) {
    try {
      JsonNode node = JSON.readTree(body);
      return node.path(name).asString("");
    } catch (JacksonException unreadable) {
      return ""; // A row by another hand than ours must not hold up all that come after it.
    }
  }
}
