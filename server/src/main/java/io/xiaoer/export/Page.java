package io.xiaoer.export;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.SendState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One conversation as one page that opens anywhere and for ever: no script, nothing from outside,
 * files inside it as far as they fit. Everything that people wrote is escaped, and the page's own
 * policy lets nothing be loaded but what is in it, should an escape be missing.
 */
final class Page {
  private static final int FEN_DIGITS = 2;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(Lines.SHANGHAI);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(Lines.SHANGHAI);

  private final OutputStream out;
  private final Words words;
  private final Enclosures enclosures;
  private final DateTimeFormatter dayFormat;
  private @Nullable LocalDate day;
  private String writer = "";

  Page(OutputStream out, Words words, Enclosures enclosures) {
    this.out = out;
    this.words = words;
    this.enclosures = enclosures;
    dayFormat =
        DateTimeFormatter.ofPattern(words.dayPattern(), words.locale()).withZone(Lines.SHANGHAI);
  }

  /** What the page says of itself. */
  record Head(String shop, String by, Instant at, long messages, String note) {
    @Override
    public String toString() {
      return "Head[" + shop + "]";
    }
  }

  void begin(Conversation conversation, Head head) throws IOException {
    put(
        """
        <!DOCTYPE html>
        <html lang="%s">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>%s</title>
        <style>
        """
            .formatted(
                words.tag(),
                text(head.shop + " · " + conversation.openId() + " · " + words.say("title"))));
    style();
    put("</style>\n</head>\n<body>\n<header>\n<p class=\"shop\">" + text(head.shop) + "</p>\n");
    put("<h1>" + text(words.say("title")) + "</h1>\n");
    put(
        "<p class=\"who\">"
            + text(words.say("customer"))
            + " <code>"
            + text(conversation.openId())
            + "</code></p>\n");
    put(
        "<p class=\"meta\">"
            + text(words.say("messages", head.messages))
            + " · "
            + text(words.say("exported", EXACT.format(head.at), head.by))
            + "</p>\n");
    put("<ul class=\"tags\">");
    for (JsonNode tag : conversation.details().path("tags")) {
      put("<li>" + text(tag.asString()) + "</li>");
    }
    put("</ul>\n");
    if (!head.note.isBlank()) {
      put("<p class=\"note\"><b>" + text(words.say("note")) + "</b> " + text(head.note) + "</p>\n");
    }
    put("</header>\n<main>\n");
    if (head.messages == 0) {
      put("<p class=\"empty\">" + text(words.say("empty")) + "</p>\n");
    }
  }

  void message(Message message, String from) throws IOException {
    LocalDate written = LocalDate.ofInstant(message.createdAt(), Lines.SHANGHAI);
    if (!written.equals(day)) {
      day = written;
      writer = "";
      put("<h2><span>" + text(dayFormat.format(message.createdAt())) + "</span></h2>\n");
    }
    boolean in = Lines.isIn(message);
    String side = in && message.origin() == Message.Origin.CUSTOMER ? "in" : "out";
    String same = (side + from).equals(writer) ? " same" : "";
    writer = side + from;
    put("<article class=\"" + side + same + "\">");
    if (same.isEmpty()) {
      put("<p class=\"from\">" + text(from) + "</p>");
    }
    put("<div class=\"bubble " + kind(message.type()) + "\">");
    body(message);
    put("</div><p class=\"foot\"><time datetime=\"" + text(message.createdAt().toString()));
    put("\" title=\"" + text(EXACT.format(message.createdAt())) + "\">");
    put(text(CLOCK.format(message.createdAt())) + "</time>");
    state(message);
    put("</p></article>\n");
  }

  void end() throws IOException {
    put("</main>\n<footer>" + text(words.say("foot")) + "</footer>\n</body>\n</html>\n");
    out.flush();
  }

  private void state(Message message) throws IOException {
    SendState state = message.state();
    if (state == null) {
      return;
    }
    Message.SendError error = message.error();
    String reason =
        error == null || state == SendState.ACCEPTED
            ? ""
            : " " + (error.errcode() == 0 ? "" : error.errcode() + " ") + error.errmsg();
    put(
        "<span class=\"state %s\">%s%s</span>"
            .formatted(Lines.lower(state), text(words.say(Lines.lower(state))), text(reason)));
  }

  private void body(Message message) throws IOException {
    JsonNode body = JsonMapper.shared().readTree(message.body());
    switch (message.type()) {
      case "text" -> put(text(body.path("content").asString("")));
      case "image" -> image(body);
      case "video" -> video(body);
      case "file" -> file(body);
      case "voice" -> voice(body);
      case "product_share" -> product(body.path("product_id").asString(""), body.path("card"));
      case "order_share" -> order(body.path("order_id").asString(""), body.path("card"));
      default ->
          put(
              "<p class=\"hint\">%s</p><pre>%s</pre>"
                  .formatted(text(words.say("unsupported")), text(body.toString())));
    }
  }

  private static String kind(String type) {
    return switch (type) {
      case "image", "video" -> "picture";
      case "product_share", "order_share" -> "card";
      case "file" -> "file";
      default -> "words";
    };
  }

  private void image(JsonNode body) throws IOException {
    Optional<Enclosures.File> file = find(body);
    if (file.isEmpty()) {
      return;
    }
    Enclosures.File whole = file.get();
    if (!whole.isPicture()) {
      link(whole);
    } else if (enclosures.fits(whole.size())) {
      picture(whole, whole.type(), whole.sha256(), whole.size(), whole.name());
    } else if (!enclosures.small(whole.id()).map(this::smallFits).orElse(false)) {
      leftOut(whole);
    } else {
      Enclosures.File small = enclosures.small(whole.id()).orElseThrow();
      picture(small, small.type(), small.sha256(), small.size(), whole.name());
      hint(words.say("small", size(enclosures.bytesMax())));
    }
  }

  private boolean smallFits(Enclosures.File small) {
    return enclosures.fits(small.size());
  }

  private void picture(Enclosures.File file, String type, String sha256, long size, String name)
      throws IOException {
    Optional<InputStream> bytes = enclosures.open(sha256, size);
    if (bytes.isEmpty()) {
      hint(words.say("absent", words.say("lost")));
      return;
    }
    put("<img alt=\"" + text(name) + "\"");
    if (file.width() > 0 && file.height() > 0) {
      put(" width=\"%d\" height=\"%d\"".formatted(file.width(), file.height()));
    }
    put(" src=\"");
    data(type, bytes.get());
    put("\">");
  }

  private void video(JsonNode body) throws IOException {
    Optional<Enclosures.File> found = find(body);
    if (found.isEmpty()) {
      return;
    }
    Enclosures.File file = found.get();
    if (!file.isVideo()) {
      link(file);
    } else if (!enclosures.fits(file.size())) {
      leftOut(file);
    } else {
      Optional<InputStream> bytes = enclosures.open(file.sha256(), file.size());
      if (bytes.isEmpty()) {
        hint(words.say("absent", words.say("lost")));
        return;
      }
      put("<video controls src=\"");
      data(file.type(), bytes.get());
      put("\"></video>");
    }
  }

  private void file(JsonNode body) throws IOException {
    Optional<Enclosures.File> file = find(body);
    if (file.isPresent()) {
      link(file.get());
    }
  }

  /**
   * Offered to be saved as bytes, whatever it is: a page of a customer's must not be opened here.
   */
  private void link(Enclosures.File file) throws IOException {
    if (!enclosures.fits(file.size())) {
      leftOut(file);
      return;
    }
    Optional<InputStream> bytes = enclosures.open(file.sha256(), file.size());
    if (bytes.isEmpty()) {
      hint(words.say("absent", words.say("lost")));
      return;
    }
    named(file);
    put("<a download=\"" + text(file.name()) + "\" href=\"");
    data("application/octet-stream", bytes.get());
    put("\">" + text(words.say("save")) + "</a>");
  }

  private void leftOut(Enclosures.File file) throws IOException {
    named(file);
    hint(words.say("left_out", size(enclosures.bytesMax())));
  }

  private void named(Enclosures.File file) throws IOException {
    put(
        "<p class=\"name\">%s <span>%s</span></p>"
            .formatted(text(file.name()), text(size(file.size()))));
  }

  /** Empty, and said on the page, when it is not there. */
  private Optional<Enclosures.File> find(JsonNode body) throws IOException {
    String state = body.path("state").asString("pending");
    if (!state.equals("stored")) {
      hint(words.say("absent", words.say(body.path("reason").asString("pending"))));
      return Optional.empty();
    }
    String url = body.path("url").asString("");
    Optional<Enclosures.File> file = enclosures.find(url.substring(url.lastIndexOf('/') + 1));
    if (file.isEmpty()) {
      hint(words.say("absent", words.say("lost")));
    }
    return file;
  }

  private void voice(JsonNode body) throws IOException {
    long seconds = Math.round(body.path("play_length").asDouble(0) / 1_000);
    String said = body.path("translated_msg").asString("");
    if (said.isBlank()) {
      put("<p class=\"hint\">" + text(words.say("voice_unread", seconds)) + "</p>");
    } else {
      put("<p class=\"hint\">" + text(words.say("voice", seconds)) + "</p>" + text(said));
    }
  }

  private void product(String id, JsonNode card) throws IOException {
    put("<p class=\"hint\">" + text(words.say("product")) + " <code>" + text(id) + "</code></p>");
    cardPicture(card);
    put("<p class=\"name\">" + text(card.path("title").asString("")) + "</p>");
    price(card.path("price"));
  }

  private void order(String id, JsonNode card) throws IOException {
    put("<p class=\"hint\">" + text(words.say("order")) + " <code>" + text(id) + "</code></p>");
    for (JsonNode product : card.path("products")) {
      put("<p class=\"name\">" + text(product.path("title").asString("")));
      put(" <span>" + text(product.path("attributes").asString("")));
      put(" × " + product.path("count").asInt(1) + "</span></p>");
    }
    price(card.path("order_price"));
  }

  private void cardPicture(JsonNode card) throws IOException {
    String url = card.path("picture_url").asString("");
    Optional<Enclosures.File> small =
        url.isEmpty()
            ? Optional.empty()
            : enclosures.small(url.substring(url.lastIndexOf('/') + 1));
    if (small.isPresent() && smallFits(small.get())) {
      Enclosures.File file = small.get();
      picture(file, file.type(), file.sha256(), file.size(), "");
    }
  }

  private void price(JsonNode fen) throws IOException {
    if (fen.isNumber()) {
      String yuan = BigDecimal.valueOf(fen.asLong(), FEN_DIGITS).toPlainString();
      put("<p class=\"price\">" + text(words.say("price", yuan)) + "</p>");
    }
  }

  private void hint(String said) throws IOException {
    put("<p class=\"hint\">" + text(said) + "</p>");
  }

  private void data(String type, InputStream bytes) throws IOException {
    put("data:" + type + ";base64,");
    // Its end is not the page's, and the last characters are written at its end only.
    try (InputStream in = bytes;
        OutputStream letters = Base64.getEncoder().wrap(new Unclosed(out))) {
      in.transferTo(letters);
    }
  }

  static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    return bytes < 1_000_000 ? "%.0f KB".formatted(bytes / 1e3) : "%.1f MB".formatted(bytes / 1e6);
  }

  private void put(String html) throws IOException {
    out.write(html.getBytes(StandardCharsets.UTF_8));
  }

  /** As text, also within quotes. What turns the line around is shown and does not act. */
  static String text(String written) {
    StringBuilder safe = new StringBuilder(written.length() + 16);
    written
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#39;");
            case '\n', '\t' -> safe.appendCodePoint(c);
            default -> {
              boolean acts =
                  (c < ' ')
                      || (c >= 0x202A && c <= 0x202E)
                      || (c >= 0x2066 && c <= 0x2069)
                      || (c >= 0xD800 && c <= 0xDFFF);
              safe.appendCodePoint(acts ? 0xFFFD : c);
            }
          }
        });
    return safe.toString();
  }

  private void style() throws IOException {
    try (InputStream css = Page.class.getResourceAsStream("/export/page.css")) {
      if (css == null) {
        throw new IOException("export/page.css is not in the jar");
      }
      css.transferTo(out);
    }
  }
}
