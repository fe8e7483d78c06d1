package io.xiaoer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
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

/** A running server and a system that it calls, with the standard's own library at the far end. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class WebhooksTest {
  private static final String WEBHOOKS = "/api/v1/webhooks";
  private static final AtomicReference<ToIntFunction<Call>> ANSWERS =
      new AtomicReference<>(_ -> 200);
  private static final List<Call> CALLS = new CopyOnWriteArrayList<>();

  /** A call that is to hang takes one. */
  private static final Semaphore HANGING = new Semaphore(0);

  private static final int HANGS = 0;

  @Parameter Engine engine;
  @TempDir static Path data;
  private static Engine storedOn;
  private static TestServer server;
  private static HttpServer receiver;

  /** What arrived. */
  private record Call(String path, HttpHeaders headers, String body) {
    JsonNode event() {
      return JsonMapper.shared().readTree(body);
    }

    String id() {
      return headers.firstValue("webhook-id").orElse("");
    }

    String openId() {
      return event().path("data").path("open_id").asString("");
    }
  }

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws IOException {
    storedOn = engine;
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", WebhooksTest::take);
    receiver.start();
    server = startServer();
  }

  private static TestServer startServer() {
    URI nowhere = URI.create("http://127.0.0.1:9");
    return TestServer.start(
        storedOn,
        data.resolve(storedOn.name()),
        Stream.of(
                TestPlatform.settings(0, "left", Mode.SECURE, nowhere),
                TestPlatform.settings(1, "right", Mode.SECURE, nowhere),
                new String[] {"xiaoer.webhooks.allow[0]=127.0.0.1/32"})
            .flatMap(Stream::of)
            .toArray(String[]::new));
  }

  private static void take(HttpExchange exchange) throws IOException {
    Call call =
        new Call(
            exchange.getRequestURI().getPath(),
            HttpHeaders.of(exchange.getRequestHeaders(), (_, _) -> true),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    int status = ANSWERS.get().applyAsInt(call);
    CALLS.add(call);
    if (status == HANGS) {
      HANGING.acquireUninterruptibly();
      status = 200;
    }
    if (status == 302) {
      exchange.getResponseHeaders().add("Location", "/elsewhere");
    }
    byte[] answer = ("status " + status).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    receiver.stop(0);
  }

  @BeforeEach
  void forget() {
    ANSWERS.set(_ -> 200);
    CALLS.clear();
  }

  @AfterEach
  void removeAll() {
    HANGING.release(100);
    for (JsonNode one : server.get(WEBHOOKS).path("webhooks")) {
      send("DELETE", WEBHOOKS + "/" + one.path("id").asString(), "", 204);
    }
    HANGING.drainPermits();
  }

  @Test
  void anEventIsSentAsTheStandardHasItAndItsOwnLibraryBelievesIt() throws Exception {
    JsonNode made = add("/in", "\"message.received\"", "");
    writes("left", "oSigned");
    Call call = await("oSigned");
    new com.standardwebhooks.Webhook(made.path("secret").asString())
        .verify(call.body(), call.headers());
    assertThatThrownBy(() ->
            new com.standardwebhooks.Webhook(made.path("secret").asString())
                .verify(call.body() + " ", call.headers()))
        .isInstanceOf(WebhookVerificationException.class);
    JsonNode event = call.event();
    assertThat(call.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/cloudevents+json"));
    assertThat(event.path("specversion").asString()).isEqualTo("1.0");
    assertThat(event.path("id").asString()).isEqualTo(call.id());
    assertThat(event.path("type").asString()).isEqualTo("message.received");
    assertThat(event.path("source").asString()).isEqualTo("/xiaoer/shops/left");
    assertThat(event.path("partitionkey").asString()).isEqualTo("left|oSigned");
    assertThat(event.path("time").asString()).isEqualTo(TestPlatform.NOW.toString());
    assertThat(event.path("data").path("message").path("text").path("content").asString())
        .isEqualTo("在吗");
    assertThat(call.id()).isEqualTo("log-" + event.path("sequence").asString());
  }

  @Test
  void whatHappensToAConversationFollowsTheMessage() {
    add("/in", "\"message.received\",\"conversation.closed\",\"conversation.reopened\"", "");
    writes("left", "oFollows");
    String id = conversation("oFollows");
    send("POST", "/api/v1/conversations/" + id + "/close", "{}", 200);
    send("POST", "/api/v1/conversations/" + id + "/reopen", "{}", 200);
    Soon.await().until(() -> types("oFollows").size() == 3);
    assertThat(types("oFollows"))
        .containsExactly("message.received", "conversation.closed", "conversation.reopened");
    assertThat(CALLS.get(1).event().path("subject").asString()).isEqualTo(id);
  }

  @Test
  void aCustomerThatPeopleKnowOtherwiseIsSaidInWhat() {
    add("/in", "\"message.received\",\"customer.changed\"", "");
    writes("left", "oTagged");
    String path = "/api/v1/conversations/" + conversation("oTagged") + "/customer";
    send("PATCH", path, "{\"tags\":[\"VIP\"],\"starred\":true,\"note\":\"\"}", 200);
    send("PATCH", path, "{\"tags\":[\"VIP\"]}", 200);
    send("PATCH", path, "{\"note\":\"爱问尺码\"}", 200);
    Soon.await().until(() -> types("oTagged").size() == 3);
    assertThat(
            CALLS.stream()
                .filter(one -> one.event().path("type").asString().equals("customer.changed"))
                .map(one -> one.event().path("data").path("changed").toString()))
        .as("what stays as it is changes nothing")
        .containsExactly("[\"tags\",\"starred\"]", "[\"note\"]");
    assertThat(CALLS.getLast().body()).doesNotContain("尺码");
  }

  @Test
  void onlyWhatWasAskedForIsSentAndOnlyOfItsShops() {
    add("/in", "\"message.received\"", ",\"shops\":[\"right\"]");
    writes("left", "oElsewhere");
    writes("right", "oHere");
    await("oHere");
    assertThat(CALLS).extracting(Call::openId).containsExactly("oHere");
  }

  @Test
  void oneThatFailsHoldsBackItsOwnCustomerAndNobodyElse() {
    String id = add("/in", "\"message.received\"", "").path("id").asString();
    ANSWERS.set(call -> call.openId().equals("oRefused") ? 500 : 200);
    writes("left", "oRefused");
    writes("left", "oRefused");
    writes("left", "oTaken");
    await("oTaken");
    await("oRefused");
    assertThat(
            CALLS.stream().filter(one -> one.openId().equals("oRefused")).map(Call::id).distinct())
        .as("the second one waits for the first")
        .hasSize(1);
    ANSWERS.set(_ -> 200);
    send("POST", WEBHOOKS + "/" + id + "/resume", "", 200);
    Soon.await().until(() -> states(id).equals(List.of("delivered", "delivered", "delivered")));
    List<Long> tried =
        CALLS.stream()
            .filter(one -> one.openId().equals("oRefused"))
            .map(call -> Long.parseLong(call.id().substring("log-".length())))
            .toList();
    assertThat(tried).isSorted();
    assertThat(tried.stream().distinct()).as("under the same id each time").hasSize(2);
    JsonNode attempts =
        server.get(WEBHOOKS + "/" + id + "/deliveries").path("deliveries").path(2).path("attempts");
    assertThat(attempts.path(0).path("status").asInt()).isEqualTo(500);
    assertThat(attempts.path(0).path("answer").asString()).isEqualTo("status 500");
    assertThat(attempts.path(attempts.size() - 1).path("status").asInt()).isEqualTo(200);
  }

  @Test
  void aHangingAddressHoldsUpNoOther() {
    ANSWERS.set(call -> call.path().equals("/hangs") ? HANGS : 200);
    add("/hangs", "\"message.received\"", ",\"ordered\":false");
    add("/in", "\"message.received\"", "");
    for (int i = 0; i < 5; i++) {
      writes("left", "oPatient" + i);
    }
    Soon.await().until(() -> CALLS.stream().filter(one -> one.path().equals("/in")).count() == 5);
    assertThat(CALLS.stream().filter(one -> one.path().equals("/hangs")).count())
        .isLessThanOrEqualTo(Deliverer.CALLS_EACH_MAX);
  }

  @Test
  void oneThatSaysItIsGoneIsCalledNoMoreUntilItIsResumed() {
    String id = add("/in", "\"message.received\"", "").path("id").asString();
    ANSWERS.set(_ -> 410);
    writes("left", "oGone");
    Soon.await().until(() -> one(id).path("state").asString().equals("disabled"));
    assertThat(one(id).path("reason").asString()).isEqualTo("gone");
    ANSWERS.set(_ -> 200);
    writes("left", "oLater");
    assertThat(CALLS).hasSize(1);
    send("POST", WEBHOOKS + "/" + id + "/resume", "", 200);
    Soon.await().until(() -> CALLS.size() == 3);
    // Of two customers either may come first.
    assertThat(CALLS.stream().map(Call::openId))
        .startsWith("oGone")
        .containsExactlyInAnyOrder("oGone", "oGone", "oLater");
  }

  @Test
  void oneThatFailsAgainAndAgainRestsAndAPersonMayPauseIt() {
    String id = add("/in", "\"message.received\"", ",\"ordered\":false").path("id").asString();
    ANSWERS.set(_ -> 302); // Not followed, and so no success.
    for (int i = 0; i < 12; i++) {
      writes("left", "oRests" + i);
    }
    Soon.await().until(() -> one(id).path("reason").asString("").equals("failing"));
    assertThat(one(id).path("state").asString()).isEqualTo("paused");
    assertThat(one(id).path("failing_since").isNull()).isFalse();
    assertThat(CALLS.stream().map(Call::path)).doesNotContain("/elsewhere");
    ANSWERS.set(_ -> 200);
    send("POST", WEBHOOKS + "/" + id + "/resume", "", 200);
    Soon.await().until(() -> one(id).path("pending").asInt() == 0);
    assertThat(one(id).path("state").asString()).isEqualTo("active");
    send("PATCH", WEBHOOKS + "/" + id, "{\"paused\":true}", 200);
    int before = CALLS.size();
    writes("left", "oPaused");
    assertThat(one(id).path("reason").asString()).isEqualTo("person");
    assertThat(CALLS).hasSize(before);
    send("PATCH", WEBHOOKS + "/" + id, "{\"paused\":false}", 200);
    await("oPaused");
  }

  @Test
  void bothSecretsSignAfterOneWasRotated() throws Exception {
    JsonNode made = add("/in", "\"message.received\"", "");
    String path = WEBHOOKS + "/" + made.path("id").asString();
    String fresh = send("POST", path + "/rotate-secret", "", 200).path("secret").asString();
    writes("left", "oRotated");
    Call call = await("oRotated");
    for (String secret : List.of(made.path("secret").asString(), fresh)) {
      new com.standardwebhooks.Webhook(secret).verify(call.body(), call.headers());
    }
    assertThat(server.get(path).toString()).doesNotContain("whsec_");
  }

  @Test
  void oneWhoseSecretCannotBeOpenedIsDisabledAndGivesNothingUp() {
    String id = add("/in", "\"message.received\"", "").path("id").asString();
    byte[] foreign = new byte[64];
    desk()
        .write(jdbc ->
            jdbc.sql("UPDATE webhook SET secret = ? WHERE id = ?")
                .params(foreign, Long.parseLong(id))
                .update());
    writes("left", "oSealed");
    Soon.await().until(() -> one(id).path("state").asString().equals("disabled"));
    assertThat(one(id).path("reason").asString()).isEqualTo("secret");
    assertThat(states(id)).containsExactly("pending");
    send("POST", WEBHOOKS + "/" + id + "/rotate-secret", "", 200);
    send("POST", WEBHOOKS + "/" + id + "/resume", "", 200);
    await("oSealed");
    Soon.await().until(() -> states(id).equals(List.of("delivered")));
  }

  @Test
  void afterARestoreNothingIsSentUntilAPersonResumesIt() {
    String id = add("/in", "\"message.received\"", "").path("id").asString();
    desk().write(WebhooksAfterRestore::pauseAll);
    writes("left", "oRestored");
    conversation("oRestored");
    assertThat(one(id).path("state").asString()).isEqualTo("paused");
    assertThat(one(id).path("reason").asString()).isEqualTo("restored");
    assertThat(CALLS).isEmpty();
    send("POST", WEBHOOKS + "/" + id + "/resume", "", 200);
    await("oRestored");
    assertThat(one(id).path("reason").isNull()).isTrue();
  }

  @Test
  void aTestSaysWhatCameOfIt() {
    String path = WEBHOOKS + "/" + add("/in", "\"event.received\"", "").path("id").asString();
    JsonNode delivered = send("POST", path + "/test", "", 200);
    assertThat(delivered.path("outcome").asString()).isEqualTo("delivered");
    assertThat(delivered.path("detail").asString()).isEqualTo("status 200");
    ANSWERS.set(_ -> 401);
    assertThat(send("POST", path + "/test", "", 200).path("outcome").asString())
        .isEqualTo("refused");
    send("PATCH", path, "{\"url\":\"http://127.0.0.1:9/\"}", 200);
    JsonNode nobody = send("POST", path + "/test", "", 200);
    assertThat(nobody.path("outcome").asString()).isEqualTo("unreachable");
    assertThat(nobody.path("detail").asString()).isEqualTo("unreachable");
  }

  @Test
  void aRangeIsSentAgainAsAskedFor() {
    String id = add("/in", "\"message.received\"", "").path("id").asString();
    writes("left", "oReplayed");
    long sequence = await("oReplayed").event().path("sequence").asLong();
    Soon.await().until(() -> states(id).equals(List.of("delivered")));
    String range = "{\"from_seq\":%d,\"to_seq\":%d%s}";
    String path = WEBHOOKS + "/" + id + "/replay";
    assertThat(
            send("POST", path, range.formatted(sequence, sequence, ""), 200).path("events").asInt())
        .as("it was taken")
        .isZero();
    String also = ",\"also_delivered\":true";
    assertThat(
            send("POST", path, range.formatted(sequence, sequence, also), 200)
                .path("events")
                .asInt())
        .isEqualTo(1);
    Soon.await().until(() -> CALLS.size() == 2);
    assertThat(CALLS.get(1).id()).isEqualTo(CALLS.get(0).id());
    send("POST", path, range.formatted(5, 4, ""), 422);
    send("POST", path, range.formatted(1, 10_001, ""), 422);
    send("POST", path, "{\"from_seq\":\"1\",\"to_seq\":2}", 422);
  }

  @Test
  void whatWasUnderWayWhenTheServerEndedIsSentAgainUnderTheSameId() {
    String id = add("/in", "\"message.received\"", "").path("id").asString();
    ANSWERS.set(_ -> HANGS);
    writes("left", "oCutOff");
    await("oCutOff");
    server.close();
    HANGING.release();
    ANSWERS.set(_ -> 200);
    server = startServer();
    send("POST", WEBHOOKS + "/" + id + "/resume", "", 200);
    Soon.await().until(() -> states(id).equals(List.of("delivered")));
    assertThat(CALLS).hasSizeGreaterThanOrEqualTo(2);
    assertThat(CALLS.stream().map(Call::id).distinct()).hasSize(1);
  }

  @Test
  void whatMustNotBeCalledIsRefusedWithAReason() {
    for (String url :
        List.of(
            "http://127.0.0.2/",
            "https://10.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://localhost.localdomain.invalid/")) {
      HttpResponse<String> refused = post("{\"url\":\"%s\",\"types\":[\"event.received\"]}", url);
      assertThat(refused.statusCode()).as(url).isEqualTo(422);
      assertThat(refused.body()).as(url).containsAnyOf("inner_address", "unknown_host");
    }
    assertThat(post("{\"url\":\"%s\",\"types\":[\"event.received\"]}", "http://1.1.1.1/").body())
        .contains("not_https");
    for (String url :
        List.of("", "ftp://1.1.1.1/", "https://u:p@1.1.1.1/", "https://1.1.1.1/#x", "x")) {
      assertThat(post("{\"url\":\"%s\",\"types\":[\"event.received\"]}", url).body())
          .as(url)
          .contains("not_a_url");
    }
    String fine = url("/in");
    for (String types : List.of("", "\"order.paid\"", "1")) {
      assertThat(post("{\"url\":\"%s\",\"types\":[" + types + "]}", fine).statusCode())
          .as(types)
          .isEqualTo(422);
    }
    send("GET", WEBHOOKS + "/999999", "", 404);
    send("GET", WEBHOOKS + "/x", "", 404);
  }

  private static HttpResponse<String> post(String json, String url) {
    return server.post(WEBHOOKS, json.formatted(url));
  }

  private static String url(String path) {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
  }

  /** {@code more}: fields, each with a comma before it. */
  private static JsonNode add(String path, String types, String more) {
    return send(
        "POST",
        WEBHOOKS,
        "{\"url\":\"%s\",\"types\":[%s]%s}".formatted(url(path), types, more),
        201);
  }

  private static Database desk() {
    return server.bean("desk", Database.class);
  }

  private static JsonNode one(String id) {
    return server.get(WEBHOOKS + "/" + id);
  }

  private static List<String> states(String id) {
    return server
        .get(WEBHOOKS + "/" + id + "/deliveries")
        .path("deliveries")
        .valueStream()
        .map(one -> one.path("state").asString())
        .toList();
  }

  private static List<String> types(String openId) {
    return CALLS.stream()
        .filter(one -> one.openId().equals(openId))
        .map(one -> one.event().path("type").asString())
        .toList();
  }

  private static Call await(String openId) {
    return Soon.find(
        "a call about " + openId,
        () -> CALLS.stream().filter(one -> one.openId().equals(openId)).findFirst());
  }

  private static String conversation(String openId) {
    return Soon.find(
        "a conversation of " + openId,
        () ->
            server
                .get("/api/v1/conversations?limit=200")
                .path("conversations")
                .valueStream()
                .filter(one -> one.path("open_id").asString().equals(openId))
                .map(one -> one.path("id").asString())
                .findFirst());
  }

  private static void writes(String shop, String openId) {
    assertThat(
            new TestPlatform(server, shop, Mode.SECURE, Format.JSON)
                .push(TestPlatform.text(openId, TestPlatform.nextMsgId(), "在吗"))
                .body())
        .isEqualTo("success");
  }

  private static JsonNode send(String method, String path, String body, int status) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return answer.body().isEmpty()
        ? JsonMapper.shared().createObjectNode()
        : JsonMapper.shared().readTree(answer.body());
  }
}
