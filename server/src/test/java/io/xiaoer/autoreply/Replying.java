package io.xiaoer.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.conversation.ConversationEventConsumer;
import io.xiaoer.duework.DueWorker;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running server with one shop on a running simulator, and a clock that can be set forward. */
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
abstract class Replying {
  static final String RULES = "/api/v1/automatic-replies";
  private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
  private static final AtomicInteger CLIENT_IDS = new AtomicInteger();

  /** Breaks the next transactions of the work under test, while one is asked for. */
  static final AtomicReference<@Nullable Crash> CRASH = new AtomicReference<>();

  /** Where a process dies. */
  enum Crash {
    BEFORE,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  @Parameter Engine engine;
  @TempDir static Path data;
  private static Engine storedOn;
  static Platform platform;
  static TestServer server;

  static void start(Engine on) {
    storedOn = on;
    AHEAD.set(Duration.ZERO);
    platform = Platform.start();
    server = startServer();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  @AfterEach
  void removeRules() {
    CRASH.set(null);
    platform.clearFaults();
    for (JsonNode rule : server.get(RULES).path("rules")) {
      send("DELETE", RULES + "/" + rule.path("id").asString(), "", 204);
    }
    open(true);
  }

  /** As after a crash: what was written down is there, and nothing else. */
  static void restart() {
    server.close();
    server = startServer();
  }

  private static TestServer startServer() {
    Path folder = data.resolve(storedOn.name());
    TestServer started =
        TestServer.start(
            folder,
            (bean, name) ->
                switch (bean) {
                  case InstantSource clock when name.equals("clock") ->
                      (InstantSource) () -> clock.instant().plus(AHEAD.get());
                  case Database desk when name.equals("desk") -> new Breakable(desk);
                  default -> bean;
                },
            Stream.of(
                    TestPlatform.settingsOf(platform, "xiaoer.shops[0].name=小店"),
                    storedOn.settings(folder))
                .flatMap(Stream::of)
                .toArray(String[]::new));
    platform.pushTo(started.url("/callback/main"));
    return started;
  }

  /** The desk's database, for which a process may die in the thread that decides. */
  private record Breakable(Database desk) implements Database {
    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
      return desk.read(work);
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
      Crash crash =
          Thread.currentThread().getName().startsWith("automatic-replies-")
              ? CRASH.getAndSet(null)
              : null;
      if (crash == Crash.BEFORE) {
        throw new IllegalStateException("as ordered, before");
      }
      T written =
          desk.write(jdbc -> {
            T done = work.in(jdbc);
            if (crash == Crash.BEFORE_COMMIT) {
              throw new IllegalStateException("as ordered, before the commit");
            }
            return done;
          });
      if (crash == Crash.AFTER_COMMIT) {
        throw new IllegalStateException("as ordered, after the commit");
      }
      return written;
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

  static void ahead(Duration more) {
    AHEAD.updateAndGet(now -> now.plus(more));
    server.bean("nodeSignals", NodeSignals.class).ring(Topic.AUTOMATIC_REPLY_DUE);
  }

  static Instant now() {
    return Instant.now().plus(AHEAD.get());
  }

  static DueWorker<?> worker() {
    return server.bean("automaticReplies", DueWorker.class);
  }

  static ConversationEventConsumer consumer() {
    return server.bean("automaticReplyBursts", ConversationEventConsumer.class);
  }

  static String rule(String trigger, String text) {
    return rule(trigger, text, "");
  }

  /** {@code more}: fields, each with a comma before it. Gives the id. */
  static String rule(String trigger, String text, String more) {
    String keywords = trigger.equals("keyword") ? ",\"keywords\":{\"any\":[\"发货\"]}" : "";
    String body =
        "{\"name\":\"%s\",\"trigger\":\"%s\",\"enabled\":true,\"reply\":{\"type\":\"text\",\"text\":{\"content\":\"%s\"}}%s%s}"
            .formatted(trigger, trigger, text, keywords, more);
    return send("POST", RULES, body, 201).path("id").asString();
  }

  static void open(boolean open) {
    String weekly =
        open
            ? Stream.of("mon", "tue", "wed", "thu", "fri", "sat", "sun")
                .map(day -> "\"%s\":[\"00:00-24:00\"]".formatted(day))
                .collect(java.util.stream.Collectors.joining(","))
            : "";
    send(
        "PUT",
        "/api/v1/shops/main/hours",
        "{\"follow_calendar\":false,\"weekly\":{%s}}".formatted(weekly),
        200);
  }

  /** And the message is read. */
  static Customer writes(String openId, String... texts) {
    Customer customer = platform.customer(openId);
    long before = written(openId);
    for (String text : texts) {
      platform.awaitAcknowledged(customer.says(text), Soon.AT_MOST);
    }
    Soon.await()
        .alias("the messages are read")
        .until(() -> written(openId) == before + texts.length);
    return customer;
  }

  private static long written(String openId) {
    return count(
        """
        SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation_id
        WHERE m.direction = 'in' AND c.open_id = '%s'
        """
            .formatted(openId));
  }

  static String conversation(String openId) {
    return server.conversationOf(openId);
  }

  static JsonNode of(String openId) {
    return server.get("/api/v1/conversations/" + conversation(openId));
  }

  /**
   * Waits until all that has happened was noted, lets the time pass, and waits for the decision.
   */
  static void decide() {
    awaitNoted();
    ahead(Duration.ofSeconds(6));
    Soon.await()
        .alias("nothing is due")
        .until(
            () -> count("SELECT count(*) FROM automatic_reply_due WHERE due_at IS NOT NULL") == 0);
    Soon.await().alias("all is sent").until(() -> count("SELECT count(*) FROM outbox") == 0);
  }

  static void awaitNoted() {
    long last = count("SELECT coalesce(max(seq), 0) FROM conversation_event");
    Soon.await()
        .alias("events are read")
        .until(() ->
            count("SELECT seq FROM conversation_event_cursor WHERE consumer = 'automatic-replies'")
                >= last);
  }

  static long count(String query) {
    return server
        .bean("desk", Database.class)
        .read(jdbc -> jdbc.sql(query).query(Long.class).single());
  }

  static void change(String statement) {
    server.bean("desk", Database.class).write(jdbc -> jdbc.sql(statement).update());
  }

  /** An answer of somebody at the desk; null {@code session}: of an API client. */
  static void answer(String openId, String text) {
    send(
        "POST",
        "/api/v1/conversations/" + conversation(openId) + "/messages",
        "{\"client_id\":\"c%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
            .formatted(CLIENT_IDS.incrementAndGet(), text),
        202);
  }

  static List<String> outcomes(String openId) {
    String id = conversation(openId);
    return server
        .bean("desk", Database.class)
        .read(jdbc ->
            jdbc.sql(
                    """
                    SELECT rule_name, coalesce(reason, 'sent') AS outcome FROM automatic_reply_log
                    WHERE conversation_id = ? ORDER BY id
                    """)
                .param(Long.parseLong(id))
                .query((row, _) -> row.getString("rule_name") + " " + row.getString("outcome"))
                .list());
  }

  static JsonNode sentMessage(String openId) {
    return Soon.find(
        "an answer",
        () ->
            Optional.of(
                    server
                        .get("/api/v1/conversations/" + conversation(openId) + "/messages")
                        .path("messages"))
                .flatMap(all ->
                    all.valueStream()
                        .filter(one -> one.path("direction").asString().equals("out"))
                        .findFirst()));
  }

  static JsonNode send(String method, String path, String body, int status) {
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
