package io.xiaoer.receive;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.sdk.api.AddressBlock;
import io.xiaoer.sdk.api.CallbackAddresses;
import io.xiaoer.sdk.api.Failure;
import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.sdk.api.LookUp;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.SeldomLog;
import io.xiaoer.wechat.PlatformClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps the lists of the platform's addresses, one for each shop: asked for daily by the node that
 * has the lease, kept in the database, read from there by all.
 *
 * <p>An address stays for some days after the platform last named it. So a list that comes cut
 * short turns nobody away at once.
 */
final class CallbackAddressList implements AddressGate, SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(CallbackAddressList.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  /** How long an address is let in that the platform no longer names. */
  static final Duration KEPT = Duration.ofDays(7);

  /** Bounds what one answer can make us keep; published lists have some hundred entries. */
  private static final int BLOCKS_MAX = 10_000;

  private static final int PROBLEM_CHARS_MAX = 200;

  private final SeldomLog unread = SeldomLog.warnings(log);
  private final boolean enforces;
  private final Database database;
  private final Shops shops;
  private final PlatformClients platforms;
  private final Lease lease;
  private final InstantSource clock;
  private final RandomGenerator dice;
  private final MeterRegistry registry;

  private final WakeUp signal = new WakeUp();
  private final Set<ShopId> wanted = ConcurrentHashMap.newKeySet();
  private volatile Map<ShopId, Known> known = Map.of();
  private final Worker worker =
      new Worker(
          "callback-addresses",
          "receive: the list of callback addresses is not renewed, the old one stays",
          this::renew);

  CallbackAddressList(
      boolean enforces,
      Database database,
      Shops shops,
      PlatformClients platforms,
      Lease lease,
      InstantSource clock,
      RandomGenerator dice,
      MeterRegistry registry) {
    this.enforces = enforces;
    this.database = database;
    this.shops = shops;
    this.platforms = platforms;
    this.lease = lease;
    this.clock = clock;
    this.dice = dice;
    this.registry = registry;
    shops.onChange(signal::raise);
  }

  /** {@code reliable}: as of the last look at the database, which comes twice a minute. */
  private record Known(ListedAddresses addresses, boolean reliable) {}

  /** What the tables hold of one shop's list. */
  private record Row(
      @Nullable Instant fetchedAt,
      @Nullable Instant triedAt,
      @Nullable Instant nextAt,
      int failures,
      int malformed) {
    static final Row NONE = new Row(null, null, null, 0, 0);
  }

  @Override
  public Passage passage(ShopId shop, String address) {
    Known list = known.get(shop);
    if (list == null || !list.reliable || list.addresses.contains(address)) {
      return Passage.OPEN;
    }
    if (wanted.add(shop)) {
      signal.raise();
    }
    return enforces ? Passage.SHUT : Passage.TOLD;
  }

  @Override
  public boolean isListed(ShopId shop, String address) {
    Known list = known.get(shop);
    return list != null && list.reliable && list.addresses.contains(address);
  }

  /** What was fetched before is known before the first push is let in. */
  @Override
  public void start() {
    look();
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }

  @Override
  public int getPhase() {
    return 0; // before the web server
  }

  private void renew() throws InterruptedException {
    fetchWhatIsDue();
    look();
    signal.await(LOOK_EVERY);
  }

  private void fetchWhatIsDue() {
    for (Shop shop : shops.all()) {
      boolean early = wanted.contains(shop.id());
      if (!worker.isRunning() || !(early || lease.held())) {
        continue;
      }
      Row row = database.read(jdbc -> row(jdbc, shop.id()));
      if (RefreshPlan.isDue(row.triedAt, row.nextAt, early, clock.instant())) {
        platforms.of(shop.id().value()).ifPresent(api -> fetch(shop.id(), api, row));
        wanted.remove(shop.id()); // not before: what a stranger sends must not wake us each time
      }
    }
  }

  private void fetch(ShopId shop, KfApi api, Row row) {
    LookUp<CallbackAddresses> answer = api.callbackAddresses();
    if (answer instanceof LookUp.Found<CallbackAddresses>(CallbackAddresses addresses)) {
      keep(shop, addresses);
    } else if (answer instanceof LookUp.Failed<CallbackAddresses>(Failure why)) {
      failed(shop, row, String.valueOf(why));
    } else {
      failed(shop, row, "the platform's list is empty");
    }
  }

  private void keep(ShopId shop, CallbackAddresses addresses) {
    Instant now = clock.instant();
    long micros = Micros.of(now);
    List<AddressBlock> blocks =
        addresses.blocks().subList(0, Math.min(addresses.blocks().size(), BLOCKS_MAX));
    // What was cut off counts as not understood: nobody may be refused for being behind the cut.
    int malformed = addresses.malformed().size() + addresses.blocks().size() - blocks.size();
    database.write(jdbc -> {
      note(jdbc, shop, micros, micros, RefreshPlan.afterSuccess(now, dice), 0, malformed, "");
      for (AddressBlock block : blocks) {
        jdbc.sql(
                """
                INSERT INTO callback_address (shop, block, listed_at) VALUES (?, ?, ?)
                ON CONFLICT (shop, block) DO UPDATE SET listed_at = excluded.listed_at
                """)
            .params(shop.value(), block.toString(), micros)
            .update();
      }
      return jdbc.sql("DELETE FROM callback_address WHERE shop = ? AND listed_at < ?")
          .params(shop.value(), Micros.of(now.minus(KEPT)))
          .update();
    });
    log.info("receive: the platform pushes to shop {} from {} blocks", shop, blocks.size());
    if (malformed > 0) {
      log.warn(
          "receive: {} entries of the list for shop {} cannot be read, so it refuses nobody: {}",
          malformed,
          shop,
          addresses.malformed().stream().limit(3).toList());
    }
  }

  private void failed(ShopId shop, Row row, String why) {
    Instant now = clock.instant();
    int failures = row.failures + 1;
    Instant next = RefreshPlan.afterFailure(failures, now, dice);
    String problem = why.substring(0, Math.min(why.length(), PROBLEM_CHARS_MAX));
    database.write(jdbc -> {
      note(
          jdbc,
          shop,
          Micros.ofNullable(row.fetchedAt),
          Micros.of(now),
          next,
          failures,
          row.malformed,
          problem);
      return null;
    });
    log.warn(
        "receive: the platform's addresses for shop {} could not be fetched ({}), retrying at {}; {}",
        shop,
        problem,
        next,
        row.fetchedAt == null
            ? "nobody is refused for his address"
            : "the list of "
                + row.fetchedAt
                + " is used for "
                + ListedAddresses.AGE_MAX.toDays()
                + " days");
  }

  private static void note(
      JdbcClient jdbc,
      ShopId shop,
      @Nullable Long fetchedAt,
      long triedAt,
      Instant nextAt,
      int failures,
      int malformed,
      String problem) {
    jdbc.sql(
            """
            INSERT INTO callback_list (shop, fetched_at, tried_at, next_at, failures, malformed, problem)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (shop) DO UPDATE SET fetched_at = excluded.fetched_at,
              tried_at = excluded.tried_at, next_at = excluded.next_at,
              failures = excluded.failures, malformed = excluded.malformed,
              problem = excluded.problem
            """)
        .params(
            Arrays.asList(
                shop.value(), fetchedAt, triedAt, Micros.of(nextAt), failures, malformed, problem))
        .update();
  }

  /** Reads the lists anew; one that did not change keeps what it has seen. */
  private void look() {
    Map<ShopId, Known> before = known;
    Map<ShopId, Known> now = new HashMap<>();
    Instant at = clock.instant();
    try {
      for (Shop shop : shops.all()) {
        Known old = before.get(shop.id());
        ListedAddresses addresses = addresses(shop.id(), old == null ? null : old.addresses);
        var unreliable = addresses.unreliable(at);
        if (old != null && old.reliable && unreliable.isPresent()) {
          log.warn(
              "receive: the list of callback addresses of shop {} is {}: nobody is refused by it",
              shop,
              unreliable.get());
        }
        now.put(shop.id(), new Known(addresses, unreliable.isEmpty()));
        if (old == null) {
          register(shop.id());
        }
      }
      known = Map.copyOf(now);
    } catch (DataAccessException e) {
      unread.say(
          "receive: the lists of callback addresses cannot be read, the old ones stay: "
              + e.getMessage());
    }
  }

  private void register(ShopId shop) {
    String label = shops.label(shop);
    Gauge.builder("xiaoer.callback.addresses", this, self -> self.leastInForce(label))
        .description("blocks of platform addresses in force; 0 refuses nobody")
        .tag("shop", label)
        .register(registry);
  }

  /** Of the shops that share a label the one with the fewest: an alert is about that one. */
  private int leastInForce(String label) {
    return shops.all().stream()
        .filter(shop -> shops.label(shop.id()).equals(label))
        .mapToInt(shop -> blocksInForce(shop.id()))
        .min()
        .orElse(0);
  }

  private int blocksInForce(ShopId shop) {
    Known list = known.get(shop);
    return list == null || !list.reliable ? 0 : list.addresses.size();
  }

  private ListedAddresses addresses(ShopId shop, @Nullable ListedAddresses before) {
    return database.read(jdbc -> {
      Row row = row(jdbc, shop);
      if (before != null && Objects.equals(before.fetchedAt(), row.fetchedAt)) {
        return before;
      }
      List<AddressBlock> blocks = new ArrayList<>();
      jdbc.sql("SELECT block FROM callback_address WHERE shop = ?")
          .param(shop.value())
          .query(String.class)
          .list()
          .forEach(block -> AddressBlock.parse(block).ifPresent(blocks::add));
      return new ListedAddresses(blocks, row.fetchedAt, row.malformed);
    });
  }

  private static Row row(JdbcClient jdbc, ShopId shop) {
    return jdbc.sql(
            "SELECT fetched_at, tried_at, next_at, failures, malformed FROM callback_list"
                + " WHERE shop = ?")
        .param(shop.value())
        .query(RecordMapper.of(Row.class))
        .optional()
        .orElse(Row.NONE);
  }
}
