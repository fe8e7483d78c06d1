package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * A month of 50 shops, counted a second time: from the exported messages, by the plainest reading
 * of the rule of the house, with nothing of what the server counts by.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class MonthTest {
  private static final int SHOPS = 50;
  private static final int TALKS = Integer.getInteger("xiaoer.month.talks", 1_500);
  private static final String MONTH = "?from=2026-10-01&to=2026-10-31";
  private static final long SEED = 20261031;
  private static final List<String> AGENTS = List.of("mei", "lan", "kai", "bo");

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;
  private static List<Naive> counted;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server = TestServer.start(engine, data.resolve(engine.name()), TestPlatform.shops(SHOPS));
    PastTalk talk = new PastTalk(server.bean("desk", Database.class));
    generate(talk, new Random(SEED));
    talk.write();
    Soon.await().until(talk::isCounted);
    counted = count(export());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  private record Turn(Instant at, int customer, int kind) {}

  /** Turns of all customers in the order in which they happen, whole seconds apart. */
  private static void generate(PastTalk talk, Random random) {
    long[] customers = new long[TALKS / 3];
    for (int i = 0; i < customers.length; i++) {
      customers[i] = talk.customer("shop" + random.nextInt(SHOPS));
    }
    Instant begin = Instant.parse("2026-09-29T16:00:00Z");
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < TALKS; i++) {
      int customer = random.nextInt(customers.length);
      Instant at = begin.plusSeconds(random.nextInt(34 * 86_400));
      int length = random.nextInt(1, 7);
      for (int step = 0; step < length; step++) {
        turns.add(new Turn(at, customer, random.nextInt(10)));
        at = at.plusSeconds(random.nextInt(1, random.nextInt(3) == 0 ? 600 : 90));
      }
    }
    turns.sort(Comparator.comparing(Turn::at).thenComparingInt(Turn::customer));
    Map<Integer, Instant> last = new HashMap<>();
    for (Turn turn : turns) {
      if (turn.at.equals(last.put(turn.customer, turn.at))) {
        continue; // Nobody writes twice in a second.
      }
      long customer = customers[turn.customer];
      String agent = AGENTS.get(random.nextInt(AGENTS.size()));
      switch (turn.kind) {
        case 0, 1, 2, 3, 4 -> talk.asks(customer, turn.at);
        case 5 -> talk.answersByItself(customer, turn.at);
        case 6 -> talk.failsToAnswer(customer, agent, turn.at);
        default -> talk.answers(customer, agent, turn.at);
      }
    }
  }

  private static List<Map<String, String>> export() {
    HttpResponse<String> table =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/export?format=csv"))
                .header("Authorization", "Bearer " + TestServer.API_KEY));
    List<String> lines = table.body().substring(1).lines().toList();
    String[] head = lines.getFirst().split(",", -1);
    return lines.stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .map(cells -> {
          Map<String, String> row = new HashMap<>();
          for (int i = 0; i < head.length; i++) {
            row.put(head[i], cells[i]);
          }
          return row;
        })
        .toList();
  }

  /** A wait of a customer; {@code seconds} is null when no person ended it. */
  private record Naive(
      String conversation,
      String shop,
      LocalDateTime asked,
      @Nullable Long seconds,
      @Nullable String by) {}

  private static List<Naive> count(List<Map<String, String>> messages) {
    List<Naive> waits = new ArrayList<>();
    Map<String, Map<String, String>> waiting = new TreeMap<>();
    for (Map<String, String> message : messages) {
      String conversation = message.getOrDefault("conversation_id", "");
      Map<String, String> asked = waiting.get(conversation);
      if (message.getOrDefault("direction", "").equals("in")) {
        waiting.putIfAbsent(conversation, message);
      } else if (asked != null
          && message.getOrDefault("state", "").equals("accepted")
          && message.getOrDefault("origin", "").equals("person")) {
        long seconds = Duration.between(time(asked), time(message)).toSeconds();
        waits.add(naive(asked, seconds, message.get("from")));
        waiting.remove(conversation);
      }
    }
    waiting.values().forEach(asked -> waits.add(naive(asked, null, null)));
    return waits.stream()
        .filter(one -> one.asked.getHour() >= 8 && one.asked.getHour() < 23)
        .filter(one -> one.asked.getYear() == 2026 && one.asked.getMonthValue() == 10)
        .toList();
  }

  private static Naive naive(
      Map<String, String> asked, @Nullable Long seconds, @Nullable String by) {
    return new Naive(
        asked.getOrDefault("conversation_id", ""),
        asked.getOrDefault("shop", ""),
        LocalDateTime.ofInstant(time(asked), ZoneOffset.ofHours(8)),
        seconds,
        by);
  }

  private static Instant time(Map<String, String> message) {
    return Instant.parse(message.getOrDefault("created_at", ""));
  }

  @Test
  void theReportAgreesWithWhoeverCountsTheMessages() {
    assertThat(counted).hasSizeGreaterThan(TALKS / 3);
    agree("day", one -> one.asked.toLocalDate().toString());
    agree("hour", one -> one.asked.toString().substring(11, 13));
    agree("shop", one -> one.shop);
    agree("agent", one -> one.by == null ? "" : one.by);
  }

  private static void agree(String by, Function<Naive, String> key) {
    JsonNode report = server.get("/api/v1/reports/service" + MONTH + "&by=" + by);
    assertThat(said(report.path("total"))).as(by).isEqualTo(sums(counted));
    Map<String, List<Naive>> expected = new TreeMap<>();
    counted.forEach(
        one -> expected.computeIfAbsent(key.apply(one), _ -> new ArrayList<>()).add(one));
    for (JsonNode row : report.path("rows")) {
      assertThat(said(row))
          .as("%s %s, seed %s", by, row.path("key"), SEED)
          .isEqualTo(sums(expected.getOrDefault(row.path("key").asString(), List.of())));
    }
    Set<String> keys = new HashSet<>();
    report.path("rows").forEach(row -> keys.add(row.path("key").asString()));
    assertThat(keys).containsAll(expected.keySet());
  }

  private static List<Long> said(JsonNode row) {
    return Stream.of(
            "customers",
            "served_customers",
            "rounds",
            "answered",
            "within_threshold",
            "within_30s",
            "unanswered")
        .map(field -> row.path(field).asLong())
        .toList();
  }

  private static List<Long> sums(List<Naive> waits) {
    List<Naive> answered = waits.stream().filter(one -> one.seconds != null).toList();
    return Arrays.asList(
        waits.stream().map(Naive::conversation).distinct().count(),
        answered.stream().map(Naive::conversation).distinct().count(),
        (long) waits.size(),
        (long) answered.size(),
        within(answered, 180),
        within(answered, 30),
        (long) waits.size() - answered.size());
  }

  private static long within(List<Naive> answered, long seconds) {
    return answered.stream().filter(one -> one.seconds != null && one.seconds <= seconds).count();
  }
}
