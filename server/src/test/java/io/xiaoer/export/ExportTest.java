package io.xiaoer.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.shop.Shop;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Conversations as files, from a running server. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(120)
class ExportTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HOSTILE = "=cmd|' /C calc'!A0 <img src=x onerror=alert(1)>";

  @Parameter Engine engine;
  @TempDir Path data;

  private Platform platform;
  private TestServer server;

  @BeforeEach
  void start() {
    platform = Platform.start();
    Shop shop = platform.shop();
    server =
        TestServer.start(
            engine,
            data,
            "xiaoer.shops[0].id=main",
            "xiaoer.shops[0].name=小店 & <b>",
            "xiaoer.shops[0].user-name=" + shop.userName(),
            "xiaoer.shops[0].app-id=" + shop.appId(),
            "xiaoer.shops[0].app-secret=" + shop.appSecret(),
            "xiaoer.shops[0].token=" + shop.token(),
            "xiaoer.shops[0].encoding-aes-key=" + shop.encodingAesKey(),
            "xiaoer.shops[0].api-base-url=" + platform.baseUrl(),
            "xiaoer.shops[0].allow-private-media-hosts=true",
            "xiaoer.media.keep-free=1MB");
    platform.pushTo(server.url("/callback/main"));
  }

  @AfterEach
  void stop() {
    server.close();
    platform.close();
  }

  @Test
  void aConversationIsATableThatASpreadsheetOpensWithoutRunningAnything() throws Exception {
    Customer zhou = platform.customer("oZhou");
    platform.awaitAcknowledged(zhou.says("在吗, 亲\n第二行"), SOON);
    platform.awaitAcknowledged(zhou.says(HOSTILE), SOON);
    platform.awaitAcknowledged(zhou.sendsTextFile(), SOON);
    String id = conversation(3);
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
    assertThat(csv.body().lines().filter(line -> line.contains(",main,oZhou,"))).hasSize(4);
    assertThat(server.get("/api/v1/audit?what=exported").path("entries").toString())
        .contains("conversation " + id)
        .contains("csv");
  }

  @Test
  void aConversationIsOnePageWithItsFilesInsideAndNothingInItActs() throws Exception {
    Customer zhou = platform.customer("oZhou");
    platform.awaitAcknowledged(zhou.says(HOSTILE), SOON);
    platform.awaitAcknowledged(zhou.sendsPhoto(), SOON);
    byte[] page = "<script>alert('file')</script>".getBytes(StandardCharsets.UTF_8);
    platform.awaitAcknowledged(
        zhou.sendsFile("\"><script>x</script>.html", "text/html", page), SOON);
    platform.awaitAcknowledged(zhou.speaks("请问有货吗", Duration.ofSeconds(3)), SOON);
    platform.awaitAcknowledged(zhou.sharesProduct(), SOON);
    String id = conversation(5);
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
  void aTimeOfSomeShopsIsATableOfThoseThatTheCallerSees() throws Exception {
    platform.awaitAcknowledged(platform.customer("oZhou").says("eins"), SOON);
    platform.awaitAcknowledged(platform.customer("oWu").says("zwei"), SOON);
    conversations(2);
    String all = get("/api/v1/export?format=csv", "admin").body();
    assertThat(all).contains("eins").contains("zwei");
    assertThat(all.lines()).hasSize(3);
    assertThat(
            get(
                    "/api/v1/export?format=csv&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z",
                    "admin")
                .body()
                .lines())
        .hasSize(1);
    assertThat(get("/api/v1/export?format=csv&from=2020-01-01T00:00:00Z", "admin").body().lines())
        .hasSize(3);
    add("boss", "supervisor", "[]");
    add("li", "agent", "null");
    assertThat(get("/api/v1/export?format=csv", "boss").body().lines()).as("no shop").hasSize(1);
    assertThat(get("/api/v1/export?format=csv", "li").statusCode()).isEqualTo(403);
  }

  @Test
  void whatIsAskedForWronglyIsSaid() throws Exception {
    platform.awaitAcknowledged(platform.customer("oZhou").says("eins"), SOON);
    String one = "/api/v1/conversations/" + conversation(1) + "/export";
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
  void morePagesThanOneAreWrittenInTheOrderOfTheChat() throws Exception {
    Customer zhou = platform.customer("oZhou");
    int count = 1_100;
    for (int i = 0; i < count; i++) {
      zhou.says("nr " + i + ".");
    }
    String id = conversation(1);
    for (int i = 0; i < 600 && messages(id) < 1_000; i++) {
      Thread.sleep(50);
    }
    String last = "nr " + (count - 1) + ".";
    String body = "";
    for (int i = 0; i < 600 && !body.contains(last); i++) {
      Thread.sleep(50);
      body = get("/api/v1/conversations/" + id + "/export?format=csv", "admin").body();
    }
    List<String> lines = body.lines().skip(1).toList();
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

  private void answer(String id, String text) throws InterruptedException {
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
    for (int i = 0; i < 200; i++) {
      JsonNode messages = server.get("/api/v1/conversations/" + id + "/messages").path("messages");
      if (messages.toString().contains("\"accepted\"")) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not accepted");
  }

  private JsonNode conversations(int count) throws InterruptedException {
    JsonNode found = server.get("/api/v1/conversations").path("conversations");
    for (int i = 0; i < 200 && found.size() < count; i++) {
      Thread.sleep(50);
      found = server.get("/api/v1/conversations").path("conversations");
    }
    assertThat(found).hasSize(count);
    return found;
  }

  private String conversation(int messages) throws InterruptedException {
    String id = conversations(1).path(0).path("id").asString();
    for (int i = 0; i < 200 && messages(id) < messages; i++) {
      Thread.sleep(50);
    }
    return id;
  }

  private int messages(String id) {
    return server
        .get("/api/v1/conversations/" + id + "/messages?limit=1000")
        .path("messages")
        .size();
  }

  private void stored(String id, int count) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      JsonNode messages = server.get("/api/v1/conversations/" + id + "/messages").path("messages");
      long there =
          Stream.iterate(0, n -> n + 1)
              .limit(messages.size())
              .filter(n -> messages.path(n).toString().contains("\"state\":\"stored\""))
              .count();
      if (there >= count) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not stored");
  }
}
