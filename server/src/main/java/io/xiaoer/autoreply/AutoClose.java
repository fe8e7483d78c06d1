package io.xiaoer.autoreply;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.conversation.AnsweredConversations;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Closes conversations in which the customer owes the answer for long, without a word. Off until a
 * shop switches it on.
 */
final class AutoClose {
  static final int HOURS_MAX = 720;

  private static final int HOURS_USUAL = 24;
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

  /** In one transaction, so that others come between. */
  private static final int AT_ONCE_MAX = 100;

  private final Database database;
  private final ChangeFeed changeFeed;
  private final Lease lease;
  private final InstantSource clock;
  private final Counter closed;

  AutoClose(
      Database database,
      ChangeFeed changeFeed,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.lease = lease;
    this.clock = clock;
    closed =
        Counter.builder("xiaoer.conversations.auto.closed")
            .description("conversations closed because the customer did not answer")
            .register(registry);
  }

  /**
   * A shop's setting.
   *
   * @param hours after a person's answer
   * @param changedAt null when nobody has set it
   */
  record Setting(
      boolean enabled, int hours, @Nullable Instant changedAt, @Nullable String changedBy) {
    static final Setting NONE = new Setting(false, HOURS_USUAL, null, null);
  }

  Setting of(ShopId shop) {
    return database.read(jdbc -> of(jdbc, shop));
  }

  private static Setting of(JdbcClient jdbc, ShopId shop) {
    Optional<Setting> set =
        jdbc.sql("SELECT enabled, hours, changed_at, changed_by FROM auto_close WHERE shop = ?")
            .param(shop.value())
            .query(RecordMapper.of(Setting.class))
            .optional();
    return set.orElse(Setting.NONE);
  }

  Setting put(ShopId shop, boolean enabled, int hours, String by) {
    Instant now = clock.instant();
    return database.write(jdbc -> {
      jdbc.sql(
              """
              INSERT INTO auto_close (shop, enabled, hours, changed_at, changed_by)
              VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (shop) DO UPDATE
              SET enabled = excluded.enabled, hours = excluded.hours,
                  changed_at = excluded.changed_at, changed_by = excluded.changed_by
              """)
          .params(shop.value(), enabled ? 1 : 0, hours, Micros.of(now), by)
          .update();
      Audit.note(
          jdbc,
          now,
          by,
          AuditAction.AUTO_CLOSE_CHANGED,
          "shop " + shop.value(),
          enabled ? "after %s hours".formatted(hours) : "off");
      return of(jdbc, shop);
    });
  }

  /** What the worker does again and again. */
  void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(LOOK_EVERY);
      return;
    }
    if (!closeSome()) {
      Thread.sleep(LOOK_EVERY);
    }
  }

  private record Of(ShopId shop, int hours) {}

  /** Closes some; whether there may be more. */
  boolean closeSome() {
    Instant now = clock.instant();
    boolean more = false;
    List<Of> shops =
        database.read(jdbc ->
            jdbc.sql("SELECT shop, hours FROM auto_close WHERE enabled = 1")
                .query(RecordMapper.of(Of.class))
                .list());
    for (Of one : shops) {
      Instant before = now.minus(Duration.ofHours(one.hours));
      List<Long> idle =
          database.read(jdbc -> AnsweredConversations.since(jdbc, one.shop, before, AT_ONCE_MAX));
      if (!idle.isEmpty()) {
        int done =
            database.write(jdbc -> {
              lease.check(jdbc);
              return idle.stream()
                  .filter(id ->
                      AnsweredConversations.close(
                          jdbc, id, before, "answered %s hours ago".formatted(one.hours), now))
                  .toList()
                  .size();
            });
        closed.increment(done);
        changeFeed.announce();
        more |= idle.size() == AT_ONCE_MAX;
      }
    }
    return more;
  }
}
