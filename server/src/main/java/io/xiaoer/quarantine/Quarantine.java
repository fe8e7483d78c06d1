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
import io.xiaoer.store.Seal;
import io.xiaoer.store.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
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

  /** Of one shop. A day of a busy shop with a wrong key; what comes after is not kept. */
  static final int PUSHES_MAX = 10_000;

  /** Of one shop, together. */
  static final long BYTES_MAX = 64L << 20;

  private static final int BATCH = 100;
  private static final Duration FULL_TOLD_EVERY = Duration.ofMinutes(1);
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final String COLUMNS =
      "id, shop, reason, detail, body_bytes, pushes, first_at, last_at";

  private final Database database;
  private final Inbox inbox;
  private final Shops shops;
  private final Seal seal;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final Signal signal = new Signal();
  private final Set<ShopId> measured = ConcurrentHashMap.newKeySet();
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
      if (measured.add(shop.id())) {
        Gauge.builder("xiaoer.quarantine.entries", this, self -> self.held(shop.id()).pushes())
            .description("pushes rightly signed that could not be read and wait for other keys")
            .tag("shop", shop.id().value())
            .register(registry);
      }
    }
  }

  private record Held(long pushes, long bytes) {}

  /** What became of a push that was to be kept here. */
  public enum Kept {
    /** It is here, and was not before. */
    NEW,
    AGAIN,
    /** There is no room; only the platform still has it. */
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

  /** Durable when this returns NEW or AGAIN. */
  public Kept keep(Shop shop, Reason reason, String detail, byte[] body) {
    String hash = Sha256.hex(body);
    long now = Micros.of(clock.instant());
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
      Held held = held(jdbc, shop.id());
      if (held.pushes >= PUSHES_MAX || held.bytes + body.length > BYTES_MAX) {
        tellFull(shop);
        return Kept.FULL;
      }
      jdbc.sql(
              """
              INSERT INTO quarantined_push (shop, push_hash, reason, detail, body_bytes, pushes,
                                            first_at, last_at, tried_with, sealed)
              VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
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
              seal.close(body, place(shop.id().value(), hash)))
          .update();
      return Kept.NEW;
    });
  }

  /** Once in a while: with a wrong key there may be thousands in a row. */
  private void tellFull(Shop shop) {
    long now = System.nanoTime();
    if (now - toldFullAtNanos > FULL_TOLD_EVERY.toNanos()) {
      toldFullAtNanos = now;
      log.error(
          "quarantine: shop {} has {} unreadable pushes, no more are kept: correct its"
              + " encoding-aes-key before the platform gives up on them",
          shop.id(),
          PUSHES_MAX);
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
      return statement.query(Quarantine::row).list();
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
    Optional<byte[]> body = seal.open(sealed.bytes, place(sealed.shop, sealed.hash));
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
  private record Sealed(long id, String shop, String hash, byte[] bytes) {}

  private List<Sealed> untried(Shop shop) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT id, shop, push_hash, sealed FROM quarantined_push
                WHERE shop = ? AND tried_with <> ? ORDER BY id LIMIT ?
                """)
            .params(shop.id().value(), shop.keysFingerprint(), BATCH)
            .query(Quarantine::sealed)
            .list());
  }

  private Optional<Sealed> find(long id) {
    return database.read(jdbc ->
        jdbc.sql("SELECT id, shop, push_hash, sealed FROM quarantined_push WHERE id = ?")
            .param(id)
            .query(Quarantine::sealed)
            .optional());
  }

  private Held held(ShopId shop) {
    return database.read(jdbc -> held(jdbc, shop));
  }

  private static Held held(JdbcClient jdbc, ShopId shop) {
    return jdbc.sql(
            "SELECT count(*), coalesce(sum(body_bytes), 0) FROM quarantined_push WHERE shop = ?")
        .param(shop.value())
        .query((row, _) -> new Held(row.getLong(1), row.getLong(2)))
        .single();
  }

  private static Sealed sealed(ResultSet row, int number) throws SQLException {
    return new Sealed(row.getLong(1), row.getString(2), row.getString(3), row.getBytes(4));
  }

  private static QuarantinedPush row(ResultSet row, int number) throws SQLException {
    return new QuarantinedPush(
        row.getLong("id"),
        new ShopId(row.getString("shop")),
        row.getString("reason"),
        row.getString("detail"),
        row.getInt("body_bytes"),
        row.getInt("pushes"),
        Micros.instant(row.getLong("first_at")),
        Micros.instant(row.getLong("last_at")));
  }

  private static String place(String shop, String hash) {
    return "quarantined_push/" + shop + "/" + hash;
  }
}
