package io.xiaoer.sdk.event;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Opens XML that a stranger may have written. The reader fetches nothing, expands no entity of a
 * document's own, and announces a DOCTYPE as {@link XMLStreamReader#DTD} before anything else can
 * come of it; callers refuse the document there. Shared with {@code io.xiaoer.sdk.push}.
 *
 * <p>Characters that XML does not know do not make a document malformed: what the reader gives has
 * to go through {@link #value}, which brings them back.
 *
 * <p>The JDK's reader answers some malformed documents with unchecked exceptions: callers treat any
 * {@link RuntimeException} like an {@link XMLStreamException}.
 */
public final class ClosedXml {
  private static final XMLInputFactory XML = closed();

  private ClosedXml() {}

  private static XMLInputFactory closed() {
    XMLInputFactory xml = XMLInputFactory.newDefaultFactory();
    xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    xml.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    xml.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    xml.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    xml.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
      throw new XMLStreamException("external entity");
    });
    return xml;
  }

  /**
   * Opens a text that {@link Format#of} recognised as XML.
   *
   * @throws XMLStreamException when it is malformed from its beginning
   */
  public static XMLStreamReader open(byte[] text) throws XMLStreamException {
    int start = Format.firstSignificant(text);
    // As characters: the platform writes UTF-8 whatever a declaration says, a message cut inside a
    // character stays readable, and the JDK's own decoder prints malformed bytes to System.err.
    String characters = new String(text, start, text.length - start, StandardCharsets.UTF_8);
    return XML.createXMLStreamReader(new StringReader(XmlCharacters.hide(characters)));
  }

  /**
   * A value as it was written.
   *
   * @param read the characters that the reader gave, all of one element together
   */
  public static String value(CharSequence read) {
    return XmlCharacters.show(read);
  }
}
