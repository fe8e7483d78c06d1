package io.xiaoer.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * One conversation as one page that opens anywhere and for ever: no script, nothing from outside,
 * files inside it as far as they fit. Everything that people wrote is escaped, and the page's own
 * policy lets nothing be loaded but what is in it, should an escape be missing.
 *
 * <p>Its markup stands in {@code page.jte}, which the build makes a class of.
 *
 * @param by who asked for it
 * @param chat read while they are written
 */
record Page(
    Words words,
    String shop,
    String openId,
    List<String> tags,
    String note,
    long messages,
    String by,
    Instant at,
    Iterable<PageMessage> chat) {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(Lines.SHANGHAI);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(Lines.SHANGHAI);
  static final String STYLE = style();

  void write(Writer out, UnaryOperator<String> shown) throws IOException {
    try {
      JtepageGenerated.render(new PageOutput(out, shown), null, this);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static String clock(Instant at) {
    return CLOCK.format(at);
  }

  static String exact(Instant at) {
    return EXACT.format(at);
  }

  private static String style() {
    try (InputStream css = Page.class.getResourceAsStream("/export/page.css")) {
      if (css == null) {
        throw new IOException("export/page.css is not in the jar");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "Page[" + shop + "]";
  }
}
