package io.xiaoer.simulator.push;

import java.math.BigInteger;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The same event with other types. Sister events' official samples show ids as numbers above 2^53;
 * the event's own page calls {@code msg_type} an object.
 */
final class OddTypes {
  private static final int ID_DIGITS_MIN = 16;

  private OddTypes() {}

  static ObjectNode of(ObjectNode event) {
    ObjectNode odd = event.objectNode();
    for (Map.Entry<String, JsonNode> field : event.properties()) {
      String name = field.getKey();
      if (name.equals("msg_type") || name.equals("msg_event")) {
        String word = field.getValue().asString("");
        odd.set(name, event.objectNode().set(word, event.objectNode()));
      } else {
        odd.set(name, other(field.getValue()));
      }
    }
    return odd;
  }

  private static JsonNode other(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode odd = object.objectNode();
        object.properties().forEach(field -> odd.set(field.getKey(), other(field.getValue())));
        yield odd;
      }
      case ArrayNode array -> array;
      case JsonNode plain when plain.isNumber() || plain.isBoolean() ->
          new StringNode(plain.asString());
      case JsonNode text when isId(text) ->
          BigIntegerNode.valueOf(new BigInteger(text.stringValue()));
      case JsonNode rest -> rest;
    };
  }

  private static boolean isId(JsonNode text) {
    return text.isString()
        && text.stringValue().length() >= ID_DIGITS_MIN
        && text.stringValue().chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
