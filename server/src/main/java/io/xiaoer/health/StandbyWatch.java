package io.xiaoer.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Worker;
import io.xiaoer.store.Database;
import io.xiaoer.store.SeldomLog;
import io.xiaoer.store.Storage;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Whether PostgreSQL keeps a commit on a second machine before it says so. It is asked again and
 * again: a standby that was promoted goes on alone until it has a standby itself.
 */
final class StandbyWatch implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(StandbyWatch.class);

  private static final Duration ASK_EVERY = Duration.ofSeconds(10);

  /** Of {@code synchronous_commit}, with which a commit waits for a standby. */
  private static final Set<String> WAITS = Set.of("on", "remote_write", "remote_apply");

  private final SeldomLog unknown = SeldomLog.warnings(log);
  private final Storage storage;
  private final Database database;
  private final Worker worker =
      new Worker(
          "standby",
          "health: whether there is a synchronous standby is not known",
          () -> {
            Thread.sleep(ASK_EVERY);
            look();
          });

  /** Null as long as nobody knows, and where there is no PostgreSQL. */
  private volatile @Nullable Boolean there;

  StandbyWatch(Storage storage, Database database, MeterRegistry registry) {
    this.storage = storage;
    this.database = database;
    Gauge.builder("xiaoer.database.synchronous.standby", this, StandbyWatch::measured)
        .description(
            "1 where PostgreSQL keeps a commit on a second machine before it says so, 0 where not,"
                + " NaN on the embedded database")
        .register(registry);
  }

  /** Empty where nobody knows, and on the embedded database. */
  Optional<Boolean> isThere() {
    return Optional.ofNullable(there);
  }

  /** As PostgreSQL decides it; both are settings of its. */
  static boolean waitsForStandby(String standbyNames, String commit) {
    return !standbyNames.isBlank() && WAITS.contains(commit);
  }

  @Override
  public void start() {
    switch (storage) {
      case Storage.Embedded _ -> {}
      case Storage.Postgres _ -> {
        try {
          look();
        } catch (DataAccessException e) {
          unknown.say("health: no word on a synchronous standby yet: " + e.getMessage());
        }
        worker.start();
      }
    }
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }

  private void look() {
    boolean now =
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT current_setting('synchronous_standby_names') AS names,
                           current_setting('synchronous_commit') AS commit
                    """)
                .query((row, _) -> waitsForStandby(row.getString("names"), row.getString("commit")))
                .single());
    Boolean before = there;
    there = now;
    if (!now && (before == null || before)) {
      log.warn(
          "database: PostgreSQL has no synchronous standby: what is acknowledged is on one"
              + " machine until replication has caught up (synchronous_standby_names)");
    } else if (now && before != null && !before) {
      log.info("database: PostgreSQL has a synchronous standby again");
    }
  }

  private double measured() {
    Boolean known = there;
    return known == null ? Double.NaN : known ? 1 : 0;
  }
}
