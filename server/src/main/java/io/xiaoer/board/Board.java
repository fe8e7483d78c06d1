package io.xiaoer.board;

import io.xiaoer.assignment.AssignmentRule;
import io.xiaoer.assignment.AssignmentRules;
import io.xiaoer.assignment.AssignmentRules.Setting;
import io.xiaoer.conversation.Assignments;
import io.xiaoer.conversation.WaitingCounts;
import io.xiaoer.conversation.WaitingCounts.OfShop;
import io.xiaoer.hours.OpeningHours.Window;
import io.xiaoer.hours.OpeningState;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Timetables;
import io.xiaoer.presence.ConnectedUsers;
import io.xiaoer.presence.Presence;
import io.xiaoer.round.ServiceFigures;
import io.xiaoer.round.ServiceFigures.Done;
import io.xiaoer.round.ServiceFigures.Figures;
import io.xiaoer.round.ServiceFigures.Period;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the board. Many screens look at the same shops, so one reading serves all of them for a
 * second.
 */
final class Board {
  private static final Duration SHOWN_FOR = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int KEPT_MAX = 64;

  private final Database database;
  private final Shops shops;
  private final ShopHours hours;
  private final InstantSource clock;

  private final Map<ShopScope, Now> kept =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ShopScope, Now> eldest) {
          return size() > KEPT_MAX;
        }
      };

  Board(Database database, Shops shops, ShopHours hours, InstantSource clock) {
    this.database = database;
    this.shops = shops;
    this.hours = hours;
    this.clock = clock;
  }

  /**
   * A shop at this moment.
   *
   * @param counts null when nobody waits
   */
  record ShopNow(Shop shop, @Nullable OfShop counts, AssignmentRule rule, OpeningState opening) {}

  /**
   * Somebody who serves at least one of the shops.
   *
   * @param load conversations that need them, in all shops
   * @param ceiling where the shops differ, the largest
   * @param waiting customers of these shops who wait for their answer
   * @param done null when none of their answers ended a round today
   */
  record AgentNow(
      Account account,
      Presence presence,
      Instant since,
      int load,
      int ceiling,
      long waiting,
      @Nullable Done done) {}

  /**
   * All of one moment.
   *
   * @param today the part of the day in which answers are counted
   */
  record Now(
      Instant at, List<ShopNow> shops, List<AgentNow> agents, Figures today, Figures lastHour) {}

  Now now(ShopScope scope) {
    Instant at = clock.instant();
    synchronized (kept) {
      Now present = kept.get(scope);
      if (present != null && Duration.between(present.at, at).abs().compareTo(SHOWN_FOR) < 0) {
        return present;
      }
    }
    Now read = database.read(jdbc -> read(jdbc, scope, at));
    synchronized (kept) {
      kept.remove(scope);
      kept.put(scope, read);
    }
    return read;
  }

  private Now read(JdbcClient jdbc, ShopScope scope, Instant at) {
    Timetables timetables = hours.all(jdbc);
    Map<ShopId, Setting> rules = AssignmentRules.all(jdbc);
    Map<ShopId, OfShop> counts =
        WaitingCounts.byShop(jdbc, scope, at, ServiceFigures.AT_RISK, ServiceFigures.THRESHOLD)
            .stream()
            .collect(Collectors.toMap(OfShop::shop, Function.identity()));
    List<ShopNow> seen =
        shops.all().stream()
            .filter(shop -> scope.has(shop.id()))
            .map(shop ->
                new ShopNow(
                    shop,
                    counts.get(shop.id()),
                    rules.getOrDefault(shop.id(), Setting.NONE).rule(),
                    timetables.at(shop.id(), at)))
            .toList();
    List<Period> today =
        seen.stream()
            .map(one -> {
              Window window = timetables.assessed(one.shop.id(), at);
              return new Period(one.shop.id(), window.from(), window.to());
            })
            .toList();
    return new Now(
        at,
        seen,
        agents(jdbc, scope, seen, ServiceFigures.byAgent(jdbc, today), at),
        ServiceFigures.of(jdbc, today, at),
        ServiceFigures.of(
            jdbc, today.stream().map(period -> period.since(at.minus(HOUR))).toList(), at));
  }

  private static List<AgentNow> agents(
      JdbcClient jdbc, ShopScope scope, List<ShopNow> seen, Map<String, Done> done, Instant at) {
    Map<String, Integer> loads = Assignments.loads(jdbc, at);
    Map<String, Presence> connected = ConnectedUsers.all(jdbc, at);
    Map<String, Instant> since = Accounts.statesSince(jdbc);
    Map<String, Long> waiting = WaitingCounts.byAssignee(jdbc, scope, at);
    return Accounts.active(jdbc).stream()
        .filter(account -> seen.stream().anyMatch(one -> account.shops().has(one.shop.id())))
        .map(account ->
            new AgentNow(
                account,
                connected.getOrDefault(account.username(), Presence.GONE),
                since.getOrDefault(account.username(), Instant.EPOCH),
                loads.getOrDefault(account.username(), 0),
                ceiling(account, seen),
                waiting.getOrDefault(account.username(), 0L),
                done.get(account.username())))
        .sorted(Comparator.comparing(one -> one.account.username()))
        .toList();
  }

  private static int ceiling(Account account, List<ShopNow> seen) {
    return seen.stream()
        .filter(one -> account.shops().has(one.shop.id()))
        .mapToInt(one -> one.rule.ceilingFor(account.ceiling()))
        .max()
        .orElse(0);
  }
}
