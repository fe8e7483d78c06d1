package io.xiaoer.assist;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.assist.PersonalData.Person;
import io.xiaoer.assist.ScriptedModel.Asked;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/** A running server, customers who write, and a model's host of which every byte is known. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class DraftsTest {
  private static final String ASSISTANT = "/api/v1/admin/assistant";
  private static final int PEOPLE = 500;
  private static final int LINES_OF_A_TALK = 10;
  private static final Pattern TOKEN = Pattern.compile("\\[(?:电话|姓名|地址|单号)\\d+\\]");

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;
  private static TestPlatform platform;
  private static ScriptedModel model;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws Exception {
    model = ScriptedModel.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")),
                    new String[] {"xiaoer.webhooks.allow[0]=127.0.0.1/32"})
                .flatMap(Stream::of)
                .toArray(String[]::new));
    platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    server.close();
    model.close();
  }

  @BeforeEach
  void setUp() {
    model.forget();
    put(
        """
        {"draft":{"enabled":true,"base_url":"%s","model":"test-model","api_key":"sk-secret-1","daily_limit":100000}}
        """
            .formatted(model.baseUrl()));
  }

  /** One event of a stream. */
  private record Event(String name, JsonNode data) {}

  @Test
  void aDraftComesInPiecesAndThenAsAWhole() {
    String id = says("oPieces", "这双鞋有黑色吗", "39码的");
    model.plays(ScriptedModel.stream("您好，", "黑色39码", "我帮您核实一下"));
    HttpResponse<String> response = server.post(draftOf(id), "");
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    List<Event> events = events(response);
    assertThat(events.stream().filter(event -> event.name.equals("delta")))
        .extracting(event -> event.data.path("text").asString())
        .containsExactly("您好，", "黑色39码", "我帮您核实一下");
    assertThat(events.getLast().name).isEqualTo("done");
    assertThat(events.getLast().data.path("text").asString()).isEqualTo("您好，黑色39码我帮您核实一下");
    assertThat(events.getLast().data.path("warnings")).isEmpty();
    Asked asked = model.asked().getFirst();
    assertThat(asked.told()).contains("这双鞋有黑色吗").contains("39码的").contains("main");
    assertThat(asked.head() + asked.body()).doesNotContain("oPieces");
    assertThat(server.get("/api/v1/assistant").path("host").asString()).startsWith("127.0.0.1:");
  }

  @Test
  void whereNothingIsSetUpNobodyIsAsked() {
    put("{\"draft\":{\"enabled\":false}}");
    String id = says("oOff", "在吗");
    HttpResponse<String> response = server.post(draftOf(id), "");
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body()).contains("drafts_off");
    assertThat(server.get("/api/v1/assistant").path("draft").asBoolean()).isFalse();
    assertThat(model.asked()).isEmpty();
  }

  /** The bytes themselves are looked at, of all requests together. */
  @Test
  void nothingPersonalReachesTheModelAndAllOfItComesBack() {
    PersonalData made = new PersonalData(2026);
    List<Person> people = made.people(PEOPLE);
    model.plays(ScriptedModel.streamOf(DraftsTest::echo));
    for (int from = 0; from < PEOPLE; from += LINES_OF_A_TALK) {
      List<Person> some = people.subList(from, from + LINES_OF_A_TALK);
      String id = says("oPersonal" + from, some.stream().map(made::line).toArray(String[]::new));
      Event done = events(server.post(draftOf(id), "")).getLast();
      assertThat(done.name).isEqualTo("done");
      String text = done.data.path("text").asString();
      for (Person person : some) {
        assertThat(text).contains(person.all());
      }
    }
    assertThat(model.asked()).hasSize(PEOPLE / LINES_OF_A_TALK);
    for (Asked asked : model.asked()) {
      for (Person person : people) {
        for (String personal : person.all()) {
          assertThat(asked.head() + asked.body() + asked.told()).doesNotContain(personal);
        }
      }
    }
  }

  /** Says every word that stands for something, cut anywhere. */
  private static List<String> echo(Asked asked) {
    StringBuilder answer = new StringBuilder();
    Matcher matcher =
        TOKEN.matcher(
            JsonMapper.shared()
                .readTree(asked.body())
                .path("messages")
                .path(1)
                .path("content")
                .asString());
    while (matcher.find()) {
      answer.append(matcher.group()).append('、');
    }
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < answer.length(); at += 3) {
      pieces.add(answer.substring(at, Math.min(answer.length(), at + 3)));
    }
    return pieces;
  }

  @Test
  void whatTheShopHasNotStatedIsMarkedAndWhatAPhraseSaysIsNot() {
    assertThat(
            server
                .post(
                    "/api/v1/phrases",
                    "{\"title\":\"发货\",\"owner\":\"team\",\"kind\":\"text\",\"content\":\"现货48小时内发货，默认发顺丰\"}")
                .statusCode())
        .isEqualTo(201);
    String id = says("oPromise", "什么时候发货");
    model.plays(ScriptedModel.stream("亲，现货48小时内发货的哦"));
    assertThat(events(server.post(draftOf(id), "")).getLast().data.path("warnings")).isEmpty();
    assertThat(model.asked().getFirst().told()).contains("现货48小时内发货");
    model.plays(ScriptedModel.stream("亲，给您退", "20元，明天到账"));
    JsonNode warnings = events(server.post(draftOf(id), "")).getLast().data.path("warnings");
    assertThat(warnings).isNotEmpty();
    assertThat(warnings).allSatisfy(one -> assertThat(one.path("text").asString()).isNotEmpty());
    assertThat(warnings.toString()).contains("amount").contains("date");
  }

  @Test
  void aFailureSaysWhyAndNothingElse() {
    String id = says("oFails", "在吗");
    model.plays(
        ScriptedModel.says(
            "401 Unauthorized",
            "application/json",
            "{\"error\":\"bad key sk-secret-1 of account 77\"}"));
    HttpResponse<String> response = server.post(draftOf(id), "");
    assertThat(events(response).getLast())
        .isEqualTo(
            new Event("failed", JsonMapper.shared().readTree("{\"reason\":\"unauthorized\"}")));
    assertThat(response.body()).doesNotContain("sk-secret-1").doesNotContain("account 77");
    model.plays(
        ScriptedModel.breaksOffAfter(ScriptedModel.event(ScriptedModel.delta("content", "亲"))));
    assertThat(events(server.post(draftOf(id), "")).getLast().data.path("reason").asString())
        .isEqualTo("cut");
    model.plays(ScriptedModel.says("200 OK", "text/html", "<html>"));
    assertThat(events(server.post(draftOf(id), "")).getLast().data.path("reason").asString())
        .isEqualTo("not_a_stream");
  }

  @Test
  void aDraftIsThrownAwayWhenTheCustomerHasWrittenAgain() {
    String id = says("oAgain", "在吗");
    model.plays(
        ScriptedModel.streamOf(_ -> {
          says("oAgain", "算了不要了");
          return List.of("在的");
        }));
    assertThat(events(server.post(draftOf(id), "")).getLast().data.path("reason").asString())
        .isEqualTo("stale");
  }

  @Test
  void theDayHasALimitForAllTogether() {
    String id = says("oLimit", "在吗");
    server.post(draftOf(id), "");
    put("{\"draft\":{\"daily_limit\":1}}");
    HttpResponse<String> response = server.post(draftOf(id), "");
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body()).contains("drafts_used_up");
    assertThat(server.get(ASSISTANT).path("draft").path("asked_today").asInt()).isPositive();
  }

  @Test
  void whatWasSaidBeforeItWasClosedIsNotGiven() {
    String id = says("oSession", "从前的话");
    assertThat(server.post("/api/v1/conversations/" + id + "/close", "{}").statusCode())
        .isBetween(200, 204);
    says("oSession", "现在的话");
    server.post(draftOf(id), "");
    assertThat(model.asked().getFirst().told()).contains("现在的话").doesNotContain("从前的话");
  }

  @Test
  void severalLinesBecomeOneMessageAndOnlyWhatTheModelAddsIsMarked() {
    String id = says("oMerge", "我叫王小明，电话13812345678，什么时候发货");
    model.plays(ScriptedModel.stream("[姓名1]您好，今天下午五点前", "发出，给您退20元"));
    List<Event> events =
        events(
            server.post(
                "/api/v1/conversations/" + id + "/merge", "{\"lines\":[\"王小明您好\",\"今天下午五点前发出\"]}"));
    Event done = events.getLast();
    assertThat(done.data.path("text").asString()).isEqualTo("王小明您好，今天下午五点前发出，给您退20元");
    assertThat(done.data.path("draft_id").isNull()).isTrue();
    assertThat(done.data.path("warnings"))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.path("text").asString()).doesNotContain("五点"));
    String told = model.asked().getFirst().told();
    assertThat(told).contains("今天下午五点前发出").doesNotContain("王小明").doesNotContain("什么时候发货");
    for (String wrong : List.of("{}", "{\"lines\":[]}", "{\"lines\":[\" \"]}")) {
      assertThat(server.post("/api/v1/conversations/" + id + "/merge", wrong).statusCode())
          .as(wrong)
          .isEqualTo(400);
    }
    String long5000 = "{\"lines\":[\"" + "啊".repeat(5_000) + "\"]}";
    assertThat(server.post("/api/v1/conversations/" + id + "/merge", long5000).statusCode())
        .isEqualTo(422);
  }

  @Test
  void aSummaryIsForColleaguesAndNoLongerThanTheirNote() {
    String id = says("oSummary", "我的手机13900001111，鞋子开胶了，要退款");
    model.plays(ScriptedModel.stream("顾客称鞋子开胶，要求退款，电话[电话1]。", "啊".repeat(600)));
    Event done = events(server.post("/api/v1/conversations/" + id + "/summary", "")).getLast();
    assertThat(done.name).isEqualTo("done");
    assertThat(done.data.path("text").asString())
        .startsWith("顾客称鞋子开胶，要求退款，电话13900001111。")
        .hasSize(500);
    assertThat(done.data.path("warnings")).isEmpty();
    assertThat(model.asked().getFirst().told()).contains("交接摘要").doesNotContain("13900001111");
    model.plays(
        ScriptedModel.streamOf(_ -> {
          says("oSummary", "还有鞋带");
          return List.of("顾客要求退款");
        }));
    assertThat(
            events(server.post("/api/v1/conversations/" + id + "/summary", ""))
                .getLast()
                .data
                .path("reason")
                .asString())
        .isEqualTo("stale");
  }

  private static String draftOf(String conversation) {
    return "/api/v1/conversations/" + conversation + "/draft";
  }

  /** Until all of it can be read; the conversation. */
  private static String says(String openId, String... lines) {
    for (String line : lines) {
      platform.push(TestPlatform.text(openId, TestPlatform.nextMsgId(), line));
    }
    return Soon.await()
        .until(
            () -> {
              JsonNode conversation =
                  server
                      .get("/api/v1/conversations?open_id=" + openId)
                      .path("conversations")
                      .path(0);
              String id = conversation.path("id").asString("");
              return id.isEmpty()
                      || !server
                          .get("/api/v1/conversations/" + id + "/messages?limit=1")
                          .path("messages")
                          .path(0)
                          .path("text")
                          .path("content")
                          .asString("")
                          .equals(lines[lines.length - 1])
                  ? ""
                  : id;
            },
            id -> !id.isEmpty());
  }

  private static List<Event> events(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    List<Event> events = new ArrayList<>();
    for (String block : response.body().split("\n\n", -1)) {
      if (block.startsWith("event: ")) {
        String[] lines = block.split("\n", -1);
        events.add(
            new Event(
                lines[0].substring("event: ".length()),
                JsonMapper.shared().readTree(lines[1].substring("data: ".length()))));
      }
    }
    return events;
  }

  private static void put(String body) {
    HttpResponse<String> response =
        server.send(
            HttpRequest.newBuilder(server.url(ASSISTANT))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .method("PUT", BodyPublishers.ofString(body)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }
}
