package io.xiaoer.sdk.event;

/**
 * Reads the clear text of an event, JSON or XML, that is already trusted.
 *
 * <p>Reading is tolerant, because a message refused here is a customer who gets no answer:
 *
 * <ul>
 *   <li>{@code msg_type} and {@code msg_event} may be a string, an object, missing or unknown; what
 *       counts is the content that is there. A kind that nothing tells is {@link Message.Unknown}.
 *   <li>Ids may be strings or numbers of any size; numbers and booleans may be strings.
 *   <li>A content object may miss fields, and unknown fields may hold anything, nested up to
 *       {@value #nestingMax} deep.
 *   <li>Of a field written twice the first readable value counts; {@code null} is as missing.
 * </ul>
 *
 * <p>Unreadable is only what is no JSON object or XML document, an XML document with a DOCTYPE, and
 * an object that names neither {@code Event} nor {@code MsgType}. Nothing here throws.
 */
public final class EventText {
  /** Deeper than any event, and shallow enough to cost a few hundred kilobytes at worst. */
  static final int nestingMax = 5_000;

  private EventText() {}

  /** Reads a clear text; the event keeps a copy of the bytes. */
  public static Read read(byte[] clear) {
    return read(ClearText.of(clear));
  }

  /** Reads a clear text that is already held. */
  public static Read read(ClearText clear) {
    byte[] text = clear.shared();
    if (text.length == 0) {
      return new Read.Unreadable("empty");
    }
    Format format = Format.of(text);
    if (format == null) {
      return new Read.Unreadable("neither a JSON object nor XML");
    }
    EventDraft draft = new EventDraft();
    String trouble =
        switch (format) {
          case JSON -> JsonEventReader.read(text, draft);
          case XML -> XmlEventReader.read(text, draft);
        };
    return trouble == null ? draft.finish(format, clear) : new Read.Unreadable(trouble);
  }
}
