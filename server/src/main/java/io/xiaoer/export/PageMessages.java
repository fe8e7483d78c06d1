package io.xiaoer.export;

import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.Origin;
import io.xiaoer.conversation.SendState;
import io.xiaoer.media.FileType;
import io.xiaoer.sdk.api.UploadKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads messages for a page, one at a time: a file is open only until it is written. */
final class PageMessages implements Iterator<PageMessage> {
  private static final int FEN_DIGITS = 2;

  private final Iterator<Message> messages;
  private final Function<Message, String> names;
  private final Words words;
  private final Enclosures enclosures;
  private final DateTimeFormatter dayFormat;
  private @Nullable LocalDate day;
  private String writer = "";

  PageMessages(
      Iterator<Message> messages,
      Function<Message, String> names,
      Words words,
      Enclosures enclosures) {
    this.messages = messages;
    this.names = names;
    this.words = words;
    this.enclosures = enclosures;
    dayFormat =
        DateTimeFormatter.ofPattern(words.dayPattern(), words.locale()).withZone(Lines.SHANGHAI);
  }

  @Override
  public boolean hasNext() {
    return messages.hasNext();
  }

  @Override
  public PageMessage next() {
    Message message = messages.next();
    LocalDate written = LocalDate.ofInstant(message.createdAt(), Lines.SHANGHAI);
    @Nullable String above = null;
    if (!written.equals(day)) {
      day = written;
      writer = "";
      above = dayFormat.format(message.createdAt());
    }
    String from = names.apply(message);
    boolean in = Lines.isIn(message) && message.origin() == Origin.Received.CUSTOMER;
    String side = in ? "in" : "out";
    boolean same = (side + from).equals(writer);
    writer = side + from;
    @Nullable SendState state = message.state();
    return new PageMessage(
        above,
        side,
        same,
        from,
        kind(message.body()),
        content(message),
        message.createdAt(),
        state == null ? null : Lines.lower(state),
        reason(message));
  }

  private static String reason(Message message) {
    Message.@Nullable SendError error = message.error();
    return error == null || message.state() == SendState.ACCEPTED
        ? ""
        : " " + (error.errcode() == 0 ? "" : error.errcode() + " ") + error.errmsg();
  }

  private static String kind(MessageBody body) {
    return switch (body) {
      case MessageBody.Attachment attachment -> kind(attachment.kind());
      case MessageBody.Share _ -> "card";
      case MessageBody.Words _, MessageBody.Unknown _ -> "words";
    };
  }

  private static String kind(UploadKind kind) {
    return switch (kind) {
      case IMAGE, VIDEO -> "picture";
      case FILE -> "file";
    };
  }

  private PageContent content(Message message) {
    JsonNode fields = message.fields();
    return switch (message.body()) {
      case MessageBody.Text(String content) ->
          new PageContent.Text(
              fields.path("removed").asBoolean(false) ? words.say("removed") : content);
      case MessageBody.Attachment attachment -> media(attachment.kind(), fields);
      case MessageBody.Voice voice -> voice(voice);
      case MessageBody.ProductShare(String productId) -> product(productId, fields.path("card"));
      case MessageBody.OrderShare(String orderId) -> order(orderId, fields.path("card"));
      case MessageBody.Unknown _ -> new PageContent.Unsupported(fields.toString());
    };
  }

  private PageContent media(UploadKind kind, JsonNode fields) {
    String state = fields.path("state").asString("pending");
    if (!state.equals("stored")) {
      return new PageContent.Absent(fields.path("reason").asString("pending"));
    }
    Optional<Enclosures.File> found = enclosures.find(idIn(fields.path("url")));
    if (found.isEmpty()) {
      return lost();
    }
    Enclosures.File file = found.get();
    return switch (kind) {
      case IMAGE -> file.isPicture() ? image(file) : saved(file);
      case VIDEO -> file.isVideo() ? video(file) : saved(file);
      case FILE -> saved(file);
    };
  }

  private static String idIn(JsonNode url) {
    String path = url.asString("");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static PageContent lost() {
    return new PageContent.Absent("lost");
  }

  private PageContent image(Enclosures.File whole) {
    if (enclosures.fits(whole.size())) {
      return picture(whole, whole.name(), null);
    }
    return enclosures
        .small(whole.id())
        .filter(small -> enclosures.fits(small.size()))
        .map(small -> picture(small, whole.name(), largest()))
        .orElseGet(() -> leftOut(whole));
  }

  private PageContent picture(Enclosures.File file, String name, @Nullable String largest) {
    boolean sized = file.width() > 0 && file.height() > 0;
    return enclosures
        .open(file, file.type())
        .<PageContent>map(open ->
            new PageContent.Picture(
                name, sized ? file.width() : null, sized ? file.height() : null, open, largest))
        .orElseGet(PageMessages::lost);
  }

  private PageContent video(Enclosures.File file) {
    return enclosures.fits(file.size())
        ? enclosures
            .open(file, file.type())
            .<PageContent>map(PageContent.Video::new)
            .orElseGet(PageMessages::lost)
        : leftOut(file);
  }

  /**
   * Offered to be saved as bytes, whatever it is: a page of a customer's must not be opened here.
   */
  private PageContent saved(Enclosures.File file) {
    return enclosures.fits(file.size())
        ? enclosures
            .open(file, FileType.OTHER.contentType())
            .<PageContent>map(open -> new PageContent.Saved(file.name(), size(file.size()), open))
            .orElseGet(PageMessages::lost)
        : leftOut(file);
  }

  private PageContent leftOut(Enclosures.File file) {
    return new PageContent.LeftOut(file.name(), size(file.size()), largest());
  }

  private String largest() {
    return size(enclosures.bytesMax());
  }

  private PageContent voice(MessageBody.Voice voice) {
    long seconds = Math.round(voice.playLength().toMillis() / 1_000.0);
    String said = voice.translatedMsg();
    return said.isBlank()
        ? new PageContent.Voice(words.say("voice_unread", seconds), "")
        : new PageContent.Voice(words.say("voice", seconds), said);
  }

  private PageContent product(String id, JsonNode card) {
    @Nullable PageContent picture =
        enclosures
            .small(idIn(card.path("picture_url")))
            .filter(small -> enclosures.fits(small.size()))
            .map(small -> picture(small, "", null))
            .orElse(null);
    return new PageContent.Product(
        id, picture, card.path("title").asString(""), yuan(card.path("price")));
  }

  private static PageContent order(String id, JsonNode card) {
    List<PageContent.Order.Line> lines =
        card.path("products").valueStream().map(PageMessages::line).toList();
    return new PageContent.Order(id, lines, yuan(card.path("order_price")));
  }

  private static PageContent.Order.Line line(JsonNode product) {
    return new PageContent.Order.Line(
        product.path("title").asString(""),
        product.path("attributes").asString(""),
        product.path("count").asInt(1));
  }

  private static @Nullable String yuan(JsonNode fen) {
    return fen.isNumber() ? BigDecimal.valueOf(fen.asLong(), FEN_DIGITS).toPlainString() : null;
  }

  static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.0f KB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
