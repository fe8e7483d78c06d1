package io.xiaoer.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.sdk.push.PushReceiver;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The push URL of a running server, with pushes of every kind, form and mode, right and wrong. */
@ParameterizedClass
@EnumSource(Engine.class)
class PushUrlTest {
  @Parameter Engine engine;

  private static final Map<String, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("text", "{\"content\":\"在吗？😀 <b>&amp;\"}");
    KINDS.put("image", "{\"cos_url\":\"https://channels.weixin.qq.com/a?b=1&c=2\"}");
    KINDS.put(
        "video",
        "{\"play_length\":12,\"cos_url\":\"https://x/v\",\"ld_img_url\":\"https://x/cover\"}");
    KINDS.put("file", "{\"cos_url\":\"https://x/f\"}");
    KINDS.put("product_share", "{\"product_id\":\"10000000123456789012\"}");
    KINDS.put("order_share", "{\"order_id\":\"3705115058471208928\"}");
    KINDS.put(
        "voice", "{\"translated_msg\":\"什么时候发货\",\"play_length\":3200,\"translation_succ\":true}");
  }

  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    List<String> settings = new ArrayList<>();
    List<Mode> modes = List.of(Mode.values());
    for (int i = 0; i < modes.size(); i++) {
      Mode mode = modes.get(i);
      settings.addAll(
          Arrays.asList(
              TestPlatform.settings(i, shop(mode), mode, URI.create("http://127.0.0.1:9"))));
    }
    server = TestServer.start(engine, data.resolve(engine.name()), settings.toArray(String[]::new));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  static Stream<Arguments> everyKindFormAndMode() {
    return KINDS.keySet().stream()
        .flatMap(kind ->
            Arrays.stream(Format.values())
                .flatMap(format ->
                    Arrays.stream(Mode.values()).map(mode -> Arguments.of(kind, format, mode))));
  }

  @ParameterizedTest
  @MethodSource("everyKindFormAndMode")
  void acknowledgesKeepsRawAndReadsRight(String kind, Format format, Mode mode) {
    long before = lastSeq();
    String msgId = TestPlatform.nextMsgId();
    TestPlatform platform = new TestPlatform(server, shop(mode), mode, format);
    ObjectNode event = TestPlatform.event("oCustomer1", msgId, kind, content(kind));

    HttpResponse<String> answer = platform.push(event);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("success");
    JsonNode kept = server.get("/api/v1/events?after=" + before).path("events").path(0);
    assertThat(kept.path("msg_id").asString()).isEqualTo(msgId);
    assertThat(kept.path("open_id").asString()).isEqualTo("oCustomer1");
    assertThat(kept.path("shop").asString()).isEqualTo(shop(mode));
    assertThat(kept.path("format").asString()).isEqualTo(format.name().toLowerCase(Locale.ROOT));
    assertThat(kept.path("create_time").asLong()).isEqualTo(TestPlatform.NOW.getEpochSecond());
    assertThat(kept.path("message").path("type").asString()).isEqualTo(kind);
    assertThat(kept.path("message").path(kind))
        .isEqualTo(JsonMapper.shared().readTree(content(kind)));
    assertThat(kept.path("raw").asString()).contains(msgId);
    if (format == Format.JSON && mode != Mode.PLAINTEXT) {
      assertThat(kept.path("raw").asString()).as("byte for byte").isEqualTo(event.toString());
    }
  }

  @Test
  void fourHundredPushesOfFortyMessagesOverTenConnectionsAreFortyRows() throws Exception {
    long before = lastSeq();
    TestPlatform platform = secure();
    List<ObjectNode> messages = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      messages.add(TestPlatform.text("oBurst", TestPlatform.nextMsgId(), "第 " + i + " 条"));
    }
    List<Callable<HttpResponse<String>>> pushes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      ObjectNode event = messages.get(i % 40);
      pushes.add(() -> platform.push(event));
    }
    try (ExecutorService connections = Executors.newFixedThreadPool(10)) {
      for (Future<HttpResponse<String>> answer : connections.invokeAll(pushes)) {
        assertThat(answer.get().body()).isEqualTo("success");
      }
    }
    JsonNode events = server.get("/api/v1/events?after=" + before).path("events");
    assertThat(events.valueStream().map(event -> event.path("msg_id").asString()))
        .hasSize(40)
        .doesNotHaveDuplicates();
  }

  @Test
  void otherEventsAreAcknowledgedKeptAndToldApartByTheirContent() {
    long before = lastSeq();
    ObjectNode order = JsonMapper.shared().createObjectNode();
    order
        .put("ToUserName", TestPlatform.USER_NAME)
        .put("FromUserName", "oBuyer")
        .put("CreateTime", TestPlatform.NOW.getEpochSecond())
        .put("MsgType", "event")
        .put("Event", "channels_ec_order_new");
    order.putObject("order_info").put("order_id", 3_705_115_058_471_208_928L);
    ObjectNode another = order.deepCopy();
    another.putObject("order_info").put("order_id", 3_705_115_058_471_208_929L);

    assertThat(secure().push(order).body()).isEqualTo("success");
    assertThat(secure().push(order).body()).as("the same again").isEqualTo("success");
    assertThat(secure().push(another).body()).isEqualTo("success");

    JsonNode events = server.get("/api/v1/events?after=" + before).path("events");
    assertThat(events.valueStream().map(event -> event.path("event").asString()))
        .containsExactly("channels_ec_order_new", "channels_ec_order_new");
    assertThat(events.path(0).path("raw").asString()).contains("3705115058471208928");
    assertThat(events.path(0).has("message")).isFalse();
  }

  @Test
  void anUnknownKindIsKeptAsUnknown() {
    long before = lastSeq();
    secure()
        .push(
            TestPlatform.event(
                "oCustomer1", TestPlatform.nextMsgId(), "location", "{\"lat\":\"23.1\"}"));
    JsonNode kept = server.get("/api/v1/events?after=" + before).path("events").path(0);
    assertThat(kept.path("message").path("type").asString()).isEqualTo("unknown");
    assertThat(kept.path("raw").asString()).contains("23.1");
  }

  /** PostgreSQL's indexes take some 2 700 bytes, and its texts no NUL. */
  @Test
  void aFieldWithoutEndOrWithANulIsAcknowledgedAndHoldsNothingUp() throws Exception {
    String endless =
        new Random(5)
            .ints(5_000, 0, 36)
            .mapToObj(digit -> Integer.toString(digit, 36))
            .collect(Collectors.joining());
    for (String field : List.of("Event", "msg_id", "FromUserName", "MsgType", "msg_type")) {
      for (String value : List.of(endless, endless + "1", "a\0b", "\ud83d")) {
        long before = lastSeq();
        ObjectNode event = TestPlatform.text("oEndless", TestPlatform.nextMsgId(), "x\0y\ud83d");
        event.put(field, value);
        assertThat(secure().push(event).body()).as(field).isEqualTo("success");
        assertThat(secure().push(event).body()).as(field + " again").isEqualTo("success");
        JsonNode kept = server.get("/api/v1/events?after=" + before).path("events");
        assertThat(kept).as(field).hasSize(1);
        assertThat(kept.path(0).path("event").asString().length()).isLessThanOrEqualTo(128);
      }
    }
    secure()
        .push(
            TestPlatform.event(
                "oEndless", "1", "order_share", "{\"order_id\":\"%s\"}".formatted(endless)));
    secure().push(TestPlatform.text("oAfterwards", TestPlatform.nextMsgId(), "a\ud83d"));
    awaitConversation("oAfterwards");
  }

  private static void awaitConversation(String openId) {
    Soon.await()
        .alias("the reader of the log comes on")
        .until(() ->
            server
                .get("/api/v1/conversations?limit=1000")
                .path("conversations")
                .valueStream()
                .anyMatch(each -> each.path("open_id").asString().equals(openId)));
  }

  @Test
  void theUrlCheckIsAnsweredWithTheBareEchostr() {
    String query =
        new EnvelopeWriter(Chance.from(new Random(1)))
                .urlCheck(TestPlatform.keys(), TestPlatform.NOW, "4375120948345356249")
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&"));
    HttpResponse<String> answer = get("/callback/" + shop(Mode.SECURE) + "?" + query);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("4375120948345356249");
    assertThat(
            get("/callback/" + shop(Mode.SECURE) + "?" + query.replace("nonce=", "nonce=1"))
                .statusCode())
        .isEqualTo(403);
  }

  /** What must be refused: how, and with which status. */
  enum Wrong {
    FORGED(403),
    FOREIGN_APP_ID(503),
    PLAINTEXT_TO_SECURE(403),
    SIGNATURE_OF_THE_QUERY_ONLY(403),
    NO_SIGNATURE(403),
    TIMESTAMP_CUT_SHORT(400),
    ENCRYPT_WITHOUT_BLOCKS(400),
    WRONG_KEY(503),
    NOT_JSON(400),
    EMPTY(400),
    TRUNCATED(400),
    XXE(400),
    OVERSIZED(413);

    final int status;

    Wrong(int status) {
      this.status = status;
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesStoresNothingAndStaysReady(Wrong wrong) {
    long before = lastSeq();
    ObjectNode event = TestPlatform.text("oHostile", TestPlatform.nextMsgId(), "坏");

    HttpResponse<String> answer = secure().deliver(wrongPush(wrong, event));

    assertThat(answer.statusCode()).isEqualTo(wrong.status);
    assertThat(answer.body()).isNotEmpty().isNotEqualTo("success");
    assertThat(lastSeq()).as("nothing stored").isEqualTo(before);
    assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  private static PushRequest wrongPush(Wrong wrong, ObjectNode event) {
    Keys keys = TestPlatform.keys();
    PushRequest right = secure().write(event, keys, Mode.SECURE);
    return switch (wrong) {
      case FORGED -> withQuery(right, "msg_signature", "0".repeat(40));
      case FOREIGN_APP_ID ->
          secure()
              .write(
                  event,
                  new Keys("wxffffffffffffffff", TestPlatform.TOKEN, TestPlatform.AES_KEY),
                  Mode.SECURE);
      case PLAINTEXT_TO_SECURE -> secure().write(event, keys, Mode.PLAINTEXT);
      case SIGNATURE_OF_THE_QUERY_ONLY -> {
        String signature = Objects.requireNonNull(right.query().get("signature"));
        yield withQuery(right, "msg_signature", signature);
      }
      case TIMESTAMP_CUT_SHORT ->
          withQuery(
              right, "timestamp", String.valueOf(right.query().get("timestamp")).substring(1));
      case ENCRYPT_WITHOUT_BLOCKS -> around(Base64.getEncoder().encodeToString(new byte[40]));
      case NO_SIGNATURE -> withQuery(right, "msg_signature", "");
      case WRONG_KEY ->
          secure()
              .write(
                  event,
                  new Keys(
                      TestPlatform.APP_ID,
                      TestPlatform.TOKEN,
                      new StringBuilder(TestPlatform.AES_KEY).reverse().toString()),
                  Mode.SECURE);
      case NOT_JSON -> withBody(right, "hello");
      case EMPTY -> withBody(right, "");
      case TRUNCATED -> withBody(right, right.body().substring(0, right.body().length() / 2));
      case XXE ->
          withBody(
              right,
              "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                  + "<xml><ToUserName>&e;</ToUserName><Encrypt>&e;</Encrypt></xml>");
      case OVERSIZED -> withBody(right, right.body() + " ".repeat(PushReceiver.bodyBytesMax));
    };
  }

  /** Customers paste them from other programs, and XML has no word for them. */
  @Test
  void aMessageWithControlCharactersIsKeptAndReadInXmlAsInJson() {
    String text = "a\b\u000B\u0010\u001D\uFFFE b";
    for (Format format : Format.values()) {
      long before = lastSeq();
      ObjectNode event = TestPlatform.text("oPasted", TestPlatform.nextMsgId(), text);
      HttpResponse<String> answer =
          new TestPlatform(server, shop(Mode.SECURE), Mode.SECURE, format).push(event);
      assertThat(answer.body()).as(format.name()).isEqualTo("success");
      JsonNode kept = server.get("/api/v1/events?after=" + before).path("events").path(0);
      assertThat(kept.path("message").path("text").path("content").asString())
          .as(format.name())
          .isEqualTo(text);
    }
  }

  @Test
  void whatBecameOfThePushesIsCounted() {
    ObjectNode event = TestPlatform.text("oCounted", TestPlatform.nextMsgId(), "一");
    double before = counted("stored", "");
    double beforeForged = counted("refused", "signature_wrong");
    secure().push(event);
    secure().push(event);
    secure().deliver(wrongPush(Wrong.FORGED, event));
    assertThat(counted("stored", "")).isEqualTo(before + 1);
    assertThat(counted("known", "")).isPositive();
    assertThat(counted("refused", "signature_wrong")).isEqualTo(beforeForged + 1);
  }

  private static double counted(String outcome, String reason) {
    HttpResponse<String> metrics =
        server.send(
            HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                .header("Authorization", "Bearer " + TestServer.API_KEY));
    String series =
        "xiaoer_pushes_total{outcome=\"%s\",reason=\"%s\",shop=\"secure\"}"
            .formatted(outcome, reason);
    return metrics
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aBodyOfUnknownLengthIsCutAtTheLimitToo() {
    HttpRequest.Builder chunked =
        HttpRequest.newBuilder(server.url("/callback/" + shop(Mode.SECURE)))
            .POST(
                BodyPublishers.fromPublisher(
                    BodyPublishers.ofByteArray(new byte[PushReceiver.bodyBytesMax + 1])));
    assertThat(server.send(chunked).statusCode()).isEqualTo(413);
  }

  /** Of the merchant's own making, or their proxy's. */
  @Test
  void aPushUrlWithASlashBehindAndAParameterOfItsOwnIsTaken() {
    for (String path : List.of("/callback/secure/", "/callback/secure")) {
      for (String own : List.of("", "&note=100%25", "&note=%E5%BA%97")) {
        PushRequest push =
            secure()
                .write(
                    TestPlatform.text("oOwn", TestPlatform.nextMsgId(), "在吗"),
                    TestPlatform.keys(),
                    Mode.SECURE);
        URI url = URI.create(push.to(server.url(path)) + own);
        HttpResponse<String> answer =
            server.send(HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(push.body())));
        assertThat(answer.body()).as(url.getPath() + own).isEqualTo("success");
      }
    }
  }

  @Test
  void anUnknownShopAndOtherMethodsAreRefusedWithABody() {
    assertThat(get("/callback/nobody").statusCode()).isEqualTo(404);
    assertThat(get("/callback/").statusCode()).isEqualTo(404);
    for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS")) {
      HttpResponse<String> answer =
          server.send(
              HttpRequest.newBuilder(server.url("/callback/" + shop(Mode.SECURE)))
                  .method(method, BodyPublishers.noBody()));
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.body()).isNotEmpty();
    }
  }

  private static TestPlatform secure() {
    return new TestPlatform(server, shop(Mode.SECURE), Mode.SECURE, Format.JSON);
  }

  private static PushRequest around(String encrypt) {
    return new EnvelopeWriter(Chance.from(new Random(3)))
        .around(
            encrypt,
            TestPlatform.USER_NAME,
            "oHostile",
            TestPlatform.keys(),
            Format.JSON,
            TestPlatform.NOW);
  }

  private static PushRequest withQuery(PushRequest push, String name, String value) {
    LinkedHashMap<String, String> query = new LinkedHashMap<>(push.query());
    query.put(name, value);
    return new PushRequest(query, push.contentType(), push.body());
  }

  private static PushRequest withBody(PushRequest push, String body) {
    return new PushRequest(push.query(), push.contentType(), body);
  }

  private static HttpResponse<String> get(String path) {
    return server.send(HttpRequest.newBuilder(server.url(path)));
  }

  private static long lastSeq() {
    long after = 0;
    while (true) {
      long last = server.get("/api/v1/events?limit=1000&after=" + after).path("last_seq").asLong();
      if (last == after) {
        return last;
      }
      after = last;
    }
  }

  private static String content(String kind) {
    return Objects.requireNonNull(KINDS.get(kind));
  }

  private static String shop(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
