package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Soon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;

/** Troubles one after the other under a load that never stops, with an audit after each. */
final class Trial {
  /** For pushes that are still to be tried again when the customers have fallen silent. */
  private static final long DRAIN_SECONDS_MAX = 25;

  private final House house;
  private final Path folder;
  private final Load load;
  private final Consumer<String> progress;

  Trial(House house, Path folder, Load load, Consumer<String> progress) {
    this.house = house;
    this.folder = folder;
    this.load = load;
    this.progress = progress;
  }

  record Load(long seed, int customers, int perSecond) {}

  record Result(
      Map<Trouble, Integer> suffered,
      long pushes,
      int messages,
      int acknowledged,
      int inTheLog,
      Duration took,
      List<String> times,
      List<Violation> violations) {

    long count(Violation.Kind kind) {
      return violations.stream().filter(violation -> violation.kind() == kind).count();
    }
  }

  /** Ends with the first audit that finds something: what is there then shows the cause. */
  Result run(List<Trouble> troubles, boolean drain) throws IOException {
    long began = System.nanoTime();
    Map<Trouble, Integer> suffered = new EnumMap<>(Trouble.class);
    Random random = new Random(load.seed());
    house.start();
    try (Ledger ledger = new Ledger(folder.resolve("ledger.txt"));
        Tail tail = new Tail(house.desk());
        Platform platform =
            new Platform(
                house.pushUrls(), ledger, load.seed(), load.customers(), load.perSecond())) {
      house.watches(ledger);
      Audit audit = new Audit(ledger, house.desk(), tail);
      List<Violation> violations = new ArrayList<>();
      for (int round = 1; round <= troubles.size() && violations.isEmpty(); round++) {
        Trouble trouble = troubles.get(round - 1);
        String what;
        try {
          what = house.suffer(trouble, random);
        } catch (AssertionError e) {
          violations.add(new Violation(Violation.Kind.NOT_STARTED, String.valueOf(e.getMessage())));
          break;
        }
        ledger.noted(what);
        violations.addAll(house.times().violations());
        suffered.merge(trouble, 1, Integer::sum);
        violations.addAll(audit.afterRound());
        progress.accept(
            "%d/%d  %s: %s; acknowledged %d, in the log %d, violations %d"
                .formatted(
                    round,
                    troubles.size(),
                    trouble.text,
                    what,
                    ledger.acknowledgedCount(),
                    tail.seen().size(),
                    violations.size()));
      }
      platform.quiet();
      if (violations.isEmpty()) {
        if (drain) {
          drain(ledger);
        }
        violations.addAll(audit.atTheEnd());
      }
      return new Result(
          suffered,
          ledger.pushCount(),
          ledger.messageCount(),
          ledger.acknowledgedCount(),
          tail.seen().size(),
          Duration.ofNanos(System.nanoTime() - began),
          house.times().report(),
          violations);
    }
  }

  private static void drain(Ledger ledger) {
    try {
      Soon.await()
          .atMost(Duration.ofSeconds(DRAIN_SECONDS_MAX))
          .until(() -> ledger.acknowledgedCount() >= ledger.messageCount());
    } catch (ConditionTimeoutException stillTried) {
      // What is not acknowledged by now may be lost; the audit knows the difference.
    }
  }
}
