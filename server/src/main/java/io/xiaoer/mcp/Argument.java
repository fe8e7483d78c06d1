package io.xiaoer.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a tool takes: one statement, by which agents are told of it and what they send is read
 * ({@link Values}).
 */
sealed interface Argument {
  String name();

  String about();

  boolean required();

  /** As JSON Schema has it. */
  Map<String, Object> schema();

  /** The id of a conversation that the caller must see. */
  record ConversationId(String name, String about) implements Argument {
    @Override
    public boolean required() {
      return true;
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "string", "pattern", Id.PATTERN, "description", about);
    }
  }

  /** The id of a shop that the caller must see. */
  record Shop(boolean required, String about) implements Argument {
    static final String NAME = "shop";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "string", "minLength", 1, "maxLength", 64, "description", about);
    }
  }

  /** The number of something, as text. */
  record Id(String name, boolean required, String about) implements Argument {
    static final String PATTERN = "^[0-9]{1,18}$";

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "string", "pattern", PATTERN, "description", about);
    }
  }

  /** Any text. */
  record Text(String name, boolean required, int charsMax, String about) implements Argument {
    @Override
    public Map<String, Object> schema() {
      return Map.of(
          "type",
          "string",
          "minLength",
          required ? 1 : 0,
          "maxLength",
          charsMax,
          "description",
          about);
    }
  }

  /** One of some words; the first one where it is left out. */
  record Choice(String name, List<String> words, String about) implements Argument {
    @Override
    public boolean required() {
      return false;
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of(
          "type", "string", "enum", words, "default", words.getFirst(), "description", about);
    }
  }

  /** A whole number. */
  record Count(String name, int max, int fallback, String about) implements Argument {
    @Override
    public boolean required() {
      return false;
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of(
          "type",
          "integer",
          "minimum",
          1,
          "maximum",
          max,
          "default",
          fallback,
          "description",
          about);
    }
  }

  /** What all of them are together. Nothing else is taken. */
  static Map<String, Object> schema(List<Argument> arguments) {
    Map<String, Object> properties = new LinkedHashMap<>();
    arguments.forEach(argument -> properties.put(argument.name(), argument.schema()));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put(
        "required", arguments.stream().filter(Argument::required).map(Argument::name).toList());
    schema.put("additionalProperties", false);
    return Map.copyOf(schema);
  }
}
