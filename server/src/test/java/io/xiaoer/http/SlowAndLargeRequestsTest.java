package io.xiaoer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Requests of strangers that are too slow, too large or too many, straight at the port. */
class SlowAndLargeRequestsTest {
  /** More than the server has places for. */
  private static final int FLOOD = 5_000;

  private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
  private static final Duration CUT_OFF_WITHIN = Duration.ofSeconds(30);

  @TempDir static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            data, TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The filter stands before these addresses (see Wiring), and nothing else reads bodies. */
  @Test
  void everyControllerThatReadsABodyStandsBehindTheLimit() {
    List<String> elsewhere =
        server
            .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
            .getHandlerMethods()
            .entrySet()
            .stream()
            .filter(route ->
                Arrays.stream(route.getValue().getMethodParameters())
                    .anyMatch(parameter -> parameter.hasParameterAnnotation(RequestBody.class)))
            .flatMap(route -> route.getKey().getPatternValues().stream())
            .filter(path -> !path.startsWith("/api/"))
            .toList();
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void aLargeBodyIsRefusedByItsAnnouncedLengthBeforeItIsSent() throws IOException {
    try (Socket socket = connect()) {
      send(socket, head("POST", "/api/v1/session", "Content-Length: 62914560"));
      assertThat(statusOf(socket)).isEqualTo(413);
    }
  }

  @Test
  void aLargeBodyOfUnknownLengthIsRefusedAtTheLimit() throws IOException {
    try (Socket socket = connect()) {
      send(socket, head("POST", "/api/v1/session", "Transfer-Encoding: chunked"));
      send(socket, "14000\r\n" + "x".repeat(0x14000) + "\r\n0\r\n\r\n");
      String answer = answer(socket);
      assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"reason\":\"body_too_large\"");
    }
  }

  @Test
  void aBodyOfTheLargestSizeIsTaken() throws IOException {
    String padding = " ".repeat(DeskGate.BODY_BYTES_MAX - 2);
    try (Socket socket = connect()) {
      send(
          socket,
          head(
              "POST",
              "/api/v1/session",
              "Content-Type: application/json",
              "Content-Length: " + DeskGate.BODY_BYTES_MAX));
      send(socket, "{" + padding + "}");
      assertThat(statusOf(socket)).isEqualTo(400);
    }
  }

  @Test
  void aHeadThatTricklesIsCutOff() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "POST /callback/main HTTP/1.1\r\nHost: x\r\nX-Slow: ");
      assertCutOff(socket, "a");
    }
  }

  @Test
  void aBodyThatTricklesIsCutOff() throws Exception {
    for (String path : List.of("/callback/main", "/api/v1/session", "/api/v1/media")) {
      try (Socket socket = connect()) {
        send(socket, head("POST", path, "Content-Length: 1000") + "{");
        assertCutOff(socket, " ");
      }
    }
  }

  @Test
  void whatIsLeftOfALargeBodyIsNotWaitedFor() throws Exception {
    try (Socket socket = connect()) {
      send(socket, head("POST", "/callback/main", "Content-Length: 3000000") + "{");
      assertCutOff(socket, " ");
    }
  }

  @Test
  void theBodyOfAPushThatIsRefusedBeforeItIsNotWaitedFor() throws Exception {
    for (String head :
        List.of(
            head("POST", "/callback/nobody", "Content-Length: 1000"),
            head("PUT", "/callback/main", "Content-Length: 1000"))) {
      try (Socket socket = connect()) {
        send(socket, head + "{");
        assertThat(answerHead(socket)).containsIgnoringCase("Connection: close");
        assertCutOff(socket, " ");
      }
    }
  }

  @Test
  void whoeverSendsABodyThatBreaksOffIsToldSo() throws Exception {
    for (String path : List.of("/callback/main", "/api/v1/session")) {
      assertRefusedInWords(path);
    }
  }

  /** By the answer that the path gives, and not by one of Tomcat's without words. */
  private static void assertRefusedInWords(String path) throws IOException {
    String words = path.startsWith("/api/") ? "body_incomplete|body_too_large" : "body";
    String chunked = head("POST", path, "Transfer-Encoding: chunked");
    String half = head("POST", path, "Content-Length: 1000");
    for (String broken :
        List.of(
            chunked + "no size\r\n",
            chunked + "5\r\n{abcd\r\nno size\r\n",
            chunked + "ffffffffffff\r\n{",
            chunked + "5\r\n{abcdefgh",
            half + "{")) {
      try (Socket socket = connect()) {
        send(socket, broken);
        socket.shutdownOutput();
        String answer = answer(socket);
        assertThat(answer)
            .as(broken)
            .matches("(?s)HTTP/1.1 (400|408|413) .*\r\n\r\n.*(" + words + ").*");
      }
    }
  }

  @Test
  void aConnectionServesOnWhereTheBodyOfARefusedPushWasAllHere() throws Exception {
    try (Socket socket = connect()) {
      String refused = head("POST", "/callback/nobody", "Content-Length: 5") + "{...}";
      for (int i = 0; i < 3; i++) {
        send(socket, refused);
        assertThat(answerHead(socket))
            .startsWith("HTTP/1.1 404 ")
            .doesNotContainIgnoringCase("Connection: close");
      }
    }
  }

  @Test
  void aPushIsTakenWhileMoreConnectionsThanThereArePlacesTrickle() throws Exception {
    TestPlatform platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
    List<Socket> flood = new ArrayList<>();
    try {
      for (int i = 0; i < FLOOD; i++) {
        Socket socket = connect();
        flood.add(socket);
        send(
            socket,
            switch (i % 3) {
              case 0 -> "POST /callback/main HTTP/1.1\r\nHost: x\r\nX-Slow: ";
              case 1 -> head("POST", "/callback/main", "Content-Length: 1000") + "{";
              default -> "";
            });
        if (i % 250 == 0) {
          assertTaken(platform);
        }
      }
      assertTaken(platform);
    } finally {
      for (Socket socket : flood) {
        socket.close();
      }
    }
    assertTaken(platform);
  }

  private static void assertTaken(TestPlatform platform) {
    HttpResponse<String> answer =
        platform.push(TestPlatform.text("oFlood", TestPlatform.nextMsgId(), "在吗"));
    assertThat(answer.body()).isEqualTo("success");
  }

  /** The server ends the connection although a byte comes every tenth of a second. */
  private static void assertCutOff(Socket socket, String drop) throws Exception {
    socket.setSoTimeout(100);
    long began = System.nanoTime();
    InputStream in = socket.getInputStream();
    while (System.nanoTime() - began < CUT_OFF_WITHIN.toNanos()) {
      try {
        send(socket, drop);
        if (in.read() < 0) {
          return;
        }
      } catch (SocketTimeoutException notYet) {
        // It still waits for the rest.
      } catch (IOException closed) {
        return;
      }
    }
    throw new AssertionError("still open after " + CUT_OFF_WITHIN);
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.url("/").getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String head(String method, String path, String... headers) {
    return "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n\r\n"
        .formatted(method, path, String.join("\r\n", headers));
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Reads over the body behind it. */
  private static String answerHead(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      assertThat(read).as("after: " + head).isNotNegative();
      head.append((char) read);
    }
    Matcher length = CONTENT_LENGTH.matcher(head);
    assertThat(length.find()).as(head.toString()).isTrue();
    in.skipNBytes(Integer.parseInt(length.group(1)));
    return head.toString();
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(2_000), StandardCharsets.UTF_8);
  }

  private static int statusOf(Socket socket) throws IOException {
    String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
    assertThat(line.toUpperCase(Locale.ROOT)).startsWith("HTTP/1.1 ");
    return Integer.parseInt(line.substring(9));
  }
}
