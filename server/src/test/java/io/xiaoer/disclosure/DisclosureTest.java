package io.xiaoer.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.store.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All that is kept of one customer, and nothing of another. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class DisclosureTest {
  @Parameter Engine engine;
  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;
  private static String admin;
  private static Engine storedOn;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    storedOn = engine;
    platform = Platform.start();
    Path folder = data.resolve(engine.name());
    server =
        TestServer.start(
            folder,
            Stream.concat(
                    Arrays.stream(
                        TestPlatform.settingsOf(
                            platform,
                            "xiaoer.shops[0].allow-private-media-hosts=true",
                            "xiaoer.media.keep-free=1MB",
                            "xiaoer.webhooks.allow[0]=127.0.0.1/32")),
                    Arrays.stream(engine.settings(folder)))
                .toArray(String[]::new));
    platform.pushTo(server.url("/callback/main"));
    admin = server.logIn("admin");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  @Test
  void theArchiveHasEverythingOfOneCustomerAndNothingOfAnother() throws Exception {
    String one = fill("Yi");
    fill("Er");
    HttpResponse<byte[]> archive = disclose(admin, one, "");
    assertThat(archive.statusCode()).isEqualTo(200);
    assertThat(archive.headers().firstValue("Content-Type")).contains("application/zip");
    assertThat(archive.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    Map<String, String> files = unzip(archive.body());
    assertThat(files.keySet())
        .contains(
            "about.json",
            "conversation.json",
            "messages.json",
            "messages.html",
            "messages.csv",
            "customer.json",
            "tags.json",
            "files.json",
            "orders.json",
            "purchases.json",
            "rounds.json",
            "drafts.json",
            "log.json",
            "service.json",
            "audit.json");
    for (String mark : List.of("说的Yi", "答的Yi")) {
      assertThat(files.get("messages.json")).contains(mark);
      assertThat(files.get("messages.html")).contains(mark);
      assertThat(files.get("messages.csv")).contains(mark);
    }
    assertThat(files.get("messages.json")).contains("\"by\":\"api:test\"");
    assertThat(files.get("customer.json")).contains("记的Yi");
    assertThat(files.get("tags.json")).contains("签Yi");
    assertThat(files.get("drafts.json")).contains("稿Yi");
    assertThat(files.get("about.json"))
        .contains("oDisclosedYi" + storedOn, "days_kept_messages", "for ever");
    assertThat(files.get("audit.json")).contains("customer_disclosed", "admin");
    assertThat(files.get("log.json")).contains("commkf_send_msg_to_kf").doesNotContain("cos_url");
    assertThat(files.get("orders.json")).contains("order_price").doesNotContain("picture_source");
    assertThat(files.values()).anySatisfy(text -> assertThat(text).isEqualTo("文件Yi"));
    assertThat(files.values()).allSatisfy(text -> assertThat(text).doesNotContain("Er" + storedOn));
    assertThat(files.get("messages.json")).doesNotContain("说的Er");
    files.forEach((name, text) -> {
      if (name.endsWith(".json")) {
        assertThat(JsonMapper.shared().readTree(text).isArray()).as(name).isTrue();
      }
    });
    assertThat(unzip(disclose(admin, one, "?lang=en").body()).get("messages.html"))
        .contains("messages");
  }

  @Test
  void onlyAdministratorsGetOne() throws Exception {
    String one = fill("San");
    for (String role : List.of("agent", "supervisor")) {
      ok(
          as(
              "POST",
              "/api/v1/staff",
              "{\"username\":\"disclosing-%s\",\"name\":\"乙%s\",\"role\":\"%s\",\"shops\":null,\"password\":\"%s\"}"
                  .formatted(role, role, role, TestServer.PASSWORD)));
      assertThat(disclose(server.logIn("disclosing-" + role), one, "").statusCode()).isEqualTo(403);
    }
    assertThat(disclose(admin, "987654321", "").statusCode()).isEqualTo(404);
    assertThat(disclose(admin, one, "?lang=fr").statusCode()).isEqualTo(400);
  }

  private static String fill(String mark) {
    String openId = "oDisclosed" + mark + storedOn;
    Customer customer = platform.customer(openId);
    platform.awaitAcknowledged(customer.says("说的" + mark), Soon.AT_MOST);
    platform.awaitAcknowledged(
        customer.sendsFile("a.txt", "text/plain", ("文件" + mark).getBytes(StandardCharsets.UTF_8)),
        Soon.AT_MOST);
    String order = customer.buys("10000000001001");
    customer.pays(order);
    platform.awaitAcknowledged(customer.sharesOrder(order), Soon.AT_MOST);
    String conversation =
        Soon.find(
            "conversation",
            () -> {
              for (JsonNode one :
                  server.get("/api/v1/conversations?limit=200").path("conversations")) {
                if (one.path("open_id").asString().equals(openId)) {
                  return Optional.of(one.path("id").asString());
                }
              }
              return Optional.empty();
            });
    String at = "/api/v1/conversations/" + conversation;
    ok(as("POST", at + "/take", "{\"from\":null}"));
    ok(as("PATCH", at + "/customer", "{\"note\":\"记的" + mark + "\",\"tags\":[\"签" + mark + "\"]}"));
    ok(as("PUT", at + "/draft", "{\"text\":\"稿" + mark + "\"}"));
    assertThat(
            server
                .post(
                    at + "/messages",
                    "{\"client_id\":\"a-%s\",\"type\":\"text\",\"text\":{\"content\":\"答的%s\"}}"
                        .formatted(mark, mark))
                .statusCode())
        .isEqualTo(202);
    platform.awaitDelivered(customer, 1, Soon.AT_MOST);
    Soon.await()
        .until(() -> server.get(at + "/messages?limit=100").toString().contains("\"stored\""));
    for (String sql :
        List.of(
            "SELECT count(*) FROM catalog_item WHERE open_id = ? AND body IS NOT NULL",
            "SELECT count(*) FROM purchase WHERE open_id = ?",
            "SELECT count(*) FROM round r JOIN conversation c ON c.id = r.conversation_id WHERE c.open_id = ?")) {
      Soon.await()
          .until(() ->
              server
                      .bean("desk", Database.class)
                      .read(jdbc -> jdbc.sql(sql).param(openId).query(Long.class).single())
                  > 0);
    }
    return conversation;
  }

  private static Map<String, String> unzip(byte[] archive) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  private static HttpResponse<byte[]> disclose(String cookie, String conversation, String query)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(
                  server.url("/api/v1/conversations/" + conversation + "/disclosure" + query))
              .header("Cookie", cookie)
              .build(),
          BodyHandlers.ofByteArray());
    }
  }

  private static HttpResponse<String> as(String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", admin)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.uri() + response.body()).isBetween(200, 204);
  }
}
