package io.xiaoer.media;

import io.xiaoer.retention.NeedsContent;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.util.Optional;

/** Entries of the log whose file is still to be fetched: the address is in them. */
final class PendingFiles implements NeedsContent {
  private final Database database;

  PendingFiles(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "files";
  }

  @Override
  public Optional<Instant> since() {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT min(created_at) AS at FROM medium
                WHERE next_try_at IS NOT NULL AND log_seq IS NOT NULL
                """)
            .query((row, _) -> Optional.ofNullable(Columns.instantOrNull(row, "at")))
            .single());
  }
}
