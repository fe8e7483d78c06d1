package io.xiaoer.sdk.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a download makes of bytes on the line, down to the last one. */
class RawAnswersTest {
  private static final DownloadLimits LIMITS = new DownloadLimits(100_000, Duration.ofSeconds(5));

  private final ServerSocket server;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private volatile byte[] answer = new byte[0];
  private volatile String asked = "";

  RawAnswersTest() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(() -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              StringBuilder head = new StringBuilder();
              InputStream in = socket.getInputStream();
              while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
              }
              asked = head.toString();
              socket.getOutputStream().write(answer);
              socket.getOutputStream().flush();
            } catch (IOException e) {
              // The client had enough.
            }
          }
        });
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private DownloadOutcome fetch(String text) {
    return fetch(text.getBytes(StandardCharsets.UTF_8));
  }

  private DownloadOutcome fetch(byte[] bytes) {
    answer = bytes;
    kept.reset();
    return new Downloads(TargetPolicy.loopback())
        .fetch("http://127.0.0.1:" + server.getLocalPort() + "/a?b=%20c&d=杯", LIMITS, () -> kept);
  }

  private String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  @Test
  void asksForOneFileAsItIs() {
    assertThat(fetch("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
        .isEqualTo(new DownloadOutcome.Downloaded("", "", 2));
    assertThat(asked)
        .startsWith("GET /a?b=%20c&d=%E6%9D%AF HTTP/1.1\r\n")
        .contains("\r\nHost: 127.0.0.1:" + server.getLocalPort() + "\r\n")
        .contains("\r\nAccept-Encoding: identity\r\n")
        .contains("\r\nConnection: close\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\n\nhello",
        "HTTP/1.1 200\r\n\r\nhello",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello and more",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: CHUNKED\r\nContent-Length: 2\r\n\r\n05\nhello\n0\n\n",
      })
  void takesAWholeBodyHoweverItsLengthIsTold(String text) {
    assertThat(fetch(text)).isEqualTo(new DownloadOutcome.Downloaded("", "", 5));
    assertThat(text()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense\r\n\r\n",
        "HTTP/2 200\r\n\r\nhello",
        "HTTP/1.1 2000 OK\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nhello",
      })
  void takesNoBrokenAnswerForAFile(String text) {
    assertThat(fetch(text)).isInstanceOf(DownloadOutcome.Unknown.class);
  }

  @Test
  void readsNoEndlessHead() {
    assertThat(fetch("HTTP/1.1 200 OK\r\nA: " + "x".repeat(40_000) + "\r\n\r\nhello"))
        .isInstanceOf(DownloadOutcome.Unknown.class);
    assertThat(fetch("HTTP/1.1 100 Continue\r\n\r\n".repeat(10)))
        .isInstanceOf(DownloadOutcome.Unknown.class);
  }

  @Test
  void countsWhatComesOutOfAPackedBodyAndNotWhatGoesIn() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.writeBytes(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[100_001]);
    }
    assertThat(packed.size()).isLessThan(1_000);
    assertThat(fetch(packed.toByteArray())).isEqualTo(new DownloadOutcome.TooLarge(100_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attachment; filename=\"a b.pdf\"|a b.pdf",
        "attachment; filename=plain.pdf; size=3|plain.pdf",
        "attachment; filename=\"fallback.pdf\"; filename*=utf-8''%e6%9d%af.pdf|杯.pdf",
        "inline; filename*=GBK''%B1%AD.pdf|杯.pdf",
        "attachment; filename=\"%E6%9D%AF.pdf\"|杯.pdf",
        "attachment; filename=\"100%.pdf\"|100%.pdf",
        "attachment; filename=杯.pdf|杯.pdf",
        "attachment; filename=\"a\\\"b.pdf\"|a\"b.pdf",
        "attachment; filename=\"../../etc/passwd\"|../../etc/passwd",
        "attachment; filename*=none''x; filename=y|y",
        "attachment|''",
        "attachment; filename=|''",
      })
  void readsTheNameThatTheOtherSideGives(String disposition, String name) {
    assertThat(fetch("HTTP/1.1 200 OK\r\nContent-Disposition: " + disposition + "\r\n\r\nok"))
        .isEqualTo(new DownloadOutcome.Downloaded("", name, 2));
  }

  @Test
  void endsWithAValueWhateverTheBytes() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      String start =
          random.nextBoolean() ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" : "";
      byte[] whole =
          (start + new String(bytes, StandardCharsets.ISO_8859_1))
              .getBytes(StandardCharsets.ISO_8859_1);
      assertThat(fetch(whole)).as("seed %d", seed).isNotNull();
    }
  }
}
