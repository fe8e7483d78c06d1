package io.xiaoer.report;

import io.xiaoer.report.Figures.Counted;
import io.xiaoer.report.Preset.Unit;
import io.xiaoer.round.Round;
import io.xiaoer.round.Round.Outcome;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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

  private static final long ASKED = 0;
  private static final long SERVED = 1;

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
    private final LongMap customers = new LongMap();
    private final Map<String, LongMap> customersOfKeys = new HashMap<>();

    private OfShop(LocalDays days, Duty duty, Keys keys) {
      this.days = days;
      this.duty = duty;
      this.keys = keys;
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
      count(total, customers, round, counted, capped);
      for (String key : keys.of(round, day, days)) {
        count(
            rows.computeIfAbsent(key, _ -> new Figures()),
            customersOfKeys.computeIfAbsent(key, _ -> new LongMap()),
            round,
            counted,
            capped);
      }
    }
  }

  private static void count(
      Figures figures, LongMap customers, Round round, Counted counted, long capped) {
    figures.add(counted, capped);
    long served = round.outcome() == Outcome.ANSWERED ? SERVED : ASKED;
    long before = customers.get(round.conversationId());
    if (before == LongMap.NONE) {
      figures.customer();
    }
    if (served == SERVED && before != SERVED) {
      figures.served();
    }
    if (before == LongMap.NONE || served > before) {
      customers.put(round.conversationId(), served);
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
