package io.xiaoer.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.Sources;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Other systems read the log. */
@ParameterizedClass
@EnumSource(Engine.class)
class EventsTest {
  private static final String EVENTS = "/api/v1/events";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    URI nowhere = URI.create("http://127.0.0.1:9");
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settings(0, "left", Mode.SECURE, nowhere),
                    TestPlatform.settings(1, "right", Mode.SECURE, nowhere))
                .flatMap(Stream::of)
                .toArray(String[]::new));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void whoWaitsIsAnsweredWhenSomethingComesAndWhoNeedNotWaitAtOnce() throws Exception {
    long end = end();
    CompletableFuture<HttpResponse<String>> waits =
        asked("?wait=30&after=" + end, TestServer.API_KEY);
    writes("left", "oWaited");
    JsonNode page = page(waits);
    assertThat(openIds(page)).containsExactly("oWaited");
    assertThat(page.path("last_seq").asLong()).isGreaterThan(end);
    assertThat(page.path("events").path(0).path("type").asString()).isEqualTo("message.received");
    assertThat(openIds(page(asked("?wait=30&after=" + end, TestServer.API_KEY))))
        .containsExactly("oWaited");
  }

  @Test
  void whenNothingComesTheAnswerIsEmptyAndTheReaderStaysWhereItWas() throws Exception {
    long end = end();
    JsonNode page = page(asked("?wait=1&after=" + end, TestServer.API_KEY));
    assertThat(page.path("events")).isEmpty();
    assertThat(page.path("last_seq").asLong()).isEqualTo(end);
  }

  @Test
  void whatIsNotAskedForIsPassed() throws Exception {
    long from = end();
    ObjectNode other = JsonMapper.shared().createObjectNode();
    other
        .put("ToUserName", TestPlatform.USER_NAME)
        .put("FromUserName", "oOther")
        .put("CreateTime", TestPlatform.NOW.getEpochSecond())
        .put("MsgType", "event")
        .put("Event", "channels_ec_order_pay");
    push("left", other);
    writes("left", "oAsked");
    push("left", other.put("CreateTime", TestPlatform.NOW.getEpochSecond() + 1));
    JsonNode messages = server.get(EVENTS + "?types=message.received&after=" + from);
    assertThat(openIds(messages)).containsExactly("oAsked");
    JsonNode all =
        server.get(EVENTS + "?types=event.received,message.received&limit=3&after=" + from);
    assertThat(types(all)).containsExactly("event.received", "message.received", "event.received");
    long behind = messages.path("last_seq").asLong();
    JsonNode none =
        page(asked("?types=message.received&wait=1&after=" + behind, TestServer.API_KEY));
    assertThat(none.path("events")).isEmpty();
    assertThat(none.path("last_seq").asLong())
        .as("it is not looked through again")
        .isEqualTo(all.path("last_seq").asLong());
  }

  @Test
  void whoWaitsForOneShopIsNotToldOfAnother() throws Exception {
    long end = end();
    CompletableFuture<HttpResponse<String>> waits =
        asked("?wait=30&shop=right&after=" + end, TestServer.API_KEY);
    writes("left", "oLeft");
    writes("right", "oRight");
    assertThat(openIds(page(waits))).containsExactly("oRight");
  }

  @Test
  void whatCannotBeAskedIsRefused() {
    for (String bad :
        List.of("wait=-1", "wait=31", "wait=x", "types=order.paid", "types=,", "after=-1")) {
      HttpResponse<String> refused =
          server.send(
              HttpRequest.newBuilder(server.url(EVENTS + "?" + bad))
                  .header("Authorization", "Bearer " + TestServer.API_KEY));
      assertThat(refused.statusCode()).as(bad).isEqualTo(400);
      assertThat(refused.body()).as(bad).contains("\"field\":\"" + bad.split("=", 2)[0] + "\"");
    }
  }

  @Test
  void whoLosesTheKeyWhileWaitingIsToldNothing() throws Exception {
    JsonNode made =
        JsonMapper.shared()
            .readTree(
                server
                    .post(
                        "/api/v1/admin/api-keys",
                        "{\"name\":\"leaves\",\"scopes\":[\"events.read\"]}")
                    .body());
    long end = end();
    CompletableFuture<HttpResponse<String>> waits =
        asked("?wait=30&after=" + end, made.path("key").asString());
    HttpResponse<String> removed =
        server.send(
            HttpRequest.newBuilder(
                    server.url("/api/v1/admin/api-keys/" + made.path("id").asString()))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .DELETE());
    assertThat(removed.statusCode()).isEqualTo(204);
    writes("left", "oSecret");
    HttpResponse<String> answer = waits.get(1, TimeUnit.MINUTES);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).doesNotContain("oSecret");
  }

  @Test
  void whoWaitsWhenTheServerStopsIsAnsweredBefore() throws Exception {
    CompletableFuture<HttpResponse<String>> waits =
        asked("?wait=30&after=" + end(), TestServer.API_KEY);
    Waiting waiting = server.bean("waitingForEvents", Waiting.class);
    waiting.stop();
    assertThat(page(waits).path("events")).isEmpty();
    waiting.start();
  }

  /** Each as the documents show it, until it has printed what came while it ran. */
  @Test
  void theClientsOfTheDocumentsFollowTheLog() throws Exception {
    Path clients = Sources.project().resolve("docs/clients");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    for (List<String> client :
        List.of(
            List.of("python3", clients.resolve("pull.py").toString()),
            List.of("sh", clients.resolve("pull.sh").toString()),
            List.of(java, clients.resolve("Pull.java").toString()))) {
      String before = writes("left", "oBefore");
      Process process =
          new ProcessBuilder(
                  Stream.concat(
                          client.stream(),
                          Stream.of(
                              server.url("").toString(),
                              TestServer.API_KEY,
                              String.valueOf(end() - 1)))
                      .toList())
              .redirectErrorStream(true)
              .start();
      try (BufferedReader printed = process.inputReader(StandardCharsets.UTF_8)) {
        until(printed, "oBefore", before);
        until(printed, "oLater", writes("left", "oLater"));
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static void until(BufferedReader printed, String openId, String msgId) throws Exception {
    StringBuilder all = new StringBuilder();
    for (String line = printed.readLine(); line != null; line = printed.readLine()) {
      all.append(line).append('\n');
      if (line.contains(openId)) {
        return;
      }
    }
    throw new AssertionError("nothing of %s (%s) in: %s".formatted(openId, msgId, all));
  }

  private static long end() {
    long after = 0;
    while (true) {
      JsonNode page = server.get(EVENTS + "?limit=1000&after=" + after);
      if (page.path("events").isEmpty()) {
        return after;
      }
      after = page.path("last_seq").asLong();
    }
  }

  /** Comes back when the server has taken the question up, as far as one can tell from here. */
  private static CompletableFuture<HttpResponse<String>> asked(String query, String key) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(server.url(EVENTS + query))
            .header("Authorization", "Bearer " + key)
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode page(CompletableFuture<HttpResponse<String>> asked) throws Exception {
    HttpResponse<String> answer = asked.get(Soon.AT_MOST.toSeconds(), TimeUnit.SECONDS);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static List<String> openIds(JsonNode page) {
    return page.path("events").valueStream().map(one -> one.path("open_id").asString("")).toList();
  }

  private static List<String> types(JsonNode page) {
    return page.path("events").valueStream().map(one -> one.path("type").asString()).toList();
  }

  /** Gives the msg_id. */
  private static String writes(String shop, String openId) {
    String msgId = TestPlatform.nextMsgId();
    push(shop, TestPlatform.text(openId, msgId, "在吗"));
    return msgId;
  }

  private static void push(String shop, ObjectNode event) {
    assertThat(new TestPlatform(server, shop, Mode.SECURE, Format.JSON).push(event).body())
        .isEqualTo("success");
  }
}
