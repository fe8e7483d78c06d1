package io.xiaoer.openapi;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives each operation of the description an example: what is asked, and what is answered. Where
 * the description has none of its own it is made from the schema, so that it always fits it.
 */
final class ApiExamples {
  private static final int DEPTH_MAX = 8;

  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("shop", "main"),
          Map.entry("open_id", "oXz5abcdefghijklmnopqrstuvwx"),
          Map.entry("username", "li"),
          Map.entry("by", "li"),
          Map.entry("origin", "person"),
          Map.entry("assignee", "li"),
          Map.entry("to", "li"),
          Map.entry("name", "小李"),
          Map.entry("content", "在的，马上为您查询"),
          Map.entry("q", "发货"),
          Map.entry("url", "/api/v1/media/0190a3c2d4e5f6a7"),
          Map.entry("media_id", "0190a3c2d4e5f6a7"),
          Map.entry("product_id", "10000012345678"),
          Map.entry("order_id", "3719005000000048271"),
          Map.entry("user_name", "gh_0123456789ab"),
          Map.entry("app_id", "wx0123456789abcdef"),
          Map.entry("event", "commkf_send_msg_to_kf"),
          Map.entry("content_type", "image/jpeg"));

  private final ObjectNode api;

  private ApiExamples(ObjectNode api) {
    this.api = api;
  }

  static void add(ObjectNode api) {
    ApiExamples examples = new ApiExamples(api);
    for (JsonNode path : api.path("paths")) {
      for (JsonNode operation : path) {
        if (operation instanceof ObjectNode object) {
          examples.toParameters(object.path("parameters"));
          examples.toContent(object.path("requestBody").path("content"), true);
          for (Map.Entry<String, JsonNode> response : object.path("responses").properties()) {
            examples.toContent(examples.resolved(response.getValue()).path("content"), false);
          }
        }
      }
    }
    for (JsonNode response : api.path("components").path("responses")) {
      examples.toContent(response.path("content"), false);
    }
  }

  private void toParameters(JsonNode parameters) {
    for (JsonNode parameter : parameters) {
      if (parameter.path("in").asString("").equals("path")
          && parameter instanceof ObjectNode object
          && !object.has("example")) {
        String name = object.path("name").asString("");
        object.set("example", sample(object.path("schema"), name, false, 0));
      }
    }
  }

  private void toContent(JsonNode content, boolean request) {
    for (Map.Entry<String, JsonNode> kind : content.properties()) {
      if (kind.getKey().endsWith("json")
          && kind.getValue() instanceof ObjectNode media
          && media.has("schema")
          && !media.has("example")) {
        media.set("example", sample(media.path("schema"), "", request, 0));
      }
    }
  }

  private JsonNode sample(JsonNode written, String name, boolean request, int depth) {
    JsonNode schema = resolved(written);
    for (String given : new String[] {"example", "const", "default"}) {
      if (schema.has(given)) {
        return schema.path(given).deepCopy();
      }
    }
    for (String choice : new String[] {"oneOf", "anyOf"}) {
      if (schema.path(choice).isArray()) {
        return sample(schema.path(choice).path(0), name, request, depth);
      }
    }
    if (schema.path("enum").isArray()) {
      return schema.path("enum").path(0).deepCopy();
    }
    String type = type(schema);
    if (depth > DEPTH_MAX) {
      return JsonNodeFactory.instance.nullNode();
    }
    return switch (type) {
      case "object" -> object(schema, request, depth);
      case "array" -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < Math.max(1, schema.path("minItems").asInt(1)); i++) {
          array.add(sample(schema.path("items"), name, request, depth + 1));
        }
        yield array;
      }
      case "integer", "number" ->
          JsonNodeFactory.instance.numberNode(Math.max(1, schema.path("minimum").asInt(1)));
      case "boolean" -> JsonNodeFactory.instance.booleanNode(true);
      case "null" -> JsonNodeFactory.instance.nullNode();
      default -> JsonNodeFactory.instance.stringNode(longEnough(text(schema, name), schema));
    };
  }

  /** Of a request, what it must have; of an answer, everything it can have. */
  private ObjectNode object(JsonNode schema, boolean request, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (JsonNode part : schema.path("allOf")) {
      if (sample(part, "", request, depth + 1) instanceof ObjectNode fields) {
        object.setAll(fields);
      }
    }
    JsonNode required = schema.path("required");
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (!request || required.isEmpty() || has(required, property.getKey())) {
        object.set(
            property.getKey(), sample(property.getValue(), property.getKey(), request, depth + 1));
      }
    }
    return object;
  }

  private static boolean has(JsonNode names, String name) {
    for (JsonNode one : names) {
      if (one.asString("").equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static String type(JsonNode schema) {
    if (schema.has("properties") || schema.has("allOf")) {
      return "object";
    }
    JsonNode type = schema.path("type");
    return type.isArray() ? type.path(0).asString("string") : type.asString("string");
  }

  private static String text(JsonNode schema, String name) {
    return switch (schema.path("format").asString("")) {
      case "date-time" -> "2026-11-25T02:30:00Z";
      case "date" -> "2026-11-25";
      case "password" -> "a few words in a row";
      default -> name.equals("id") || name.endsWith("_id") ? idLike(name) : word(name);
    };
  }

  private static String longEnough(String text, JsonNode schema) {
    int missing = schema.path("minLength").asInt(0) - text.length();
    return missing > 0 ? text + "x".repeat(missing) : text;
  }

  private static String idLike(String name) {
    return TEXTS.getOrDefault(name, "42");
  }

  private static String word(String name) {
    return TEXTS.getOrDefault(name, name.isEmpty() ? "text" : name);
  }

  private JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asString("");
    return reference.startsWith("#/") ? api.at(reference.substring(1)) : node;
  }
}
