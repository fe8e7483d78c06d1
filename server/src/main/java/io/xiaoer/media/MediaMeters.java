package io.xiaoer.media;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** Figures of the library. The table is asked now and then, however often somebody looks. */
final class MediaMeters {
  private static final Duration FRESH = Duration.ofSeconds(15);

  private static final String FETCHES = "xiaoer.media.fetches";
  private static final String UPLOADS = "xiaoer.media.uploads";

  private final Database database;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private @Nullable Figures figures;

  private record Figures(Instant at, long pending, long failed, double oldest, double bytes) {}

  MediaMeters(Database database, InstantSource clock, MeterRegistry registry) {
    this.database = database;
    this.clock = clock;
    this.registry = registry;
    // There from the start: a rule cannot see a rise from nothing.
    for (String outcome : new String[] {"stored", "again", "failed"}) {
      registry.counter(FETCHES, "outcome", outcome);
    }
    for (String outcome : new String[] {"uploaded", "failed", "unfit"}) {
      registry.counter(UPLOADS, "outcome", outcome);
    }
    gauge("xiaoer.media.pending", "files that are still to be fetched", Figures::pending);
    gauge("xiaoer.media.failed", "files that were given up", Figures::failed);
    gauge(
        "xiaoer.media.oldest.pending.seconds",
        "how long the oldest file that is still to be fetched has been waiting",
        Figures::oldest);
    gauge("xiaoer.media.stored.bytes", "size of all files, each counted once", Figures::bytes);
  }

  /** Counts an attempt: {@code stored}, {@code again} or {@code failed}. */
  void fetched(String outcome) {
    registry.counter(FETCHES, "outcome", outcome).increment();
  }

  /**
   * Counts a file on its way to the platform: {@code uploaded}, {@code failed} or {@code unfit}.
   */
  void uploaded(String outcome) {
    registry.counter(UPLOADS, "outcome", outcome).increment();
  }

  private void gauge(String name, String description, ToDoubleFunction<Figures> figure) {
    Gauge.builder(name, () -> figure.applyAsDouble(figures()))
        .description(description)
        .register(registry);
  }

  private synchronized Figures figures() {
    Instant now = clock.instant();
    Figures known = figures;
    if (known == null || !now.isBefore(known.at.plus(FRESH))) {
      known = read(now);
      figures = known;
    }
    return known;
  }

  private Figures read(Instant now) {
    try {
      return database.read(jdbc ->
          jdbc.sql(
                  """
                  SELECT (SELECT count(*) FROM medium WHERE next_try_at IS NOT NULL) AS pending,
                         (SELECT count(*) FROM medium WHERE state = 'failed') AS failed,
                         (SELECT min(created_at) FROM medium
                          WHERE next_try_at IS NOT NULL) AS oldest,
                         (SELECT coalesce(sum(size + coalesce(thumbnail_size, 0)), 0)
                          FROM media_file) AS bytes
                  """)
              .query((row, _) -> {
                Instant oldest = Columns.instantOrNull(row, "oldest");
                return new Figures(
                    now,
                    row.getLong("pending"),
                    row.getLong("failed"),
                    oldest == null ? 0 : Duration.between(oldest, now).toMillis() / 1_000.0,
                    row.getDouble("bytes"));
              })
              .single());
    } catch (DataAccessException e) {
      return new Figures(now, 0, 0, 0, Double.NaN);
    }
  }
}
