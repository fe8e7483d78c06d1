package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.Soon;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.fault.Fault;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server of a shop with automatic replies is killed again and again while customers write; then
 * what the platform has for each of them is compared with what was due.
 */
final class ReplyTrial {
  private static final String RULES = "/api/v1/automatic-replies";

  /** An hour between two pushes is 36 s. */
  private static final int PUSHES_FASTER = 100;

  /** So that some answers are under way at every moment. */
  private static final Duration PLATFORM_TAKES = Duration.ofMillis(150);

  /** When all have what is due, a second message to somebody comes within this or not at all. */
  private static final Duration SECOND_WITHIN = Duration.ofSeconds(6);

  private static final Duration FLOWS_WITHIN = Duration.ofMinutes(2);

  private static final int CREATED = 201;
  private static final int OK = 200;

  private final SqliteHouse house;
  private final long seed;
  private final int perSecond;
  private final Consumer<String> progress;

  /** {@code perSecond}: new customers. */
  ReplyTrial(SqliteHouse house, long seed, int perSecond, Consumer<String> progress) {
    this.house = house;
    this.seed = seed;
    this.perSecond = perSecond;
    this.progress = progress;
  }

  /**
   * @param written messages of customers
   * @param received messages that the platform has for them
   */
  record Result(
      Map<Trouble, Integer> suffered,
      int customers,
      int written,
      int received,
      Duration took,
      List<String> times,
      List<ReplyFlaw> flaws) {

    long count(ReplyFlaw.Kind kind) {
      return ReplyTrial.count(flaws, kind);
    }
  }

  /**
   * @param patience for so long nothing may move before what is missing is missing
   * @param expected customers go on writing until this is seen, or for two minutes; null for a
   *     proof, which expects nothing and at its end waits for second messages to somebody
   */
  Result run(List<Trouble> troubles, Duration patience, ReplyFlaw.@Nullable Kind expected)
      throws IOException {
    long began = System.nanoTime();
    Map<Trouble, Integer> suffered = new EnumMap<>(Trouble.class);
    Random random = new Random(seed);
    try (Platform platform = house.installation().startPlatform(PUSHES_FASTER)) {
      house.start();
      haveRules(house.installation());
      platform.during(Duration.ofDays(1), new Fault.AnswerSlowly(PLATFORM_TAKES));
      try (ReplyCustomers customers = new ReplyCustomers(platform, seed, perSecond)) {
        int round = 0;
        for (Trouble trouble : troubles) {
          awaitMoreThan(customers.received(), customers);
          String what = house.suffer(trouble, random);
          suffered.merge(trouble, 1, Integer::sum);
          progress.accept(
              "%d/%d  %s: %s; %d customers wrote %d messages and have %d"
                  .formatted(
                      ++round,
                      troubles.size(),
                      trouble.text,
                      what,
                      customers.count(),
                      customers.written(),
                      customers.received()));
        }
        if (expected != null) {
          Soon.await().atMost(FLOWS_WITHIN).until(() -> count(customers.flaws(), expected) > 0);
        }
        customers.quiet();
        List<ReplyFlaw> flaws = awaitFlaws(customers, patience);
        if (expected == null) {
          Pace.pause(SECOND_WITHIN.toMillis());
          flaws = customers.flaws();
        }
        return new Result(
            suffered,
            customers.count(),
            customers.written(),
            customers.received(),
            Duration.ofNanos(System.nanoTime() - began),
            house.times().report(),
            flaws);
      }
    }
  }

  /** On a busy machine it takes a while until answers flow again; nothing else is worth a kill. */
  private static void awaitMoreThan(int received, ReplyCustomers customers) {
    Soon.await().atMost(FLOWS_WITHIN).until(() -> customers.received() > received);
  }

  /** Late is not missing: waits as long as something moves. */
  private static List<ReplyFlaw> awaitFlaws(ReplyCustomers customers, Duration patience) {
    long fewest = Long.MAX_VALUE;
    long movedAt = System.nanoTime();
    while (System.nanoTime() - movedAt < patience.toNanos() && fewest > 0) {
      long missing = count(customers.flaws(), ReplyFlaw.Kind.MISSING);
      if (missing < fewest) {
        fewest = missing;
        movedAt = System.nanoTime();
      }
      Pace.pause(100);
    }
    return customers.flaws();
  }

  private static long count(List<ReplyFlaw> flaws, ReplyFlaw.Kind kind) {
    return flaws.stream().filter(flaw -> flaw.kind() == kind).count();
  }

  /** The shop is closed all week, and everything is said in every state. */
  private static void haveRules(Installation installation) throws IOException {
    expect(
        OK,
        installation.send(
            "PUT",
            "/api/v1/shops/%s/hours".formatted(Installation.SHOP),
            "{\"follow_calendar\":false,\"weekly\":{}}"));
    List<ObjectNode> rules = new ArrayList<>();
    rules.add(rule("welcome", ReplyCustomers.WELCOME));
    rules.add(rule("off_hours", ReplyCustomers.CLOSED));
    rules.add(rule("queued", ReplyCustomers.QUEUED).put("when", "always"));
    ReplyCustomers.ANSWERS.forEach((question, answer) -> {
      ObjectNode rule = rule("keyword", answer);
      rule.putObject("keywords").putArray("any").add(question);
      rules.add(rule);
    });
    for (ObjectNode rule : rules) {
      expect(CREATED, installation.post(RULES, rule.toString()));
    }
  }

  private static ObjectNode rule(String trigger, String text) {
    ObjectNode rule =
        JsonMapper.shared().createObjectNode().put("name", text).put("trigger", trigger);
    rule.putObject("reply").put("type", "text").putObject("text").put("content", text);
    return rule;
  }

  private static void expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
  }
}
