package io.xiaoer.simulator.envelope;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An event as the platform writes it before encryption. */
final class ClearText {
  private ClearText() {}

  static byte[] write(ObjectNode event, Format format) {
    return switch (format) {
      case JSON -> event.toString().getBytes(StandardCharsets.UTF_8);
      case XML -> xml(event).getBytes(StandardCharsets.UTF_8);
    };
  }

  /** One line per field, as in the official XML vector. */
  private static String xml(ObjectNode event) {
    return event.properties().stream()
        .map(field -> element(field.getKey(), field.getValue()))
        .collect(Collectors.joining("\n", "<xml>", "\n</xml>"));
  }

  private static String element(String name, JsonNode value) {
    return switch (value) {
      case ObjectNode object ->
          "<" + name + ">" + inner(object.properties().stream()) + "</" + name + ">";
      case ArrayNode array ->
          array.valueStream().map(item -> element(name, item)).collect(Collectors.joining());
      case JsonNode text when text.isString() ->
          "<" + name + ">" + cdata(text.stringValue()) + "</" + name + ">";
      case JsonNode plain -> "<" + name + ">" + plain.asString("") + "</" + name + ">";
    };
  }

  private static String inner(Stream<Map.Entry<String, JsonNode>> fields) {
    return fields.map(f -> element(f.getKey(), f.getValue())).collect(Collectors.joining());
  }

  static String cdata(String text) {
    // Control characters stay: customers paste them, and nothing says that the platform takes them
    // out. XML 1.0 does not know them, so a receiver has to be ready for that.
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>";
  }
}
