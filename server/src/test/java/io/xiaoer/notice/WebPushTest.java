package io.xiaoer.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.xiaoer.Absence;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.store.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
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
import tools.jackson.databind.node.MissingNode;

/**
 * A running server and a push service. What comes there is opened by Node's cryptography, which
 * shares nothing with ours.
 */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class WebPushTest {
  private static final String DEVICES = "/api/v1/me/push-devices";
  private static final String SAID = "什么时候发货";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @Parameter Engine engine;
  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;
  private static HttpServer service;
  private static final List<Pushed> pushed = new CopyOnWriteArrayList<>();
  private static final Map<String, Integer> answers = new ConcurrentHashMap<>();

  /** A message that has come to the push service. */
  private record Pushed(String path, Map<String, String> headers, String body) {}

  /** A browser of somebody who is logged in. */
  private record Phone(String username, String session, String path, JsonNode keys, String id) {}

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/", WebPushTest::take);
    service.start();
    platform = Platform.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            TestPlatform.settingsOf(
                platform, "xiaoer.shops[0].name=旗舰店", "xiaoer.webhooks.allow[0]=127.0.0.1/32"));
    platform.pushTo(server.url("/callback/main"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
    service.stop(0);
  }

  /** Only who is given a customer is called, and nobody from a test before. */
  @BeforeEach
  void begin() {
    admin("PUT", "/api/v1/notices/ladders", "{\"steps\":[]}", 204);
    answers.clear();
  }

  @AfterEach
  void end() {
    changeDesk("DELETE FROM push_device");
    changeDesk("DELETE FROM notice_channel");
    JsonNode all = admin("GET", "/api/v1/conversations?limit=200", "", 200).path("conversations");
    for (JsonNode one : all) {
      if (one.path("open").asBoolean(false)) {
        admin("POST", "/api/v1/conversations/" + one.path("id").asString() + "/close", "{}", 200);
      }
    }
  }

  private static void take(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Map<String, String> headers = new HashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    pushed.add(
        new Pushed(
            path,
            headers,
            Base64.getEncoder().encodeToString(exchange.getRequestBody().readAllBytes())));
    int status = answers.getOrDefault(path, 201);
    if (status == 429) {
      exchange.getResponseHeaders().set("Retry-After", "600");
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Test
  void whoHasNoPageOpenIsToldOfTheirCustomersAndNobodyOnTheWayReadsIt() {
    Phone phone = switchedOn("told");
    Customer customer = gives(phone);
    Pushed message = awaitPushed(phone);
    JsonNode opened = opened(phone, message);
    JsonNode text = JsonMapper.shared().readTree(opened.path("text").asString());
    assertThat(text.path("title").asString()).startsWith("1 位顾客等待，最久 ");
    assertThat(text.path("body").asString()).startsWith("店铺：旗舰店");
    assertThat(text.path("path").asString()).isEqualTo("/c/" + conversation(customer));
    assertThat(text.path("confirm").asString()).startsWith("/n/");
    assertThat(text.toString()).doesNotContain(SAID, customer.openId());

    assertThat(message.headers)
        .containsEntry("Content-encoding", "aes128gcm")
        .containsEntry("Ttl", "600")
        .containsEntry("Urgency", "high")
        .containsEntry("Content-type", "application/octet-stream");
    assertThat(message.headers.get("Topic")).matches("[A-Za-z0-9_-]{1,32}");
    assertThat(Base64.getDecoder().decode(message.body).length).isLessThan(4_096);

    JsonNode claims = opened.path("claims");
    assertThat(opened.path("head").path("alg").asString()).isEqualTo("ES256");
    assertThat(claims.path("aud").asString()).isEqualTo(origin());
    assertThat(Instant.ofEpochSecond(claims.path("exp").asLong()))
        .isBetween(Instant.now(), Instant.now().plus(Duration.ofHours(24)));
    assertThat(opened.path("key").asString())
        .as("the key with which the browser has subscribed")
        .isEqualTo(as(phone, "GET", DEVICES, "", 200).path("public_key").asString());
    Soon.await().until(() -> !device(phone).path("delivered_at").isNull());
  }

  @Test
  void aTestComesAtOnceAndOfAnotherPersonsDeviceNothingIsKnown() {
    Phone phone = switchedOn("tests");
    Phone other = switchedOn("others");
    JsonNode tried = as(phone, "POST", DEVICES + "/" + phone.id + "/test", "", 200);
    assertThat(tried.path("outcome").asString()).isEqualTo("delivered");
    assertThat(opened(phone, awaitPushed(phone)).path("text").asString()).contains("测试");
    as(other, "POST", DEVICES + "/" + phone.id + "/test", "", 404);
    as(other, "DELETE", DEVICES + "/" + phone.id, "", 404);
    as(phone, "DELETE", DEVICES + "/" + phone.id, "", 204);
    assertThat(device(phone).isMissingNode()).isTrue();
  }

  @Test
  void aBrowserThatIsGoneIsForgotten() {
    for (int status : List.of(404, 410)) {
      Phone phone = switchedOn("gone" + status);
      answers.put(phone.path, status);
      gives(phone);
      awaitPushed(phone);
      Soon.await().until(() -> device(phone).isMissingNode());
    }
  }

  @Test
  void aServiceThatIsBusyIsLeftAloneForAsLongAsItAsks() {
    Phone phone = switchedOn("busy");
    answers.put(phone.path, 429);
    gives(phone);
    awaitPushed(phone);
    Soon.await()
        .until(() ->
            readDesk(
                    "SELECT count(*) FROM notice_channel WHERE silent_until IS NOT NULL AND id = "
                        + phone.id)
                == 1);
    assertThat(
            readDesk(
                "SELECT count(*) FROM notice WHERE state = 'pending' AND channel_id = " + phone.id))
        .as("it is due again")
        .isEqualTo(1);
    assertThat(device(phone).isMissingNode()).isFalse();
  }

  @Test
  void aMessageThatTheServiceFailsOnIsSentAgain() {
    Phone phone = switchedOn("again");
    answers.put(phone.path, 500);
    gives(phone);
    awaitPushed(phone);
    answers.remove(phone.path);
    Soon.await()
        .until(() ->
            readDesk(
                    "SELECT count(*) FROM notice WHERE state = 'pending' AND attempts = 1"
                        + " AND channel_id = "
                        + phone.id)
                == 1);
    changeDesk("UPDATE notice_attempt SET tried_at = 0 WHERE channel_id = " + phone.id);
    changeDesk("UPDATE notice SET due_at = 0 WHERE channel_id = " + phone.id);
    rings();
    Soon.await().until(() -> pushedTo(phone).size() == 2);
  }

  @Test
  void nothingIsSentAfterALogOutAndTheBrowserIsForgotten() {
    Phone phone = switchedOn("leaves");
    Customer customer = asks();
    as(phone, "DELETE", "/api/v1/session", "", 204);
    assertNothingComes(phone, customer);
  }

  @Test
  void nothingIsSentToSomebodyWhoIsNotLetInAnyMore() {
    Phone phone = switchedOn("dismissed");
    Customer customer = asks();
    admin("PATCH", "/api/v1/staff/" + phone.username, "{\"active\":false}", 200);
    assertNothingComes(phone, customer);
  }

  @Test
  void ofAShopThatSomebodyMayNotSeeAnyMoreNothingIsSent() {
    Phone phone = switchedOn("moved");
    Customer customer = asks();
    admin("PATCH", "/api/v1/staff/" + phone.username, "{\"shops\":[]}", 200);
    assertThat(device(phone).isMissingNode()).as("they are still let in").isFalse();
    assertNoMessage(phone, customer);
  }

  @Test
  void whatWasWrittenDownBeforeTheRightWasLostIsNotSent() {
    Phone phone = switchedOn("tooLate");
    as(phone, "POST", DEVICES + "/" + phone.id + "/test", "", 200); // The next waits ten seconds.
    gives(phone);
    Soon.await()
        .until(() -> readDesk("SELECT count(*) FROM notice WHERE channel_id = " + phone.id) == 1);
    admin("PATCH", "/api/v1/staff/" + phone.username, "{\"shops\":[]}", 200);
    changeDesk("UPDATE notice_attempt SET tried_at = 0 WHERE channel_id = " + phone.id);
    changeDesk("UPDATE notice SET due_at = 0 WHERE channel_id = " + phone.id);
    rings();
    Soon.await()
        .until(() ->
            readDesk(
                    "SELECT count(*) FROM notice WHERE state = 'dropped' AND channel_id = "
                        + phone.id)
                == 1);
    assertThat(pushedTo(phone)).as("the test alone").hasSize(1);
  }

  @Test
  void whoHasEndedTheirDayIsNotCalledAndWhoIsOnPhoneDutyIs() {
    Phone phone = switchedOn("duty");
    as(phone, "PUT", "/api/v1/me/state", "{\"state\":\"offline\"}", 204);
    gives(phone);
    assertSilent(phone);
    JsonNode duty = as(phone, "PUT", "/api/v1/me/phone-duty", "{\"hours\":1}", 200);
    assertThat(duty.path("push_devices").asInt()).isEqualTo(1);
    assertThat(duty.path("connected").asBoolean()).isTrue();
    JsonNode text =
        JsonMapper.shared().readTree(opened(phone, awaitPushed(phone)).path("text").asString());
    changeDesk("UPDATE phone_duty SET confirmed_at = 0");
    server.send(
        HttpRequest.newBuilder(server.url(text.path("confirm").asString()))
            .POST(BodyPublishers.noBody()));
    assertThat(as(phone, "GET", "/api/v1/me/phone-duty", "", 200).path("connected").asBoolean())
        .as("a tap on the message shows that somebody looks")
        .isTrue();
  }

  @Test
  void whatIsNoSubscriptionIsRefused() {
    Phone phone = switchedOn("refused");
    String keys = "{\"p256dh\":\"%s\",\"auth\":\"%s\"}";
    String right =
        keys.formatted(phone.keys.path("p256dh").asString(), phone.keys.path("auth").asString());
    String body = "{\"endpoint\":\"%s\",\"keys\":%s}";
    assertThat(refused(phone, body.formatted("https://10.0.0.1/", right)))
        .contains("inner_address");
    assertThat(refused(phone, body.formatted("http://1.1.1.1/", right))).contains("not_https");
    assertThat(refused(phone, body.formatted("javascript:1", right))).contains("not_a_url");
    assertThat(refused(phone, body.formatted(origin() + "/x", keys.formatted("AAAA", "AAAA"))))
        .contains("not_a_push_key");
    assertThat(
            as(phone, "POST", DEVICES, body.formatted(origin() + "/again", right), 201)
                .path("id")
                .asString())
        .as("one log-in is one browser")
        .isNotEqualTo(phone.id);
    assertThat(as(phone, "GET", DEVICES, "", 200).path("devices")).hasSize(1);
  }

  private static String refused(Phone phone, String body) {
    return as(phone, "POST", DEVICES, body, 422).toString();
  }

  /** Somebody who is online, with their browser. */
  private static Phone switchedOn(String name) {
    String username = name.toLowerCase(Locale.ROOT) + NUMBERS.incrementAndGet();
    admin(
        "POST",
        "/api/v1/staff",
        "{\"username\":\"%s\",\"name\":\"%s\",\"role\":\"agent\",\"shops\":null,\"password\":\"%s\"}"
            .formatted(username, username, TestServer.PASSWORD),
        201);
    String session = server.logIn(username);
    String path = "/push/" + username;
    JsonNode keys = node("keys", "");
    Phone phone = new Phone(username, session, path, keys, "");
    as(phone, "PUT", "/api/v1/me/state", "{\"state\":\"online\"}", 204);
    JsonNode device =
        as(
            phone,
            "POST",
            DEVICES,
            "{\"endpoint\":\"%s\",\"keys\":{\"p256dh\":\"%s\",\"auth\":\"%s\"}}"
                .formatted(
                    origin() + path, keys.path("p256dh").asString(), keys.path("auth").asString()),
            201);
    return new Phone(username, session, path, keys, device.path("id").asString());
  }

  private static Customer asks() {
    Customer customer = platform.customer("oPushed" + NUMBERS.incrementAndGet());
    customer.says(SAID);
    return customer;
  }

  /** A customer who waits for this person. */
  private static Customer gives(Phone phone) {
    Customer customer = asks();
    admin(
        "POST",
        "/api/v1/conversations/" + conversation(customer) + "/hand-over",
        "{\"to\":\"%s\",\"force\":true}".formatted(phone.username),
        200);
    return customer;
  }

  private static void assertNothingComes(Phone phone, Customer customer) {
    assertNoMessage(phone, customer);
    Soon.await()
        .until(
            () -> readDesk("SELECT count(*) FROM push_device WHERE channel_id = " + phone.id) == 0);
    assertThat(readDesk("SELECT count(*) FROM notice_channel WHERE id = " + phone.id)).isZero();
  }

  /** It is their conversation, however that came about. */
  private static void assertNoMessage(Phone phone, Customer customer) {
    changeDesk(
        "UPDATE conversation SET assignee = '%s' WHERE id = %s"
            .formatted(phone.username, conversation(customer)));
    rings();
    assertSilent(phone);
  }

  /** The server looks every two seconds. */
  private static void assertSilent(Phone phone) {
    Absence.holdsFor(Duration.ofSeconds(5), () -> assertThat(pushedTo(phone)).isEmpty());
  }

  /** Has the server look at once at what is due. */
  private static void rings() {
    server.bean("nodeSignals", NodeSignals.class).ring(Topic.NOTICE);
  }

  private static Pushed awaitPushed(Phone phone) {
    return Soon.find("a message for " + phone.username, () -> pushedTo(phone).stream().findFirst());
  }

  private static List<Pushed> pushedTo(Phone phone) {
    return pushed.stream().filter(one -> one.path.equals(phone.path)).toList();
  }

  private static JsonNode device(Phone phone) {
    return as(phone, "GET", DEVICES, "", 200)
        .path("devices")
        .valueStream()
        .filter(one -> one.path("id").asString().equals(phone.id))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  /** Fails where it cannot be read, or is not signed by the key it names. */
  private static JsonNode opened(Phone phone, Pushed message) {
    return node(
        "open",
        JsonMapper.shared()
            .createObjectNode()
            .put("body", message.body)
            .put("authorization", message.headers.get("Authorization"))
            .set("keys", phone.keys)
            .toString());
  }

  private static JsonNode node(String what, String input) {
    try {
      Process process =
          new ProcessBuilder("node", "src/test/node/push-receiver.mjs", what)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("push-receiver.mjs " + what).isZero();
      return JsonMapper.shared().readTree(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String origin() {
    return "http://127.0.0.1:" + service.getAddress().getPort();
  }

  private static String conversation(Customer customer) {
    return Soon.find(
        "a conversation of " + customer.openId(),
        () ->
            admin("GET", "/api/v1/conversations?open_id=" + customer.openId(), "", 200)
                .path("conversations")
                .valueStream()
                .map(one -> one.path("id").asString())
                .findFirst());
  }

  private static void changeDesk(String sql) {
    server.bean("desk", Database.class).write(jdbc -> jdbc.sql(sql).update());
  }

  private static long readDesk(String sql) {
    return server
        .bean("desk", Database.class)
        .read(jdbc -> jdbc.sql(sql).query(Long.class).single());
  }

  private static JsonNode as(Phone phone, String method, String path, String body, int status) {
    return send(method, path, "Cookie", phone.session, body, status);
  }

  private static JsonNode admin(String method, String path, String body, int status) {
    return send(method, path, "Authorization", "Bearer " + TestServer.API_KEY, body, status);
  }

  private static JsonNode send(
      String method, String path, String header, String value, String body, int status) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header(header, value)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return answer.body().isEmpty()
        ? JsonMapper.shared().createObjectNode()
        : JsonMapper.shared().readTree(answer.body());
  }
}
