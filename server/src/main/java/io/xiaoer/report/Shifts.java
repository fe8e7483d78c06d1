package io.xiaoer.report;

import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Span;
import io.xiaoer.report.Attendance.Kind;
import io.xiaoer.report.Attendance.Stretch;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How long each agent was online, away, absent and offline. */
final class Shifts {
  /** For more days only the sums are told. */
  static final int DAYS_WITH_SPANS_MAX = 7;

  private static final Span WHOLE_DAY = new Span(0, 24 * 60);

  private final Database database;
  private final Shops shops;
  private final ShopHours hours;
  private final Accounts accounts;
  private final InstantSource clock;

  Shifts(Database database, Shops shops, ShopHours hours, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.shops = shops;
    this.hours = hours;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * A time of somebody.
   *
   * @param firstOnlineAt null when they were not online
   * @param lastOnlineAt until when they were online last
   */
  record Sums(
      Map<Kind, Long> micros, @Nullable Instant firstOnlineAt, @Nullable Instant lastOnlineAt) {
    long seconds(Kind kind) {
      return Math.round(micros.getOrDefault(kind, 0L) / 1e6);
    }
  }

  record AgentShift(
      Account account, Sums whole, Map<LocalDate, Sums> days, List<Stretch> stretches) {}

  /** {@code since}: since when it is recorded; null: not at all. */
  record Made(@Nullable Instant since, List<AgentShift> agents) {}

  Made make(Asked asked) {
    Instant now = clock.instant();
    List<Account> all = accounts.all();
    return database.read(jdbc -> {
      ShopDays shopDays = ShopDays.read(jdbc, shops, hours, asked.shops());
      LocalDays days = new LocalDays(shopDays.zone(), WHOLE_DAY);
      Attendance attendance =
          Attendance.read(jdbc, days.begin(asked.from()), days.begin(asked.to().plusDays(1)), now);
      return new Made(attendance.since(), agents(asked, all, attendance, days));
    });
  }

  private static List<AgentShift> agents(
      Asked asked, List<Account> all, Attendance attendance, LocalDays days) {
    Map<String, List<Stretch>> of =
        attendance.stretches().stream().collect(Collectors.groupingBy(Stretch::username));
    boolean withSpans = asked.from().plusDays(DAYS_WITH_SPANS_MAX).isAfter(asked.to());
    return all.stream()
        .filter(account -> serves(account, asked.shops(), of.get(account.username())))
        .sorted(Comparator.comparing(Account::username))
        .map(account ->
            shift(account, of.getOrDefault(account.username(), List.of()), days, withSpans))
        .toList();
  }

  /** Whoever serves one of the shops, or served one and was there. */
  private static boolean serves(
      Account account, ShopScope scope, @Nullable List<Stretch> stretches) {
    if (account.active() && !account.shops().and(scope).equals(ShopScope.none())) {
      return true;
    }
    return stretches != null
        && stretches.stream()
            .anyMatch(one ->
                one.kind() != Kind.OFFLINE && !one.shops().and(scope).equals(ShopScope.none()));
  }

  private static AgentShift shift(
      Account account, List<Stretch> stretches, LocalDays days, boolean withSpans) {
    Map<LocalDate, List<Stretch>> byDay = new TreeMap<>();
    for (Stretch one : stretches) {
      for (Stretch part : parts(one, days)) {
        byDay
            .computeIfAbsent(LocalDate.ofEpochDay(days.day(part.from())), _ -> new ArrayList<>())
            .add(part);
      }
    }
    Map<LocalDate, Sums> sums = new TreeMap<>();
    byDay.forEach((day, parts) -> sums.put(day, sums(parts)));
    return new AgentShift(
        account, sums(stretches), sums, withSpans ? joined(stretches) : List.of());
  }

  /** Cut at each midnight. */
  private static List<Stretch> parts(Stretch whole, LocalDays days) {
    List<Stretch> parts = new ArrayList<>();
    long at = whole.from();
    while (at < whole.to()) {
      long until = Math.min(whole.to(), days.nextMidnight(at));
      parts.add(new Stretch(whole.username(), at, until, whole.kind(), whole.shops()));
      at = until;
    }
    return parts;
  }

  private static Sums sums(List<Stretch> stretches) {
    Map<Kind, Long> micros = new EnumMap<>(Kind.class);
    stretches.forEach(one -> micros.merge(one.kind(), one.micros(), Long::sum));
    List<Stretch> online = stretches.stream().filter(one -> one.kind() == Kind.ONLINE).toList();
    return new Sums(
        micros,
        online.isEmpty() ? null : Micros.instant(online.getFirst().from()),
        online.isEmpty() ? null : Micros.instant(online.getLast().to()));
  }

  /** Of one kind that follow each other are one, whichever shops were served. */
  private static List<Stretch> joined(List<Stretch> stretches) {
    List<Stretch> joined = new ArrayList<>();
    for (Stretch one : stretches) {
      Stretch last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && last.kind() == one.kind() && last.to() == one.from()) {
        joined.removeLast();
        joined.add(new Stretch(one.username(), last.from(), one.to(), one.kind(), one.shops()));
      } else {
        joined.add(one);
      }
    }
    return joined;
  }
}
