package io.xiaoer.platform;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.platform.ApiDiff.Change;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The changes of its API that the platform announced, and which of them somebody has seen. */
public final class ApiChanges {
  /** For so long somebody is called: what was read in an old log is not news. */
  private static final Duration NEWS_FOR = Duration.ofDays(30);

  private static final String COLUMNS =
      "SELECT id, name, path, content, doc_url, changelog_url, ours, changed_at, seen_at, seen_by"
          + " FROM api_change ";

  private final Database database;

  ApiChanges(Database database) {
    this.database = database;
  }

  /** One change as it is shown. */
  record Shown(
      long id,
      String name,
      String path,
      String content,
      String docUrl,
      String changelogUrl,
      boolean ours,
      Instant changedAt,
      @Nullable Instant seenAt,
      @Nullable String seenBy) {}

  /**
   * What nobody has seen of one event.
   *
   * @param event the same as long as there is something
   */
  public record Unseen(long event, List<String> paths) {}

  private record Path(long logSeq, String path) {}

  /** Of what is called here, announced lately, by event; those that came first are first. */
  public static List<Unseen> unseen(JdbcClient jdbc, Instant now) {
    Map<Long, Unseen> byEvent = new LinkedHashMap<>();
    jdbc.sql(
            """
            SELECT log_seq, path FROM api_change
            WHERE ours = 1 AND seen_at IS NULL AND changed_at > ? ORDER BY log_seq, id
            """)
        .param(Micros.of(now.minus(NEWS_FOR)))
        .query(RecordMapper.of(Path.class))
        .list()
        .forEach(one ->
            byEvent
                .computeIfAbsent(one.logSeq, event -> new Unseen(event, new ArrayList<>()))
                .paths()
                .add(one.path));
    return List.copyOf(byEvent.values());
  }

  /** Those that somebody should look at first, then the newest of the others. */
  List<Shown> list(int limit) {
    return database.read(jdbc ->
        jdbc.sql(
                COLUMNS
                    + """
                    ORDER BY CASE WHEN ours = 1 AND seen_at IS NULL THEN 0 ELSE 1 END,
                             changed_at DESC, id
                    LIMIT ?
                    """)
            .param(limit)
            .query(RecordMapper.of(Shown.class))
            .list());
  }

  /** How many of what is called here nobody has seen. */
  long unseenCount() {
    return database.read(jdbc ->
        jdbc.sql("SELECT count(*) FROM api_change WHERE ours = 1 AND seen_at IS NULL")
            .query(Long.class)
            .single());
  }

  /** Who sees it first is kept; false when there is no such change. */
  boolean see(long id, String by, Instant now) {
    return database.write(jdbc -> {
      boolean fresh =
          jdbc.sql(
                      "UPDATE api_change SET seen_at = ?, seen_by = ? WHERE id = ? AND seen_at IS NULL")
                  .params(Micros.of(now), by, id)
                  .update()
              > 0;
      if (fresh) {
        Audit.note(jdbc, now, by, AuditAction.API_CHANGE_SEEN, String.valueOf(id), path(jdbc, id));
        return true;
      }
      return jdbc.sql("SELECT count(*) FROM api_change WHERE id = ?")
              .param(id)
              .query(Long.class)
              .single()
          > 0;
    });
  }

  private static String path(JdbcClient jdbc, long id) {
    return jdbc.sql("SELECT path FROM api_change WHERE id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  static void note(JdbcClient jdbc, ShopId shop, long logSeq, ApiDiff diff) {
    for (Change change : diff.changes()) {
      jdbc.sql(
              """
              INSERT INTO api_change (digest, shop, log_seq, name, path, content, doc_url,
                                      changelog_url, ours, changed_at)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              ON CONFLICT (digest) DO NOTHING
              """)
          .params(
              change.digest(),
              shop.value(),
              logSeq,
              change.name(),
              change.path(),
              change.content(),
              change.docUrl(),
              change.changelogUrl(),
              change.ours() ? 1 : 0,
              Micros.of(diff.at()))
          .update();
    }
  }
}
