package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Reports over HTTP, of a past day whose talk is known. Times are Shanghai's. */
@ParameterizedClass
@EnumSource(Engine.class)
class ReportTest {
  private static final String DAY = "?from=2026-11-23&to=2026-11-23";

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;
  private static PastTalk talk;
  private static String group;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server = TestServer.start(engine, data.resolve(engine.name()), TestPlatform.shops(3));
    add("mei", "agent", "shop0");
    add("boss", "supervisor", "shop1");
    HttpResponse<String> made =
        server.post("/api/v1/groups", "{\"name\":\"售后\",\"members\":[\"mei\"]}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    group = made.body().replaceAll("(?s).*\"id\":\"?(\\d+).*", "$1");
    Database database = server.bean("desk", Database.class);
    recordedSince(database, "2026-11-22T00:00:00Z");
    meiIsThere(database, "08:30:00", "21:00:00");
    talk = new PastTalk(database);
    long one = talk.customer("shop0");
    talk.asks(one, at("10:00:00"));
    talk.isAssigned(one, "mei", at("10:00:00"));
    talk.answers(one, "mei", at("10:00:20"));
    long slow = talk.customer("shop0");
    talk.entersQueue(slow, at("11:00:00"));
    talk.asks(slow, at("11:00:00"));
    talk.isAssigned(slow, "mei", at("11:00:10"));
    talk.answers(slow, "mei", at("11:05:00"));
    long queued = talk.customer("shop0");
    talk.entersQueue(queued, at("12:00:00"));
    talk.asks(queued, at("12:00:00"));
    talk.isAssigned(queued, "mei", at("12:09:50"));
    talk.answers(queued, "mei", at("12:10:00"));
    long early = talk.customer("shop0");
    talk.asks(early, at("08:10:00"));
    talk.isAssigned(early, "mei", at("08:31:00"));
    talk.answers(early, "mei", at("08:32:00"));
    long failed = talk.customer("shop0");
    talk.asks(failed, at("13:00:00"));
    talk.isAssigned(failed, "mei", at("13:00:00"));
    talk.failsToAnswer(failed, "mei", at("13:00:30"));
    long late = talk.customer("shop0");
    talk.asks(late, at("14:00:00"), at("14:20:00"));
    talk.isAssigned(late, "mei", at("14:20:00"));
    talk.answers(late, "mei", at("14:20:10"));
    long thanks = talk.customer("shop0");
    talk.asks(thanks, at("15:00:00"));
    talk.isAssigned(thanks, "mei", at("15:00:01"));
    talk.isClosed(thanks, "mei", at("15:01:00"));
    long other = talk.customer("shop1");
    talk.asks(other, at("16:00:00"));
    talk.answers(other, "boss", at("16:00:40"));
    long blocked = talk.customer("shop0");
    talk.asks(blocked, at("17:00:00"));
    talk.write();
    database.write(jdbc ->
        jdbc.sql("UPDATE conversation SET blocked_until = ? WHERE id = ?")
            .params(Long.MAX_VALUE, blocked)
            .update());
    Soon.await().until(talk::isCounted);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void theDayIsCountedByTheRuleOfTheHouse() {
    JsonNode report = server.get("/api/v1/reports/service" + DAY + "&shop=shop0");
    assertThat(report.path("definition").path("preset").asString()).isEqualTo("house");
    assertThat(report.path("definition").path("threshold_seconds").asInt()).isEqualTo(180);
    assertThat(report.path("definition").path("window").asString()).isEqualTo("08:00-23:00");
    assertThat(report.path("definition").path("text").asString()).contains("本系统自行计算");
    assertThat(report.path("rows")).hasSize(1);
    JsonNode day = report.path("rows").path(0);
    assertThat(day.path("key").asString()).isEqualTo("2026-11-23");
    for (JsonNode row : List.of(day, report.path("total"))) {
      assertThat(row.path("customers").asInt()).isEqualTo(7);
      assertThat(row.path("served_customers").asInt()).isEqualTo(5);
      assertThat(row.path("rounds").asInt()).isEqualTo(6);
      assertThat(row.path("answered").asInt()).isEqualTo(5);
      assertThat(row.path("within_threshold").asInt()).isEqualTo(1);
      assertThat(row.path("rate").asDouble()).isEqualTo(0.1667);
      assertThat(row.path("within_30s").asInt()).isEqualTo(1);
      assertThat(row.path("unanswered").asInt()).isEqualTo(1);
      assertThat(row.path("missed").asInt()).isEqualTo(5);
      assertThat(row.path("no_answer_needed").asInt()).isEqualTo(1);
      assertThat(row.path("late_push").asInt()).isEqualTo(1);
    }
  }

  @Test
  void rowsAreByDayHourAgentGroupOrShop() {
    assertThat(rows("by=day", "2026-11-22", "2026-11-24"))
        .containsExactly("2026-11-22 0", "2026-11-23 7", "2026-11-24 0");
    assertThat(rows("by=hour", "2026-11-23", "2026-11-23"))
        .hasSize(24)
        .contains("07 0", "08 1", "10 1", "16 1");
    assertThat(rows("by=agent", "2026-11-23", "2026-11-23")).containsExactly("boss 1", "mei 6");
    assertThat(rows("by=group", "2026-11-23", "2026-11-23")).containsExactly(group + " 6", " 1");
    assertThat(rows("by=shop", "2026-11-23", "2026-11-23"))
        .containsExactly("shop0 6", "shop1 1", "shop2 0");
  }

  private static List<String> rows(String by, String from, String to) {
    return server
        .get("/api/v1/reports/service?from=" + from + "&to=" + to + "&" + by)
        .path("rows")
        .valueStream()
        .map(row -> row.path("key").asString() + " " + row.path("rounds").asInt())
        .toList();
  }

  @Test
  void everyMissNamesItsCause() {
    JsonNode missed =
        server.get("/api/v1/reports/rounds" + DAY + "&shop=shop0&missed=true").path("rounds");
    assertThat(missed.valueStream().map(ReportTest::word).toList())
        .containsExactly(
            "14:00 late outage",
            "13:00 unanswered send_failure",
            "12:00 late queue",
            "11:00 late agent",
            "08:10 late nobody_on_duty");
    JsonNode slow = missed.path(3);
    assertThat(slow.path("seconds").asDouble()).isEqualTo(300);
    assertThat(slow.path("queue_seconds").asDouble()).isEqualTo(10);
    assertThat(slow.path("agent_seconds").asDouble()).isEqualTo(290);
    assertThat(slow.path("on_duty").asBoolean()).isTrue();
    assertThat(slow.path("closed_by").asString()).isEqualTo("mei");
    assertThat(slow.path("message_id").asString()).isNotEmpty();
    assertThat(missed.path(4).path("on_duty").asBoolean()).isFalse();
    assertThat(missed.path(0).path("late_push").asBoolean()).isTrue();
  }

  private static String word(JsonNode round) {
    return "%s %s %s"
        .formatted(
            Instant.parse(round.path("opened_at").asString())
                .plusSeconds(8 * 3_600)
                .toString()
                .substring(11, 16),
            round.path("result").asString(),
            round.path("cause").asString());
  }

  @Test
  void theNumbersAreThoseOfTheRoundsBehindThem() {
    for (String preset : List.of("house", "taobao", "douyin", "kuaishou", "jd", "wecom")) {
      String asked = DAY + "&preset=" + preset;
      JsonNode total = server.get("/api/v1/reports/service" + asked).path("total");
      assertThat(all(asked + "&missed=true")).as(preset).hasSize(total.path("missed").asInt());
      assertThat(all(asked + "&result=in_time"))
          .as(preset)
          .hasSize(total.path("within_threshold").asInt());
      if (!preset.equals("kuaishou")) { // counts messages, of which a round has several
        assertThat(all(asked + "&result=answered"))
            .as(preset)
            .hasSize(total.path("answered").asInt());
        assertThat(all(asked + "&result=open"))
            .as(preset)
            .hasSize(total.path("unanswered").asInt());
        assertThat(all(asked + "&result=counted")).as(preset).hasSize(total.path("rounds").asInt());
      }
      assertThat(all(asked + "&within_seconds=30"))
          .as(preset)
          .hasSize(total.path("within_30s").asInt());
    }
    assertThat(all(DAY + "&agent=boss")).hasSize(1);
    assertThat(all(DAY + "&agent=-")).isEmpty();
    assertThat(all(DAY + "&group=" + group)).hasSize(7);
    assertThat(all(DAY + "&group=-")).hasSize(all(DAY).size() - 7);
    assertThat(all(DAY + "&hour=10")).hasSize(1);
    assertThat(all(DAY + "&hour=10&weekday=mon")).hasSize(1);
    assertThat(all(DAY + "&hour=10&weekday=tue")).isEmpty();
    assertThat(all(DAY + "&result=no_answer_needed")).hasSize(1);
  }

  /** Page by page. */
  private static List<String> all(String asked) {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    while (true) {
      JsonNode page = server.get("/api/v1/reports/rounds" + asked + "&limit=2&cursor=" + cursor);
      page.path("rounds").forEach(round -> ids.add(round.path("id").asString()));
      assertThat(ids).doesNotHaveDuplicates();
      if (page.path("next_cursor").isNull()) {
        return ids;
      }
      cursor = page.path("next_cursor").asString();
    }
  }

  @Test
  void eachReportIsATableForWhoAcceptsOne() {
    List<String> service = table("/api/v1/reports/service" + DAY + "&by=hour&shop=shop0");
    assertThat(service.getFirst())
        .startsWith("\uFEFFhour,label,customers,served_customers,rounds,");
    assertThat(service).hasSize(26);
    assertThat(service.get(11)).startsWith("10,,1,1,1,1,1,1,1,1,20,20,");
    assertThat(service.getLast()).startsWith("total,,7,5,6,5,1,0.1667,");
    List<String> rounds = table("/api/v1/reports/rounds" + DAY + "&missed=true&shop=shop0");
    assertThat(rounds).hasSize(6);
    assertThat(rounds.get(4))
        .contains(
            ",shop0,",
            ",2026-11-23T03:00:00Z,2026-11-23T03:05:00Z,mei,answered,late,300,10,290,mei,1,true,false,agent");
    assertThat(table("/api/v1/reports/shifts" + DAY).getFirst()).contains("online_seconds");
    assertThat(table("/api/v1/reports/heat-map" + DAY)).hasSize(1 + 168);
  }

  private static List<String> table(String path) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Accept", "text/csv"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv;charset=utf-8");
    return answer.body().lines().toList();
  }

  @Test
  void shiftsAreWhatPeopleSaidAndWhetherTheyHadAPageOpen() {
    JsonNode shifts = server.get("/api/v1/reports/shifts" + DAY + "&shop=shop0");
    assertThat(shifts.path("recorded_since").asString()).isEqualTo("2026-11-22T00:00:00Z");
    assertThat(shifts.path("precision_seconds").asInt()).isEqualTo(15);
    JsonNode mei =
        shifts
            .path("agents")
            .valueStream()
            .filter(one -> one.path("username").asString().equals("mei"))
            .findFirst()
            .orElseThrow();
    int online = 12 * 3_600 + 30 * 60 + 60; // a minute of grace
    assertThat(mei.path("online_seconds").asInt()).isEqualTo(online);
    assertThat(mei.path("absent_seconds").asInt()).isEqualTo(24 * 3_600 - online);
    assertThat(mei.path("first_online_at").asString()).isEqualTo(at("08:30:00").toString());
    assertThat(mei.path("days")).hasSize(1);
    assertThat(mei.path("spans").path(1).path("state").asString()).isEqualTo("online");
  }

  @Test
  void theHeatMapHasArrivalsBesideThoseWhoWereThere() {
    JsonNode cells = server.get("/api/v1/reports/heat-map" + DAY + "&shop=shop0").path("cells");
    assertThat(cells).hasSize(168);
    JsonNode tenOnMonday = cells.path(10);
    assertThat(tenOnMonday.path("weekday").asString()).isEqualTo("mon");
    assertThat(tenOnMonday.path("hour").asInt()).isEqualTo(10);
    assertThat(tenOnMonday.path("days").asInt()).isEqualTo(1);
    assertThat(tenOnMonday.path("arrivals").asInt()).isEqualTo(1);
    assertThat(tenOnMonday.path("staffed_agents").asDouble()).isEqualTo(1);
    assertThat(tenOnMonday.path("staffed_ceiling").asDouble()).isEqualTo(10);
    assertThat(cells.path(8).path("staffed_agents").asDouble()).isEqualTo(0.5);
    assertThat(cells.path(34).path("days").asInt()).isZero();
    cells.forEach(cell ->
        assertThat(
                all(
                    "%s&shop=shop0&whole_day=true&weekday=%s&hour=%s"
                        .formatted(
                            DAY, cell.path("weekday").asString(), cell.path("hour").asInt())))
            .hasSize(cell.path("arrivals").asInt()));
    assertThat(cells.path(34).path("staffed_agents").isNull()).isTrue();
  }

  @Test
  void everyoneHasTheShopsTheySeeAndAgentsHaveNoReports() {
    String boss = server.logIn("boss");
    HttpResponse<String> theirs = as(boss, "/api/v1/reports/service" + DAY + "&by=shop");
    assertThat(theirs.statusCode()).as(theirs.body()).isEqualTo(200);
    assertThat(theirs.body()).contains("\"shop1\"").doesNotContain("\"shop0\"");
    assertThat(as(boss, "/api/v1/reports/rounds" + DAY).body())
        .contains("\"shop1\"")
        .doesNotContain("\"shop0\"");
    assertThat(as(boss, "/api/v1/reports/rounds" + DAY + "&shop=shop0").statusCode())
        .isEqualTo(400);
    String mei = server.logIn("mei");
    for (String report : List.of("service", "rounds", "shifts", "heat-map", "presets")) {
      assertThat(as(mei, "/api/v1/reports/" + report + DAY).statusCode()).as(report).isIn(400, 403);
    }
    assertThat(as(mei, "/api/v1/reports/presets").statusCode()).isEqualTo(403);
  }

  @Test
  void whatCannotBeAnsweredIsRefusedByName() {
    refused("?from=2026-11-24&to=2026-11-23", "not_before_to");
    refused("?from=2025-11-23&to=2026-11-24", "period_too_long");
    refused("?from=2026-11-23", "missing");
    refused("?from=2026-13-01&to=2026-11-23", "not_a_date");
    refused("?from=0001-01-01&to=0001-01-02", "not_a_date");
    refused(DAY + "&by=week", "not_one_of");
    refused(DAY + "&preset=amazon", "not_one_of");
    assertThat(problem("/api/v1/reports/rounds" + DAY + "&hour=24")).contains("out_of_range");
    assertThat(problem("/api/v1/reports/rounds" + DAY + "&weekday=8")).contains("not_one_of");
    assertThat(problem("/api/v1/reports/rounds" + DAY + "&whole_day=1")).contains("not_one_of");
    assertThat(problem("/api/v1/reports/rounds" + DAY + "&cursor=x")).contains("unknown_cursor");
    assertThat(problem("/api/v1/reports/rounds" + DAY + "&result=x")).contains("not_one_of");
    assertThat(server.get("/api/v1/reports/service?from=2025-11-24&to=2026-11-24").path("rows"))
        .as("366 days")
        .hasSize(366);
  }

  private static void refused(String asked, String reason) {
    assertThat(problem("/api/v1/reports/service" + asked)).contains("\"" + reason + "\"");
  }

  private static String problem(String path) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY));
    assertThat(answer.statusCode()).as(path).isEqualTo(422);
    return answer.body();
  }

  @Test
  void theRulesAreListedInTheLanguageThatIsAskedFor() {
    JsonNode presets = server.get("/api/v1/reports/presets").path("presets");
    assertThat(presets.valueStream().map(one -> one.path("preset").asString()).toList())
        .containsExactly("house", "taobao", "douyin", "kuaishou", "jd", "wecom");
    assertThat(presets.path(0).path("name").asString()).isEqualTo("本店口径");
    assertThat(presets.path(0).path("window").isNull()).isTrue();
    assertThat(presets.path(1).path("window").asString()).isEqualTo("08:00-23:00");
    assertThat(presets.path(5).path("threshold_seconds").isNull()).isTrue();
    HttpResponse<String> english =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/reports/presets"))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Accept-Language", "en-US,en;q=0.9"));
    assertThat(english.body()).contains("\"name\":\"House rule\"");
  }

  private static HttpResponse<String> as(String cookie, String path) {
    return server.send(HttpRequest.newBuilder(server.url(path)).header("Cookie", cookie));
  }

  private static void add(String username, String role, String shop) {
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"name\":\"%s\",\"password\":\"%s\",\"role\":\"%s\",\"shops\":[\"%s\"]}"
                .formatted(username, username, TestServer.PASSWORD, role, shop));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
  }

  /** Somebody whom nothing here counts had a page open first. */
  private static void recordedSince(Database database, String time) {
    span(database, "nobody", Instant.parse(time), Instant.parse(time).plusSeconds(1));
  }

  private static void meiIsThere(Database database, String from, String until) {
    database.write(jdbc ->
        jdbc.sql("INSERT INTO state_log (username, noted_at, state, shops) VALUES (?, 0, ?, ?)")
            .params("mei", "online", "[\"shop0\"]")
            .update());
    span(database, "mei", at(from), at(until));
  }

  private static void span(Database database, String username, Instant from, Instant until) {
    database.write(jdbc ->
        jdbc.sql(
                "INSERT INTO presence_span (node, username, from_at, until_at) VALUES (?, ?, ?, ?)")
            .params("node", username, Micros.of(from), Micros.of(until))
            .update());
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-23T" + time + "Z").minusSeconds(8 * 3_600);
  }
}
