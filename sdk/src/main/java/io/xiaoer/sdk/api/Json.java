package io.xiaoer.sdk.api;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What an answer says, as a tree of text. A number stays as it was written until somebody asks for
 * one, so that an id above 2^53 never goes through a double. Whatever is not there, is null, or is
 * of another shape than asked for, is {@link Nothing}: every field of an answer may be missing.
 */
sealed interface Json {
  record Members(Map<String, Json> values) implements Json {}

  record Elements(List<Json> values) implements Json {}

  record Scalar(String text) implements Json {}

  enum Nothing implements Json {
    HERE
  }

  /** Twenty times a product of 500 variants; a tree costs far more memory than its text. */
  int nodesMax = 200_000;

  /** Nothing when the text is no JSON object, or one of more than {@link #nodesMax} values. */
  static Json read(byte[] text) {
    try (JsonParser json = Reading.FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Nothing.HERE;
      }
      Json root = new Reading(json).value(JsonToken.START_OBJECT);
      return json.nextToken() == null ? root : Nothing.HERE;
    } catch (JacksonException | Reading.TooMany e) {
      return Nothing.HERE; // the exception would quote the answer, and with it a token
    }
  }

  /** As the platform wrote it, also a number; empty for what is no text, number or truth value. */
  default String text() {
    return "";
  }

  default Json at(String name) {
    return this instanceof Members members
        ? members.values.getOrDefault(name, Nothing.HERE)
        : Nothing.HERE;
  }

  default String text(String name) {
    return at(name).text();
  }

  /** The member as a whole number, also where it was written as text. */
  default @Nullable Long number(String name) {
    String text = text(name).strip();
    if (text.isEmpty() || text.length() > Reading.numberCharsMax) {
      return null;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return wholeNumber(text);
    }
  }

  /** {@code 2000.0} and {@code 2e3} are 2000; {@code 1e999999999} is none, and costs nothing. */
  private static @Nullable Long wholeNumber(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      return Math.abs((long) number.scale()) > Reading.numberCharsMax
          ? null
          : Long.valueOf(number.longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  /** The first elements of the member, at most so many; empty when there is no such list. */
  default List<Json> list(String name, int max) {
    return at(name) instanceof Elements elements
        ? List.copyOf(elements.values.subList(0, Math.min(max, elements.values.size())))
        : List.of();
  }

  final class Reading {
    static final JsonFactory FACTORY = new JsonFactory();
    private static final int numberCharsMax = 40;

    private final JsonParser json;
    private int nodes;

    private Reading(JsonParser json) {
      this.json = json;
    }

    private static final class TooMany extends RuntimeException {
      private static final long serialVersionUID = 1;
    }

    /** Recursive; the parser allows no more than 500 levels. */
    private Json value(@Nullable JsonToken token) {
      nodes++;
      if (nodes > nodesMax) {
        throw new TooMany();
      }
      if (token == JsonToken.START_OBJECT) {
        Map<String, Json> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          members.put(name, value(json.nextToken()));
        }
        return new Members(members);
      }
      if (token == JsonToken.START_ARRAY) {
        List<Json> elements = new ArrayList<>();
        for (JsonToken next = json.nextToken();
            next != JsonToken.END_ARRAY;
            next = json.nextToken()) {
          elements.add(value(next));
        }
        return new Elements(elements);
      }
      return token == null || token == JsonToken.VALUE_NULL
          ? Nothing.HERE
          : new Scalar(json.getString());
    }
  }
}
