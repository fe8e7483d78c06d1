package io.xiaoer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
import tools.jackson.databind.node.ObjectNode;

/** Finding, as the desk asks for it, from the push on. */
@ParameterizedClass
@EnumSource(Engine.class)
class SearchTest {
  private static final int TESTS_MAX = 12;
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(3);

  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;
  private static int tests;

  /** Each test has two shops of its own, and asks as one who sees no other. */
  private TestPlatform main;

  private TestPlatform second;
  private String mainShop = "";
  private String secondShop = "";
  private String key = "";

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    URI nowhere = URI.create("http://127.0.0.1:9");
    tests = 0;
    List<String> settings = new ArrayList<>();
    for (int i = 0; i < TESTS_MAX; i++) {
      settings.addAll(List.of(TestPlatform.settings(2 * i, "main" + i, Mode.SECURE, nowhere)));
      settings.addAll(
          List.of(TestPlatform.settings(2 * i + 1, "second" + i, Mode.SECURE, nowhere)));
      String at = "xiaoer.api-keys[" + (i + 1) + "].";
      settings.add(at + "name=pair" + i);
      settings.add(at + "key=" + key(i));
      settings.add(at + "scopes=conversations.read");
      settings.add(at + "shops=main" + i + ",second" + i);
    }
    server = TestServer.start(engine, data.resolve(engine.name()), settings.toArray(String[]::new));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  private static String key(int pair) {
    return "0123456789abcdef-pair-" + pair;
  }

  @BeforeEach
  void takeTwoShops() {
    int pair = tests++;
    assertThat(pair).as("raise TESTS_MAX").isLessThan(TESTS_MAX);
    mainShop = "main" + pair;
    secondShop = "second" + pair;
    key = key(pair);
    main = new TestPlatform(server, mainShop, Mode.SECURE, Format.JSON);
    second = new TestPlatform(server, secondShop, Mode.SECURE, Format.JSON);
  }

  @Test
  void findsWordsOfOneTwoAndManyCharactersInAnyScript() {
    says(main, "oA", "这件白茶还有货吗");
    says(main, "oB", "ＸＬ码的Ｔ恤多少钱？iPhone15能用吗");
    says(main, "oC", "好的👍🏻谢谢");
    says(main, "oD", "Ça va? 100% cotton, it's \"fine\" (really) AND NOT OR NEAR*");
    settle();
    assertThat(found("茶")).containsExactly("oA");
    assertThat(found("白茶")).containsExactly("oA");
    assertThat(found("这件白茶还有货吗")).containsExactly("oA");
    assertThat(found("有货 白茶")).containsExactly("oA");
    assertThat(found("白茶没货")).isEmpty();
    assertThat(found("xl码")).containsExactly("oB");
    assertThat(found("t恤")).containsExactly("oB");
    assertThat(found("ＩＰＨＯＮＥ１５")).containsExactly("oB");
    assertThat(found("phone")).containsExactly("oB");
    assertThat(found("👍")).containsExactly("oC");
    assertThat(found("ca va")).containsExactly("oD");
    assertThat(found("吗")).containsExactly("oB", "oA");
    JsonNode hit = search("q=" + encoded("有货")).path("hits").path(0);
    JsonNode mark = hit.path("marks").path(0);
    assertThat(hit.path("snippet").asString().substring(mark.path(0).asInt(), mark.path(1).asInt()))
        .isEqualTo("有货");
    assertThat(hit.path("shop").asString()).isEqualTo(mainShop);
    assertThat(hit.path("direction").asString()).isEqualTo("in");
    assertThat(hit.path("type").asString()).isEqualTo("text");
    assertThat(hit.path("by").isNull()).isTrue();
    assertThat(hit.path("at").asString()).isEqualTo(TestPlatform.NOW.toString());
    String around =
        "/api/v1/conversations/%s/messages?around=%s"
            .formatted(hit.path("conversation_id").asString(), hit.path("message_id").asString());
    assertThat(get(around).path("messages").path(0).path("text").path("content").asString())
        .isEqualTo("这件白茶还有货吗");
  }

  @Test
  void hostileQuestionsAreQuestionsLikeOthers() {
    says(main, "oA", "100% cotton, it's \"fine\" AND NOT OR NEAR('x')");
    settle();
    for (String q :
        List.of(
            "\"",
            "'",
            "%",
            "_",
            "*",
            "a*",
            "AND",
            "NOT x",
            "x OR",
            "NEAR(a b, 3)",
            "tokens:x",
            "-x",
            "^x",
            "{1,2}",
            "') OR 1=1 --",
            "\\",
            "\uD800",
            ":shops",
            "${row_id}",
            "<script>",
            "x'||(SELECT 1)||'")) {
      HttpResponse<String> answer = answer("q=" + encoded(q));
      assertThat(answer.statusCode()).as("<%s>: %s", q, answer.body()).isEqualTo(200);
    }
    push(main, TestPlatform.event("oHalf", id(), "text", "{\"content\":\"\\ud83d 半个\\u0000字\"}"));
    settle();
    assertThat(found("半个 字")).containsExactly("oHalf");
    assertThat(found("100%")).containsExactly("oA");
    assertThat(found("it's \"FINE\"")).containsExactly("oA");
    assertThat(found("near x")).containsExactly("oA");
    assertThat(found("%")).isEmpty();
    assertThat(found("co%on")).isEmpty();
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int[] letters =
          IntStream.range(0, 1 + random.nextInt(40))
              .map(_ -> 1 + (random.nextInt(4) == 0 ? random.nextInt(0x3000) : random.nextInt(127)))
              .toArray();
      String q = new String(letters, 0, letters.length);
      assertThat(answer("q=" + encoded(q)).statusCode()).as("seed %d", seed).isIn(200, 422);
    }
  }

  @Test
  void findsOrdersProductsCustomersAndAgents() {
    push(
        main,
        TestPlatform.event("oA", id(), "order_share", "{\"order_id\":\"3712345678901234567\"}"));
    push(
        main,
        TestPlatform.event("oB", id(), "product_share", "{\"product_id\":\"10000987654321\"}"));
    saysNow(main, "oC", "订单号3712345678901234567，什么时候发");
    says(main, "oCustomer-With_Signs", "在吗");
    push(
        main,
        TestPlatform.event(
            "oV",
            id(),
            "voice",
            "{\"translated_msg\":\"语音里说白毫\",\"play_length\":3000,\"translation_succ\":true}"));
    String conversation = conversation("oC");
    person("mei", "小美");
    String cookie = server.logIn("mei");
    HttpResponse<String> answered =
        server.send(
            HttpRequest.newBuilder(
                    server.url("/api/v1/conversations/" + conversation + "/messages"))
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"client_id\":\"c1\",\"type\":\"text\",\"text\":{\"content\":\"今天就发\"}}")));
    assertThat(answered.statusCode()).as(answered.body()).isEqualTo(202);
    settle();
    assertThat(found("3712345678901234567")).containsExactly("oC", "oA");
    assertThat(found("234567")).as("its last digits").containsExactly("oC", "oA");
    assertThat(found("10000987654321")).containsExactly("oB");
    assertThat(found("oCustomer-With_Signs")).containsExactly("oCustomer-With_Signs");
    assertThat(found("白毫")).containsExactly("oV");
    assertThat(found("小美")).as("what she wrote").containsExactly("oC");
    assertThat(found("MEI")).containsExactly("oC");
    assertThat(openIds(search("by=mei"))).containsExactly("oC");
    assertThat(openIds(search("by=nobody"))).isEmpty();
    assertThat(openIds(search("direction=out"))).containsExactly("oC");
    assertThat(openIds(search("type=order_share"))).containsExactly("oA");
    assertThat(openIds(search("direction=in&q=" + encoded("发")))).containsExactly("oC");
  }

  @Test
  void filtersNarrowAndAreEnoughByThemselves() {
    says(main, "oA", "白茶一号");
    says(second, "oA", "白茶二号");
    push(
        main,
        TestPlatform.text("oOld", id(), "白茶旧的")
            .put("CreateTime", Instant.parse("2024-02-29T23:59:59Z").getEpochSecond()));
    push(
        main,
        TestPlatform.text("oAncient", id(), "白茶最旧")
            .put("CreateTime", Instant.parse("2024-01-10T00:00:00Z").getEpochSecond()));
    settle();
    assertThat(found("白茶")).hasSize(4);
    assertThat(openIds(search("shop=" + secondShop))).containsExactly("oA");
    assertThat(openIds(search("shop=" + secondShop + "&q=" + encoded("一号")))).isEmpty();
    assertThat(openIds(search("from=2024-02-29T23:59:59Z&to=2024-03-01T00:00:00Z")))
        .containsExactly("oOld");
    assertThat(openIds(search("from=2024-02-29T23:59:59Z&to=2024-02-29T23:59:59Z"))).isEmpty();
    assertThat(openIds(search("to=2024-02-29T23:59:59Z"))).containsExactly("oAncient");
    assertThat(openIds(search("from=2024-02-01T08:00:00%2B08:00&to=2025-01-01T00:00:00Z")))
        .containsExactly("oOld");
    assertThat(openIds(search("from=2026-11-23T08:00:00Z"))).containsExactly("oA", "oA");
    assertThat(openIds(search("from=2026-11-23T08:00:01Z"))).isEmpty();
    String path = "/api/v1/conversations/" + conversation("oOld") + "/customer";
    server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString("{\"tags\":[\"急\"]}")));
    assertThat(openIds(search("tag=" + encoded("急")))).containsExactly("oOld");
    assertThat(openIds(search("tag=" + encoded("无")))).isEmpty();
  }

  @Test
  void withinOneConversationNamesOfPeopleAreWords() {
    says(main, "oOne", "请问admin在吗");
    says(main, "oOne", "要一件白茶");
    says(main, "oTwo", "白茶");
    settle();
    String one = conversation("oOne");
    assertThat(openIds(search("conversation=" + one))).containsExactly("oOne", "oOne");
    assertThat(openIds(search("conversation=" + one + "&q=" + encoded("白茶"))))
        .containsExactly("oOne");
    assertThat(openIds(search("conversation=" + one + "&q=admin"))).containsExactly("oOne");
    assertThat(openIds(search("conversation=" + one + "&q=oOne"))).as("its openid").isEmpty();
    assertThat(openIds(search("conversation=999999&q=" + encoded("白茶")))).isEmpty();
    assertThat(openIds(search("shop=" + secondShop + "&conversation=" + one))).isEmpty();
  }

  @Test
  void pagesHaveNoGapAndNoDoubleWhileNewMessagesCome() {
    for (int i = 0; i < 45; i++) {
      says(main, "o" + i % 7, "白茶" + i);
    }
    settle();
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = search("limit=10&q=" + encoded("白茶") + cursor);
      page.path("hits").forEach(hit -> seen.add(hit.path("snippet").asString()));
      says(main, "oNew", "白茶新" + pages);
      settle();
      String next = page.path("next_cursor").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
      pages++;
    } while (!cursor.isEmpty());
    assertThat(seen)
        .isEqualTo(IntStream.iterate(44, i -> i >= 0, i -> i - 1).mapToObj(i -> "白茶" + i).toList());
    assertThat(pages).isEqualTo(5);
  }

  @Test
  void anUndoneAnswerIsNotFoundAndWhatComesAfterItIs() {
    saysNow(main, "oA", "在吗");
    String conversation = conversation("oA");
    HttpResponse<String> answered =
        server.post(
            "/api/v1/conversations/" + conversation + "/messages",
            "{\"client_id\":\"c1\",\"type\":\"text\",\"text\":{\"content\":\"秘密答复\"},\"hold_seconds\":10}");
    assertThat(answered.statusCode()).isEqualTo(202);
    settle();
    assertThat(found("秘密")).containsExactly("oA");
    String id = JsonMapper.shared().readTree(answered.body()).path("id").asString();
    assertThat(server.post("/api/v1/messages/" + id + "/undo", "").statusCode()).isEqualTo(204);
    assertThat(found("秘密")).isEmpty();
    assertThat(openIds(search("direction=out"))).isEmpty();
    says(main, "oB", "后来的消息");
    settle();
    assertThat(found("后来")).containsExactly("oB");
  }

  @Test
  void aMessageIsFoundAboutASecondAfterItCame() {
    says(main, "oA", "先来的");
    Duration took = Duration.ofDays(1);
    // On a busy machine one may be late; without the bell each would take five seconds.
    for (int time = 1; time <= 3 && took.compareTo(FOUND_WITHIN) > 0; time++) {
      settle();
      int times = time;
      long began = System.nanoTime();
      says(main, "oB", "马上找到");
      Soon.await().until(() -> found("马上").size() == times);
      took = Duration.ofNanos(System.nanoTime() - began);
    }
    assertThat(took).isLessThan(FOUND_WITHIN);
  }

  @Test
  void whatCannotBeAskedIsRefusedWithTheMend() {
    for (String question :
        List.of(
            "",
            "q=%20",
            "q=" + "x".repeat(201),
            "q=x&cursor=abc",
            "q=x&cursor=-1",
            "q=x&cursor=99999999999999999999",
            "from=yesterday",
            "from=2026-11-23",
            "to=2026-13-01T00:00:00Z",
            "to=%2B999999999-01-01T00:00:00Z",
            "from=-999999999-01-01T00:00:00Z",
            "direction=up",
            "type=song",
            "tag=" + "x".repeat(41),
            "by=" + "x".repeat(101),
            "conversation=x")) {
      HttpResponse<String> refused = answer(question);
      assertThat(refused.statusCode()).as(question).isEqualTo(422);
      assertThat(refused.body()).as(question).contains("\"detail\":");
    }
    assertThat(answer("q=x&limit=0").statusCode()).isEqualTo(400);
    assertThat(answer("tag=%00").statusCode()).isEqualTo(400);
    assertThat(answer("by=a%00").statusCode()).isEqualTo(400);
    assertThat(answer("q=x&limit=101").statusCode()).isEqualTo(400);
    assertThat(answer("q=x&shop=nosuch").statusCode()).isEqualTo(400);
    assertThat(answer("q=" + encoded("茶".repeat(200))).statusCode()).isEqualTo(200);
  }

  private static String id() {
    return TestPlatform.nextMsgId();
  }

  private static void says(TestPlatform shop, String openId, String text) {
    push(shop, TestPlatform.text(openId, id(), text));
  }

  /** So that it can be answered. */
  private static void saysNow(TestPlatform shop, String openId, String text) {
    push(
        shop,
        TestPlatform.text(openId, id(), text).put("CreateTime", Instant.now().getEpochSecond()));
  }

  private static void push(TestPlatform shop, ObjectNode event) {
    assertThat(shop.push(event).statusCode()).isEqualTo(200);
  }

  /**
   * Until everything that was pushed can be found, as the system page tells it twice in a row: it
   * may have looked at the index before the conversations, which move in between.
   */
  private static void settle() {
    AtomicInteger inARow = new AtomicInteger();
    Soon.await()
        .alias("the index comes to its end")
        .until(() -> inARow.updateAndGet(times -> isAtTheEnd() ? times + 1 : 0) == 2);
  }

  private static boolean isAtTheEnd() {
    return server
            .get("/api/v1/admin/system")
            .path("readers")
            .valueStream()
            .filter(reader ->
                Set.of("conversation", "search").contains(reader.path("reader").asString()))
            .filter(reader -> reader.path("lag").asLong() == 0)
            .count()
        == 2;
  }

  private void person(String username, String name) {
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"name\":\"%s\",\"role\":\"agent\",\"shops\":null,\"password\":\"%s\"}"
                .formatted(username, name, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
  }

  private String conversation(String openId) {
    settle();
    for (JsonNode one : get("/api/v1/conversations").path("conversations")) {
      if (one.path("open_id").asString().equals(openId)) {
        return one.path("id").asString();
      }
    }
    throw new AssertionError(openId);
  }

  private List<String> found(String q) {
    return openIds(search("q=" + encoded(q)));
  }

  private static List<String> openIds(JsonNode page) {
    return page.path("hits").valueStream().map(hit -> hit.path("open_id").asString()).toList();
  }

  private JsonNode search(String question) {
    return get("/api/v1/search?" + question);
  }

  private JsonNode get(String path) {
    HttpResponse<String> answer = answerTo(path);
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private HttpResponse<String> answer(String question) {
    return answerTo("/api/v1/search?" + question);
  }

  private HttpResponse<String> answerTo(String path) {
    return server.send(
        HttpRequest.newBuilder(server.url(path)).header("Authorization", "Bearer " + key));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
