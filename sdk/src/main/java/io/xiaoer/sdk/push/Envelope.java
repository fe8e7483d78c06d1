package io.xiaoer.sdk.push;

import io.xiaoer.sdk.event.ClosedXml;
import io.xiaoer.sdk.event.Format;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** The outer text of a push, read before anything is known about who wrote it. */
sealed interface Envelope {
  /** The cipher text, still in Base64, as the signature covers it: with JSON's escapes undone. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Encrypted(byte[] base64) implements Envelope {}

  /** No cipher text, but the fields of an event in the clear. */
  record Clear() implements Envelope {}

  record Malformed(String why) implements Envelope {}

  static Envelope read(byte[] body) {
    Format format = Format.of(body);
    if (format == null) {
      return new Malformed("body is neither a JSON object nor XML");
    }
    return switch (format) {
      case JSON -> EnvelopeReader.json(body);
      case XML -> EnvelopeReader.xml(body);
    };
  }
}

final class EnvelopeReader {
  /** Idle buffers kept for the next pushes. */
  private static final int idleBuffersMax = 64;

  /** An envelope has two fields; a stranger's may have what he likes. */
  private static final int nestingMax = 64;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.newBoundedPool(idleBuffersMax))
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(nestingMax).build())
          .build();

  private static final Envelope NOTHING =
      new Envelope.Malformed("body has neither Encrypt nor an event");

  private EnvelopeReader() {}

  static Envelope json(byte[] body) {
    byte[] encrypt = null;
    boolean eventLike = false;
    int start = start(body);
    try (JsonParser json =
        JSON.createParser(ObjectReadContext.empty(), body, start, body.length - start)) {
      json.nextToken(); // the brace by which the format was recognised
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("Encrypt") && value == JsonToken.VALUE_STRING && encrypt == null) {
          encrypt = text(json, body, start);
        } else {
          eventLike |= isOfEvent(name);
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        return new Envelope.Malformed("body has more text after the JSON object");
      }
    } catch (JacksonException broken) {
      return new Envelope.Malformed("body is malformed JSON"); // its own words quote the body
    }
    return decide(encrypt, eventLike);
  }

  /**
   * The bytes of a string as they stand between its quotes. Nearly all of a push is this one
   * string, and making text of it only to make bytes of the text again would cost more than all
   * else here; with an escape in it, it has to be.
   */
  private static byte[] text(JsonParser json, byte[] body, int start) {
    int from = start + (int) json.currentTokenLocation().getByteOffset() + 1;
    int to = from;
    while (to < body.length && body[to] != '"' && body[to] != '\\') {
      to++;
    }
    return body[from - 1] == '"' && to < body.length && body[to] == '"'
        ? Arrays.copyOfRange(body, from, to)
        : json.getString().getBytes(StandardCharsets.UTF_8);
  }

  static Envelope xml(byte[] body) {
    try {
      XMLStreamReader xml = ClosedXml.open(body);
      try {
        return xml(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException | RuntimeException broken) {
      return new Envelope.Malformed("body is malformed XML");
    }
  }

  private static Envelope xml(XMLStreamReader xml) throws XMLStreamException {
    String encrypt = null;
    StringBuilder text = null; // of the Encrypt element that is open
    boolean eventLike = false;
    int depth = 0;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD -> {
          return new Envelope.Malformed("body is XML with a DOCTYPE");
        }
        case XMLStreamConstants.ENTITY_REFERENCE -> {
          return new Envelope.Malformed("body is XML with an entity of its own");
        }
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          if (depth > nestingMax) {
            return new Envelope.Malformed("body is XML nested deeper than " + nestingMax);
          }
          if (text != null) {
            return new Envelope.Malformed("body is XML with an element inside Encrypt");
          }
          if (depth == 2) {
            String name = xml.getLocalName();
            eventLike |= isOfEvent(name);
            text = name.equals("Encrypt") && encrypt == null ? new StringBuilder() : null;
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (text != null) {
            text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          if (text != null) {
            encrypt = ClosedXml.value(text).strip();
            text = null;
          }
        }
        default -> {
          // comments, processing instructions, the end of the document
        }
      }
    }
    return decide(encrypt == null ? null : encrypt.getBytes(StandardCharsets.UTF_8), eventLike);
  }

  private static Envelope decide(byte @Nullable [] encrypt, boolean eventLike) {
    if (encrypt != null && encrypt.length > 0) {
      return new Envelope.Encrypted(encrypt);
    }
    return eventLike ? new Envelope.Clear() : NOTHING;
  }

  private static boolean isOfEvent(String name) {
    return name.equals("Event") || name.equals("MsgType") || name.equals("FromUserName");
  }

  /** Past a byte order mark, which the JSON reader would take for a choice of encoding. */
  private static int start(byte[] body) {
    int at = 0;
    while (body[at] != '{') {
      at++;
    }
    return at;
  }
}
