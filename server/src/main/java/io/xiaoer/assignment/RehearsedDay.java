package io.xiaoer.assignment;

import io.xiaoer.assignment.Rehearsal.Arrival;
import io.xiaoer.assignment.Rehearsal.Outcome;
import io.xiaoer.assignment.Rehearsal.Shift;
import io.xiaoer.assignment.Rehearsal.Told;
import io.xiaoer.assignment.Situation.ShopNow;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Timetables;
import io.xiaoer.round.PastRounds;
import io.xiaoer.round.PastRounds.PastRound;
import io.xiaoer.shop.ShopId;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A past day of a shop, as it was and as it would have been with another rule. */
final class RehearsedDay {
  static final int ROUNDS_MAX = 10_000;

  /** Who answers somebody is there for so long before and after. */
  private static final Duration AROUND_AN_ANSWER = Duration.ofMinutes(15);

  private static final Duration WORK_MIN = Duration.ofSeconds(5);

  /** Who needs longer did something else meanwhile. */
  private static final Duration WORK_MAX = Duration.ofMinutes(10);

  /** Where a day has no answer to go by. */
  private static final Duration WORK_USUAL = Duration.ofMinutes(1);

  private final Database database;
  private final ShopHours hours;
  private final InstantSource clock;

  RehearsedDay(Database database, ShopHours hours, InstantSource clock) {
    this.database = database;
    this.hours = hours;
    this.clock = clock;
  }

  /**
   * How long customers waited for somebody who serves them, in whole seconds.
   *
   * @param inTime rounds that were answered within three minutes
   * @param unanswered rounds without an answer on that day
   */
  record Waits(
      @Nullable Long medianSeconds,
      @Nullable Long ninetiethSeconds,
      @Nullable Long longestSeconds,
      int inTime,
      int unanswered) {}

  /**
   * Of one who served that day.
   *
   * @param was rounds they answered
   * @param wouldBe rounds they would have answered
   * @param mostAtOnce the most customers they would have had at a time
   */
  record AgentDay(String username, String name, int was, int wouldBe, int mostAtOnce) {}

  /**
   * @param rounds that came
   * @param cut there were more than are looked at
   * @param returns how often a customer would have been taken back from somebody
   */
  record Compared(
      LocalDate date,
      int rounds,
      boolean cut,
      Waits was,
      Waits wouldBe,
      int returns,
      List<AgentDay> agents) {}

  private record Read(List<PastRound> rounds, Timetables timetables, List<Account> accounts) {}

  /** The last day that is over. */
  LocalDate yesterday(ShopId shop) {
    Instant now = clock.instant();
    ZoneId zone = database.read(jdbc -> hours.all(jdbc).zone(shop));
    return LocalDate.ofInstant(now, zone).minusDays(1);
  }

  Compared compare(ShopId shop, LocalDate date, AssignmentRule rule) {
    Instant now = clock.instant();
    Read read =
        database.read(jdbc -> {
          Timetables timetables = hours.all(jdbc);
          ZoneId zone = timetables.zone(shop);
          return new Read(
              PastRounds.of(
                  jdbc,
                  shop,
                  date.atStartOfDay(zone).toInstant(),
                  date.plusDays(1).atStartOfDay(zone).toInstant(),
                  ROUNDS_MAX + 1,
                  now),
              timetables,
              Accounts.active(jdbc));
        });
    boolean cut = read.rounds.size() > ROUNDS_MAX;
    List<PastRound> rounds = cut ? read.rounds.subList(0, ROUNDS_MAX) : read.rounds;
    Instant end = date.plusDays(1).atStartOfDay(read.timetables.zone(shop)).toInstant();
    Outcome outcome =
        Rehearsal.of(
            shop,
            rule,
            arrivals(rounds),
            shifts(rounds, read.accounts),
            moment -> ShopNow.at(read.timetables, shop, rule, moment),
            end);
    return new Compared(
        date,
        rounds.size(),
        cut,
        waits(
            rounds.stream()
                .filter(one -> one.answeredAt() != null)
                .map(one -> Duration.ofNanos(one.queueMicros() * 1_000))
                .toList(),
            rounds.stream().map(one -> new Told(one.openedAt(), null, one.answeredAt())).toList()),
        waits(
            outcome.told().stream()
                .filter(one -> one.assignedAt() != null)
                .map(one -> Duration.between(one.at(), one.assignedAt()))
                .toList(),
            outcome.told()),
        outcome.returns(),
        agents(rounds, outcome, read.accounts));
  }

  /** Who got no answer would have been answered as fast as others. */
  private static List<Arrival> arrivals(List<PastRound> rounds) {
    List<Duration> known =
        rounds.stream().map(RehearsedDay::work).flatMap(Stream::ofNullable).sorted().toList();
    Duration usual = known.isEmpty() ? WORK_USUAL : known.get(known.size() / 2);
    return rounds.stream()
        .map(one ->
            new Arrival(
                one.conversationId(),
                one.arrivedAt(),
                Objects.requireNonNullElse(work(one), usual)))
        .toList();
  }

  private static @Nullable Duration work(PastRound round) {
    Instant answered = round.answeredAt();
    Instant had = round.agentAt();
    if (answered == null || had == null) {
      return null;
    }
    Duration work = Duration.between(had, answered);
    return work.compareTo(WORK_MIN) < 0 ? WORK_MIN : work.compareTo(WORK_MAX) > 0 ? WORK_MAX : work;
  }

  private static List<Shift> shifts(List<PastRound> rounds, List<Account> accounts) {
    Map<String, Account> known =
        accounts.stream().collect(Collectors.toMap(Account::username, Function.identity()));
    List<Shift> shifts = new ArrayList<>();
    Map<String, List<Instant>> answers = new TreeMap<>();
    for (PastRound round : rounds) {
      String by = round.answeredBy();
      if (by != null && known.containsKey(by) && round.answeredAt() != null) {
        answers.computeIfAbsent(by, _ -> new ArrayList<>()).add(round.answeredAt());
      }
    }
    answers.forEach((username, moments) -> {
      moments.sort(Comparator.naturalOrder());
      Account account = known.get(username);
      Instant from = moments.getFirst().minus(AROUND_AN_ANSWER);
      Instant to = moments.getFirst().plus(AROUND_AN_ANSWER);
      for (Instant moment : moments) {
        if (moment.minus(AROUND_AN_ANSWER).isAfter(to)) {
          shifts.add(new Shift(username, account == null ? null : account.ceiling(), from, to));
          from = moment.minus(AROUND_AN_ANSWER);
        }
        to = moment.plus(AROUND_AN_ANSWER);
      }
      shifts.add(new Shift(username, account == null ? null : account.ceiling(), from, to));
    });
    return shifts;
  }

  private static Waits waits(List<Duration> queued, List<Told> told) {
    List<Long> seconds = queued.stream().map(Duration::toSeconds).sorted().toList();
    return new Waits(
        part(seconds, 50),
        part(seconds, 90),
        seconds.isEmpty() ? null : seconds.getLast(),
        (int)
            told.stream()
                .filter(one ->
                    one.answeredAt() != null
                        && !one.at().plus(Planner.IN_TIME).isBefore(one.answeredAt()))
                .count(),
        (int) told.stream().filter(one -> one.answeredAt() == null).count());
  }

  private static @Nullable Long part(List<Long> sorted, int percent) {
    return sorted.isEmpty() ? null : sorted.get((sorted.size() - 1) * percent / 100);
  }

  private static List<AgentDay> agents(
      List<PastRound> rounds, Outcome outcome, List<Account> accounts) {
    Map<String, Long> answered =
        rounds.stream()
            .map(PastRound::answeredBy)
            .flatMap(Stream::ofNullable)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return accounts.stream()
        .filter(one ->
            answered.containsKey(one.username()) || outcome.served().containsKey(one.username()))
        .map(one ->
            new AgentDay(
                one.username(),
                one.name(),
                answered.getOrDefault(one.username(), 0L).intValue(),
                outcome.served().getOrDefault(one.username(), 0),
                outcome.mostAtOnce().getOrDefault(one.username(), 0)))
        .toList();
  }
}
