package io.xiaoer.export;

import gg.jte.Content;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.WriterOutput;
import java.io.Writer;
import java.util.function.UnaryOperator;

/**
 * Escapes what people wrote for the place where it stands. What turns the line around is shown and
 * does not act. A file is written as it is read.
 */
final class PageOutput extends OwaspHtmlTemplateOutput {
  private final UnaryOperator<String> shown;

  /** {@code shown}: how the reader sees a text. */
  PageOutput(Writer out, UnaryOperator<String> shown) {
    super(new WriterOutput(out));
    this.shown = shown;
  }

  @Override
  public void writeUserContent(String value) {
    super.writeUserContent(visible(shown.apply(value)));
  }

  @Override
  public void writeUserContent(Content content) {
    if (content instanceof Enclosures.OpenFile file) {
      file.writeTo(this); // letters of Base64 need no escapes, and may be millions
    } else {
      super.writeUserContent(content);
    }
  }

  private static String visible(String written) {
    StringBuilder safe = new StringBuilder(written.length());
    written.codePoints().map(c -> acts(c) ? 0xFFFD : c).forEach(safe::appendCodePoint);
    return safe.toString();
  }

  private static boolean acts(int c) {
    return (c < ' ' && c != '\n' && c != '\t')
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || (c >= 0xD800 && c <= 0xDFFF);
  }
}
