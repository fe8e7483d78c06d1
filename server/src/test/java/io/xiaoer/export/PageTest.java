package io.xiaoer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.Origin;
import io.xiaoer.conversation.SendState;
import io.xiaoer.media.FileType;
import io.xiaoer.media.MediaId;
import io.xiaoer.media.MediaItem;
import io.xiaoer.media.StoredFile;
import io.xiaoer.sdk.api.UploadKind;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PageTest {
  private static final String HOSTILE = "<img src=x onerror=alert('1')> & \"</p>\u202E";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant MORNING = Instant.parse("2026-11-27T01:02:03Z");

  /** Files by the last digit of their ids. */
  private static final class Files implements Enclosures.Source {
    private int open;
    private int openMost;

    private static MediaItem item(
        String id, FileType type, long size, StoredFile.@Nullable Thumbnail small) {
      return new MediaItem(
          new MediaId(id),
          MediaItem.Origin.MESSAGE,
          null,
          MediaItem.State.STORED,
          HOSTILE,
          new StoredFile(id, size, type, 640, 480, small),
          null,
          null);
    }

    @Override
    public Optional<MediaItem> find(MediaId id) {
      return switch (id.value().charAt(31)) {
        case '1' -> Optional.of(item(id.value(), FileType.PNG, 4, null));
        case '2' -> Optional.of(item(id.value(), FileType.MP4, 5, null));
        case '3' -> Optional.of(item(id.value(), FileType.HTML, 6, null));
        case '4' -> Optional.of(item(id.value(), FileType.JPEG, 2_000_000, small()));
        case '5' -> Optional.of(item(id.value(), FileType.MP4, 2_000_000, null));
        case '6' -> Optional.of(item(id.value(), FileType.PDF, 2_000_000, null));
        case '7' -> Optional.of(item("0".repeat(32), FileType.PNG, 7, null));
        case '8' -> Optional.of(item(id.value(), FileType.PNG, 4, small()));
        default -> Optional.empty();
      };
    }

    private static StoredFile.Thumbnail small() {
      return new StoredFile.Thumbnail("5".repeat(64), 3, FileType.JPEG);
    }

    @Override
    public InputStream open(String sha256, long size) throws IOException {
      if (sha256.startsWith("00")) {
        throw new FileNotFoundException();
      }
      byte[] bytes = new byte[(int) size];
      Arrays.fill(bytes, (byte) sha256.charAt(sha256.length() - 1));
      open++;
      openMost = Math.max(openMost, open);
      return new ByteArrayInputStream(bytes) {
        @Override
        public void close() {
          open--;
        }
      };
    }
  }

  private static String id(int last) {
    return "a".repeat(31) + last;
  }

  private static ObjectNode stored(int last) {
    return JSON.createObjectNode().put("state", "stored").put("url", "/api/v1/media/" + id(last));
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) JSON.readTree(text.replace('`', '"'));
  }

  private int written;

  private Message in(MessageBody body, ObjectNode fields) {
    return message(
        Direction.IN, Origin.Received.CUSTOMER, body, fields, null, null, Duration.ofMinutes(1));
  }

  private Message out(@Nullable SendState state, @Nullable SendError error, Duration later) {
    return message(
        Direction.OUT,
        new Origin.Person(),
        new MessageBody.Text("在的"),
        JSON.createObjectNode(),
        state,
        error,
        later);
  }

  private Message message(
      Direction direction,
      Origin origin,
      MessageBody body,
      ObjectNode fields,
      @Nullable SendState state,
      @Nullable SendError error,
      Duration later) {
    written++;
    return new Message(
        written,
        1,
        "key",
        direction,
        origin,
        body,
        fields,
        null,
        null,
        state,
        error,
        null,
        MORNING.plus(later.multipliedBy(written)),
        MORNING,
        null);
  }

  private List<Message> messagesOfEveryKind() {
    ObjectNode none = JSON.createObjectNode();
    MessageBody image = new MessageBody.ReceivedMedia(UploadKind.IMAGE, Duration.ZERO);
    MessageBody video = new MessageBody.ReceivedMedia(UploadKind.VIDEO, Duration.ofSeconds(2));
    MessageBody file = new MessageBody.ReceivedMedia(UploadKind.FILE, Duration.ZERO);
    Duration minute = Duration.ofMinutes(1);
    return List.of(
        in(new MessageBody.Text("在吗\n  " + HOSTILE), none),
        in(image, stored(1)),
        in(image, stored(3)),
        in(image, stored(4)),
        in(image, stored(6)),
        in(image, stored(7)),
        in(image, stored(9)),
        in(image, JSON.createObjectNode()),
        in(image, json("{`state`:`failed`,`reason`:`too_large`}")),
        in(video, stored(2)),
        in(video, stored(1)),
        in(video, stored(5)),
        in(file, stored(3)),
        in(file, stored(6)),
        in(new MessageBody.Media(UploadKind.IMAGE, id(1)), stored(1)),
        in(new MessageBody.Voice(HOSTILE, Duration.ofMillis(2_600), true), none),
        in(new MessageBody.Voice("", Duration.ofMillis(900), false), none),
        in(
            new MessageBody.ProductShare(HOSTILE),
            json("{`card`:{`title`:`杯 <b>`,`price`:1250,`picture_url`:`/x/" + id(8) + "`}}")),
        in(new MessageBody.ProductShare("1000"), none),
        in(
            new MessageBody.OrderShare("2000"),
            json(
                "{`card`:{`order_price`:5,`products`:[{`title`:`<b>`,`attributes`:`红`,`count`:2},{}]}}")),
        in(new MessageBody.OrderShare("3000"), none),
        in(new MessageBody.Unknown("<x>", "raw"), json("{`<script>`:`'`}")),
        message(
            Direction.IN,
            Origin.Received.OTHER,
            new MessageBody.Text("亲"),
            none,
            null,
            null,
            minute),
        out(SendState.QUEUED, null, minute),
        out(SendState.ACCEPTED, new SendError(1, "not said", ""), minute),
        out(SendState.FAILED, new SendError(48_001, HOSTILE, ""), minute),
        out(SendState.UNKNOWN, new SendError(0, "no answer", ""), Duration.ofHours(1)));
  }

  private String page(Words words, List<Message> messages, String note) throws IOException {
    StringWriter out = new StringWriter();
    new Page(
            words,
            "小店 " + HOSTILE,
            "oZhou" + HOSTILE,
            List.of("<b>", "老客户"),
            note,
            messages.size(),
            "周 <b>",
            MORNING,
            () ->
                new PageMessages(
                    messages.iterator(),
                    message -> message.origin() == Origin.Received.CUSTOMER ? "顾客" : HOSTILE,
                    words,
                    new Enclosures(new Files(), 1_000_000)))
        .write(out, UnaryOperator.identity());
    return withoutStyle(out.toString());
  }

  private static String withoutStyle(String page) {
    return page.replaceFirst("(?s)<style>.*</style>", "<style></style>");
  }

  @Test
  void showsMessagesOfEveryKindAndNothingOfThemActs() throws IOException {
    assertThat(page(Words.ENGLISH, messagesOfEveryKind(), "a note\n" + HOSTILE))
        .isEqualTo(expected("page-en.html"));
    assertThat(page(Words.CHINESE, List.of(), "")).isEqualTo(expected("page-zh-empty.html"));
  }

  private static String expected(String name) throws IOException {
    try (InputStream in = PageTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String written(@Nullable String attribute, String text) {
    StringWriter out = new StringWriter();
    PageOutput output = new PageOutput(out, UnaryOperator.identity());
    output.setContext("p", attribute);
    output.writeUserContent(text);
    return out.toString();
  }

  @Test
  void whatPeopleWriteNeverActs() {
    String script = "<script>alert('x')</script>\" onload=\"y & z";
    assertThat(written(null, script))
        .isEqualTo("&lt;script&gt;alert('x')&lt;/script&gt;\" onload=\"y &amp; z");
    assertThat(written("title", script))
        .isEqualTo("&lt;script>alert(&#39;x&#39;)&lt;/script>&#34; onload=&#34;y &amp; z");
    assertThat(written(null, "gpj.\u202Eexe\u0000\uD800")).isEqualTo("gpj.\uFFFDexe\uFFFD\uFFFD");
    assertThat(written("title", "gpj.\u202Eexe\u0000")).isEqualTo("gpj.\uFFFDexe\uFFFD");
    assertThat(written(null, "两行\n😀")).isEqualTo("两行\n😀");
  }

  @Test
  void aReaderThatGoesAwayIsAFailureOfItsConnection() {
    Writer gone =
        new Writer() {
          @Override
          public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("gone");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Page page =
        new Page(
            Words.ENGLISH,
            "",
            "",
            List.of(),
            "",
            0,
            "",
            MORNING,
            () -> Collections.emptyIterator());
    assertThatThrownBy(() -> page.write(gone, UnaryOperator.identity()))
        .isExactlyInstanceOf(IOException.class);
  }

  @Test
  void readsAFileOnlyWhenThePageHasComeToIt() throws IOException {
    Files files = new Files();
    PageMessages chat =
        new PageMessages(
            messagesOfEveryKind().iterator(),
            message -> "",
            Words.ENGLISH,
            new Enclosures(files, 1_000_000));
    new Page(Words.ENGLISH, "", "", List.of(), "", 1, "", MORNING, () -> chat)
        .write(new StringWriter(), UnaryOperator.identity());
    assertThat(files.openMost).as("files open at the same time").isEqualTo(1);
    assertThat(files.open).isZero();
  }

  @Test
  void everyWordIsThereInEveryLanguage() {
    assertThat(Words.ENGLISH.texts().keySet()).isEqualTo(Words.CHINESE.texts().keySet());
  }

  @Test
  void sizesAreReadable() {
    assertThat(PageMessages.size(999)).isEqualTo("999 B");
    assertThat(PageMessages.size(14_400)).isEqualTo("14 KB");
    assertThat(PageMessages.size(50_000_000)).isEqualTo("50.0 MB");
  }
}
