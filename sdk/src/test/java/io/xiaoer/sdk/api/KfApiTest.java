package io.xiaoer.sdk.api;

import static io.xiaoer.sdk.api.FakePlatform.answers;
import static io.xiaoer.sdk.api.FakePlatform.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.xiaoer.sdk.Seeded;
import io.xiaoer.sdk.event.OpenId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KfApiTest {
  private static final String SECRET = "thesecretofthisshop";
  private static final OpenId CUSTOMER = new OpenId("o9AgO5Kd5ggOC-bXrbNODIiE3bGY");

  private final FakePlatform platform = new FakePlatform();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T08:00:00Z"));
  private final KfApi api = api(platform.url(), Duration.ofSeconds(5));

  private KfApi api(URI url, Duration deadline) {
    return new KfApi(url, "wx0123456789abcdef", SECRET, now::get, deadline);
  }

  @AfterEach
  void end() {
    platform.close();
  }

  @Test
  void sendsEachOfTheSixKindsAsThePlatformsPageSays() {
    List<OutgoingMessage.Body> bodies =
        List.of(
            new OutgoingMessage.Body.Text("在的 😀 \"<&"),
            new OutgoingMessage.Body.Image("https://h/i?a=1&b=2"),
            new OutgoingMessage.Body.Video("https://h/v"),
            new OutgoingMessage.Body.File("https://h/f"),
            new OutgoingMessage.Body.ProductShare("10000000000123456789"),
            new OutgoingMessage.Body.OrderShare("3704612354559743232"));
    for (OutgoingMessage.Body body : bodies) {
      assertThat(api.send(new OutgoingMessage("r-" + body.msgType(), CUSTOMER, body)))
          .isInstanceOf(SendOutcome.Accepted.class);
    }
    assertThat(platform.delivered)
        .extracting(sent -> sent.body().toString())
        .containsExactly(
            sent("text", "content", "在的 😀 \\\"<&"),
            sent("image", "cos_url", "https://h/i?a=1&b=2"),
            sent("video", "cos_url", "https://h/v"),
            sent("file", "cos_url", "https://h/f"),
            sent("product_share", "product_id", "10000000000123456789"),
            sent("order_share", "order_id", "3704612354559743232"));
    assertThat(platform.tokenCalls).hasValue(1);
    assertThat(platform.tokenRequests.get(0).toString())
        .isEqualTo(
            "{\"grant_type\":\"client_credential\",\"appid\":\"wx0123456789abcdef\",\"secret\":\""
                + SECRET
                + "\",\"force_refresh\":false}");
  }

  private static String sent(String type, String field, String value) {
    return "{\"request_id\":\"r-%s\",\"open_id\":\"%s\",\"msg_type\":\"%s\",\"%s\":{\"%s\":\"%s\"}}"
        .formatted(type, CUSTOMER.value(), type, type, field, value);
  }

  @Test
  void sendsAnyTextUnchanged() {
    Seeded.cases(
        150,
        random -> {
          String text = Seeded.text(random, 60);
          platform.delivered.clear();
          api.send(text("r", text));
          assertThat(platform.delivered.get(0).body().get("text").get("content").asString())
              .isEqualTo(text);
        });
  }

  @Test
  void sendsATextWithHalfASurrogatePairRatherThanNothing() {
    assertThat(api.send(text("r", "a\ud83d"))).isInstanceOf(SendOutcome.Accepted.class);
    assertThat(platform.delivered.get(0).body().get("text").get("content").asString())
        .isEqualTo("a?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errcode\":0,\"msg_id\":\"3895464567618158592\"}",
        "{\"errcode\":\"0\",\"msg_id\":3895464567618158592,\"new\":{\"a\":[1]}}",
      })
  void takesTheMessageIdAsText(String answer) {
    platform.nextSends.add(answers(200, answer));
    assertThat(api.send(text("r", "在"))).isEqualTo(new SendOutcome.Accepted("3895464567618158592"));
  }

  @Test
  void acceptsWithoutAMessageId() {
    platform.nextSends.add(answers(200, "{\"errcode\":0,\"errmsg\":\"ok\"}"));
    assertThat(api.send(text("r", "在"))).isEqualTo(new SendOutcome.Accepted(""));
  }

  @ParameterizedTest
  @CsvSource({
    "-1,Busy",
    "45011,MINUTE",
    "45009,DAY",
    "45035,Misconfigured",
    "61004,Misconfigured",
    "40164,Misconfigured",
    "48001,Misconfigured",
    "48004,Misconfigured",
    "40003,Refused",
    "40097,Refused",
    "44002,Refused",
    "45002,Refused",
    "47001,Refused",
    "40066,Refused",
    "43002,Refused",
    "40013,Refused",
    "41002,Refused",
    "50002,Refused",
    "99999,Refused",
    "-2,Refused"
  })
  void tellsThePlatformsRefusalsApart(int errcode, String expected) {
    platform.nextSends.add(says(errcode, "hint rid: 6641d3-5a"));
    ApiError error = new ApiError(errcode, "hint", "6641d3-5a");
    assertThat(api.send(text("r", "在")))
        .isEqualTo(
            switch (expected) {
              case "Busy" -> new SendOutcome.Busy(error);
              case "MINUTE" -> new SendOutcome.Throttled(error, Scope.MINUTE);
              case "DAY" -> new SendOutcome.Throttled(error, Scope.DAY);
              case "Misconfigured" -> new SendOutcome.Misconfigured(error);
              default -> new SendOutcome.Refused(error);
            });
    assertThat(platform.sendCalls).hasValue(1);
    assertThat(platform.tokenCalls).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "-1,Busy",
    "45011,MINUTE",
    "45009,DAY",
    "40013,Misconfigured",
    "40125,Misconfigured",
    "41002,Misconfigured",
    "41004,Misconfigured",
    "40001,Misconfigured",
    "40164,Misconfigured",
    "99999,Misconfigured"
  })
  void tellsARefusedTokenRequestApartAndSendsNothing(int errcode, String expected) {
    platform.nextTokens.add(says(errcode, "no rid: 1-2"));
    ApiError error = new ApiError(errcode, "no", "1-2");
    assertThat(api.send(text("r", "在")))
        .isEqualTo(
            switch (expected) {
              case "Busy" -> new SendOutcome.Busy(error);
              case "MINUTE" -> new SendOutcome.Throttled(error, Scope.MINUTE);
              case "DAY" -> new SendOutcome.Throttled(error, Scope.DAY);
              default -> new SendOutcome.Misconfigured(error);
            });
    assertThat(platform.sendCalls).hasValue(0);
    assertThat(api.send(text("r", "在"))).isInstanceOf(SendOutcome.Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {40001, 42001, 40014, 41001})
  void renewsARefusedTokenOnceAndTriesOnceMore(int errcode) {
    platform.nextSends.add(says(errcode, "token rid: 1"));
    assertThat(api.send(text("r", "在"))).isInstanceOf(SendOutcome.Accepted.class);
    assertThat(platform.tokenCalls).hasValue(2);
    assertThat(platform.sendCalls).hasValue(2);
  }

  @Test
  void aFreshTokenThatIsRefusedTooIsTroubleOfTheWholeShop() {
    platform.nextSends.add(says(40001, "token rid: 1"));
    platform.nextSends.add(says(40001, "token rid: 2"));
    assertThat(api.send(text("r", "在")))
        .isEqualTo(new SendOutcome.Misconfigured(new ApiError(40001, "token", "2")));
    assertThat(platform.tokenCalls).hasValue(2);
    assertThat(platform.sendCalls).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Forbidden", "<html>403</html>", "{}", "{\"errcode\":0}"})
  void http403WithoutAnErrcodeMeansTheAllowListAndNotABrokenLine(String body) {
    SendOutcome expected =
        new SendOutcome.Misconfigured(new ApiError(403, "HTTP 403 without an errcode", ""));
    platform.nextTokens.add(answers(403, body));
    assertThat(api.send(text("r", "在"))).isEqualTo(expected);
    platform.nextSends.add(answers(403, body));
    assertThat(api.send(text("r", "在"))).isEqualTo(expected);
    assertThat(platform.tokenCalls).as("no other token was asked for").hasValue(2);
    assertThat(platform.sendCalls).hasValue(1);
  }

  @Test
  void http403WithAnErrcodeSaysWhatTheErrcodeSays() {
    platform.nextSends.add(
        answers(403, "{\"errcode\":61004,\"errmsg\":\"not in ip-white-list rid: 7\"}"));
    assertThat(api.send(text("r", "在")))
        .isEqualTo(new SendOutcome.Misconfigured(new ApiError(61004, "not in ip-white-list", "7")));
  }

  @Test
  void aDeadTokenFoundByTwelveSendsAtOnceCostsOneRenewal() throws Exception {
    assertThat(api.send(text("first", "在"))).isInstanceOf(SendOutcome.Accepted.class);
    platform.token = "token-2";
    platform.tokenDelay = Duration.ofMillis(50);
    var pool = Executors.newFixedThreadPool(12);
    try {
      List<Callable<SendOutcome>> sends =
          IntStream.range(0, 12)
              .<Callable<SendOutcome>>mapToObj(i -> () -> api.send(text("r" + i, "在")))
              .toList();
      for (Future<SendOutcome> sent : pool.invokeAll(sends)) {
        assertThat(sent.get()).isInstanceOf(SendOutcome.Accepted.class);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(platform.tokenCalls.get()).isEqualTo(2);
    assertThat(platform.delivered).hasSize(13);
  }

  @Test
  void twelveFirstSendsAtOnceShareOneTokenRequestAlsoWhenItFails() throws Exception {
    platform.tokenDelay = Duration.ofMillis(200);
    platform.nextTokens.add(says(40164, "invalid ip rid: 1"));
    var pool = Executors.newFixedThreadPool(12);
    try {
      List<Callable<SendOutcome>> sends =
          IntStream.range(0, 12)
              .<Callable<SendOutcome>>mapToObj(i -> () -> api.send(text("r" + i, "在")))
              .toList();
      for (Future<SendOutcome> sent : pool.invokeAll(sends)) {
        assertThat(sent.get()).isInstanceOf(SendOutcome.Misconfigured.class);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(platform.tokenCalls).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{\"errcode\":",
        "{}",
        "{\"errcode\":{}}",
        "{\"errcode\":\"x\"}",
        "{\"errcode\":0} {}",
        "{\"errcode\":99999999999}"
      })
  void doesNotKnowWhatAnUnreadableAnswerMeans(String answer) {
    platform.nextSends.add(answers(200, answer));
    assertThat(api.send(text("r", "在"))).isInstanceOf(SendOutcome.Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504, 302, 404})
  void doesNotKnowWhatAnHttpErrorMeans(int status) {
    platform.nextSends.add(exchange -> {
      exchange.getResponseHeaders().add("Location", "/channels/ec/commkf/sendmsg");
      answers(status, "{\"errcode\":0}").answer(exchange);
    });
    assertThat(api.send(text("r", "在"))).isEqualTo(new SendOutcome.Unknown("HTTP " + status));
    assertThat(platform.sendCalls).hasValue(1);
  }

  @Test
  void boundsTheAnswer() {
    platform.nextSends.add(answers(200, "{\"errcode\":0,\"x\":\"" + "x".repeat(200_000) + "\"}"));
    assertThat(api.send(text("r", "在"))).isInstanceOf(SendOutcome.Unknown.class);
  }

  @Test
  void doesNotKnowWhetherAMessageArrivedWhenTheLineDiesAfterIt() {
    platform.nextSends.add(exchange -> exchange.close());
    assertThat(api.send(text("r", "在"))).isInstanceOf(SendOutcome.Unknown.class);
    assertThat(platform.sendCalls).as("never repeated behind the caller's back").hasValue(1);
  }

  @Test
  void endsAtItsDeadlineWhenThePlatformSaysNothing() {
    KfApi hurried = api(platform.url(), Duration.ofMillis(800));
    assertThat(hurried.send(text("r", "在"))).isInstanceOf(SendOutcome.Accepted.class);
    platform.nextSends.add(platform.silent());
    assertThat(hurried.send(text("r", "在")))
        .isEqualTo(new SendOutcome.Unknown("no answer in time"));
  }

  @Test
  void endsAtItsDeadlineWhenTheAnswerTrickles() {
    KfApi hurried = api(platform.url(), Duration.ofMillis(800));
    hurried.send(text("r", "在"));
    platform.nextSends.add(exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      platform.silent().answer(exchange);
    });
    assertThat(hurried.send(text("r", "在")))
        .isEqualTo(new SendOutcome.Unknown("no answer in time"));
  }

  @Test
  void knowsThatNothingWasSentWhenNobodyListens() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    assertThat(
            api(URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(3)).send(text("r", "在")))
        .isEqualTo(new SendOutcome.NotSent("no access token: connection refused"));
    assertThat(
            api(URI.create("http://no-such-host.invalid"), Duration.ofSeconds(3))
                .send(text("r", "在")))
        .isEqualTo(new SendOutcome.NotSent("no access token: host not found"));
  }

  @Test
  void knowsThatNothingWasSentWhenThePlatformIsGoneBetweenTwoMessages() {
    assertThat(api.send(text("r1", "在"))).isInstanceOf(SendOutcome.Accepted.class);
    platform.close();
    SendOutcome second = api.send(text("r2", "在"));
    // An idle connection that the server has closed may be found dead only by writing to it.
    assertThat(second).isInstanceOfAny(SendOutcome.NotSent.class, SendOutcome.Unknown.class);
    assertThat(api.send(text("r3", "在"))).isEqualTo(new SendOutcome.NotSent("connection refused"));
  }

  @Test
  void knowsThatNothingWasSentWhenThereIsNoToken() {
    platform.nextTokens.add(answers(502, "bad gateway"));
    platform.nextTokens.add(answers(200, "{}"));
    platform.nextTokens.add(answers(200, "not json"));
    platform.nextTokens.add(exchange -> exchange.close());
    for (int i = 0; i < 4; i++) {
      assertThat(api.send(text("r", "在")))
          .isInstanceOfSatisfying(
              SendOutcome.NotSent.class,
              notSent -> assertThat(notSent.cause()).startsWith("no access token"));
    }
    assertThat(platform.sendCalls).hasValue(0);
    assertThat(api.send(text("r", "在"))).isInstanceOf(SendOutcome.Accepted.class);
  }

  @Test
  void knowsThatNothingWasSentWhenTheTokenDoesNotComeInTime() {
    KfApi hurried = api(platform.url(), Duration.ofMillis(300));
    platform.nextTokens.add(platform.silent());
    assertThat(hurried.send(text("r", "在"))).isInstanceOf(SendOutcome.NotSent.class);
    assertThat(platform.sendCalls).hasValue(0);
  }

  @Test
  void keepsTheInterruptOfAThreadThatIsToldToStop() {
    api.send(text("r", "在"));
    platform.nextSends.add(platform.silent()); // an answer that is there at once is not waited for
    Thread.currentThread().interrupt();
    assertThat(api.send(text("r", "在"))).isInstanceOf(SendOutcome.Unknown.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void followsNoRedirectWithAToken() throws IOException {
    HttpServer elsewhere =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
    AtomicReference<String> leaked = new AtomicReference<>();
    elsewhere.createContext(
        "/",
        exchange -> {
          leaked.set(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    elsewhere.start();
    try {
      platform.nextSends.add(exchange -> {
        exchange
            .getResponseHeaders()
            .add("Location", "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/");
        exchange.sendResponseHeaders(307, -1);
        exchange.close();
      });
      assertThat(api.send(text("r", "在"))).isEqualTo(new SendOutcome.Unknown("HTTP 307"));
      assertThat(leaked).hasValue(null);
    } finally {
      elsewhere.stop(0);
    }
  }

  @Test
  void saysNeitherTokenNorSecretNorTextInAnything() throws IOException {
    platform.token = "verysecrettoken";
    api.send(text("r", "在的"));
    platform.nextSends.add(says(47001, "bad token verysecrettoken rid: 1"));
    assertThat(api.send(text("r", "在的")).toString()).doesNotContain("verysecrettoken", "在的");
    platform.nextTokens.add(says(40125, "bad secret " + SECRET));
    KfApi other = api(platform.url(), Duration.ofSeconds(5));
    assertThat(other.send(text("r", "在的")).toString()).doesNotContain(SECRET);
    for (FakePlatform.Fault fault :
        List.<FakePlatform.Fault>of(
            exchange -> exchange.close(), answers(200, "verysecrettoken"), answers(500, "x"))) {
      platform.nextSends.add(fault);
      assertThat(api.send(text("r", "在的")).toString())
          .doesNotContain("verysecrettoken", "access_token", "在的");
    }
    try (ServerSocket garbling = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
      Thread server =
          new Thread(() -> {
            try (Socket socket = garbling.accept()) {
              socket.getInputStream().read();
              socket
                  .getOutputStream()
                  .write("\u0000garbage\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
              // the client hung up first
            }
          });
      server.start();
      URI url = URI.create("http://127.0.0.1:" + garbling.getLocalPort());
      assertThat(api(url, Duration.ofSeconds(2)).send(text("r", "在的")).toString())
          .doesNotContain(SECRET, "127.0.0.1", "在的");
    }
    assertThat(api.toString()).doesNotContain(SECRET, "verysecrettoken");
    assertThat(text("r", "在的").toString())
        .isEqualTo("OutgoingMessage[r, OpenId[o9Ag…28 chars], Text[2 chars]]");
    assertThat(new AccessTokens.Grant.Token("verysecrettoken", 1).toString())
        .doesNotContain("verysecrettoken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.weixin.qq.com",
        "ftp://h",
        "http:///x",
        "https://h/?a=1",
        "https://u:p@h",
        "mailto:a@b"
      })
  void refusesABaseUrlThatIsNone(String url) {
    assertThatThrownBy(() -> api(URI.create(url), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("base url:");
  }

  @Test
  void refusesParametersThatCannotWork() {
    assertThatThrownBy(() -> api(platform.url(), Duration.ZERO))
        .hasMessageStartingWith("deadline:");
    assertThatThrownBy(
            () -> new KfApi(platform.url(), " ", SECRET, now::get, Duration.ofSeconds(1)))
        .hasMessageStartingWith("app id:");
    assertThatThrownBy(() -> new KfApi(platform.url(), "wx", "", now::get, Duration.ofSeconds(1)))
        .hasMessageStartingWith("app secret:");
    assertThatThrownBy(() -> text(" ", "在")).hasMessageStartingWith("request id:");
  }

  @Test
  void keepsThePathOfABaseUrl() {
    assertThat(api(URI.create(platform.url() + "/"), Duration.ofSeconds(3)).send(text("r", "在")))
        .isInstanceOf(SendOutcome.Accepted.class);
    assertThat(
            api(URI.create(platform.url() + "/proxy"), Duration.ofSeconds(3)).send(text("r", "在")))
        .isEqualTo(new SendOutcome.NotSent("no access token: HTTP 404"));
  }

  @ParameterizedTest
  @CsvSource({
    "'invalid ip rid: 6-7',invalid ip,6-7",
    "'ok','ok',''",
    "'rid: 6','',6",
    "'','',''",
    "'a rid: b rid: c',a rid: b,c",
    "'hybrid: x',hybrid: x,''"
  })
  void splitsTheRequestIdOffTheMessage(String errmsg, String words, String rid) {
    assertThat(ApiError.of(1, errmsg)).isEqualTo(new ApiError(1, words, rid));
  }

  private static OutgoingMessage text(String requestId, String content) {
    return new OutgoingMessage(requestId, CUSTOMER, new OutgoingMessage.Body.Text(content));
  }
}
