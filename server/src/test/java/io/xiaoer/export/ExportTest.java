package io.xiaoer.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Conversations as files, from a running server. */
@ParameterizedClass
@EnumSource(Engine.class)
class ExportTest {
  private static final String HOSTILE = "=cmd|' /C calc'!A0 <img src=x onerror=alert(1)>";

  @Parameter Engine engine;

  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platform = Platform.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settingsOf(
                        platform,
                        "xiaoer.shops[0].name=小店 & <b>",
                        "xiaoer.shops[0].allow-private-media-hosts=true",
                        "xiaoer.media.keep-free=1MB"),
                    TestPlatform.settings(1, "times", Mode.SECURE, platform.baseUrl()))
                .flatMap(Stream::of)
                .toArray(String[]::new));
    platform.pushTo(server.url("/callback/main"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  @Test
  void aConversationIsATableThatASpreadsheetOpensWithoutRunningAnything() {
    Customer zhou = platform.customer("oTable");
    platform.awaitAcknowledged(zhou.says("在吗, 亲\n第二行"), Soon.AT_MOST);
    platform.awaitAcknowledged(zhou.says(HOSTILE), Soon.AT_MOST);
    platform.awaitAcknowledged(zhou.sendsTextFile(), Soon.AT_MOST);
    String id = conversation("oTable", 3);
    answer(id, "在的");
    HttpResponse<String> csv = get("/api/v1/conversations/" + id + "/export?format=csv", "admin");
    assertThat(csv.statusCode()).isEqualTo(200);
    assertThat(csv.headers().firstValue("Content-Disposition").orElseThrow())
        .matches("attachment; filename=\"xiaoer-conversation-\\d+-\\d{4}-\\d\\d-\\d\\d\\.csv\"");
    assertThat(csv.body())
        .startsWith("\uFEFFconversation_id,shop,open_id,message_id,")
        .contains("\"在吗, 亲\n第二行\"")
        .contains(",'" + HOSTILE.substring(0, 5))
        .doesNotContain("," + HOSTILE.substring(0, 5))
        .contains("," + "在的" + ",accepted,");
    assertThat(csv.body().lines().filter(line -> line.contains(",main,oTable,"))).hasSize(4);
    assertThat(server.get("/api/v1/audit?what=exported").path("entries").toString())
        .contains("conversation " + id)
        .contains("csv");
  }

  @Test
  void aConversationIsOnePageWithItsFilesInsideAndNothingInItActs() throws Exception {
    Customer zhou = platform.customer("oPage");
    platform.awaitAcknowledged(zhou.says(HOSTILE), Soon.AT_MOST);
    platform.awaitAcknowledged(zhou.sendsPhoto(), Soon.AT_MOST);
    byte[] page = "<script>alert('file')</script>".getBytes(StandardCharsets.UTF_8);
    platform.awaitAcknowledged(
        zhou.sendsFile("\"><script>x</script>.html", "text/html", page), Soon.AT_MOST);
    platform.awaitAcknowledged(zhou.speaks("请问有货吗", Duration.ofSeconds(3)), Soon.AT_MOST);
    platform.awaitAcknowledged(zhou.sharesProduct(), Soon.AT_MOST);
    String id = conversation("oPage", 5);
    stored(id, 2);
    HttpResponse<String> html = get("/api/v1/conversations/" + id + "/export?format=html", "admin");
    assertThat(html.statusCode()).isEqualTo(200);
    assertThat(html.body())
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .contains("default-src 'none'")
        .contains("小店 &amp; &lt;b&gt;")
        .contains("&lt;img src=x onerror=alert(1)&gt;")
        .contains("请问有货吗")
        .contains(
            "href=\"data:application/octet-stream;base64,"
                + Base64.getEncoder().encodeToString(page)
                + "\"")
        .contains("src=\"data:image/")
        .doesNotContain("<script")
        .doesNotContain("src=\"http", "href=\"http", "/api/v1/");
    String outside = html.body().replaceAll("data:[a-z/0-9.+-]+;base64,[A-Za-z0-9+/=]*", "");
    assertThat(outside).doesNotContainPattern("<[^>]+\\son[a-z]+=");
    Path keep = Path.of("target", "export-" + engine + ".html");
    Files.writeString(keep, html.body());
  }

  @Test
  void whoWroteAMessageIsSaidForEveryOriginInBothLanguages() {
    Customer zhou = platform.customer("oOrigins");
    platform.awaitAcknowledged(zhou.says("在吗"), Soon.AT_MOST);
    platform.awaitAcknowledged(zhou.says("有货吗"), Soon.AT_MOST);
    String id = conversation("oOrigins", 2);
    for (String said : List.of("by-rule", "by-assist", "by-api")) {
      String body =
          "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
              .formatted(said, said);
      assertThat(server.post("/api/v1/conversations/" + id + "/messages", body).statusCode())
          .isEqualTo(202);
    }
    answer(id, "by-person");
    wrote("auto:7", "auto:7", "client_id = 'by-rule'");
    wrote("assist", "admin", "client_id = 'by-assist'");
    wrote("other", null, "conversation_id = " + id + " AND body LIKE '%有货吗%'");
    String page = "/api/v1/conversations/" + id + "/export?format=html&lang=";
    assertThat(get(page + "zh-CN", "admin").body())
        .contains(from("顾客"), from("平台工作台"), from("自动回复"), from("接口 test"))
        .containsPattern("<p class=\"from\">[^<]+（智能起草）</p>");
    assertThat(get(page + "en", "admin").body())
        .contains(from("Customer"), from("Platform workbench"), from("Automatic reply"))
        .contains(from("API test"))
        .containsPattern("<p class=\"from\">[^<]+, drafted by the assistant</p>");
    assertThat(get("/api/v1/conversations/" + id + "/export?format=csv", "admin").body().lines())
        .map(line -> line.substring(line.lastIndexOf(',') + 1))
        .containsExactly("origin", "customer", "other", "auto:7", "assist", "api", "person");
  }

  private static String from(String words) {
    return "<p class=\"from\">" + words + "</p>";
  }

  /** As if another one had written what the condition says. */
  private static void wrote(String origin, @Nullable String by, String which) {
    server
        .bean("desk", Database.class)
        .write(jdbc ->
            jdbc.sql("UPDATE message SET origin = ?, by_username = ? WHERE " + which)
                .params(Arrays.asList(origin, by))
                .update());
  }

  @Test
  void aTimeOfSomeShopsIsATableOfThoseThatTheCallerSees() {
    TestPlatform pushes = new TestPlatform(server, "times", Mode.SECURE, Format.JSON);
    pushes.push(TestPlatform.text("oEins", TestPlatform.nextMsgId(), "eins"));
    pushes.push(TestPlatform.text("oZwei", TestPlatform.nextMsgId(), "zwei"));
    conversation("oEins", 1);
    conversation("oZwei", 1);
    add("times", "supervisor", "[\"times\"]");
    String all = get("/api/v1/export?format=csv", "admin").body();
    assertThat(all).contains("eins").contains("zwei");
    String own = get("/api/v1/export?format=csv", "times").body();
    assertThat(own).contains("eins").contains("zwei");
    assertThat(own.lines()).hasSize(3);
    assertThat(get("/api/v1/export?format=csv&shop=times", "admin").body()).isEqualTo(own);
    assertThat(
            get(
                    "/api/v1/export?format=csv&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z",
                    "admin")
                .body()
                .lines())
        .hasSize(1);
    assertThat(get("/api/v1/export?format=csv&from=2020-01-01T00:00:00Z", "times").body().lines())
        .hasSize(3);
    add("boss", "supervisor", "[]");
    add("li", "agent", "null");
    assertThat(get("/api/v1/export?format=csv", "boss").body().lines()).as("no shop").hasSize(1);
    assertThat(get("/api/v1/export?format=csv", "li").statusCode()).isEqualTo(403);
  }

  @Test
  void whatIsAskedForWronglyIsSaid() {
    platform.awaitAcknowledged(platform.customer("oWrong").says("eins"), Soon.AT_MOST);
    String one = "/api/v1/conversations/" + conversation("oWrong", 1) + "/export";
    for (String path :
        List.of(
            one,
            one + "?format=pdf",
            one + "?format=html&lang=xx",
            "/api/v1/export",
            "/api/v1/export?format=html",
            "/api/v1/export?format=csv&from=yesterday",
            "/api/v1/export?format=csv&from=+1000000000-12-31T00:00:00Z".replace("+", "%2B"),
            "/api/v1/export?format=csv&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
            "/api/v1/export?format=csv&shop=nosuch")) {
      assertThat(get(path, "admin").statusCode()).as(path).isEqualTo(400);
    }
    assertThat(get("/api/v1/conversations/999999/export?format=csv", "admin").statusCode())
        .isEqualTo(404);
  }

  @Test
  void morePagesThanOneAreWrittenInTheOrderOfTheChat() {
    Customer zhou = platform.customer("oLong");
    int count = 1_100;
    for (int i = 0; i < count; i++) {
      zhou.says("nr " + i + ".");
    }
    // The platform delivers several at once, so the last one said need not be the last to come.
    String id = Soon.find("a conversation", () -> listed("oLong")).path("id").asString();
    String path = "/api/v1/conversations/" + id + "/export?format=csv";
    List<String> lines =
        Soon.await()
            .until(
                () -> get(path, "admin").body().lines().skip(1).toList(),
                there -> there.size() >= count);
    assertThat(lines).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(lines.get(i)).contains("nr " + i + ".");
    }
  }

  private HttpResponse<String> get(String path, String who) {
    return server.send(
        HttpRequest.newBuilder(server.url(path)).header("Cookie", server.logIn(who)));
  }

  private void add(String username, String role, String shops) {
    assertThat(
            server
                .post(
                    "/api/v1/staff",
                    "{\"username\":\"%s\",\"role\":\"%s\",\"shops\":%s,\"password\":\"%s\"}"
                        .formatted(username, role, shops, TestServer.PASSWORD))
                .statusCode())
        .isEqualTo(201);
  }

  private void answer(String id, String text) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/conversations/" + id + "/messages"))
                .header("Cookie", server.logIn("admin"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"client_id\":\"a\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
                            .formatted(text))));
    assertThat(answer.statusCode()).isEqualTo(202);
    Soon.await().until(() -> messages(id).toString().contains("\"accepted\""));
  }

  private static Optional<JsonNode> listed(String openId) {
    return server
        .get("/api/v1/conversations")
        .path("conversations")
        .valueStream()
        .filter(one -> one.path("open_id").asString().equals(openId))
        .findFirst();
  }

  /** The conversation's id, once it has so many messages. */
  private static String conversation(String openId, int messages) {
    String id =
        Soon.find("a conversation of " + openId, () -> listed(openId)).path("id").asString();
    Soon.await().until(() -> messages(id).size() >= messages);
    return id;
  }

  private static JsonNode messages(String id) {
    return server.get("/api/v1/conversations/" + id + "/messages").path("messages");
  }

  private static void stored(String id, int count) {
    Soon.await()
        .until(
            () ->
                messages(id)
                    .valueStream()
                    .filter(message -> message.toString().contains("\"state\":\"stored\""))
                    .count(),
            there -> there >= count);
  }
}
