package io.xiaoer.media;

import io.xiaoer.cluster.Lease;
import io.xiaoer.store.Database;
import io.xiaoer.store.SeldomLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files that have no row: a process died between putting one in place and noting it, and
 * nobody has brought it again. Once a day, on the node that fetches.
 *
 * <p>A file is deleted inside a transaction that finds no row for it. Rows are made inside ones
 * that find the file, and transactions stand one behind the other; so no row is ever left without
 * its file. Files in a bucket are not swept.
 */
final class OrphanSweeper {
  private static final Logger log = LoggerFactory.getLogger(OrphanSweeper.class);

  private static final Duration EVERY = Duration.ofDays(1);
  private static final int FIRST_FOLDERS = 256;
  private static final int AT_ONCE = 500;

  private final SeldomLog unswept = SeldomLog.warnings(log);
  private final SeldomLog undeleted = SeldomLog.warnings(log);
  private final Database database;
  private final Spool spool;
  private final @Nullable FileBlobStore blobs;
  private final Lease lease;
  private final InstantSource clock;
  private Instant last;

  OrphanSweeper(
      Database database,
      Spool spool,
      @Nullable FileBlobStore blobs,
      Lease lease,
      InstantSource clock) {
    this.database = database;
    this.spool = spool;
    this.blobs = blobs;
    this.lease = lease;
    this.clock = clock;
    last = Instant.EPOCH;
  }

  /** Sweeps if it was not done for a day. */
  void ifDue() {
    Instant now = clock.instant();
    if (now.isBefore(last.plus(EVERY))) {
      return;
    }
    last = now;
    spool.sweep(clock);
    if (blobs != null) {
      try {
        int deleted = sweep(blobs);
        if (deleted > 0) {
          log.info("media: deleted {} orphaned files", deleted);
        }
      } catch (IOException e) {
        unswept.say("media: not everything could be swept: " + e.getClass().getSimpleName());
      }
    }
  }

  private int sweep(FileBlobStore folder) throws IOException {
    int deleted = 0;
    for (int first = 0; first < FIRST_FOLDERS; first++) {
      List<String> hashes = folder.under(first);
      for (int from = 0; from < hashes.size(); from += AT_ONCE) {
        List<String> some = hashes.subList(from, Math.min(hashes.size(), from + AT_ONCE));
        Set<String> unknown = new HashSet<>(some);
        database.read(jdbc -> MediaTable.referenced(jdbc, some)).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
          deleted += delete(folder, unknown);
        }
      }
    }
    return deleted;
  }

  private int delete(FileBlobStore folder, Set<String> candidates) {
    return database.write(jdbc -> {
      lease.check(jdbc);
      Set<String> unknown = new HashSet<>(candidates);
      MediaTable.referenced(jdbc, candidates).forEach(unknown::remove);
      int deleted = 0;
      for (String hash : unknown) {
        try {
          folder.delete(hash);
          deleted++;
        } catch (IOException e) {
          undeleted.say(
              "media: %s cannot be deleted: %s".formatted(hash, e.getClass().getSimpleName()));
        }
      }
      return deleted;
    });
  }
}
