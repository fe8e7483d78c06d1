package io.xiaoer.sdk.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds fields by name in an event this library has no shape for: the {@code order_id} of an
 * order's event, the {@code product_id} of a product's. Each sister event keeps its own in an
 * object of another name, so the whole text is looked through.
 */
public final class EventFields {
  private EventFields() {}

  /**
   * The values under this name, wherever they stand, in the order of the text and each once.
   * Strings and numbers only, a number by its own digits: an id above 2^53 stays as it is.
   *
   * @param name as the platform writes it
   * @param max further ones are left out
   * @return empty also when the text cannot be read
   */
  public static List<String> named(String name, ClearText clear, int max) {
    byte[] text = clear.shared();
    Format format = text.length == 0 ? null : Format.of(text);
    if (format == null) {
      return List.of();
    }
    Found found = new Found(max);
    try {
      switch (format) {
        case JSON -> json(name, text, found);
        case XML -> xml(name, text, found);
      }
    } catch (JacksonException | XMLStreamException broken) {
      return List.of();
    } catch (RuntimeException broken) {
      return List.of(); // see ClosedXml: some malformed documents are answered so
    }
    return List.copyOf(found.values);
  }

  private static final class Found {
    final Collection<String> values = new ArrayList<>();
    private final int max;

    Found(int max) {
      this.max = max;
    }

    boolean isFull() {
      return values.size() >= max;
    }

    void add(String value) {
      String stripped = WellFormed.of(value).strip();
      if (!stripped.isEmpty() && !values.contains(stripped)) {
        values.add(stripped);
      }
    }
  }

  private static void json(String name, byte[] text, Found found) {
    try (JsonParser json = JsonEventReader.open(text)) {
      while (json.nextToken() != null && !found.isFull()) {
        if (json.currentToken() == JsonToken.PROPERTY_NAME && json.currentName().equals(name)) {
          JsonToken value = json.nextToken();
          if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
            found.add(json.getString());
          }
        }
      }
    }
  }

  private static void xml(String name, byte[] text, Found found) throws XMLStreamException {
    XMLStreamReader xml = ClosedXml.open(text);
    try {
      StringBuilder value = new StringBuilder();
      boolean wanted = false;
      while (xml.hasNext() && !found.isFull()) {
        switch (xml.next()) {
          case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
            found.values.clear();
            return;
          }
          case XMLStreamConstants.START_ELEMENT -> {
            wanted = xml.getLocalName().equals(name);
            value.setLength(0);
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            if (wanted) {
              value.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
            }
          }
          case XMLStreamConstants.END_ELEMENT -> {
            if (wanted) {
              found.add(ClosedXml.value(value));
            }
            wanted = false;
          }
          default -> {
            // comments, processing instructions, the end of the document
          }
        }
      }
    } finally {
      xml.close();
    }
  }
}
