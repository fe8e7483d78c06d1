package io.xiaoer.shopadmin;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.shop.Shops;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSetMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

/** Shops that are added and changed while the server runs. */
@ParameterizedClass
@EnumSource(Engine.class)
class ManagedShopControllerTest {
  private static final int MANY = 130;
  private static final String NOWHERE = "http://127.0.0.1:9";
  private static final String NEW_KEY =
      new StringBuilder(TestPlatform.AES_KEY).reverse().toString();

  @Parameter Engine engine;

  @TempDir static Path data;
  private static final AtomicInteger shops = new AtomicInteger();
  private static Platform platform;
  private static Shop shop;
  private static TestServer server;

  /** Of the shop that a test adds. */
  private final String id = "added" + shops.incrementAndGet();

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platform = Platform.start();
    shop = platform.shop();
    server = node(engine, "one");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  private void restart() {
    server.close();
    server = node(engine, "one");
  }

  @Test
  void aShopAddedAtTheDeskReceivesAndAnswersAtOnceAndAfterARestart() throws Exception {
    assertThat(push(shop.keys()).statusCode()).as("not there yet").isEqualTo(404);
    HttpResponse<String> added = server.post("/api/v1/admin/shops", draft().toString());
    assertThat(added.statusCode()).isEqualTo(201);
    JsonNode view = JsonMapper.shared().readTree(added.body());
    assertThat(view.path("push_url").asString())
        .isEqualTo(server.url("/callback/" + id).toString());
    assertThat(view.path("origin").asString()).isEqualTo("desk");
    assertThat(view.path("secrets").path("app_secret").asBoolean()).isTrue();
    assertThat(view.path("secrets").path("previous_token").asBoolean()).isFalse();
    platform.pushTo(server.url("/callback/" + id));
    Customer customer = platform.customer("oAdmin");
    String msgId = customer.says("在吗");
    platform.awaitAcknowledged(msgId, Soon.AT_MOST);
    answer("在的");
    assertThat(platform.awaitDelivered(customer, 1, Soon.AT_MOST)).hasSize(1);
    JsonNode listed = listed(id).orElseThrow();
    assertThat(listed.path("last_pushes").path(0).path("outcome").asString()).isEqualTo("accepted");
    assertThat(listed.path("last_push_at").asString()).isNotEmpty();
    restart();
    assertThat(push(shop.keys()).body()).isEqualTo("success");
  }

  @Test
  void secretsGoInAndNeverComeOutAndLieSealed() throws Exception {
    List<String> secrets = List.of(shop.appSecret(), shop.token(), shop.encodingAesKey());
    HttpResponse<String> added = server.post("/api/v1/admin/shops", draft().toString());
    HttpResponse<String> changed = put(id, "{\"name\":\"另一个名字\"}");
    String listed = server.get("/api/v1/admin/shops").toString();
    for (String secret : secrets) {
      assertThat(added.body() + changed.body() + listed).doesNotContain(secret);
    }
    assertThat(push(shop.keys()).body())
        .as("what was not named has not changed")
        .isEqualTo("success");
    // A push that waits for its key, and a token fetched from the platform.
    push(new Keys(shop.appId(), shop.token(), NEW_KEY));
    server.post("/api/v1/admin/shops/" + id + "/test-token", "");
    server.close();
    List<String> stored = new ArrayList<>();
    Path folder = data.resolve(engine.name());
    try (Database desk = engine.desk(engine == Engine.SQLITE ? folder.resolve("one") : folder)) {
      everyValue(desk, stored);
    }
    assertThat(stored).hasSizeGreaterThan(20);
    if (engine == Engine.SQLITE) {
      for (String file : List.of("desk.db", "inbox.db")) {
        stored.add(
            Files.readString(folder.resolve("one").resolve(file), StandardCharsets.ISO_8859_1));
      }
    }
    server = node(engine, "one");
    for (String secret : secrets) {
      assertThat(stored).noneMatch(value -> value.contains(secret));
    }
  }

  @Test
  void whatIsWrongIsNamedAndChangesNothing() {
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
    assertThat(server.post("/api/v1/admin/shops", draft().put("id", "a/b").toString()).statusCode())
        .isEqualTo(422);
    assertThat(listed(id)).isEmpty();
    assertThat(server.post("/api/v1/admin/shops", draft().toString()).statusCode()).isEqualTo(201);
    assertThat(server.post("/api/v1/admin/shops", draft().toString()).statusCode()).isEqualTo(409);
    HttpResponse<String> stolen =
        put(id, "{\"api_base_url\":\"https://api.weixin.qq.com.example.com\"}");
    assertThat(stolen.statusCode()).as("the secret would be sent there").isEqualTo(422);
    assertThat(put("nobody", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void shopsOfTheFileAreShownAndNotChanged() {
    JsonNode listed = listed("filed").orElseThrow();
    assertThat(listed.path("origin").asString()).isEqualTo("file");
    assertThat(put("filed", "{\"name\":\"x\"}").statusCode()).isEqualTo(409);
    assertThat(delete("filed").statusCode()).isEqualTo(409);
    assertThat(
            server.post("/api/v1/admin/shops", draft().put("id", "filed").toString()).statusCode())
        .isEqualTo(409);
  }

  @Test
  void aNewKeyReadsWhatWaitedForItAndTheOldOneStaysGoodForAWhile() throws Exception {
    server.post("/api/v1/admin/shops", draft().toString());
    Keys next = new Keys(shop.appId(), shop.token(), NEW_KEY);
    assertThat(push(next).statusCode()).as("kept, and pushed again").isEqualTo(503);
    assertThat(server.get("/api/v1/quarantine?shop=" + id).path("pushes")).hasSize(1);
    assertThat(put(id, "{\"encoding_aes_key\":\"" + NEW_KEY + "\"}").statusCode()).isEqualTo(200);
    await(() -> server.get("/api/v1/quarantine?shop=" + id).path("pushes").isEmpty());
    assertThat(server.get("/api/v1/events?shop=" + id).path("events")).hasSize(1);
    assertThat(push(next).body()).isEqualTo("success");
    assertThat(push(shop.keys()).body()).as("written before").isEqualTo("success");
    assertThat(put(id, "{\"previous_encoding_aes_key\":\"\"}").statusCode()).isEqualTo(200);
    assertThat(push(shop.keys()).statusCode()).as("taken away").isEqualTo(503);
  }

  @Test
  void aShopIsStoppedOrTakenAwayAndNothingOfItsConversationsIsLost() throws Exception {
    server.post("/api/v1/admin/shops", draft().toString());
    assertThat(delete(id).statusCode()).isEqualTo(204);
    assertThat(push(shop.keys()).statusCode()).isEqualTo(404);
    server.post("/api/v1/admin/shops", draft().toString());
    assertThat(push(shop.keys()).body()).isEqualTo("success");
    await(() -> !conversations().isEmpty());
    HttpResponse<String> refused = delete(id);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("has_conversations");
    assertThat(put(id, "{\"active\":false}").statusCode()).isEqualTo(200);
    assertThat(push(shop.keys()).statusCode()).isEqualTo(404);
    assertThat(put(id, "{\"active\":true}").statusCode()).isEqualTo(200);
    assertThat(push(shop.keys()).body()).isEqualTo("success");
  }

  @Test
  void everyNodeKnowsAShopThatWasAddedOnOne() throws Exception {
    if (engine == Engine.SQLITE) {
      return; // one process
    }
    try (TestServer right = node(engine, "right")) {
      server.post("/api/v1/admin/shops", draft().toString());
      await(() -> push(right, shop.keys()).statusCode() == 200);
      put(id, "{\"active\":false}");
      await(() -> push(right, shop.keys()).statusCode() == 404);
    }
  }

  /** Each read is a journey, and there may be a thousand shops. */
  @Test
  void manyShopsAreListedInAFewReadsAndAHundredOfThemAreNamedInMetrics() {
    if (engine == Engine.POSTGRES) {
      return; // what is counted is the same
    }
    AtomicInteger reads = new AtomicInteger();
    List<String> settings = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      settings.addAll(
          List.of(
              TestPlatform.settings(
                  i,
                  "shop" + i,
                  io.xiaoer.simulator.envelope.Mode.SECURE,
                  URI.create("http://127.0.0.1:9"))));
    }
    try (TestServer server =
        TestServer.start(
            data.resolve("many"),
            (bean, name) ->
                name.equals("desk") && bean instanceof Database desk
                    ? new Counting(desk, reads)
                    : bean,
            settings.toArray(String[]::new))) {
      int fewest = Integer.MAX_VALUE;
      for (int i = 0; i < 5; i++) { // What works beside reads as well, and not all the time.
        int before = reads.get();
        JsonNode list = server.get("/api/v1/admin/shops");
        assertThat(list.path("shops")).hasSize(MANY);
        fewest = Math.min(fewest, reads.get() - before);
      }
      assertThat(fewest).isBetween(1, 60);

      HttpResponse<String> metrics =
          server.send(
              HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                  .header("Authorization", "Bearer " + TestServer.API_KEY));
      Set<String> named =
          Pattern.compile("shop=\"([^\"]*)\"")
              .matcher(metrics.body())
              .results()
              .map(label -> label.group(1))
              .collect(Collectors.toSet());
      assertThat(named).contains("shop0", Shops.OTHER_SHOPS).hasSize(Shops.LABELS_MAX + 1);
    }
  }

  private record Counting(Database desk, AtomicInteger reads) implements Database {
    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
      reads.incrementAndGet();
      return desk.read(work);
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
      return desk.write(work);
    }

    @Override
    public Scrubbed scrub() {
      return desk.scrub();
    }

    @Override
    public boolean isWritable() {
      return desk.isWritable();
    }

    @Override
    public void close() {
      desk.close();
    }
  }

  @Test
  void aTokenIsTriedAndWhatIsWrongComesWithItsMend() {
    server.post("/api/v1/admin/shops", draft().toString());
    assertThat(test().path("ok").asBoolean()).isTrue();
    put(id, "{\"app_secret\":\"anotherSecretThanTheShops\"}");
    JsonNode wrong = test();
    assertThat(wrong.path("ok").asBoolean()).isFalse();
    assertThat(wrong.path("reason").asString()).isEqualTo("secret");
    assertThat(wrong.path("errcode").asInt()).isIn(40001, 40125);
    assertThat(wrong.path("mend").asString()).contains("app_secret");
    put(id, "{\"app_secret\":\"" + shop.appSecret() + "\"}");
    platform.next(new Fault.NotOnAllowList());
    JsonNode address = test();
    assertThat(address.path("reason").asString()).isEqualTo("address");
    assertThat(address.path("mend").asString()).contains("errmsg");
    put(id, "{\"api_base_url\":\"" + NOWHERE + "\"}");
    assertThat(test().path("reason").asString()).isEqualTo("unreachable");
    assertThat(server.post("/api/v1/admin/shops/nobody/test-token", "").statusCode())
        .isEqualTo(404);
  }

  private JsonNode test() {
    HttpResponse<String> answer = server.post("/api/v1/admin/shops/" + id + "/test-token", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private ObjectNode draft() {
    return JsonMapper.shared()
        .createObjectNode()
        .put("id", id)
        .put("name", "分店")
        .put("user_name", shop.userName())
        .put("app_id", shop.appId())
        .put("app_secret", shop.appSecret())
        .put("token", shop.token())
        .put("encoding_aes_key", shop.encodingAesKey())
        .put("api_base_url", platform.baseUrl().toString());
  }

  private static Optional<JsonNode> listed(String id) {
    return server
        .get("/api/v1/admin/shops")
        .path("shops")
        .valueStream()
        .filter(shop -> shop.path("id").asString().equals(id))
        .findFirst();
  }

  private static TestServer node(Engine engine, String name) {
    Path folder = data.resolve(engine.name());
    List<String> settings =
        new ArrayList<>(
            List.of(TestPlatform.settings(0, "filed", Mode.SECURE, platform.baseUrl())));
    settings.add("xiaoer.api-base-urls[0]=" + platform.baseUrl());
    settings.add("xiaoer.api-base-urls[1]=" + NOWHERE);
    settings.add("xiaoer.secret-key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    settings.addAll(List.of(engine.settings(folder)));
    return TestServer.start(folder.resolve(name), settings.toArray(String[]::new));
  }

  private HttpResponse<String> push(Keys keys) {
    return push(server, keys);
  }

  private HttpResponse<String> push(TestServer server, Keys keys) {
    PushRequest push =
        new TestPlatform(server, id, Mode.SECURE, Format.JSON)
            .write(TestPlatform.text("oAdmin", TestPlatform.nextMsgId(), "在吗"), keys, Mode.SECURE);
    return server.send(
        HttpRequest.newBuilder(push.to(server.url("/callback/" + id)))
            .POST(BodyPublishers.ofString(push.body())));
  }

  private JsonNode conversations() {
    return server.get("/api/v1/conversations?shop=" + id).path("conversations");
  }

  private void answer(String text) {
    await(() -> !conversations().isEmpty());
    String conversation = conversations().path(0).path("id").asString();
    HttpResponse<String> answer =
        server.post(
            "/api/v1/conversations/" + conversation + "/messages",
            "{\"client_id\":\"c1\",\"type\":\"text\",\"text\":{\"content\":\"" + text + "\"}}");
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  private static HttpResponse<String> put(String id, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/admin/shops/" + id))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  private static HttpResponse<String> delete(String id) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/admin/shops/" + id))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .DELETE());
  }

  private static void await(Callable<Boolean> condition) {
    Soon.await().until(condition);
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
