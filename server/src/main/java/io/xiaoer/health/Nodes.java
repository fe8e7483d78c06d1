package io.xiaoer.health;

import io.xiaoer.cluster.Worker;
import io.xiaoer.receive.PushJournal;
import io.xiaoer.receive.PushJournal.Trouble;
import io.xiaoer.settings.Version;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Says every few seconds that this node is alive, and writes down what it knows of each shop's
 * pushes. At the start it finds when somebody was last alive: since then nobody was, and every shop
 * missed its pushes.
 */
public final class Nodes implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Nodes.class);

  private static final Duration BEAT = Duration.ofSeconds(10);

  /** Not heard of for so long, a node is not shown as running. */
  private static final Duration ALIVE_FOR = Duration.ofSeconds(35);

  /**
   * A shorter absence costs nothing: the platform's fourth push comes ten seconds after the first.
   */
  private static final Duration ABSENCE_MIN = Duration.ofSeconds(30);

  private static final Duration KEPT = Duration.ofDays(7);

  private final Database database;
  private final Shops shops;
  private final PushJournal journal;
  private final Version version;
  private final InstantSource clock;
  private final String name;
  private final String id = UUID.randomUUID().toString();
  private final Instant startedAt;
  private final Worker worker =
      new Worker(
          "heartbeat",
          "health: the heartbeat of this node cannot be written",
          () -> {
            Thread.sleep(BEAT);
            beat(false);
          });

  Nodes(
      Database database,
      Shops shops,
      PushJournal journal,
      Version version,
      InstantSource clock,
      String name) {
    this.database = database;
    this.shops = shops;
    this.journal = journal;
    this.version = version;
    this.clock = clock;
    this.name = name;
    startedAt = clock.instant();
  }

  /** A process that was alive a moment ago. */
  public record Node(String name, String version, Instant startedAt, Instant seenAt) {}

  /** What is known of one shop's pushes, over all nodes. */
  public record Pulse(
      @Nullable Instant lastPushAt, @Nullable Instant lastAcceptedAt, @Nullable Outage outage) {
    static final Pulse NONE = new Pulse(null, null, null);
  }

  public String name() {
    return name;
  }

  public Instant startedAt() {
    return startedAt;
  }

  public List<Node> alive() {
    long since = Micros.of(clock.instant().minus(ALIVE_FOR));
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT name, version, started_at, seen_at FROM node
                WHERE seen_at > ? AND stopped = 0 ORDER BY started_at
                """)
            .param(since)
            .query(RecordMapper.of(Node.class))
            .list());
  }

  public Map<ShopId, Pulse> pulses() {
    Map<ShopId, Pulse> known = database.read(Nodes::read);
    // What this node knows and has not written yet.
    for (Shop shop : shops.all()) {
      known.merge(shop.id(), own(shop.id(), Pulse.NONE), (written, _) -> own(shop.id(), written));
    }
    return known;
  }

  @Override
  public void start() {
    try {
      noteAbsence();
      beat(false);
    } catch (DataAccessException e) {
      log.warn("health: outages cannot be determined: {}", e.getMessage());
    }
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
    try {
      beat(true);
    } catch (DataAccessException e) {
      log.info("health: the stop of this node could not be recorded: {}", e.getMessage());
    }
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }

  /** The time since anybody was last alive is an outage of every shop. */
  private void noteAbsence() {
    Instant now = clock.instant();
    boolean noted =
        database.write(jdbc -> {
          Optional<Instant> seen =
              jdbc.sql("SELECT max(seen_at) FROM node")
                  .query(Long.class)
                  .optional()
                  .map(Micros::instant);
          if (seen.isEmpty() || !now.isAfter(seen.get().plus(ABSENCE_MIN))) {
            return false;
          }
          Outage absence = new Outage(seen.get(), now, "down");
          Map<ShopId, Pulse> written = read(jdbc);
          for (Shop shop : shops.all()) {
            Pulse before = written.getOrDefault(shop.id(), Pulse.NONE);
            write(
                jdbc,
                shop.id(),
                new Pulse(
                    before.lastPushAt, before.lastAcceptedAt, joined(before.outage, absence)));
          }
          return true;
        });
    if (noted) {
      log.warn(
          "health: no node was alive for more than {}; the platform pushes again what came",
          ABSENCE_MIN);
    }
  }

  /** One that is still going on began before it and is the same one. */
  private static Outage joined(@Nullable Outage before, Outage now) {
    return before == null || (before.until() != null && before.until().isBefore(now.since()))
        ? now
        : new Outage(before.since(), now.until(), before.reason());
  }

  private void beat(boolean stopped) {
    long now = Micros.of(clock.instant());
    database.write(jdbc -> {
      jdbc.sql(
              """
              INSERT INTO node (id, name, version, started_at, seen_at, stopped)
              VALUES (?, ?, ?, ?, ?, ?)
              ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, stopped = excluded.stopped
              """)
          .params(id, name, version.text(), Micros.of(startedAt), now, stopped ? 1 : 0)
          .update();
      jdbc.sql("DELETE FROM node WHERE seen_at < ?").param(now - KEPT.toNanos() / 1_000).update();
      Map<ShopId, Pulse> written = read(jdbc);
      for (Shop shop : shops.all()) {
        Pulse before = written.getOrDefault(shop.id(), Pulse.NONE);
        Pulse after = own(shop.id(), before);
        if (!after.equals(before)) {
          write(jdbc, shop.id(), after);
        }
      }
      return null;
    });
  }

  /** What was known before, and what this node has seen since. */
  private Pulse own(ShopId shop, Pulse before) {
    Instant lastPush = later(before.lastPushAt, journal.lastPushAt(shop).orElse(null));
    Instant lastAccepted = later(before.lastAcceptedAt, journal.lastAcceptedAt(shop).orElse(null));
    Outage outage = before.outage;
    Optional<Trouble> trouble = journal.trouble(shop);
    if (trouble.isPresent()) {
      Outage seen =
          new Outage(trouble.get().since(), trouble.get().until(), trouble.get().reason());
      outage =
          outage == null || (outage.until() != null && outage.until().isBefore(seen.since()))
              ? seen
              : outage.and(seen);
    }
    if (outage != null
        && outage.until() == null
        && lastAccepted != null
        && lastAccepted.isAfter(outage.since())) {
      outage = new Outage(outage.since(), lastAccepted, outage.reason()); // another node's word
    }
    return new Pulse(lastPush, lastAccepted, outage);
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isAfter(b) ? a : b;
  }

  private static final String COLUMNS =
      "shop, last_push_at, last_accepted_at, outage_since, outage_until, outage_reason";

  /** Of all shops that have one: there may be a thousand, and each read is a journey. */
  private static Map<ShopId, Pulse> read(JdbcClient jdbc) {
    Map<ShopId, Pulse> written = new HashMap<>();
    jdbc.sql("SELECT %s FROM shop_pulse".formatted(COLUMNS))
        .query(row -> {
          written.put(new ShopId(row.getString("shop")), pulse(row));
        });
    return written;
  }

  private static Pulse pulse(ResultSet row) throws SQLException {
    Instant since = Columns.instantOrNull(row, "outage_since");
    return new Pulse(
        Columns.instantOrNull(row, "last_push_at"),
        Columns.instantOrNull(row, "last_accepted_at"),
        since == null
            ? null
            : new Outage(
                since, Columns.instantOrNull(row, "outage_until"), row.getString("outage_reason")));
  }

  private static void write(JdbcClient jdbc, ShopId shop, Pulse pulse) {
    Outage outage = pulse.outage;
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            shop.value(),
            Micros.ofNullable(pulse.lastPushAt),
            Micros.ofNullable(pulse.lastAcceptedAt),
            outage == null ? null : Micros.of(outage.since()),
            outage == null ? null : Micros.ofNullable(outage.until()),
            outage == null ? "" : outage.reason()));
    jdbc.sql(
            """
            INSERT INTO shop_pulse (shop, last_push_at, last_accepted_at, outage_since,
                                    outage_until, outage_reason)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (shop) DO UPDATE SET last_push_at = excluded.last_push_at,
              last_accepted_at = excluded.last_accepted_at, outage_since = excluded.outage_since,
              outage_until = excluded.outage_until, outage_reason = excluded.outage_reason
            """)
        .params(values)
        .update();
  }
}
