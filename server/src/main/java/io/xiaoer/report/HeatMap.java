package io.xiaoer.report;

import io.xiaoer.assignment.AssignmentRule;
import io.xiaoer.assignment.AssignmentRules;
import io.xiaoer.assignment.AssignmentRules.Setting;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Span;
import io.xiaoer.report.Attendance.Kind;
import io.xiaoer.report.Attendance.Stretch;
import io.xiaoer.round.Rounds;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** When customers come, by weekday and hour, beside those who were there for them. */
final class HeatMap {
  /** As the API has them, Monday first. */
  static final List<String> WEEKDAY_WORDS =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  static final int WEEKDAYS = WEEKDAY_WORDS.size();
  static final int HOURS = 24;

  private static final Span WHOLE_DAY = new Span(0, 24 * 60);

  private final Database database;
  private final Shops shops;
  private final ShopHours hours;
  private final InstantSource clock;

  HeatMap(Database database, Shops shops, ShopHours hours, InstantSource clock) {
    this.database = database;
    this.shops = shops;
    this.hours = hours;
    this.clock = clock;
  }

  /**
   * An hour of a weekday.
   *
   * @param weekday 0 is Monday
   * @param days how many of it have begun in the time asked for
   * @param staffedAgents how many were online with a page open, on average; null: not recorded
   * @param staffedCeiling their ceilings of today together, on average
   */
  record Cell(
      int weekday,
      int hour,
      int days,
      long arrivals,
      @Nullable Double staffedAgents,
      @Nullable Double staffedCeiling) {}

  record Made(Instant asOf, @Nullable Instant since, List<Cell> cells) {}

  /** What adds up in the cells. */
  private static final class Sums {
    private final long[] arrivals = new long[WEEKDAYS * HOURS];
    private final int[] days = new int[WEEKDAYS * HOURS];
    private final long[] recorded = new long[WEEKDAYS * HOURS];
    private final long[] agents = new long[WEEKDAYS * HOURS];
    private final long[] ceilings = new long[WEEKDAYS * HOURS];

    private static int cell(LocalDays days, long micros) {
      return days.weekday(micros) * HOURS + days.hour(micros);
    }

    private interface Each {
      void hour(int cell, long micros);
    }

    /** Cuts a time at each full hour. */
    private static void hours(LocalDays days, long from, long to, Each each) {
      long at = from;
      while (at < to) {
        long next = Math.min(to, days.nextHour(at));
        each.hour(cell(days, at), next - at);
        at = next;
      }
    }

    private List<Cell> cells() {
      return IntStream.range(0, WEEKDAYS * HOURS)
          .mapToObj(at ->
              new Cell(
                  at / HOURS,
                  at % HOURS,
                  days[at],
                  arrivals[at],
                  average(agents[at], recorded[at]),
                  average(ceilings[at], recorded[at])))
          .toList();
    }

    private static @Nullable Double average(long sum, long over) {
      return over == 0 ? null : Math.round(sum * 10.0 / over) / 10.0;
    }
  }

  Made make(Asked asked) {
    Instant now = clock.instant();
    return database.read(jdbc -> {
      ShopDays shopDays = ShopDays.read(jdbc, shops, hours, asked.shops());
      Sums sums = new Sums();
      Set<Long> blocked = Rounds.blocked(jdbc, now);
      for (Shop shop : shopDays.shops()) {
        LocalDays days = new LocalDays(shopDays.timetables().zone(shop.id()), WHOLE_DAY);
        Rounds.each(
            jdbc,
            shop.id(),
            days.begin(asked.from()),
            days.begin(asked.to().plusDays(1)),
            blocked,
            round -> sums.arrivals[Sums.cell(days, round.openedAt())]++);
      }
      LocalDays days = new LocalDays(shopDays.zone(), WHOLE_DAY);
      Instant from = days.begin(asked.from());
      Instant to = days.begin(asked.to().plusDays(1));
      begun(sums, asked, days, now);
      Attendance attendance = Attendance.read(jdbc, from, to, now);
      Sums.hours(
          days,
          Micros.of(attendance.from()),
          Micros.of(attendance.to()),
          (cell, micros) -> sums.recorded[cell] += micros);
      Map<String, Integer> ceilings =
          ceilings(Accounts.active(jdbc), shopDays.shops(), AssignmentRules.all(jdbc));
      for (Stretch one : attendance.stretches()) {
        if (one.kind() == Kind.ONLINE && !one.shops().and(asked.shops()).equals(ShopScope.none())) {
          int ceiling = ceilings.getOrDefault(one.username(), AssignmentRule.DEFAULT.ceiling());
          Sums.hours(
              days,
              one.from(),
              one.to(),
              (cell, micros) -> {
                sums.agents[cell] += micros;
                sums.ceilings[cell] += micros * ceiling;
              });
        }
      }
      return new Made(now, attendance.since(), sums.cells());
    });
  }

  private static void begun(Sums sums, Asked asked, LocalDays days, Instant now) {
    long end = Micros.of(now);
    for (LocalDate day = asked.from(); !day.isAfter(asked.to()); day = day.plusDays(1)) {
      long from = Micros.of(days.begin(day));
      long to = Math.min(Micros.of(days.begin(day.plusDays(1))), end + 1);
      Sums.hours(days, from, to, (cell, _) -> sums.days[cell]++);
    }
  }

  /** Of each person: where the shops differ, the largest. */
  private static Map<String, Integer> ceilings(
      List<Account> accounts, List<Shop> shops, Map<ShopId, Setting> rules) {
    Map<String, Integer> ceilings = new HashMap<>();
    for (Account account : accounts) {
      shops.stream()
          .filter(shop -> account.shops().has(shop.id()))
          .mapToInt(shop ->
              rules.getOrDefault(shop.id(), Setting.NONE).rule().ceilingFor(account.ceiling()))
          .max()
          .ifPresent(max -> ceilings.put(account.username(), max));
    }
    return ceilings;
  }
}
