package io.xiaoer.sdk.event;

import io.xiaoer.sdk.event.EventDraft.Kind;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the XML of an event. The document's element holds the fields, a content object's
 * element holds its own; an element with elements in it is an object, any other one a value.
 */
final class XmlEventReader {
  // Depths: the document's element is 1, a field of the event 2, a field of a content object 3, and
  // 4 where msg_type is an object that holds the content object.
  private static final int depthOfValuesMax = 4;

  private XmlEventReader() {}

  /** Null when the draft is filled, else why the text could not be read. */
  static @Nullable String read(byte[] text, EventDraft draft) {
    try {
      XMLStreamReader xml = ClosedXml.open(text);
      try {
        return event(xml, draft);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException broken) {
      var place = broken.getLocation();
      return place == null
          ? "malformed XML"
          : "malformed XML at line "
              + place.getLineNumber()
              + ", column "
              + place.getColumnNumber();
    } catch (RuntimeException broken) {
      return "malformed XML";
    }
  }

  private static @Nullable String event(XMLStreamReader xml, EventDraft draft)
      throws XMLStreamException {
    String[] path = new String[depthOfValuesMax + 1];
    StringBuilder value = new StringBuilder();
    int depth = 0;
    boolean leaf = false;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD -> {
          return "XML with a DOCTYPE";
        }
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          if (depth > EventText.nestingMax) {
            return "XML nested deeper than " + EventText.nestingMax;
          }
          if (depth <= depthOfValuesMax) {
            path[depth] = xml.getLocalName();
            opened(path, depth, draft);
          }
          leaf = true;
          value.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (leaf) {
            value.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (leaf && depth <= depthOfValuesMax) {
            closed(path, depth, ClosedXml.value(value), draft);
          }
          leaf = false;
          depth--;
        }
        case XMLStreamConstants.ENTITY_REFERENCE -> {
          return "XML with an entity of its own";
        }
        default -> {
          // comments, processing instructions, the end of the document
        }
      }
    }
    return null;
  }

  private static void opened(String[] path, int depth, EventDraft draft) {
    if (depth == 3) {
      Kind outer = Kind.of(path[2]);
      if (outer != null) {
        draft.present(outer);
      } else if (path[2].equals("msg_type")) {
        draft.kindNamed(path[3]);
        Kind inner = Kind.of(path[3]);
        if (inner != null) {
          draft.present(inner);
        }
      }
    }
  }

  private static void closed(String[] path, int depth, String value, EventDraft draft) {
    switch (depth) {
      case 2 -> {
        Kind kind = Kind.of(path[2]);
        if (kind != null) {
          draft.present(kind);
        }
        draft.field(path[2], kind == null ? value : value.strip());
      }
      case 3 -> {
        Kind kind = Kind.of(path[2]);
        if (kind != null) {
          draft.contentField(kind, path[3], value);
        }
      }
      case 4 -> {
        Kind kind = path[2].equals("msg_type") ? Kind.of(path[3]) : null;
        if (kind != null) {
          draft.contentField(kind, path[4], value);
        }
      }
      default -> {
        // the document's own element
      }
    }
  }
}
