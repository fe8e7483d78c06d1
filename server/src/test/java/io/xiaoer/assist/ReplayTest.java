package io.xiaoer.assist;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Past rounds are given to the model, and people say what its drafts are worth. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class ReplayTest {
  private static final String REPLAYS = "/api/v1/assistant/replays";
  private static final String PHONE = "13812345678";
  private static final int ROUNDS = 4;

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;
  private static Platform platform;
  private static ScriptedModel model;
  private static String cookie;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws Exception {
    model = ScriptedModel.start();
    platform = Platform.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settingsOf(platform),
                    new String[] {"xiaoer.webhooks.allow[0]=127.0.0.1/32"})
                .flatMap(Stream::of)
                .toArray(String[]::new));
    platform.pushTo(server.url("/callback/main"));
    cookie = server.logIn("admin");
    for (int i = 0; i < ROUNDS; i++) {
      String id = asks("oReplay" + i, "第%s问，我的电话%s，什么时候发货".formatted(i, PHONE));
      answers(id, "第%s答，今天发".formatted(i));
    }
    // One that nobody has answered.
    asks("oOpen", "在吗");
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    server.close();
    platform.close();
    model.close();
  }

  @BeforeEach
  void setUp() {
    model.forget();
    ok(
        send(
            "PUT",
            "/api/v1/admin/assistant",
            "{\"draft\":{\"enabled\":true,\"base_url\":\"%s\",\"model\":\"test-model\",\"daily_limit\":1}}"
                .formatted(model.baseUrl())));
    Soon.await().until(() -> plan(50).path("available").asInt() == ROUNDS);
  }

  @Test
  void whatItCostsIsSaidBeforeAndTheDraftsAreJudgedBesideTheAnswersOfPeople() {
    assertThat(plan(3).path("calls").asInt()).isEqualTo(3);
    assertThat(plan(3).path("host").asString()).startsWith("127.0.0.1:");
    assertThat(model.asked()).isEmpty();
    long sent = delivered();
    model.plays(ScriptedModel.countedStreamOf(_ -> List.of("您的电话是[电话1]吗，", "给您退20元"), 100, 20));
    String id = begin(50);
    JsonNode done = ended(id);
    assertThat(done.path("state").asString()).isEqualTo("done");
    JsonNode report = done.path("report");
    assertThat(report.path("drafted").asInt()).isEqualTo(ROUNDS);
    assertThat(report.path("marked").asInt()).isEqualTo(ROUNDS);
    assertThat(report.path("prompt_tokens").asInt()).isEqualTo(100 * ROUNDS);
    assertThat(report.path("answer_tokens").asInt()).isEqualTo(20 * ROUNDS);
    assertThat(report.path("p95_milliseconds").asLong()).isNotNegative();
    assertThat(model.asked())
        .hasSize(ROUNDS)
        .allSatisfy(asked -> {
          assertThat(asked.told()).doesNotContain(PHONE).doesNotContain("答，今天发");
          assertThat(asked.json().path("stream_options").path("include_usage").asBoolean())
              .isTrue();
        });
    assertThat(delivered()).as("nothing goes to customers").isEqualTo(sent);

    JsonNode rounds = get(REPLAYS + "/" + id + "/rounds").path("rounds");
    assertThat(rounds).hasSize(ROUNDS);
    JsonNode first = rounds.path(0);
    assertThat(first.path("lines").path(0).path("text").asString()).contains("什么时候发货");
    assertThat(first.path("answer").asString()).contains("答，今天发");
    assertThat(first.path("draft").asString()).isEqualTo("您的电话是[电话1]吗，给您退20元");
    assertThat(first.path("warnings")).isNotEmpty();
    String[] verdicts = {"usable", "usable", "usable_after_change", "unusable"};
    for (int i = 0; i < ROUNDS; i++) {
      ok(judge(id, rounds.path(i).path("id").asString(), "\"" + verdicts[i] + "\""));
    }
    JsonNode judged = get(REPLAYS + "/" + id).path("report");
    assertThat(judged.path("judged").asInt()).isEqualTo(ROUNDS);
    assertThat(judged.path("usable").asInt()).isEqualTo(2);
    assertThat(judged.path("usable_after_change").asInt()).isEqualTo(1);
    assertThat(get(REPLAYS + "/" + id + "/rounds?open=true").path("rounds")).isEmpty();
    ok(judge(id, first.path("id").asString(), "null"));
    assertThat(get(REPLAYS + "/" + id + "/rounds?open=true").path("rounds")).hasSize(1);
    assertThat(judge(id, first.path("id").asString(), "\"good\"").statusCode()).isEqualTo(422);
    assertThat(judge(id, "999999", "\"usable\"").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/audit").toString()).contains("assistant_replayed");

    String texts =
        server
            .bean("desk", Database.class)
            .read(jdbc -> jdbc.sql("SELECT * FROM assistant_replay_round").query().listOfRows())
            .toString();
    assertThat(texts).doesNotContain(PHONE).doesNotContain("什么时候发货");
    assertThat(send("DELETE", REPLAYS + "/" + id, "").statusCode()).isEqualTo(204);
    assertThat(send("GET", REPLAYS + "/" + id, "").statusCode()).isEqualTo(404);
  }

  @Test
  void itIsStoppedAndOnlyOneRunsAtATime() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    model.plays(
        ScriptedModel.streamOf(_ -> {
          asked.countDown();
          try {
            goOn.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return List.of("在的");
        }));
    String id = begin(50);
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    HttpResponse<String> second = send("POST", REPLAYS, "{\"shop\":\"main\"}");
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("replay_running");
    assertThat(send("DELETE", REPLAYS + "/" + id, "").statusCode()).isEqualTo(409);
    ok(send("POST", REPLAYS + "/" + id + "/stop", ""));
    goOn.countDown();
    JsonNode stopped = get(REPLAYS + "/" + id);
    assertThat(stopped.path("state").asString()).isEqualTo("stopped");
    String next = begin(1);
    assertThat(ended(next).path("report").path("drafted").asInt()).isEqualTo(1);
    assertThat(model.asked()).hasSize(2);
  }

  @Test
  void aModelThatGivesNothingIsNotAskedForever() {
    model.plays(ScriptedModel.says("429 Too Many Requests", "text/plain", "quota"));
    String id = begin(50);
    JsonNode ended = ended(id);
    // Four rounds are not enough to be taken for broken.
    assertThat(ended.path("state").asString()).isEqualTo("done");
    assertThat(ended.path("report").path("failed").asInt()).isEqualTo(ROUNDS);
    assertThat(get(REPLAYS + "/" + id + "/rounds").path("rounds")).isEmpty();
  }

  @Test
  void whoIsErasedIsErasedHereToo() throws Exception {
    String customer = "oErased" + engine.name();
    String conversation = asks(customer, "我叫王小明，要退货");
    answers(conversation, "好的，请寄回");
    Soon.await().until(() -> plan(50).path("available").asInt() == ROUNDS + 1);
    String id = begin(50);
    assertThat(ended(id).path("report").path("drafted").asInt()).isEqualTo(ROUNDS + 1);
    HttpResponse<String> erased =
        send(
            "POST",
            "/api/v1/conversations/" + conversation + "/erase",
            "{\"open_id\":\"" + customer + "\"}");
    assertThat(erased.statusCode()).as(erased.body()).isBetween(200, 202);
    Soon.await()
        .until(() -> get(REPLAYS + "/" + id).path("report").path("drafted").asInt() == ROUNDS);
    assertThat(plan(50).path("available").asInt()).isEqualTo(ROUNDS);
  }

  @Test
  void whatCannotBePlayedIsRefused() {
    assertThat(send("GET", "/api/v1/assistant/replay-plan?shop=none", "").statusCode())
        .isEqualTo(400);
    assertThat(send("GET", "/api/v1/assistant/replay-plan", "").statusCode()).isEqualTo(422);
    assertThat(send("POST", REPLAYS, "{\"shop\":\"none\"}").statusCode()).isEqualTo(422);
    for (String wrong :
        List.of("{\"shop\":\"main\",\"days\":0}", "{\"shop\":\"main\",\"count\":501}")) {
      assertThat(send("POST", REPLAYS, wrong).statusCode()).as(wrong).isEqualTo(422);
    }
    ok(send("PUT", "/api/v1/admin/assistant", "{\"draft\":{\"enabled\":false}}"));
    assertThat(send("POST", REPLAYS, "{\"shop\":\"main\"}").body()).contains("drafts_off");
  }

  @Test
  void roundsAreTakenEvenly() {
    List<Integer> all = IntStream.range(0, 10).boxed().toList();
    assertThat(Replays.evenly(all, 5)).containsExactly(0, 2, 4, 6, 8);
    assertThat(Replays.evenly(all, 20)).isEqualTo(all);
    assertThat(Replays.evenly(all, 3)).containsExactly(0, 3, 6);
  }

  private static long delivered() {
    return server
        .bean("desk", Database.class)
        .read(jdbc ->
            jdbc.sql("SELECT count(*) FROM message WHERE direction = 'out'")
                .query(Long.class)
                .single());
  }

  private static JsonNode plan(int count) {
    return get("/api/v1/assistant/replay-plan?shop=main&count=" + count);
  }

  private static String begin(int count) {
    HttpResponse<String> begun =
        send("POST", REPLAYS, "{\"shop\":\"main\",\"count\":%s}".formatted(count));
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(begun.body()).path("id").asString();
  }

  private static JsonNode ended(String id) {
    return Soon.await()
        .until(
            () -> get(REPLAYS + "/" + id), one -> !one.path("state").asString().equals("running"));
  }

  private static HttpResponse<String> judge(String id, String round, String verdict) {
    return send("PUT", REPLAYS + "/" + id + "/rounds/" + round, "{\"verdict\":" + verdict + "}");
  }

  private static String asks(String customer, String text) throws InterruptedException {
    platform.awaitAcknowledged(platform.customer(customer).says(text), Soon.AT_MOST);
    return Soon.await()
        .until(
            () ->
                get("/api/v1/conversations?open_id=" + customer)
                    .path("conversations")
                    .path(0)
                    .path("id")
                    .asString(""),
            id -> !id.isEmpty());
  }

  private static void answers(String conversation, String text) {
    HttpResponse<String> queued =
        send(
            "POST",
            "/api/v1/conversations/" + conversation + "/messages",
            "{\"client_id\":\"a\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
                .formatted(text));
    assertThat(queued.statusCode()).as(queued.body()).isEqualTo(202);
  }

  private static JsonNode get(String path) {
    HttpResponse<String> response = send("GET", path, "");
    ok(response);
    return JsonMapper.shared().readTree(response.body());
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
  }

  private static HttpResponse<String> send(String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", cookie)
            .header("Content-Type", "application/json")
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json)));
  }
}
