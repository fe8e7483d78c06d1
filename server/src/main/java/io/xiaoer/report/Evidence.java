package io.xiaoer.report;

import io.xiaoer.assignment.GroupMembers;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.report.Preset.Unit;
import io.xiaoer.round.Round;
import io.xiaoer.round.Rounds;
import io.xiaoer.round.Rounds.Detailed;
import io.xiaoer.round.Rounds.Place;
import io.xiaoer.round.Rounds.Sought;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rounds behind a number. */
final class Evidence {
  /** Rounds are read in portions, and tried by the rule one by one. */
  private static final int PORTION = 500;

  /** What one page may cost; one that finds little ends here, and the next one goes on. */
  private static final int LOOKED_AT_MAX = 20_000;

  private static final int ROUNDS_AT_ONCE = 1_000;

  private static final Set<Verdict> LATE = EnumSet.of(Verdict.LATE, Verdict.UNANSWERED);

  private final Database database;
  private final Shops shops;
  private final ShopHours hours;
  private final InstantSource clock;

  Evidence(Database database, Shops shops, ShopHours hours, InstantSource clock) {
    this.database = database;
    this.shops = shops;
    this.hours = hours;
    this.clock = clock;
  }

  /**
   * Which of the rounds that a rule counts.
   *
   * @param missed only those that lower the rate
   * @param verdicts only these; empty: all
   * @param within answered within so long; null: all
   * @param agent a username; empty: nobody; null: all
   * @param group whose member they belong to, or {@link #NO_GROUP}; null: all
   * @param weekday 0 is Monday; null: all
   * @param hour of the day; null: all
   */
  record Sifted(
      Asked asked,
      Preset preset,
      boolean missed,
      Set<Verdict> verdicts,
      @Nullable Duration within,
      @Nullable String agent,
      @Nullable Long group,
      @Nullable Integer weekday,
      @Nullable Integer hour) {
    /** Of whoever is in none. */
    static final Long NO_GROUP = 0L;

    boolean onlyLate() {
      return missed || (!verdicts.isEmpty() && LATE.containsAll(verdicts));
    }
  }

  /** A round by a rule. */
  record Shown(
      Detailed detailed,
      Verdict verdict,
      OnDuty duty,
      @Nullable Cause cause,
      @Nullable Long messageId) {}

  /** Some rounds, the newest first; {@code next} is null behind the last. */
  record Page(List<Shown> rounds, @Nullable Place next, Instant asOf) {}

  Page page(Sifted sifted, Place behind, int limit) {
    return database.read(jdbc -> new Reading(jdbc, basis(jdbc, sifted)).page(behind, limit));
  }

  /** All of them, some at a time; nothing is held while they are taken. */
  void each(Sifted sifted, Consumer<Page> each) {
    Basis basis = database.read(jdbc -> basis(jdbc, sifted));
    Place place = Place.NEWEST;
    while (place != null) {
      Place behind = place;
      Page page = database.read(jdbc -> new Reading(jdbc, basis).page(behind, ROUNDS_AT_ONCE));
      each.accept(page);
      place = page.next;
    }
  }

  /**
   * What is the same for all pages.
   *
   * @param grouped whose rounds are not looked for, because they are in a group
   */
  private record Basis(
      Sifted sifted,
      Instant now,
      ShopDays shopDays,
      Attendance attendance,
      Sought sought,
      Set<String> grouped) {}

  private Basis basis(JdbcClient jdbc, Sifted sifted) {
    Instant now = clock.instant();
    Asked asked = sifted.asked;
    ShopDays shopDays = ShopDays.read(jdbc, shops, hours, asked.shops());
    Instant from = Instant.MAX;
    Instant to = Instant.EPOCH;
    for (Shop shop : shopDays.shops()) {
      LocalDays days = shopDays.days(shop.id(), sifted.preset);
      Instant begin = days.begin(asked.from());
      Instant end = days.begin(asked.to().plusDays(1));
      from = begin.isBefore(from) ? begin : from;
      to = end.isAfter(to) ? end : to;
    }
    Sought sought =
        new Sought(
            ShopScope.of(shopDays.shops().stream().map(Shop::id).toList()),
            from.isBefore(to) ? from : to,
            to,
            agents(jdbc, sifted),
            sifted.onlyLate() && !sifted.preset.automaticCounts()
                ? thresholdOrNull(sifted.preset)
                : null);
    Attendance attendance =
        Attendance.read(
            jdbc, ServiceReport.aroundBegin(asked), ServiceReport.aroundEnd(asked), now);
    return new Basis(sifted, now, shopDays, attendance, sought, grouped(jdbc, sifted));
  }

  private static Set<String> grouped(JdbcClient jdbc, Sifted sifted) {
    return Sifted.NO_GROUP.equals(sifted.group)
        ? GroupMembers.all(jdbc).stream()
            .flatMap(one -> one.usernames().stream())
            .collect(Collectors.toSet())
        : Set.of();
  }

  private static @Nullable List<String> agents(JdbcClient jdbc, Sifted sifted) {
    Long group = sifted.group;
    String agent = sifted.agent;
    if (group == null || group.equals(Sifted.NO_GROUP)) {
      return agent == null ? null : List.of(agent);
    }
    return GroupMembers.all(jdbc).stream()
        .filter(one -> one.id() == group)
        .flatMap(one -> one.usernames().stream())
        .filter(one -> agent == null || agent.equals(one))
        .toList();
  }

  /** Within one reading of the database. */
  private static final class Reading {
    private final JdbcClient jdbc;
    private final Sifted sifted;
    private final Basis basis;
    private final Instant now;
    private final Map<ShopId, LocalDays> days = new HashMap<>();
    private final Map<ShopId, Tally.Duty> duties = new HashMap<>();

    Reading(JdbcClient jdbc, Basis basis) {
      this.jdbc = jdbc;
      this.basis = basis;
      sifted = basis.sifted;
      now = basis.now;
    }

    private LocalDays days(ShopId shop) {
      return days.computeIfAbsent(shop, one -> basis.shopDays.days(one, sifted.preset));
    }

    private OnDuty duty(ShopId shop, Round round) {
      return duties.computeIfAbsent(shop, basis.attendance::duty).at(round.openedAt());
    }

    Page page(Place behind, int limit) {
      List<Shown> found = new ArrayList<>();
      Place place = behind;
      for (int looked = 0; looked < LOOKED_AT_MAX; looked += PORTION) {
        List<Detailed> portion = Rounds.newest(jdbc, basis.sought, place, PORTION, now);
        for (Detailed one : portion) {
          place = new Place(one.round().openedAt(), one.round().id());
          Shown shown = shown(one);
          if (shown != null) {
            found.add(shown);
            if (found.size() == limit) {
              return new Page(withMessages(found), place, now);
            }
          }
        }
        if (portion.size() < PORTION) {
          return new Page(withMessages(found), null, now);
        }
      }
      return new Page(withMessages(found), place, now);
    }

    /** Null when it is not sought. */
    private @Nullable Shown shown(Detailed one) {
      Round round = one.round();
      LocalDays ofShop = days(one.shop());
      long day = ofShop.day(round.openedAt());
      if (day < sifted.asked.from().toEpochDay()
          || day > sifted.asked.to().toEpochDay()
          || basis.grouped.contains(ServiceReport.owner(round))
          || (sifted.weekday != null && ofShop.weekday(round.openedAt()) != sifted.weekday)
          || (sifted.hour != null && ofShop.hour(round.openedAt()) != sifted.hour)) {
        return null;
      }
      OnDuty duty = duty(one.shop(), round);
      Verdict verdict = sifted.preset.verdict(round, duty, Micros.of(now));
      boolean missed = sifted.preset.isMissed(verdict);
      if ((sifted.missed && !missed)
          || (!sifted.verdicts.isEmpty() && !sifted.verdicts.contains(verdict))
          || (sifted.within != null && !isWithin(round, sifted.within))) {
        return null;
      }
      boolean decides = isAsked() && verdict.needsAnswer();
      if (decides && !decidesItsUnit(one.shop(), round, day)) {
        return null;
      }
      return new Shown(one, verdict, duty, missed ? cause(one, duty) : null, null);
    }

    private boolean isWithin(Round round, Duration within) {
      return sifted.preset.answeredAt(round) != Round.NEVER
          && sifted.preset.waitMicros(round) <= Micros.of(within);
    }

    /** Whether a number was asked for, which only those rounds make that decide. */
    private boolean isAsked() {
      return sifted.missed || !sifted.verdicts.isEmpty() || sifted.within != null;
    }

    /** Of a session or a customer's day only the first round decides. */
    private boolean decidesItsUnit(ShopId shop, Round round, long day) {
      return switch (sifted.preset.unit()) {
        case ROUND, MESSAGE -> true;
        case SESSION, CUSTOMER_DAY -> isFirst(shop, round, day);
      };
    }

    /** The number of the one customer who is looked at. */
    private static final int ONLY = 0;

    private boolean isFirst(ShopId shop, Round round, long day) {
      Units units = new Units();
      boolean first = false;
      for (Round one :
          Rounds.ofConversation(
              jdbc,
              round.conversationId(),
              round.openedAt() - Units.LOOK_BACK,
              round.openedAt() + 1)) {
        Verdict verdict = sifted.preset.verdict(one, duty(shop, one), Micros.of(now));
        long itsDay = days(shop).day(one.openedAt());
        first =
            sifted.preset.unit() == Unit.SESSION
                ? units.beginsSession(ONLY, one, verdict)
                : itsDay == day && units.beginsDay(ONLY, verdict, day);
        if (one.id() == round.id()) {
          return first;
        }
      }
      return first;
    }

    private Cause cause(Detailed one, OnDuty duty) {
      Instant until =
          sifted.preset.threshold() == null
              ? now
              : Micros.instant(one.round().openedAt()).plus(sifted.preset.threshold());
      return Cause.of(one, sifted.preset, duty, Rounds.answerWasWritten(jdbc, one, until), now);
    }

    private List<Shown> withMessages(List<Shown> found) {
      Map<Long, Long> messages =
          Rounds.firstMessages(jdbc, found.stream().map(Shown::detailed).toList());
      return found.stream()
          .map(one ->
              new Shown(
                  one.detailed,
                  one.verdict,
                  one.duty,
                  one.cause,
                  messages.get(one.detailed.round().id())))
          .toList();
    }
  }

  private static @Nullable Long thresholdOrNull(Preset preset) {
    return preset.threshold() == null ? null : preset.thresholdMicros();
  }
}
