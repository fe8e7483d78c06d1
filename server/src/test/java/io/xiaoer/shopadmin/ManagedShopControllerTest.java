package io.xiaoer.shopadmin;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSetMetaData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Shops that are added and changed while the server runs. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(120)
class AdminShopsTest {
  private static final String NOWHERE = "http://127.0.0.1:9";
  private static final String NEW_KEY =
      new StringBuilder(TestPlatform.AES_KEY).reverse().toString();

  @Parameter Engine engine;
  @TempDir Path folder;

  private Platform platform;
  private Shop shop;

  @BeforeEach
  void startPlatform() {
    platform = Platform.start();
    shop = platform.shop();
  }

  @AfterEach
  void stopPlatform() {
    platform.close();
  }

  @Test
  void aShopAddedAtTheDeskReceivesAndAnswersAtOnceAndAfterARestart() throws Exception {
    try (TestServer server = node("one")) {
      assertThat(push(server, shop.keys()).statusCode()).as("not there yet").isEqualTo(404);
      HttpResponse<String> added = server.post("/api/v1/admin/shops", draft().toString());
      assertThat(added.statusCode()).isEqualTo(201);
      JsonNode view = JsonMapper.shared().readTree(added.body());
      assertThat(view.path("push_url").asString())
          .isEqualTo(server.url("/callback/main").toString());
      assertThat(view.path("origin").asString()).isEqualTo("desk");
      assertThat(view.path("secrets").path("app_secret").asBoolean()).isTrue();
      assertThat(view.path("secrets").path("previous_token").asBoolean()).isFalse();
      platform.pushTo(server.url("/callback/main"));
      Customer customer = platform.customer("oAdmin");
      String msgId = customer.says("在吗");
      platform.awaitAcknowledged(msgId, Duration.ofSeconds(20));
      answer(server, "在的");
      assertThat(platform.awaitDelivered(customer, 1, Duration.ofSeconds(20))).hasSize(1);
      JsonNode listed = server.get("/api/v1/admin/shops").path("shops").path(0);
      assertThat(listed.path("last_pushes").path(0).path("outcome").asString())
          .isEqualTo("accepted");
      assertThat(listed.path("last_push_at").asString()).isNotEmpty();
    }
    try (TestServer server = node("one")) {
      assertThat(push(server, shop.keys()).body()).isEqualTo("success");
    }
  }

  @Test
  void secretsGoInAndNeverComeOutAndLieSealed() throws Exception {
    List<String> secrets = List.of(shop.appSecret(), shop.token(), shop.encodingAesKey());
    try (TestServer server = node("one")) {
      HttpResponse<String> added = server.post("/api/v1/admin/shops", draft().toString());
      HttpResponse<String> changed = put(server, "main", "{\"name\":\"另一个名字\"}");
      String listed = server.get("/api/v1/admin/shops").toString();
      for (String secret : secrets) {
        assertThat(added.body() + changed.body() + listed).doesNotContain(secret);
      }
      assertThat(push(server, shop.keys()).body())
          .as("what was not named has not changed")
          .isEqualTo("success");
      // A push that waits for its key, and a token fetched from the platform.
      push(server, new Keys(shop.appId(), shop.token(), NEW_KEY));
      server.post("/api/v1/admin/shops/main/test-token", "");
    }
    List<String> stored = new ArrayList<>();
    try (Database desk = engine.desk(folder.resolve(engine == Engine.SQLITE ? "one" : ""))) {
      everyValue(desk, stored);
    }
    assertThat(stored).hasSizeGreaterThan(20);
    for (String secret : secrets) {
      assertThat(stored).noneMatch(value -> value.contains(secret));
    }
    if (engine == Engine.SQLITE) {
      for (String file : List.of("desk.db", "inbox.db")) {
        String bytes =
            Files.readString(folder.resolve("one").resolve(file), StandardCharsets.ISO_8859_1);
        for (String secret : secrets) {
          assertThat(bytes).doesNotContain(secret);
        }
      }
    }
  }

  @Test
  void whatIsWrongIsNamedAndChangesNothing() {
    try (TestServer server = node("one")) {
      HttpResponse<String> bad =
          server.post(
              "/api/v1/admin/shops",
              draft().put("encoding_aes_key", "tooShort").put("token", "").toString());
      assertThat(bad.statusCode()).isEqualTo(422);
      JsonNode problem = JsonMapper.shared().readTree(bad.body());
      assertThat(problem.path("reason").asString()).isEqualTo("invalid");
      assertThat(problem.path("problems").findValuesAsString("key"))
          .containsExactlyInAnyOrder("encoding_aes_key", "token");
      HttpResponse<String> elsewhere =
          server.post(
              "/api/v1/admin/shops", draft().put("api_base_url", "http://127.0.0.1:1").toString());
      assertThat(elsewhere.statusCode()).isEqualTo(422);
      assertThat(elsewhere.body()).contains("api_base_url");
      assertThat(
              server.post("/api/v1/admin/shops", draft().put("id", "a/b").toString()).statusCode())
          .isEqualTo(422);
      assertThat(server.get("/api/v1/admin/shops").path("shops")).isEmpty();
      assertThat(server.post("/api/v1/admin/shops", draft().toString()).statusCode())
          .isEqualTo(201);
      assertThat(server.post("/api/v1/admin/shops", draft().toString()).statusCode())
          .isEqualTo(409);
      HttpResponse<String> stolen =
          put(server, "main", "{\"api_base_url\":\"https://api.weixin.qq.com.example.com\"}");
      assertThat(stolen.statusCode()).as("the secret would be sent there").isEqualTo(422);
      assertThat(put(server, "nobody", "{}").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void shopsOfTheFileAreShownAndNotChanged() {
    String[] settings = TestPlatform.settings(0, "filed", Mode.SECURE, platform.baseUrl());
    try (TestServer server = node("one", settings)) {
      JsonNode listed = server.get("/api/v1/admin/shops").path("shops").path(0);
      assertThat(listed.path("origin").asString()).isEqualTo("file");
      assertThat(put(server, "filed", "{\"name\":\"x\"}").statusCode()).isEqualTo(409);
      assertThat(delete(server, "filed").statusCode()).isEqualTo(409);
      assertThat(
              server
                  .post("/api/v1/admin/shops", draft().put("id", "filed").toString())
                  .statusCode())
          .isEqualTo(409);
    }
  }

  @Test
  void aNewKeyReadsWhatWaitedForItAndTheOldOneStaysGoodForAWhile() throws Exception {
    try (TestServer server = node("one")) {
      server.post("/api/v1/admin/shops", draft().toString());
      Keys next = new Keys(shop.appId(), shop.token(), NEW_KEY);
      assertThat(push(server, next).statusCode()).as("kept, and pushed again").isEqualTo(503);
      assertThat(server.get("/api/v1/quarantine").path("pushes")).hasSize(1);
      assertThat(put(server, "main", "{\"encoding_aes_key\":\"" + NEW_KEY + "\"}").statusCode())
          .isEqualTo(200);
      await(() -> server.get("/api/v1/quarantine").path("pushes").isEmpty());
      assertThat(server.get("/api/v1/events").path("events")).hasSize(1);
      assertThat(push(server, next).body()).isEqualTo("success");
      assertThat(push(server, shop.keys()).body()).as("written before").isEqualTo("success");
      assertThat(put(server, "main", "{\"previous_encoding_aes_key\":\"\"}").statusCode())
          .isEqualTo(200);
      assertThat(push(server, shop.keys()).statusCode()).as("taken away").isEqualTo(503);
    }
  }

  @Test
  void aShopIsStoppedOrTakenAwayAndNothingOfItsConversationsIsLost() throws Exception {
    try (TestServer server = node("one")) {
      server.post("/api/v1/admin/shops", draft().toString());
      assertThat(delete(server, "main").statusCode()).isEqualTo(204);
      assertThat(push(server, shop.keys()).statusCode()).isEqualTo(404);
      server.post("/api/v1/admin/shops", draft().toString());
      assertThat(push(server, shop.keys()).body()).isEqualTo("success");
      await(() -> !server.get("/api/v1/conversations").path("conversations").isEmpty());
      HttpResponse<String> refused = delete(server, "main");
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("has_conversations");
      assertThat(put(server, "main", "{\"active\":false}").statusCode()).isEqualTo(200);
      assertThat(push(server, shop.keys()).statusCode()).isEqualTo(404);
      assertThat(put(server, "main", "{\"active\":true}").statusCode()).isEqualTo(200);
      assertThat(push(server, shop.keys()).body()).isEqualTo("success");
    }
  }

  @Test
  void everyNodeKnowsAShopThatWasAddedOnOne() throws Exception {
    if (engine == Engine.SQLITE) {
      return; // one process
    }
    try (TestServer left = node("left");
        TestServer right = node("right")) {
      left.post("/api/v1/admin/shops", draft().toString());
      await(() -> push(right, shop.keys()).statusCode() == 200);
      put(left, "main", "{\"active\":false}");
      await(() -> push(right, shop.keys()).statusCode() == 404);
    }
  }

  @Test
  void aTokenIsTriedAndWhatIsWrongComesWithItsMend() {
    try (TestServer server = node("one")) {
      server.post("/api/v1/admin/shops", draft().toString());
      assertThat(test(server).path("ok").asBoolean()).isTrue();
      put(server, "main", "{\"app_secret\":\"anotherSecretThanTheShops\"}");
      JsonNode wrong = test(server);
      assertThat(wrong.path("ok").asBoolean()).isFalse();
      assertThat(wrong.path("reason").asString()).isEqualTo("secret");
      assertThat(wrong.path("errcode").asInt()).isIn(40001, 40125);
      assertThat(wrong.path("mend").asString()).contains("app_secret");
      put(server, "main", "{\"app_secret\":\"" + shop.appSecret() + "\"}");
      platform.next(new Fault.NotOnAllowList());
      JsonNode address = test(server);
      assertThat(address.path("reason").asString()).isEqualTo("address");
      assertThat(address.path("mend").asString()).contains("errmsg");
      put(server, "main", "{\"api_base_url\":\"" + NOWHERE + "\"}");
      assertThat(test(server).path("reason").asString()).isEqualTo("unreachable");
      assertThat(server.post("/api/v1/admin/shops/nobody/test-token", "").statusCode())
          .isEqualTo(404);
    }
  }

  private JsonNode test(TestServer server) {
    HttpResponse<String> answer = server.post("/api/v1/admin/shops/main/test-token", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private ObjectNode draft() {
    return JsonMapper.shared()
        .createObjectNode()
        .put("id", "main")
        .put("name", "分店")
        .put("user_name", shop.userName())
        .put("app_id", shop.appId())
        .put("app_secret", shop.appSecret())
        .put("token", shop.token())
        .put("encoding_aes_key", shop.encodingAesKey())
        .put("api_base_url", platform.baseUrl().toString());
  }

  private TestServer node(String name, String... more) {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add("xiaoer.api-base-urls[0]=" + platform.baseUrl());
    settings.add("xiaoer.api-base-urls[1]=" + NOWHERE);
    settings.add("xiaoer.secret-key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    settings.addAll(List.of(engine.settings(folder)));
    return TestServer.start(folder.resolve(name), settings.toArray(String[]::new));
  }

  private static HttpResponse<String> push(TestServer server, Keys keys) {
    PushRequest push =
        new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
            .write(TestPlatform.text("oAdmin", TestPlatform.nextMsgId(), "在吗"), keys, Mode.SECURE);
    return server.send(
        HttpRequest.newBuilder(push.to(server.url("/callback/main")))
            .POST(BodyPublishers.ofString(push.body())));
  }

  private static void answer(TestServer server, String text) throws Exception {
    await(() -> !server.get("/api/v1/conversations").path("conversations").isEmpty());
    String id =
        server.get("/api/v1/conversations").path("conversations").path(0).path("id").asString();
    HttpResponse<String> answer =
        server.post(
            "/api/v1/conversations/" + id + "/messages",
            "{\"client_id\":\"c1\",\"type\":\"text\",\"text\":{\"content\":\"" + text + "\"}}");
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  private static HttpResponse<String> put(TestServer server, String id, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/admin/shops/" + id))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  private static HttpResponse<String> delete(TestServer server, String id) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/admin/shops/" + id))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .DELETE());
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      if (condition.holds()) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not so after 20 s");
  }

  /** Whatever any column of any table holds. */
  private void everyValue(Database desk, List<String> into) {
    List<String> tables =
        desk.read(jdbc ->
            jdbc.sql(
                    engine == Engine.SQLITE
                        ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                        : "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                .query(String.class)
                .list());
    for (String table : tables) {
      desk.read(jdbc -> {
        jdbc.sql("SELECT * FROM " + table)
            .query(row -> {
              ResultSetMetaData columns = row.getMetaData();
              for (int i = 1; i <= columns.getColumnCount(); i++) {
                Object value = row.getObject(i);
                into.add(
                    value instanceof byte[] bytes
                        ? new String(bytes, StandardCharsets.ISO_8859_1)
                        : String.valueOf(value));
              }
            });
        return 0;
      });
    }
  }
}
