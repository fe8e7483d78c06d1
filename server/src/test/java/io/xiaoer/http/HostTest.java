package io.xiaoer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as careless proxies and people write them, down to the byte. */
class HostTest {
  private static final int ANSWER_MILLIS_MAX = 60_000;

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

  @ParameterizedTest
  @ValueSource(
      strings = {"my_upstream", "my_app:8080", "_", "_a_:80", "desk.example.com", "[::1]:80"})
  void aPushTheReadinessAndThePageAreAnsweredWhateverNameTheProxyHasForTheServer(String host)
      throws IOException {
    assertThat(push(host, "")).startsWith("HTTP/1.1 200").endsWith("success");
    assertThat(get("/actuator/health/readiness", host)).startsWith("HTTP/1.1 200");
    assertThat(get("/api/v1/conversations", host)).startsWith("HTTP/1.1 401");
  }

  @ParameterizedTest
  @ValueSource(strings = {"note={a|b}", "note=100%", "x=[1]&y=\"<>^`\\"})
  void aPushIsAcknowledgedWhateverTheShopHasAddedToItsUrl(String own) throws IOException {
    assertThat(push("localhost", "&" + own)).startsWith("HTTP/1.1 200").endsWith("success");
  }

  @Test
  void whatIsNoRequestAtAllIsRefusedAndCounted() throws IOException {
    double before = unread();
    assertThat(get("/callback/main", "a b{c")).startsWith("HTTP/1.1 400");
    assertThat(get("/callback/main?x=\u0001", "localhost")).startsWith("HTTP/1.1 400");
    assertThat(push("localhost", "&店=在")).startsWith("HTTP/1.1 400");
    assertThat(unread()).isEqualTo(before + 3);
    assertThat(get("/api/v1/conversations?limit=x", "localhost")).doesNotStartWith("HTTP/1.1 200");
    assertThat(unread()).as("what was read is not counted").isEqualTo(before + 3);
  }

  private static double unread() {
    MeterRegistry registry = server.bean("prometheusMeterRegistry", MeterRegistry.class);
    return registry.get("xiaoer.requests.unread").counter().count();
  }

  private static String push(String host, String more) throws IOException {
    PushRequest push =
        new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
            .write(
                TestPlatform.text("oHost", TestPlatform.nextMsgId(), "在吗"),
                TestPlatform.keys(),
                Mode.SECURE);
    URI to = push.to(server.url("/callback/main"));
    byte[] body = push.body().getBytes(StandardCharsets.UTF_8);
    return exchange(
        "POST /callback/main?"
            + to.getRawQuery()
            + more
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nConnection: close\r\nContent-Length: "
            + body.length
            + "\r\n\r\n"
            + push.body());
  }

  private static String get(String target, String host) throws IOException {
    return exchange(
        "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  private static String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.url("/").getPort())) {
      socket.setSoTimeout(ANSWER_MILLIS_MAX);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
