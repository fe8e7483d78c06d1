package io.xiaoer.masking;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Masks every text of a JSON tree, whatever field it stands in: a field that is new is masked until
 * somebody says that it is an id. Ids, addresses of the API, times and places have no numbers of
 * people, and are needed as they are.
 */
public final class MaskedJson {
  private static final Set<String> EXACT =
      Set.of("id", "url", "sort_key", "cursor", "next_cursor", "username", "client_id", "version");

  private MaskedJson() {}

  /** In place. */
  public static void mask(JsonNode node) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(field -> {
                if (field.getValue() instanceof StringNode text) {
                  if (!isExact(field.getKey())) {
                    field.setValue(masked(text));
                  }
                } else {
                  mask(field.getValue());
                }
              });
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          if (array.get(i) instanceof StringNode text) {
            array.set(i, masked(text));
          } else {
            mask(array.get(i));
          }
        }
      }
      default -> {}
    }
  }

  private static StringNode masked(StringNode text) {
    String value = text.asString();
    String masked = HiddenNumbers.mask(value);
    return masked.equals(value) ? text : StringNode.valueOf(masked);
  }

  private static boolean isExact(String field) {
    return EXACT.contains(field)
        || field.endsWith("_id")
        || field.endsWith("_url")
        || field.endsWith("_at")
        || field.endsWith("_key");
  }
}
