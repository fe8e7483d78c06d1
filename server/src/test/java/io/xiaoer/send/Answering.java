package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.duework.DueWorker;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.shop.AllowedAddresses;
import io.xiaoer.store.Database;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A running server with one shop on a running simulator, for all tests of a class. */
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
abstract class Answering {
  @Parameter Engine engine;

  @TempDir static Path data;
  private static Engine storedOn;
  protected static Platform platform;
  protected static TestServer server;

  private static final Map<String, String> conversations = new ConcurrentHashMap<>();
  private static List<String> more;

  /** {@code settings}: more lines of configuration. */
  static void start(Engine on, String... settings) {
    storedOn = on;
    more = List.of(settings);
    conversations.clear();
    platform = Platform.start();
    server = startServer();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  /** No fault, and no answer on its way, is left to the next test. */
  @AfterEach
  void endInPeace() {
    platform.clearFaults();
    platform.allow("main", AllowedAddresses.ANY);
    DueWorker<?> sender = server.bean("sender", DueWorker.class);
    if (!sender.isRunning()) {
      sender.start();
    }
    Soon.await()
        .alias("no answer on its way")
        .until(() -> count("SELECT count(*) FROM outbox") == 0);
  }

  static long count(String query) {
    return server
        .bean("desk", Database.class)
        .read(jdbc -> jdbc.sql(query).query(Long.class).single());
  }

  /** As after a crash or an upgrade: what was written down is there, and nothing else. */
  static void restart() {
    server.close();
    server = startServer();
  }

  private static TestServer startServer() {
    TestServer started =
        TestServer.start(
            storedOn,
            data.resolve(storedOn.name()),
            TestPlatform.settingsOf(platform, more.toArray(String[]::new)));
    platform.pushTo(started.url("/callback/main"));
    return started;
  }

  final Customer writes(String openId) {
    Customer customer = platform.customer(openId);
    platform.awaitAcknowledged(customer.says("在吗"), Soon.AT_MOST);
    return customer;
  }

  final String conversation(String openId) {
    return conversations.computeIfAbsent(openId, server::conversationOf);
  }

  final JsonNode messages(String openId, int atLeast) {
    return Soon.find(
        atLeast + " messages",
        () -> Optional.of(messages(openId)).filter(messages -> messages.size() >= atLeast));
  }

  private JsonNode messages(String openId) {
    return server
        .get("/api/v1/conversations/" + conversation(openId) + "/messages")
        .path("messages");
  }

  /** Waits for the message to stand in this state; passing states may be missed. */
  final JsonNode await(String openId, String clientId, String state) {
    return await(openId, clientId, state, _ -> true);
  }

  final JsonNode await(String openId, String clientId, String state, Predicate<JsonNode> and) {
    return Soon.find(
        openId + " " + clientId + " " + state,
        () ->
            messages(openId)
                .valueStream()
                .filter(message -> message.path("client_id").asString("").equals(clientId))
                .filter(message -> message.path("state").asString("").equals(state))
                .filter(and)
                .findFirst());
  }

  final void answer(String conversation, String clientId, String text) {
    assertThat(post(conversation, clientId, text).statusCode()).isEqualTo(202);
  }

  final HttpResponse<String> post(String conversation, String clientId, String text) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("client_id", clientId).put("type", "text").putObject("text").put("content", text);
    return server.post("/api/v1/conversations/" + conversation + "/messages", body.toString());
  }

  static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(202);
    return JsonMapper.shared().readTree(response.body());
  }
}
