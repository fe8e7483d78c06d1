package io.xiaoer.report;

import io.xiaoer.report.Figures.Counted;
import io.xiaoer.report.Preset.Unit;
import io.xiaoer.round.Round;
import io.xiaoer.round.Round.Outcome;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes figures of rounds by a rule. Pure: it is shown the rounds of one shop after the other, each
 * shop's in the order in which they began, beginning {@link Units#LOOK_BACK} before the first day,
 * and knows nothing of where they come from.
 */
final class Tally {
  /** A push that comes later than this tells of an outage, ours or on the way. */
  static final long LATE_PUSH_MICROS = Duration.ofSeconds(10).dividedBy(Micros.UNIT);

  private final Preset preset;
  private final long firstDay;
  private final long lastDay;
  private final long now;
  private final Figures total = new Figures();
  private final Map<String, Figures> rows = new HashMap<>();

  /** Under which keys a round stands. */
  @FunctionalInterface
  interface Keys {
    List<String> of(Round round, long day, LocalDays days);
  }

  /** Whether somebody was there when something was asked. */
  @FunctionalInterface
  interface Duty {
    OnDuty at(long micros);
  }

  /** Both days are counted. */
  Tally(Preset preset, LocalDate from, LocalDate to, Instant now) {
    this.preset = preset;
    firstDay = from.toEpochDay();
    lastDay = to.toEpochDay();
    this.now = Micros.of(now);
  }

  /** Begins with another shop. Customers of different shops are different ones. */
  OfShop shop(LocalDays days, Duty duty, Keys keys) {
    return new OfShop(days, duty, keys);
  }

  final class OfShop {
    private final LocalDays days;
    private final Duty duty;
    private final Keys keys;
    private final Units units = new Units();
    private final LongMap numbers = new LongMap();
    private final Seen seen = new Seen();
    private final Map<String, Seen> seenOfKeys = new HashMap<>();

    private OfShop(LocalDays days, Duty duty, Keys keys) {
      this.days = days;
      this.duty = duty;
      this.keys = keys;
    }

    /** From 0 on, so that sets of customers are small and quick. */
    private int number(long conversation) {
      long known = numbers.get(conversation);
      if (known != LongMap.NONE) {
        return (int) known;
      }
      int next = numbers.size();
      numbers.put(conversation, next);
      return next;
    }

    void add(Round round) {
      OnDuty there = preset.asksForDuty() ? duty.at(round.openedAt()) : OnDuty.UNKNOWN;
      Verdict verdict = preset.verdict(round, there, now);
      boolean beginsSession = preset.unit() == Unit.SESSION && units.beginsSession(round, verdict);
      long day = days.day(round.openedAt());
      if (day < firstDay || day > lastDay || verdict == Verdict.LEFT_OUT) {
        return; // Also what is in no day.
      }
      boolean beginsDay = units.beginsDay(round, verdict, day);
      long wait = preset.waitMicros(round);
      Counted counted =
          new Counted(
              verdict,
              switch (preset.unit()) {
                case ROUND -> 1;
                case SESSION -> beginsSession ? 1 : 0;
                case CUSTOMER_DAY -> beginsDay ? 1 : 0;
                case MESSAGE -> round.messages();
              },
              preset.unit() == Unit.SESSION ? beginsSession : beginsDay,
              round.messages(),
              wait,
              round.arrivedAt() - round.openedAt() > LATE_PUSH_MICROS);
      long capped = preset.cappedMicros(wait);
      int customer = number(round.conversationId());
      count(total, seen, customer, round, counted, capped);
      for (String key : keys.of(round, day, days)) {
        count(
            rows.computeIfAbsent(key, _ -> new Figures()),
            seenOfKeys.computeIfAbsent(key, _ -> new Seen()),
            customer,
            round,
            counted,
            capped);
      }
    }
  }

  /** Customers by their number: whether they asked, and whether a person answered them. */
  private static final class Seen {
    private final BitSet asked = new BitSet();
    private final BitSet served = new BitSet();
  }

  private static void count(
      Figures figures, Seen seen, int customer, Round round, Counted counted, long capped) {
    figures.add(counted, capped);
    if (!seen.asked.get(customer)) {
      seen.asked.set(customer);
      figures.customer();
    }
    if (round.outcome() == Outcome.ANSWERED && !seen.served.get(customer)) {
      seen.served.set(customer);
      figures.served();
    }
  }

  Figures total() {
    return total;
  }

  /** By key; without those of which there is nothing. */
  Map<String, Figures> rows() {
    return rows;
  }
}
