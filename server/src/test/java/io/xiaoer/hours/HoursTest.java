package io.xiaoer.hours;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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

/** Opening hours and calendars by the API. */
@ParameterizedClass
@EnumSource(Engine.class)
class HoursTest {
  private static final String HOURS = "/api/v1/shops/main/hours";

  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of("main", "quiet")
                .flatMap(shop -> Stream.of(settings(shop.equals("main") ? 0 : 1, shop)))
                .toArray(String[]::new));
  }

  private static String[] settings(int index, String shop) {
    return TestPlatform.settings(index, shop, Mode.SECURE, URI.create("http://127.0.0.1:9"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void aShopThatHasSaidNothingIsOpenAroundTheClock() {
    assertThat(server.get("/api/v1/shops/quiet/hours").path("changed_by").isNull()).isTrue();
    JsonNode state = server.get("/api/v1/shops/quiet/hours/at?time=2026-10-01T00:00:00Z");
    assertThat(state.path("open").asBoolean()).as("a public holiday").isTrue();
    assertThat(state.path("until").isNull()).isTrue();
  }

  @Test
  void whatIsSetCountsAtOnce() {
    JsonNode set =
        put(
            HOURS,
            """
            {"time_zone":"Asia/Shanghai",
             "weekly":{"mon":["09:00-12:00","13:30-26:00"],"sun":[]},
             "assessed":"08:00-23:00",
             "exceptions":[{"date":"2026-12-01","spans":[],"text":"盘点"}]}
            """,
            200);
    assertThat(set.path("weekly").path("mon").path(1).asString()).isEqualTo("13:30-26:00");
    assertThat(set.path("weekly").path("tue").isEmpty()).isTrue();
    assertThat(set.path("follow_calendar").asBoolean()).isTrue();
    assertThat(set.path("changed_by").asString()).startsWith("api:");
    assertThat(server.get(HOURS)).isEqualTo(set);

    JsonNode open = server.get(HOURS + "/at?time=2026-11-30T17:30:00Z");
    assertThat(open.path("open").asBoolean()).as("half past one at night").isTrue();
    assertThat(open.path("until").asString()).isEqualTo("2026-11-30T18:00:00Z");
    assertThat(open.path("because").asString()).isEqualTo("weekly");
    JsonNode closed = server.get(HOURS + "/at?time=2026-12-01T02:00:00Z");
    assertThat(closed.path("open").asBoolean()).isFalse();
    assertThat(closed.path("because").asString()).isEqualTo("exception");
    assertThat(closed.path("text").asString()).isEqualTo("盘点");
    JsonNode holiday = server.get(HOURS + "/at?time=2026-10-05T02:00:00Z");
    assertThat(holiday.path("because").asString()).isEqualTo("holiday");
    assertThat(holiday.path("text").asString()).isEqualTo("国庆节");
    assertThat(server.get(HOURS + "/at?time=2028-10-02T02:00:00Z").path("calendar_missing").asInt())
        .isEqualTo(2028);
    assertThat(server.get(HOURS + "/at").path("open").isBoolean()).isTrue();

    put(HOURS, "{\"weekly\":{}}", 200);
    assertThat(server.get(HOURS + "/at?time=2026-11-30T02:00:00Z").path("open").asBoolean())
        .isFalse();
    JsonNode noted = server.get("/api/v1/audit?what=hours_changed").path("entries").path(0);
    assertThat(noted.path("subject").asString()).isEqualTo("shop main");
  }

  @Test
  void whatIsWrongIsNamedByFieldAndChangesNothing() {
    JsonNode before = server.get(HOURS);
    JsonNode refused =
        put(
            HOURS,
            "{\"weekly\":{\"mon\":[\"9-18\"]},\"assessed\":\"x\",\"time_zone\":\"Nowhere\"}",
            422);
    assertThat(refused.path("errors").findValuesAsString("field"))
        .containsExactlyInAnyOrder("weekly.mon", "assessed", "time_zone");
    assertThat(put(HOURS, "{}", 422).path("errors").path(0).path("reason").asString())
        .isEqualTo("missing");
    put(HOURS, "{\"weekly\":\"always\"}", 400);
    assertThat(server.get(HOURS)).isEqualTo(before);
    for (String time : new String[] {"yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00Z"}) {
      assertThat(send("GET", HOURS + "/at?time=" + time, "").statusCode()).as(time).isEqualTo(400);
    }
    assertThat(send("GET", "/api/v1/shops/other/hours", "").statusCode()).isEqualTo(404);
  }

  @Test
  void theCalendarOf2026ComesWithTheServer() {
    JsonNode calendar = server.get("/api/v1/calendars/2026");
    assertThat(calendar.path("source").asString()).contains("国务院办公厅");
    assertThat(calendar.path("imported_at").isNull()).isTrue();
    long off = 0;
    for (JsonNode day : calendar.path("days")) {
      off += day.path("isOffDay").asBoolean() ? 1 : 0;
    }
    assertThat(off).as("3 + 9 + 3 + 5 + 3 + 3 + 7 days off").isEqualTo(33);
    assertThat(calendar.path("days").size() - off).as("make-up workdays").isEqualTo(6);
  }

  @Test
  void aCalendarIsImportedWithItsSourceAndCountsAtOnce() {
    assertThat(send("GET", "/api/v1/calendars/2031", "").statusCode()).isEqualTo(404);
    JsonNode imported =
        put(
            "/api/v1/calendars/2031",
            """
            {"year":2031,"papers":["https://www.gov.cn/notice"],
             "days":[{"name":"元旦","date":"2030-12-31","isOffDay":true},
                     {"name":"元旦","date":"2031-01-01","isOffDay":true},
                     {"name":"元旦","date":"2031-01-04","isOffDay":false}]}
            """,
            200);
    assertThat(imported.path("source").asString()).isEqualTo("https://www.gov.cn/notice");
    assertThat(imported.path("imported_by").asString()).startsWith("api:");
    assertThat(server.get("/api/v1/calendars").path("years").toString()).contains("2026", "2031");
    put(HOURS, "{\"weekly\":{\"mon\":[\"09:00-18:00\"]}}", 200);
    JsonNode state = server.get(HOURS + "/at?time=2031-01-04T02:00:00Z");
    assertThat(state.path("open").asBoolean()).as("a Saturday").isTrue();
    assertThat(state.path("because").asString()).isEqualTo("make_up_workday");
    assertThat(server.get(HOURS + "/at?time=2030-12-31T02:00:00Z").path("because").asString())
        .as("named by the next year's notice")
        .isEqualTo("holiday");
  }

  @Test
  void aCalendarThatCannotBeReadIsRefusedByField() {
    JsonNode refused =
        put(
            "/api/v1/calendars/2032",
            """
            {"year":2033,"days":[{"name":"","date":"2032-01-01","isOffDay":true},
                                 {"name":"元旦","date":"2032-01-01","isOffDay":true},
                                 {"name":"元旦","date":"2040-01-01","isOffDay":true},
                                 {"name":"元旦","date":"1.1.2032"},
                                 {"name":"元旦","date":"2032-01-02"}]}
            """,
            422);
    assertThat(refused.path("errors").findValuesAsString("field"))
        .containsExactlyInAnyOrder(
            "year",
            "source",
            "days[0].name",
            "days[1].date",
            "days[2].date",
            "days[3].date",
            "days[4].isOffDay");
    put("/api/v1/calendars/1999", "{\"source\":\"x\",\"days\":[]}", 422);
    put("/api/v1/calendars/next", "{\"source\":\"x\",\"days\":[]}", 422);
    assertThat(send("GET", "/api/v1/calendars/2032", "").statusCode()).isEqualTo(404);
  }

  private JsonNode put(String path, String body, int status) {
    HttpResponse<String> answer = send("PUT", path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> send(String method, String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }
}
