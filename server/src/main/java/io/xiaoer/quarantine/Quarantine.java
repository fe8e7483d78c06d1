package io.xiaoer.quarantine;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.log.Appended;
import io.xiaoer.log.Inbox;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.push.PushReceiver;
import io.xiaoer.sdk.push.Reason;
import io.xiaoer.sdk.push.Received;
import io.xiaoer.secret.Seal;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps and reads again.
 *
 * <p>The signature was found right when a push came, and the seal says that the bytes are the same
 * since; so reading again asks for no signature, which the change of a token would have made
 * worthless.
 */
public final class Quarantine implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

  private static final int BATCH = 100;
  private static final Duration FULL_TOLD_EVERY = Duration.ofMinutes(1);
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final String COLUMNS =
      "id, shop, reason, detail, body_bytes AS bytes, pushes, first_at, last_at";

  private final Database database;
  private final Inbox inbox;
  private final Shops shops;
  private final Seal seal;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final WakeUp signal = new WakeUp();
  private static final Duration COUNTED_EVERY = Duration.ofSeconds(1);

  private Map<String, Long> counted = Map.of();
  private long countedAtNanos;
  private final Set<String> measured = ConcurrentHashMap.newKeySet();
  private volatile long toldFullAtNanos = System.nanoTime() - FULL_TOLD_EVERY.toNanos();
  private final Worker worker =
      new Worker(
          "quarantine", "quarantine: what may be readable now is not read", this::readAllAgain);

  Quarantine(
      Database database,
      Inbox inbox,
      Shops shops,
      Seal seal,
      InstantSource clock,
      MeterRegistry registry) {
    this.database = database;
    this.inbox = inbox;
    this.shops = shops;
    this.seal = seal;
    this.clock = clock;
    this.registry = registry;
    measure();
    shops.onChange(() -> {
      measure();
      signal.raise();
    });
  }

  private void measure() {
    for (Shop shop : shops.all()) {
      String label = shops.label(shop.id());
      if (measured.add(label)) {
        Gauge.builder("xiaoer.quarantine.entries", this, self -> self.held(label))
            .description("pushes rightly signed that could not be read and wait for other keys")
            .tag("shop", label)
            .register(registry);
      }
    }
  }

  /** What became of a push that was to be kept here. */
  public enum Kept {
    /** It is here, and was not before. */
    NEW,
    AGAIN,
    /** There is no room for more of this kind, see {@link Room}; only the platform still has it. */
    FULL
  }

  /** What reading a push again came to. */
  public sealed interface ReadAgain {
    /** It is in the log and no longer here. */
    record Stored() implements ReadAgain {}

    record StillUnreadable(String detail) implements ReadAgain {}

    /** It could be read, and the log cannot be written now. */
    record NotNow() implements ReadAgain {}

    record NotHere() implements ReadAgain {}
  }

  /**
   * Durable when this returns NEW or AGAIN.
   *
   * @param identity what makes it the same push as one before, see {@link PushReceiver#identity}
   */
  public Kept keep(
      Shop shop, Reason reason, String detail, byte[] identity, byte[] body, Source source) {
    String hash = Sha256.hex(identity);
    Instant at = clock.instant();
    long now = Micros.of(at);
    long windowFrom = Micros.of(at.minus(Room.WINDOW));
    return database.write(jdbc -> {
      int again =
          jdbc.sql(
                  """
                  UPDATE quarantined_push SET pushes = pushes + 1, last_at = ?
                  WHERE shop = ? AND push_hash = ?
                  """)
              .params(now, shop.id().value(), hash)
              .update();
      if (again > 0) {
        return Kept.AGAIN;
      }
      Room.Use use = use(jdbc, shop.id(), source.address(), windowFrom);
      if (!Room.hasRoom(use, body.length, source.vouched())) {
        tellFull(shop, use.all());
        return Kept.FULL;
      }
      jdbc.sql(
              """
              INSERT INTO quarantined_push (shop, push_hash, reason, detail, body_bytes, pushes,
                                            first_at, last_at, tried_with, source, vouched,
                                            sealed)
              VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)
              """)
          .params(
              shop.id().value(),
              hash,
              reason.name().toLowerCase(Locale.ROOT),
              detail,
              body.length,
              now,
              now,
              shop.keysFingerprint(),
              source.address(),
              source.vouched() ? 1 : 0,
              seal.close(body, place(shop.id().value(), hash)))
          .update();
      return Kept.NEW;
    });
  }

  /** Once in a while: with a wrong key there may be thousands in a row. */
  private void tellFull(Shop shop, Room.Held held) {
    long now = System.nanoTime();
    if (now - toldFullAtNanos > FULL_TOLD_EVERY.toNanos()) {
      toldFullAtNanos = now;
      log.error(
          "quarantine: shop {}: no room for another unreadable push ({} are kept, {} bytes):"
              + " correct its encoding-aes-key or app-id before the platform gives up on them, or"
              + " change its token if they are forged",
          shop.id(),
          held.pushes(),
          held.bytes());
    }
  }

  /** The oldest {@code limit} of them; of one shop when one is named. */
  public List<QuarantinedPush> list(@Nullable ShopId shop, int limit) {
    return database.read(jdbc -> {
      var statement =
          jdbc.sql(
                  "SELECT %s FROM quarantined_push %s ORDER BY id LIMIT :limit"
                      .formatted(COLUMNS, shop == null ? "" : "WHERE shop = :shop"))
              .param("limit", limit);
      if (shop != null) {
        statement = statement.param("shop", shop.value());
      }
      return statement.query(RecordMapper.of(QuarantinedPush.class)).list();
    });
  }

  /** How many there are of each shop of which there are some. */
  public Map<ShopId, Long> counts() {
    Map<ShopId, Long> counts = new HashMap<>();
    return database.read(jdbc -> {
      jdbc.sql("SELECT shop, count(*) AS pushes FROM quarantined_push GROUP BY shop")
          .query(row -> {
            counts.put(new ShopId(row.getString("shop")), row.getLong("pushes"));
          });
      return counts;
    });
  }

  /** Tries once more, with the shop's present keys. */
  public ReadAgain readAgain(long id) {
    return find(id)
        .flatMap(
            sealed -> shops.find(sealed.shop).map(shop -> readAgain(shop, receiver(shop), sealed)))
        .orElseGet(ReadAgain.NotHere::new);
  }

  /** False when it was not here. What is dropped here is gone, and who dropped it is noted. */
  public boolean drop(long id, String by) {
    return database.write(jdbc -> {
      Optional<String> shop = delete(jdbc, id);
      shop.ifPresent(of ->
          Audit.note(
              jdbc,
              clock.instant(),
              by,
              AuditAction.QUARANTINE_DROPPED,
              String.valueOf(id),
              "of shop " + of));
      return shop.isPresent();
    });
  }

  private static Optional<String> delete(JdbcClient jdbc, long id) {
    return jdbc.sql("DELETE FROM quarantined_push WHERE id = ? RETURNING shop")
        .param(id)
        .query(String.class)
        .optional();
  }

  @Override
  public void start() {
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

  /** At the start, whenever a shop has changed, and for what was kept just then, a little later. */
  private void readAllAgain() throws InterruptedException {
    for (Shop shop : shops.all()) {
      readAgain(shop);
    }
    signal.await(LOOK_EVERY);
  }

  private void readAgain(Shop shop) {
    PushReceiver receiver = receiver(shop);
    int stored = 0;
    int unreadable = 0;
    while (worker.isRunning()) {
      List<Sealed> batch = untried(shop);
      if (batch.isEmpty()) {
        break;
      }
      for (Sealed sealed : batch) {
        switch (readAgain(shop, receiver, sealed)) {
          case ReadAgain.Stored _ -> stored++;
          case ReadAgain.StillUnreadable _ -> unreadable++;
          case ReadAgain.NotNow _ ->
              throw new TransientDataAccessResourceException("the log cannot be written now");
          case ReadAgain.NotHere _ -> {}
        }
      }
    }
    if (stored + unreadable > 0) {
      log.info(
          "quarantine: shop {}: {} pushes read with the present keys and put into the log, {} still"
              + " unreadable",
          shop.id(),
          stored,
          unreadable);
    }
  }

  private static PushReceiver receiver(Shop shop) {
    return new PushReceiver(shop.push());
  }

  /** The log first, then the row here: dying in between costs a second, harmless append. */
  private ReadAgain readAgain(Shop shop, PushReceiver receiver, Sealed sealed) {
    Optional<byte[]> body = seal.open(sealed.sealed, place(sealed.shop, sealed.pushHash));
    if (body.isEmpty()) {
      return unreadable(shop, sealed, "sealed with another key, or altered");
    }
    return switch (receiver.readAgain(body.get())) {
      case Received.Event(PushEvent event) -> {
        ReadAgain result =
            switch (inbox.append(shop.id(), event)) {
              case Appended.Stored _, Appended.Known _, Appended.Variant _ ->
                  new ReadAgain.Stored();
              case Appended.NotDurable _ -> new ReadAgain.NotNow();
            };
        if (result instanceof ReadAgain.Stored) {
          database.write(jdbc -> delete(jdbc, sealed.id));
        }
        yield result;
      }
      case Received.Refused(Reason _, String detail) -> unreadable(shop, sealed, detail);
      case Received.UrlCheck _ -> unreadable(shop, sealed, "not an event");
    };
  }

  private ReadAgain unreadable(Shop shop, Sealed sealed, String detail) {
    database.write(jdbc ->
        jdbc.sql("UPDATE quarantined_push SET tried_with = ?, detail = ? WHERE id = ?")
            .params(shop.keysFingerprint(), detail, sealed.id)
            .update());
    return new ReadAgain.StillUnreadable(detail);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sealed(long id, String shop, String pushHash, byte[] sealed) {}

  private List<Sealed> untried(Shop shop) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT id, shop, push_hash, sealed FROM quarantined_push
                WHERE shop = ? AND tried_with <> ? ORDER BY id LIMIT ?
                """)
            .params(shop.id().value(), shop.keysFingerprint(), BATCH)
            .query(RecordMapper.of(Sealed.class))
            .list());
  }

  private Optional<Sealed> find(long id) {
    return database.read(jdbc ->
        jdbc.sql("SELECT id, shop, push_hash, sealed FROM quarantined_push WHERE id = ?")
            .param(id)
            .query(RecordMapper.of(Sealed.class))
            .optional());
  }

  /** Of all shops in one read, which serves all gauges of one look at them. */
  private synchronized long held(String label) {
    long now = System.nanoTime();
    if (countedAtNanos == 0 || now - countedAtNanos > COUNTED_EVERY.toNanos()) {
      Map<String, Long> found = new HashMap<>();
      counts().forEach((shop, pushes) -> found.merge(shops.label(shop), pushes, Long::sum));
      counted = Map.copyOf(found);
      countedAtNanos = now;
    }
    return counted.getOrDefault(label, 0L);
  }

  /** From one index, which has all that is asked. */
  private static Room.Use use(JdbcClient jdbc, ShopId shop, String source, long windowFrom) {
    return jdbc.sql(
            """
            SELECT count(*) AS all_pushes, coalesce(sum(body_bytes), 0) AS all_bytes,
                   count(CASE WHEN body_bytes > :large THEN 1 END) AS large_pushes,
                   coalesce(sum(CASE WHEN body_bytes > :large THEN body_bytes END), 0)
                     AS large_bytes,
                   coalesce(sum(1 - vouched), 0) AS strangers_pushes,
                   coalesce(sum((1 - vouched) * body_bytes), 0) AS strangers_bytes,
                   count(CASE WHEN source = :source THEN 1 END) AS sender_pushes,
                   coalesce(sum(CASE WHEN source = :source THEN body_bytes END), 0)
                     AS sender_bytes,
                   count(CASE WHEN source = :source AND first_at > :from THEN 1 END)
                     AS sender_in_window
            FROM quarantined_push WHERE shop = :shop
            """)
        .param("large", Room.LARGE_ABOVE_BYTES)
        .param("source", source)
        .param("from", windowFrom)
        .param("shop", shop.value())
        .query((row, _) ->
            new Room.Use(
                held(row, "all"),
                held(row, "large"),
                held(row, "strangers"),
                held(row, "sender"),
                row.getLong("sender_in_window")))
        .single();
  }

  private static Room.Held held(ResultSet row, String whose) throws SQLException {
    return new Room.Held(row.getLong(whose + "_pushes"), row.getLong(whose + "_bytes"));
  }

  private static String place(String shop, String hash) {
    return "quarantined_push/" + shop + "/" + hash;
  }
}
