package io.xiaoer.sdk.api;

import static io.xiaoer.sdk.api.FakePlatform.answers;
import static io.xiaoer.sdk.api.FakePlatform.says;
import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.sdk.Seeded;
import io.xiaoer.sdk.event.OpenId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
  private static final OpenId CUSTOMER = new OpenId("o9AgO5Kd5ggOC-bXrbNODIiE3bGY");
  private static final String COS_URL =
      "https://channels.weixin.qq.com/shop/commkf/downloadmedia?encrypted_param=a%2B&openid=o9AgO5";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final CountDownLatch over = new CountDownLatch(1);
  private final FakePlatform platform = new FakePlatform();
  private final KfApi api = api(platform.url().toString());

  UploadTest() {
    platform.answer = "{\"errcode\":0,\"errmsg\":\"ok\",\"cos_url\":\"" + COS_URL + "\"}";
  }

  private static KfApi api(String url) {
    return new KfApi(
        URI.create(url),
        "wx0123456789abcdef",
        "secret",
        () -> Instant.EPOCH,
        Duration.ofSeconds(10));
  }

  @AfterEach
  void end() {
    over.countDown();
    platform.close();
  }

  /** A source that counts, and that can fail. */
  private static final class Watched implements UploadSource {
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicLong read = new AtomicLong();
    final long length;
    final Supplier<InputStream> streams;

    Watched(long length, Supplier<InputStream> streams) {
      this.length = length;
      this.streams = streams;
    }

    Watched(byte[] bytes) {
      this(bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    @Override
    public String name() {
      return "杯子.jpg";
    }

    @Override
    public String contentType() {
      return "image/jpeg";
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public InputStream open() {
      opened.incrementAndGet();
      InputStream in = streams.get();
      return new InputStream() {
        private boolean open = true;

        @Override
        public int read() throws IOException {
          return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int most) throws IOException {
          int count = in.read(bytes, offset, most);
          read.addAndGet(Math.max(0, count));
          return count;
        }

        @Override
        public void close() {
          if (open) {
            open = false;
            closed.incrementAndGet();
          }
        }
      };
    }
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("secret name");
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
      return read();
    }
  }

  private static Upload image(UploadSource source) {
    return new Upload(CUSTOMER, UploadKind.IMAGE, source);
  }

  /** A form as a receiver reads it, byte for byte. */
  private static List<String> parts(FakePlatform.Asked asked) {
    Matcher type =
        Pattern.compile("multipart/form-data; boundary=([\\w]+)").matcher(asked.contentType());
    assertThat(type.matches()).as(asked.contentType()).isTrue();
    String body = asked.body();
    String line = "--" + type.group(1);
    assertThat(body).startsWith(line + "\r\n").endsWith("\r\n" + line + "--\r\n");
    String inner = body.substring(line.length() + 2, body.length() - line.length() - 6);
    return Arrays.asList(inner.split(Pattern.quote("\r\n" + line + "\r\n"), -1));
  }

  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(UploadKind.class)
  void uploadsEachKindAsThePlatformsPageSaysAndCanSendItAsNoOther(UploadKind kind) {
    byte[] bytes = bytes(100_000);
    UploadOutcome outcome =
        api.upload(
            new Upload(CUSTOMER, kind, UploadSource.of(bytes, "杯子.jpg", "image/jpeg")), SOON);
    assertThat(outcome).isEqualTo(new UploadOutcome.Uploaded(kind, COS_URL));
    FakePlatform.Asked asked = platform.asked.get(0);
    assertThat(asked.path()).isEqualTo("/channels/ec/commkf/cosupload");
    assertThat(parts(asked))
        .containsExactly(
            "Content-Disposition: form-data; name=\"open_id\"\r\n\r\n" + CUSTOMER.value(),
            "Content-Disposition: form-data; name=\"msg_type\"\r\n\r\n" + kind.msgType(),
            latin("Content-Disposition: form-data; name=\"file\"; filename=\"杯子.jpg\"")
                + "\r\nContent-Type: image/jpeg\r\n\r\n"
                + new String(bytes, StandardCharsets.ISO_8859_1));
    OutgoingMessage.Body body = ((UploadOutcome.Uploaded) outcome).body();
    assertThat(body.msgType()).isEqualTo(kind.msgType());
    assertThat(body.value()).isEqualTo(COS_URL);
  }

  @Test
  void uploadsAFileOfTheDisk(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a"), bytes(70_000));
    assertThat(api.upload(image(UploadSource.of(file, "a.bin", "application/octet-stream")), SOON))
        .isInstanceOf(UploadOutcome.Uploaded.class);
    assertThat(parts(platform.asked.get(0)).get(2))
        .endsWith(new String(bytes(70_000), StandardCharsets.ISO_8859_1));
  }

  @Test
  void opensAndSendsNothingThatIsTooLargeOrEmpty() {
    Watched large = new Watched(Upload.bytesMax + 1, InputStream::nullInputStream);
    Watched empty = new Watched(0, InputStream::nullInputStream);
    assertThat(api.upload(image(large), SOON)).isEqualTo(new UploadOutcome.TooLarge(31_457_281));
    assertThat(api.upload(image(empty), SOON)).isEqualTo(new UploadOutcome.Empty());
    assertThat(large.opened).hasValue(0);
    assertThat(empty.opened).hasValue(0);
    assertThat(platform.asked).isEmpty();
    assertThat(platform.tokenCalls).hasValue(0);
  }

  @Test
  void uploadsAsMuchAsIsAllowed() {
    byte[] bytes = new byte[(int) Upload.bytesMax];
    assertThat(api.upload(image(new Watched(bytes)), SOON))
        .isInstanceOf(UploadOutcome.Uploaded.class);
    assertThat(platform.asked.get(0).body().length()).isBetween(bytes.length, bytes.length + 1_000);
  }

  @Test
  void readsNoFurtherThanThePlatformTakesIt() throws Exception {
    Watched source = new Watched(new byte[(int) Upload.bytesMax]);
    try (ServerSocket stalled = new ServerSocket()) {
      stalled.setReceiveBufferSize(64 * 1024);
      stalled.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      CountDownLatch answered = new CountDownLatch(1);
      Thread server =
          new Thread(() -> {
            try (Socket tokens = stalled.accept()) {
              byte[] request = new byte[4_096];
              int unused = tokens.getInputStream().read(request);
              String token = "{\"access_token\":\"t\",\"expires_in\":7200}";
              tokens
                  .getOutputStream()
                  .write(
                      ("HTTP/1.1 200 OK\r\nContent-Length: " + token.length() + "\r\n\r\n" + token)
                          .getBytes(StandardCharsets.US_ASCII));
              boolean done = answered.await(10, TimeUnit.SECONDS);
              assertThat(done).isTrue();
            } catch (IOException | InterruptedException e) {
              // the test is over
            }
          });
      server.start();
      UploadOutcome outcome =
          api("http://127.0.0.1:" + stalled.getLocalPort())
              .upload(image(source), Duration.ofSeconds(2));
      answered.countDown();
      assertThat(outcome)
          .isEqualTo(new UploadOutcome.Failed(new Failure.Unknown("no answer in time")));
      assertThat(source.read.get()).isBetween(1L, Upload.bytesMax / 2);
      assertThat(source.closed).hasValue(1);
    }
  }

  @Test
  void carriesTheWholeFileAgainAfterATokenRefresh() {
    Watched source = new Watched(bytes(300_000));
    platform.nextAnswers.add(says(40001, "invalid credential rid: 1"));
    assertThat(api.upload(image(source), SOON)).isInstanceOf(UploadOutcome.Uploaded.class);
    assertThat(platform.asked).hasSize(2);
    assertThat(platform.asked.get(1).body())
        .hasSizeGreaterThan(300_000)
        .isEqualTo(platform.asked.get(0).body());
    assertThat(platform.tokenCalls).hasValue(2);
    assertThat(source.opened).hasValue(2);
    assertThat(source.closed).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({
    "-1,Busy",
    "45011,MINUTE",
    "45009,DAY",
    "40164,Misconfigured",
    "48001,Misconfigured",
    "40066,Refused",
    "99999,Refused"
  })
  void tellsThePlatformsRefusalsApart(int errcode, String expected) {
    platform.nextAnswers.add(says(errcode, "hint rid: 6-7"));
    ApiError error = new ApiError(errcode, "hint", "6-7");
    assertThat(api.upload(image(new Watched(bytes(10))), SOON))
        .isEqualTo(
            new UploadOutcome.Failed(
                switch (expected) {
                  case "Busy" -> new Failure.Busy(error);
                  case "MINUTE" -> new Failure.Throttled(error, Scope.MINUTE);
                  case "DAY" -> new Failure.Throttled(error, Scope.DAY);
                  case "Misconfigured" -> new Failure.Misconfigured(error);
                  default -> new Failure.Refused(error);
                }));
    assertThat(platform.asked).hasSize(1);
  }

  @Test
  void doesNotKnowWhatBecameOfItWithoutAReadableAnswer() {
    for (FakePlatform.Fault fault :
        List.<FakePlatform.Fault>of(
            answers(200, "{\"errcode\":0}"),
            answers(200, "{\"cos_url\":\"\",\"errcode\":0}"),
            answers(413, "too large"),
            exchange -> exchange.close())) {
      platform.nextAnswers.add(fault);
      assertThat(api.upload(image(new Watched(bytes(10))), SOON))
          .isInstanceOfSatisfying(
              UploadOutcome.Failed.class,
              failed -> assertThat(failed.why()).isInstanceOf(Failure.Unknown.class));
    }
  }

  @Test
  void knowsThatNothingLeftWithoutAToken() {
    Watched source = new Watched(bytes(10));
    platform.nextTokens.add(answers(502, "bad gateway"));
    assertThat(api.upload(image(source), SOON))
        .isEqualTo(new UploadOutcome.Failed(new Failure.NotSent("no access token: HTTP 502")));
    assertThat(source.opened).hasValue(0);
  }

  @Test
  void endsAtItsDeadlineWhenThePlatformOrTheSourceSaysNothing() {
    platform.nextAnswers.add(platform.silent());
    assertThat(api.upload(image(new Watched(bytes(10))), Duration.ofMillis(500)))
        .isEqualTo(new UploadOutcome.Failed(new Failure.Unknown("no answer in time")));
    Watched stuck =
        new Watched(
            10,
            () ->
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    try {
                      boolean unused = over.await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                      throw new IOException(e);
                    }
                    return -1;
                  }

                  @Override
                  public int read(byte[] bytes, int offset, int most) throws IOException {
                    return read();
                  }
                });
    assertThat(api.upload(image(stuck), Duration.ofMillis(500)))
        .isEqualTo(new UploadOutcome.Failed(new Failure.Unknown("no answer in time")));
  }

  @Test
  void saysThatTheSourceFailed() {
    assertThat(
            unreadable(
                new Watched(
                    10,
                    () -> {
                      throw new IllegalStateException("secret name");
                    })))
        .isEqualTo("cannot be opened: IllegalStateException");
    assertThat(unreadable(new Watched(200_000, () -> new ByteArrayInputStream(bytes(150_000)))))
        .isEqualTo("150000 bytes instead of 200000");
    assertThat(unreadable(new Watched(100_000, () -> new ByteArrayInputStream(bytes(150_000)))))
        .isEqualTo("more than 100000 bytes");
    assertThat(
            unreadable(
                new Watched(
                    100_000,
                    () ->
                        new SequenceInputStream(
                            new ByteArrayInputStream(bytes(50_000)), new Broken()))))
        .isEqualTo("broke off at byte 50000: IOException");
  }

  private String unreadable(Watched source) {
    UploadOutcome outcome = api.upload(image(source), SOON);
    assertThat(outcome).isInstanceOf(UploadOutcome.Unreadable.class);
    return ((UploadOutcome.Unreadable) outcome).cause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.jpg|a.jpg",
        "杯 子😀.png|杯 子😀.png",
        "a\".jpg|a%22.jpg",
        "..\\..\\etc/passwd|.._.._etc_passwd",
        "a\\|a_",
        "''|file",
      })
  void writesANameSoThatItStaysOneName(String name, String written) {
    assertThat(Multipart.fileName(name)).isEqualTo(written);
  }

  @Test
  void keepsAHostileNameInsideItsQuotes() {
    assertThat(Multipart.fileName("a\"\r\nX-Evil: 1\r\n\r\n--b"))
        .isEqualTo("a%22%0D%0AX-Evil: 1%0D%0A%0D%0A--b");
    assertThat(Multipart.fileName("a\u0000\u0085\u2028\u202Egpj.exe\ud83d"))
        .isEqualTo("a____gpj.exe_");
    Seeded.cases(
        200,
        random -> {
          StringBuilder name = new StringBuilder();
          for (int i = random.nextInt(400); i > 0; i--) {
            name.append(
                (char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65536)));
          }
          String written = Multipart.fileName(name.toString());
          assertThat(written).isNotEmpty().doesNotContainPattern("[\\p{Cntrl}\"/\\\\\u2028\u2029]");
          assertThat(new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
              .isEqualTo(written);
        });
  }

  @Test
  void shortensALongNameAndKeepsWhatKindItIs() {
    String written = Multipart.fileName("杯".repeat(300) + ".jpeg");
    assertThat(written).endsWith("杯.jpeg");
    assertThat(written.getBytes(StandardCharsets.UTF_8).length).isBetween(250, 255);
    assertThat(Multipart.fileName("a." + "b".repeat(300))).hasSize(255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "image", "image/png\r\nX: 1", "image/p ng", "a/b/c", "图/片"})
  void sendsAsOctetsWhatIsNoMediaType(String type) {
    assertThat(Multipart.mediaType(type)).isEqualTo("application/octet-stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "text/plain; charset=utf-8", "application/vnd.ms-excel"})
  void keepsAMediaType(String type) {
    assertThat(Multipart.mediaType(type)).isEqualTo(type);
  }

  @Test
  void printsNeitherCustomerNorNameNorUrl() {
    Upload upload = image(UploadSource.of(bytes(3), "名字.jpg", "image/jpeg"));
    assertThat(upload.toString()).isEqualTo("Upload[OpenId[o9Ag…28 chars], IMAGE]");
    assertThat(upload.source().toString()).isEqualTo("UploadSource[image/jpeg, 3 bytes]");
    assertThat(api.upload(upload, SOON).toString()).doesNotContain("openid", "o9AgO5");
  }
}
