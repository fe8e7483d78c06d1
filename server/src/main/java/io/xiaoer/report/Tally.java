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
import java.util.function.Function;

/**
 * Makes figures of rounds by a rule. Pure: it is shown the rounds of one shop after the other, each
 * shop's in the order in which they began, beginning {@link Units#LOOK_BACK} before the first day,
 * and knows nothing of where they come from.
 */
final class Tally {
  /** A push that comes later than this tells of an outage, ours or on the way. */
  static final long LATE_PUSH_MICROS = Micros.of(Duration.ofSeconds(10));

  private final Preset preset;
  private final long firstDay;
  private final long lastDay;
  private final long now;
  private final Figures total = new Figures();
  private final Map<String, Figures> rows = new HashMap<>();

  /** Gives the row of a key. */
  @FunctionalInterface
  interface Rows {
    Row of(String key);
  }

  /** In which rows a round is counted. */
  @FunctionalInterface
  interface Counts {
    List<Row> in(Round round, long day, LocalDays days);
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
  OfShop shop(LocalDays days, Duty duty, Function<Rows, Counts> by) {
    return new OfShop(days, duty, by);
  }

  final class OfShop {
    private final LocalDays days;
    private final Duty duty;
    private final Counts counts;
    private final Customers customers = new Customers();
    private final Units units = new Units();
    private final Row all = new Row(total);
    private final Map<String, Row> byKey = new HashMap<>();

    private OfShop(LocalDays days, Duty duty, Function<Rows, Counts> by) {
      this.days = days;
      this.duty = duty;
      counts = by.apply(key -> byKey.computeIfAbsent(key, this::begin));
    }

    private Row begin(String key) {
      return new Row(rows.computeIfAbsent(key, _ -> new Figures()));
    }

    void add(Round round) {
      OnDuty there = preset.asksForDuty() ? duty.at(round.openedAt()) : OnDuty.UNKNOWN;
      Verdict verdict = preset.verdict(round, there, now);
      int customer = customers.number(round.conversationId());
      boolean bySession = preset.unit() == Unit.SESSION;
      boolean beginsSession = bySession && units.beginsSession(customer, round, verdict);
      long day = days.day(round.openedAt());
      if (day < firstDay || day > lastDay || verdict == Verdict.LEFT_OUT) {
        return; // Also what is in no day.
      }
      boolean isFirst = bySession ? beginsSession : units.beginsDay(customer, verdict, day);
      long wait = preset.waitMicros(round);
      Counted counted =
          new Counted(
              verdict,
              switch (preset.unit()) {
                case ROUND -> 1;
                case SESSION, CUSTOMER_DAY -> isFirst ? 1 : 0;
                case MESSAGE -> round.messages();
              },
              isFirst,
              round.messages(),
              wait,
              round.arrivedAt() - round.openedAt() > LATE_PUSH_MICROS);
      long capped = preset.cappedMicros(wait);
      boolean served = round.outcome() == Outcome.ANSWERED;
      all.count(counted, capped, customer, served);
      for (Row row : counts.in(round, day, days)) {
        row.count(counted, capped, customer, served);
      }
    }
  }

  /** Figures that grow by one shop; of each customer whether they asked and were served. */
  static final class Row {
    private final Figures figures;
    private final BitSet asked = new BitSet();
    private final BitSet served = new BitSet();

    private Row(Figures figures) {
      this.figures = figures;
    }

    private void count(Counted counted, long capped, int customer, boolean isServed) {
      figures.add(counted, capped);
      if (!asked.get(customer)) {
        asked.set(customer);
        figures.customer();
      }
      if (isServed && !served.get(customer)) {
        served.set(customer);
        figures.served();
      }
    }
  }

  Figures total() {
    return total;
  }

  /** By key; without those of which there is nothing. */
  Map<String, Figures> rows() {
    rows.values().removeIf(Figures::isEmpty);
    return rows;
  }
}
