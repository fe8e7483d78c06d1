package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
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

/** A team's own rules by the API. */
@ParameterizedClass
@EnumSource(Engine.class)
class OwnPresetTest {
  private static final String PRESETS = "/api/v1/reports/presets";
  private static final String NIGHT = "from=2026-11-23&to=2026-11-23";
  private static final String RULE =
      """
      {"name":"夜班","unit":"round","threshold_seconds":60,"window_of":"fixed",
       "window":"21:00-26:00","automatic_answers":"ignored","unanswered":"missed",
       "cap_seconds":120,"nobody_on_duty":"missed"}
      """;

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")));
    for (String role : List.of("agent", "supervisor")) {
      String added =
          "{\"username\":\"%s\",\"name\":\"%s\",\"password\":\"%s\",\"role\":\"%s\",\"shops\":null}"
              .formatted(role, role, TestServer.PASSWORD, role);
      assertThat(server.post("/api/v1/staff", added).statusCode()).isEqualTo(201);
    }
    PastTalk talk = new PastTalk(server.bean("desk", Database.class));
    long soon = talk.customer("main");
    talk.asks(soon, Instant.parse("2026-11-23T17:30:00Z")); // half past one at night
    talk.answers(soon, "agent", Instant.parse("2026-11-23T17:30:50Z"));
    long late = talk.customer("main");
    talk.asks(late, Instant.parse("2026-11-23T14:00:00Z"));
    talk.answers(late, "agent", Instant.parse("2026-11-23T14:10:00Z"));
    long byDay = talk.customer("main");
    talk.asks(byDay, Instant.parse("2026-11-23T02:00:00Z"));
    talk.answers(byDay, "agent", Instant.parse("2026-11-23T02:00:10Z"));
    talk.write();
    Soon.await().until(talk::isCounted);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @AfterEach
  void removeAll() {
    server
        .get(PRESETS)
        .path("presets")
        .valueStream()
        .filter(one -> !one.path("id").isNull())
        .forEach(one -> send("DELETE", PRESETS + "/" + one.path("id").asString(), "", 204));
  }

  @Test
  void aRuleIsKeptAsItIsSentAndCountsInReportTableAndEvidence() {
    JsonNode added = send("POST", PRESETS, RULE, 201);
    json(RULE)
        .properties()
        .forEach(field -> assertThat(added.path(field.getKey())).isEqualTo(field.getValue()));
    String word = added.path("preset").asString();
    assertThat(word).isEqualTo("own-" + added.path("id").asString());
    assertThat(added.path("texts").path("zh").asString())
        .contains("1 分钟", "21:00–次日 2:00", "由本系统自行计算");
    assertThat(added.path("texts").path("en").asString()).contains("our calculation");
    assertThat(server.get(PRESETS).path("presets")).hasSize(7).last().isEqualTo(added);

    JsonNode report = server.get("/api/v1/reports/service?" + NIGHT + "&preset=" + word);
    assertThat(report.path("definition")).isEqualTo(added);
    assertThat(report.path("total").path("rounds").asInt()).isEqualTo(2);
    assertThat(report.path("total").path("rate").asDouble()).isEqualTo(0.5);
    assertThat(report.path("total").path("response_seconds").asDouble()).isEqualTo(85);
    JsonNode missed = server.get("/api/v1/reports/rounds?" + NIGHT + "&missed=true&preset=" + word);
    assertThat(missed.path("rounds")).hasSize(1);
    assertThat(table("/api/v1/reports/service?" + NIGHT + "&preset=" + word).getLast())
        .startsWith("total,,2,2,2,2,1,0.5,");
    assertThat(table("/api/v1/reports/rounds?" + NIGHT + "&preset=" + word)).hasSize(3);
  }

  @Test
  void aChangedRuleCountsAnewAndARemovedOneIsRefusedInWords() {
    String id = send("POST", PRESETS, RULE, 201).path("id").asString();
    String asked = "/api/v1/reports/service?" + NIGHT + "&preset=own-" + id;
    JsonNode changed =
        send("PUT", PRESETS + "/" + id, with("threshold_seconds", 900).toString(), 200);
    assertThat(changed.path("name").asString()).isEqualTo("夜班");
    assertThat(server.get(asked).path("total").path("rate").asDouble()).isEqualTo(1);
    send("DELETE", PRESETS + "/" + id, "", 204);
    assertThat(send("GET", asked, "", 422).path("reason").asString()).isEqualTo("preset_removed");
    send("DELETE", PRESETS + "/" + id, "", 404);
    assertThat(send("PUT", PRESETS + "/" + id, RULE, 404).path("reason").asString())
        .isEqualTo("no_such_preset");
    assertThat(send("POST", PRESETS, RULE, 201).path("id").asString())
        .as("an address that somebody kept names no other rule")
        .isNotEqualTo(id);
    List<String> deeds =
        server
            .get("/api/v1/audit?limit=4")
            .path("entries")
            .valueStream()
            .map(one -> one.path("what").asString() + " " + one.path("detail").asString())
            .toList();
    assertThat(deeds)
        .containsExactly(
            "preset_added 夜班", "preset_removed 夜班", "preset_changed 夜班", "preset_added 夜班");
  }

  @Test
  void whatIsWrongIsSaidFieldByField() {
    refused(with("name", " "), "name", "length");
    refused(with("name", "长".repeat(41)), "name", "length");
    refused(with("name", "本店口径"), "name", "name_taken");
    refused(with("name", "HOUSE RULE"), "name", "name_taken");
    refused(with("unit", "day"), "unit", "not_one_of");
    refused(with("threshold_seconds", 0), "threshold_seconds", "out_of_range");
    refused(with("threshold_seconds", 86_401), "threshold_seconds", "out_of_range");
    refused(with("cap_seconds", -1), "cap_seconds", "out_of_range");
    refused(with("window", "23:00-08:00"), "window", "not_a_span");
    refused(with("window_of", "night"), "window_of", "not_one_of");
    refused(with("automatic_answers", "yes"), "automatic_answers", "not_one_of");
    ObjectNode always = with("unanswered", "left_out");
    always.putNull("threshold_seconds");
    refused(always, "unanswered", "always_all");
    JsonNode several = send("POST", PRESETS, "{}", 422);
    assertThat(several.path("errors").valueStream().map(one -> one.path("field").asString()))
        .containsExactlyInAnyOrder(
            "name", "unit", "window_of", "automatic_answers", "unanswered", "nobody_on_duty");
    send("POST", PRESETS, "[]", 400);
    String id = send("POST", PRESETS, RULE, 201).path("id").asString();
    refused(with("cap_seconds", 60), "name", "name_taken");
    send("PUT", PRESETS + "/" + id, with("cap_seconds", 60).toString(), 200);
  }

  @Test
  void thereAreTwentyAtMost() {
    IntStream.range(0, Presets.OWN_MAX)
        .forEach(i -> send("POST", PRESETS, with("name", "口径 " + i).toString(), 201));
    assertThat(send("POST", PRESETS, RULE, 409).path("reason").asString()).isEqualTo("too_many");
  }

  @Test
  void supervisorsWriteRulesAndAgentsDoNot() {
    String agent = server.logIn("agent");
    String supervisor = server.logIn("supervisor");
    assertThat(as(agent, RULE).statusCode()).isEqualTo(403);
    assertThat(as(supervisor, RULE).statusCode()).isEqualTo(201);
  }

  private static HttpResponse<String> as(String cookie, String body) {
    return server.send(
        HttpRequest.newBuilder(server.url(PRESETS))
            .header("Cookie", cookie)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static void refused(ObjectNode rule, String field, String reason) {
    JsonNode errors = send("POST", PRESETS, rule.toString(), 422).path("errors");
    assertThat(errors).hasSize(1);
    assertThat(errors.path(0).path("field").asString()).isEqualTo(field);
    assertThat(errors.path(0).path("reason").asString()).isEqualTo(reason);
  }

  private static ObjectNode with(String field, Object value) {
    ObjectNode rule = json(RULE);
    rule.putPOJO(field, value);
    return json(rule.toString());
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text);
  }

  private static JsonNode send(String method, String path, String body, int status) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(answer.body().isEmpty() ? "{}" : answer.body());
  }

  private static List<String> table(String path) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Accept", "text/csv"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().lines().toList();
  }
}
