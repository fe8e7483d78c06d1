package io.xiaoer.round;

import io.xiaoer.cluster.Lease;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The pages of rounds: all that began in a shop on one day of UTC, in one piece. A page has its row
 * from the first round of the day on, and loses its content with each change, in the transaction
 * that makes the change; here those of days that are over are given it again. So a page that has
 * content is true, and a day without a row has no rounds.
 */
final class RoundPages {
  static final long DAY_MICROS = Duration.ofDays(1).toNanos() / 1_000;

  /** A day is left alone until answers to its last questions have mostly come. */
  private static final Duration OVER_FOR = Duration.ofMinutes(30);

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Database database;
  private final Lease lease;
  private final InstantSource clock;

  RoundPages(Database database, Lease lease, InstantSource clock) {
    this.database = database;
    this.lease = lease;
    this.clock = clock;
  }

  /** A page by its place. */
  record Key(ShopId shop, long day) {
    static Key of(ShopId shop, long openedAt) {
      return new Key(shop, Math.floorDiv(openedAt, DAY_MICROS));
    }
  }

  /** Takes what has changed out of the pages. */
  static void changed(JdbcClient jdbc, Set<Key> pages) {
    for (Key page : pages) {
      jdbc.sql(
              """
              INSERT INTO round_page (shop, day, changes, content) VALUES (?, ?, 1, NULL)
              ON CONFLICT (shop, day) DO UPDATE
              SET changes = round_page.changes + 1, content = NULL
              """)
          .params(page.shop.value(), page.day)
          .update();
    }
  }

  void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(IDLE);
    } else if (!makeOne()) {
      Thread.sleep(IDLE);
    }
  }

  private record Due(Key key, long changes) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Read(Due due, byte[] content) {}

  /**
   * Makes the oldest page that is to be made; false when there is none. It is made from one moment
   * outside of any writing, and kept only when nothing has changed since.
   */
  boolean makeOne() {
    long today =
        Math.floorDiv(
            clock.instant().minus(OVER_FOR).getEpochSecond(), Duration.ofDays(1).toSeconds());
    Optional<Read> read =
        database.read(jdbc ->
            due(jdbc, today).map(due -> new Read(due, RoundPage.write(rounds(jdbc, due.key)))));
    read.ifPresent(page ->
        database.write(jdbc -> {
          lease.check(jdbc);
          return jdbc.sql(
                  "UPDATE round_page SET content = ? WHERE shop = ? AND day = ? AND changes = ?")
              .params(page.content, page.due.key.shop.value(), page.due.key.day, page.due.changes)
              .update();
        }));
    return read.isPresent();
  }

  private static Optional<Due> due(JdbcClient jdbc, long before) {
    return jdbc.sql(
            """
            SELECT shop, day, changes FROM round_page WHERE content IS NULL AND day < ?
            ORDER BY day LIMIT 1
            """)
        .param(before)
        .query((row, _) ->
            new Due(
                new Key(new ShopId(row.getString("shop")), row.getLong("day")),
                row.getLong("changes")))
        .optional();
  }

  private static List<Round> rounds(JdbcClient jdbc, Key key) {
    List<Round> rounds = new ArrayList<>();
    Rounds.read(jdbc, key.shop, key.day * DAY_MICROS, (key.day + 1) * DAY_MICROS, rounds::add);
    return rounds;
  }
}
