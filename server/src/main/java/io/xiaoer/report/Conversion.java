package io.xiaoer.report;

import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Span;
import io.xiaoer.purchase.Purchases;
import io.xiaoer.report.Buyers.Buyer;
import io.xiaoer.report.Buyers.Order;
import io.xiaoer.round.Rate;
import io.xiaoer.round.Rounds;
import io.xiaoer.round.Rounds.Place;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who asked, and who of them paid an order soon after. */
final class Conversion {
  private static final Span WHOLE_DAY = new Span(0, 24 * 60);

  /** The newest first. */
  private static final Comparator<Buyer> ORDER =
      Comparator.comparingLong(Buyer::askedAt).thenComparingLong(Buyer::conversation).reversed();

  private final Database database;
  private final Shops shops;
  private final ShopHours hours;
  private final Accounts accounts;
  private final InstantSource clock;

  Conversion(
      Database database, Shops shops, ShopHours hours, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.shops = shops;
    this.hours = hours;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * A row, under its name for programs and for people.
   *
   * @param customers who asked; of an agent those whom they answered
   * @param sums what they paid; of an agent the orders that are ascribed to them
   */
  record Row(String key, @Nullable String label, long customers, Sums sums) {
    /** Null of nobody's: who was not answered may have been answered after they had paid. */
    @Nullable Double rate() {
      return key.equals(ServiceReport.NONE) || customers == 0
          ? null
          : (Double) Rate.of(sums.buyers, customers).orElse(0);
    }
  }

  /** Who paid at all, and how many orders they paid together. */
  record Sums(long buyers, long orders) {
    private static Sums of(List<List<Order>> ofEach) {
      return new Sums(
          ofEach.stream().filter(orders -> !orders.isEmpty()).count(),
          ofEach.stream().mapToLong(List::size).sum());
    }
  }

  /**
   * The figures.
   *
   * @param since when the first order was paid of which one of the shops was told; null: of none
   */
  record Made(Instant asOf, @Nullable Instant since, List<Row> rows, Row total) {}

  /** Some customers, the newest first; {@code next} is null behind the last. */
  record Page(List<Buyer> buyers, @Nullable Place next) {}

  private record Found(Instant asOf, @Nullable Instant since, List<Shop> shops, List<Buyer> all) {}

  Made make(Asked asked, By by, Duration within) {
    Found found = find(asked, within);
    List<Row> rows =
        by == By.SHOP
            ? found.shops.stream().map(shop -> ofShop(shop, found.all)).toList()
            : ofAgents(found.all);
    return new Made(found.asOf, found.since, rows, row("total", null, found.all));
  }

  /** {@code agent} is null for all; the empty one stands for nobody. */
  Page page(
      Asked asked, Duration within, @Nullable String agent, boolean bought, Place behind, int max) {
    List<Buyer> sought =
        find(asked, within).all.stream()
            .filter(buyer -> isSought(buyer, agent, bought))
            .filter(buyer -> isBehind(buyer, behind))
            .sorted(ORDER)
            .limit(max + 1L)
            .toList();
    if (sought.size() <= max) {
      return new Page(sought, null);
    }
    Buyer last = sought.get(max - 1);
    return new Page(sought.subList(0, max), new Place(last.askedAt(), last.conversation()));
  }

  private static boolean isSought(Buyer buyer, @Nullable String agent, boolean bought) {
    if (agent == null) {
      return !bought || !buyer.orders().isEmpty();
    }
    return bought ? !buyer.orders(agent).isEmpty() : buyer.isOf(agent);
  }

  private static boolean isBehind(Buyer buyer, Place place) {
    return buyer.askedAt() < place.openedAt()
        || (buyer.askedAt() == place.openedAt() && buyer.conversation() < place.id());
  }

  private Found find(Asked asked, Duration within) {
    Instant now = clock.instant();
    return database.read(jdbc -> {
      ShopDays shopDays = ShopDays.read(jdbc, shops, hours, asked.shops());
      Set<Long> blocked = Rounds.blocked(jdbc, now);
      List<Buyer> all = new ArrayList<>();
      for (Shop shop : shopDays.shops()) {
        LocalDays days = new LocalDays(shopDays.timetables().zone(shop.id()), WHOLE_DAY);
        Instant from = days.begin(asked.from());
        Instant to = days.begin(asked.to().plusDays(1));
        Buyers buyers =
            new Buyers(shop.id(), within, Purchases.of(jdbc, shop.id(), from, to.plus(within)));
        Rounds.each(jdbc, shop.id(), from, to, blocked, buyers::add);
        all.addAll(buyers.all());
      }
      return new Found(now, since(jdbc, shopDays.shops()), shopDays.shops(), all);
    });
  }

  private static @Nullable Instant since(JdbcClient jdbc, List<Shop> shops) {
    return shops.stream()
        .flatMap(shop -> Purchases.first(jdbc, shop.id()).stream())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static Row ofShop(Shop shop, List<Buyer> all) {
    List<Buyer> its = all.stream().filter(buyer -> buyer.shop().equals(shop.id())).toList();
    return row(shop.id().value(), shop.name(), its);
  }

  private static Row row(String key, @Nullable String label, List<Buyer> customers) {
    return new Row(
        key, label, customers.size(), Sums.of(customers.stream().map(Buyer::orders).toList()));
  }

  private List<Row> ofAgents(List<Buyer> all) {
    Map<String, String> names =
        accounts.all().stream().collect(Collectors.toMap(Account::username, Account::name));
    Map<String, Long> customers = new HashMap<>();
    Map<String, Set<Long>> buyers = new HashMap<>();
    Map<String, Long> orders = new HashMap<>();
    for (Buyer buyer : all) {
      buyer.agents().forEach(agent -> customers.merge(agent, 1L, Long::sum));
      if (buyer.agents().isEmpty()) {
        customers.merge(ServiceReport.NONE, 1L, Long::sum);
      }
      for (Order order : buyer.orders()) {
        buyers.computeIfAbsent(order.agent(), _ -> new HashSet<>()).add(buyer.conversation());
        orders.merge(order.agent(), 1L, Long::sum);
      }
    }
    return Stream.concat(customers.keySet().stream(), orders.keySet().stream())
        .distinct()
        .sorted(Comparator.comparing(String::isEmpty).thenComparing(Comparator.naturalOrder()))
        .map(agent ->
            new Row(
                agent,
                names.get(agent),
                customers.getOrDefault(agent, 0L),
                new Sums(
                    buyers.getOrDefault(agent, Set.of()).size(), orders.getOrDefault(agent, 0L))))
        .toList();
  }
}
