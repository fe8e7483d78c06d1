package io.xiaoer.sdk.event;

import io.xiaoer.sdk.event.EventDraft.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.JsonRecyclerPools;

/** One pass over the JSON of an event, without a tree. */
final class JsonEventReader {
  /** Idle buffers kept for the next events, a few kilobytes each; more readers only allocate. */
  private static final int idleBuffersMax = 64;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.newBoundedPool(idleBuffersMax))
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS) // a raw newline in a text
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(EventText.nestingMax).build())
          .build();

  private JsonEventReader() {}

  /** A text that {@link Format#of} recognised as JSON. */
  static JsonParser open(byte[] text) {
    int start = Format.firstSignificant(text);
    return JSON.createParser(ObjectReadContext.empty(), text, start, text.length - start);
  }

  /** Null when the draft is filled, else why the text could not be read. */
  static @Nullable String read(byte[] text, EventDraft draft) {
    int start = Format.firstSignificant(text);
    if (start + 1 < text.length && text[start + 1] == 0) {
      return "JSON in UTF-16 or UTF-32 (expected: UTF-8)";
    }
    try (JsonParser json =
        JSON.createParser(ObjectReadContext.empty(), text, start, text.length - start)) {
      return event(json, draft);
    } catch (JacksonException broken) {
      if (isUtf8(text)) {
        return where(broken);
      }
    }
    // A message cut inside a character is still a message: read what is readable of it.
    String mended = new String(text, start, text.length - start, StandardCharsets.UTF_8);
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), mended)) {
      return event(json, draft);
    } catch (JacksonException broken) {
      return where(broken);
    }
  }

  private static @Nullable String event(JsonParser json, EventDraft draft) {
    json.nextToken(); // the brace by which the format was recognised
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT) {
        Kind kind = Kind.of(name);
        if (kind != null) {
          content(json, kind, draft);
        } else if (name.equals("msg_type")) {
          kindAsObject(json, draft);
        } else {
          json.skipChildren();
        }
      } else if (value == JsonToken.START_ARRAY) {
        json.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        draft.field(name, json.getString());
      }
    }
    return json.nextToken() == null ? null : "more text after the JSON object";
  }

  /** {@code "msg_type":{"text":{…}}}, as today's page of the platform could be read. */
  private static void kindAsObject(JsonParser json, EventDraft draft) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      draft.kindNamed(name);
      Kind kind = Kind.of(name);
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT && kind != null) {
        content(json, kind, draft);
      } else {
        json.skipChildren();
      }
    }
  }

  private static void content(JsonParser json, Kind kind, EventDraft draft) {
    draft.present(kind);
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
        draft.contentField(kind, name, json.getString()); // a number's own digits: no double
      } else {
        json.skipChildren();
      }
    }
  }

  private static boolean isUtf8(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Not the parser's own words, which quote the text. */
  private static String where(JacksonException broken) {
    var place = broken.getLocation();
    return place == null
        ? "malformed JSON"
        : "malformed JSON at line " + place.getLineNr() + ", column " + place.getColumnNr();
  }
}
