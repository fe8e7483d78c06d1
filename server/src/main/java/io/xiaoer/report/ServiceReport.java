package io.xiaoer.report;

import io.xiaoer.assignment.GroupMembers;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.report.Tally.Counts;
import io.xiaoer.report.Tally.Rows;
import io.xiaoer.round.Round;
import io.xiaoer.round.Round.Outcome;
import io.xiaoer.round.Rounds;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Figures of service by a rule, of one moment. */
final class ServiceReport {
  /** Whom nobody served, and who is in no group. */
  static final String NONE = "";

  private final Database database;
  private final Shops shops;
  private final ShopHours hours;
  private final Accounts accounts;
  private final InstantSource clock;

  ServiceReport(
      Database database, Shops shops, ShopHours hours, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.shops = shops;
    this.hours = hours;
    this.accounts = accounts;
    this.clock = clock;
  }

  /** A row, under its name for programs and for people. */
  record Row(String key, @Nullable String label, Figures figures) {}

  /**
   * The figures.
   *
   * @param window the part of the day that counts; null when the shops differ
   */
  record Made(@Nullable String window, Instant asOf, List<Row> rows, Figures total) {}

  Made make(Asked asked, Preset preset, By by) {
    Instant now = clock.instant();
    Map<String, String> names =
        accounts.all().stream().collect(Collectors.toMap(Account::username, Account::name));
    return database.read(jdbc -> make(jdbc, asked, preset, by, names, now));
  }

  private Made make(
      JdbcClient jdbc, Asked asked, Preset preset, By by, Map<String, String> names, Instant now) {
    ShopDays shopDays = ShopDays.read(jdbc, shops, hours, asked.shops());
    List<GroupMembers> groups = by == By.GROUP ? GroupMembers.all(jdbc) : List.of();
    Set<Long> blocked = Rounds.blocked(jdbc, now);
    Tally tally = new Tally(preset, asked.from(), asked.to(), now);
    Optional<Attendance> attendance =
        preset.asksForDuty()
            ? Optional.of(Attendance.read(jdbc, aroundBegin(asked), aroundEnd(asked), now))
            : Optional.empty();
    for (Shop shop : shopDays.shops()) {
      LocalDays days = shopDays.days(shop.id(), preset);
      Tally.OfShop ofShop =
          tally.shop(
              days,
              attendance.map(one -> one.duty(shop.id())).orElse(_ -> OnDuty.UNKNOWN),
              rows -> counts(by, shop.id(), groups, rows));
      Rounds.each(
          jdbc,
          shop.id(),
          days.begin(asked.from()).minus(lookBack(preset)),
          days.begin(asked.to().plusDays(1)),
          blocked,
          ofShop::add);
    }
    return new Made(
        shopDays.window(preset),
        now,
        rows(by, asked, tally, shopDays.shops(), groups, names),
        tally.total());
  }

  /** In any zone. */
  static Instant aroundBegin(Asked asked) {
    return asked.from().minusDays(3).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  static Instant aroundEnd(Asked asked) {
    return asked.to().plusDays(3).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static Duration lookBack(Preset preset) {
    return preset.unit() == Preset.Unit.SESSION ? Preset.Unit.SESSION_GAP : Duration.ZERO;
  }

  /** Who answered; of what is not answered, who had it. */
  static String owner(Round round) {
    return round.outcome() == Outcome.ANSWERED ? round.endedBy() : round.agent();
  }

  private static Counts counts(By by, ShopId shop, List<GroupMembers> groups, Rows rows) {
    return switch (by) {
      case DAY -> {
        Map<Long, List<Tally.Row>> days = new HashMap<>();
        yield (_, day, _) ->
            days.computeIfAbsent(
                day, one -> List.of(rows.of(LocalDate.ofEpochDay(one).toString())));
      }
      case HOUR -> {
        List<List<Tally.Row>> hours =
            IntStream.range(0, 24).mapToObj(hour -> List.of(rows.of(hourKey(hour)))).toList();
        yield (round, _, days) -> hours.get(days.hour(round.openedAt()));
      }
      case AGENT -> {
        Map<String, List<Tally.Row>> agents = new HashMap<>();
        yield (round, _, _) ->
            agents.computeIfAbsent(owner(round), agent -> List.of(rows.of(agent)));
      }
      case GROUP -> {
        Map<String, List<Tally.Row>> groupsOf = new HashMap<>();
        for (GroupMembers group : groups) {
          Tally.Row row = rows.of(String.valueOf(group.id()));
          group
              .usernames()
              .forEach(member -> groupsOf.computeIfAbsent(member, _ -> new ArrayList<>()).add(row));
        }
        List<Tally.Row> none = List.of(rows.of(NONE));
        yield (round, _, _) -> groupsOf.getOrDefault(owner(round), none);
      }
      case SHOP -> {
        List<Tally.Row> only = List.of(rows.of(shop.value()));
        yield (_, _, _) -> only;
      }
    };
  }

  private static String hourKey(int hour) {
    return String.format(Locale.ROOT, "%02d", hour);
  }

  private static List<Row> rows(
      By by,
      Asked asked,
      Tally tally,
      List<Shop> shops,
      List<GroupMembers> groups,
      Map<String, String> names) {
    Map<String, Figures> made = tally.rows();
    return switch (by) {
      case DAY ->
          asked
              .from()
              .datesUntil(asked.to().plusDays(1))
              .map(day -> row(made, day.toString(), null))
              .toList();
      case HOUR -> IntStream.range(0, 24).mapToObj(hour -> row(made, hourKey(hour), null)).toList();
      case SHOP -> shops.stream().map(shop -> row(made, shop.id().value(), shop.name())).toList();
      case AGENT ->
          made.keySet().stream()
              .sorted(
                  Comparator.comparing(String::isEmpty).thenComparing(Comparator.naturalOrder()))
              .map(key -> row(made, key, names.get(key)))
              .toList();
      case GROUP -> {
        Map<String, String> inOrder = new LinkedHashMap<>();
        groups.forEach(group -> inOrder.put(String.valueOf(group.id()), group.name()));
        inOrder.put(NONE, "");
        yield inOrder.entrySet().stream()
            .filter(group -> made.containsKey(group.getKey()))
            .map(group ->
                row(made, group.getKey(), group.getKey().equals(NONE) ? null : group.getValue()))
            .toList();
      }
    };
  }

  private static Row row(Map<String, Figures> made, String key, @Nullable String label) {
    return new Row(key, label, made.getOrDefault(key, new Figures()));
  }
}
