package io.xiaoer.retention;

import io.xiaoer.retention.AgedContent.Amount;
import io.xiaoer.retention.AgedContent.Part;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rules, previews and sweeps as rows; in the caller's transaction, as all it does. */
final class RetentionTable {
  private static final int SWEEPS_KEPT = 400;

  private RetentionTable() {}

  static Rules rules(JdbcClient jdbc) {
    Map<KeptKind, Integer> days = new EnumMap<>(KeptKind.class);
    jdbc.sql("SELECT kind, days FROM retention_rule")
        .query(row -> {
          days.put(Columns.constant(row, "kind", KeptKind.class), row.getInt("days"));
        });
    return new Rules(days);
  }

  static void save(JdbcClient jdbc, Rules rules, String by, Instant now) {
    jdbc.sql("DELETE FROM retention_rule").update();
    rules
        .inOrder()
        .forEach((kind, days) ->
            jdbc.sql(
                    """
                    INSERT INTO retention_rule (kind, days, changed_at, changed_by)
                    VALUES (?, ?, ?, ?)
                    """)
                .params(kind.word(), days, Micros.of(now), by)
                .update());
  }

  /** When rules were saved last; empty when everything is kept for ever. */
  static Optional<Instant> changedAt(JdbcClient jdbc) {
    return jdbc.sql("SELECT max(changed_at) AS at FROM retention_rule")
        .query((row, _) -> Optional.ofNullable(Columns.instantOrNull(row, "at")))
        .single();
  }

  /** As somebody was shown it. */
  record Seen(String days, String parts, Instant madeAt) {}

  static long addPreview(JdbcClient jdbc, String days, String parts, String by, Instant now) {
    return jdbc.sql(
            """
            INSERT INTO retention_preview (days, parts, made_at, made_by) VALUES (?, ?, ?, ?)
            RETURNING id
            """)
        .params(days, parts, Micros.of(now), by)
        .query(Long.class)
        .single();
  }

  static Optional<Seen> preview(JdbcClient jdbc, long id, String by) {
    return jdbc.sql(
            "SELECT days, parts, made_at FROM retention_preview WHERE id = ? AND made_by = ?")
        .params(id, by)
        .query((row, _) ->
            new Seen(
                row.getString("days"), row.getString("parts"), Columns.instant(row, "made_at")))
        .optional();
  }

  static void forgetPreviews(JdbcClient jdbc, Instant madeBefore) {
    jdbc.sql("DELETE FROM retention_preview WHERE made_at < ?")
        .param(Micros.of(madeBefore))
        .update();
  }

  static void begin(JdbcClient jdbc, List<Part> parts, Instant now) {
    long id =
        jdbc.sql("INSERT INTO retention_sweep (begun_at) VALUES (?) RETURNING id")
            .param(Micros.of(now))
            .query(Long.class)
            .single();
    for (int position = 0; position < parts.size(); position++) {
      Part part = parts.get(position);
      jdbc.sql(
              """
              INSERT INTO retention_step (sweep_id, part, position, place, entries, bytes, held,
                                          done)
              VALUES (?, ?, ?, ?, 0, 0, 0, 0)
              """)
          .params(id, part.word(), position, place(jdbc, part))
          .update();
    }
    jdbc.sql("DELETE FROM retention_step WHERE sweep_id <= ?").param(id - SWEEPS_KEPT).update();
    jdbc.sql("DELETE FROM retention_sweep WHERE id <= ?").param(id - SWEEPS_KEPT).update();
  }

  /** The one that goes on. */
  static Optional<Sweep> open(JdbcClient jdbc) {
    return sweeps(jdbc, "WHERE finished_at IS NULL ORDER BY id LIMIT 1").stream().findFirst();
  }

  static List<Sweep> newest(JdbcClient jdbc, int limit) {
    return sweeps(jdbc, "ORDER BY id DESC LIMIT " + limit);
  }

  private static List<Sweep> sweeps(JdbcClient jdbc, String which) {
    record Head(long id, Instant begunAt, @Nullable Instant finishedAt) {}
    List<Head> heads =
        jdbc.sql("SELECT id, begun_at, finished_at FROM retention_sweep " + which)
            .query((row, _) ->
                new Head(
                    row.getLong("id"),
                    Columns.instant(row, "begun_at"),
                    Columns.instantOrNull(row, "finished_at")))
            .list();
    List<Sweep> sweeps = new ArrayList<>();
    for (Head head : heads) {
      List<Sweep.Step> steps =
          jdbc.sql(
                  """
                  SELECT part, place, entries, bytes, held, oldest, done FROM retention_step
                  WHERE sweep_id = ? ORDER BY position
                  """)
              .param(head.id)
              .query((row, _) -> step(row))
              .list();
      sweeps.add(new Sweep(head.id, head.begunAt, head.finishedAt, steps));
    }
    return sweeps;
  }

  private static Sweep.Step step(ResultSet row) throws SQLException {
    return new Sweep.Step(
        Columns.constant(row, "part", Part.class),
        new Amount(
            row.getLong("entries"), row.getLong("bytes"), Columns.instantOrNull(row, "oldest")),
        row.getLong("held"),
        row.getString("place"),
        row.getInt("done") != 0);
  }

  /** False when somebody else has done this piece. */
  static boolean advanced(JdbcClient jdbc, long sweep, Sweep.Step before, Sweep.Step after) {
    return jdbc.sql(
                """
                UPDATE retention_step
                SET place = ?, entries = ?, bytes = ?, held = ?, oldest = CAST(? AS BIGINT), done = ?
                WHERE sweep_id = ? AND part = ? AND place = ? AND done = 0
                """)
            .params(
                Arrays.asList(
                    after.place(),
                    after.amount().count(),
                    after.amount().bytes(),
                    after.held(),
                    Micros.ofNullable(after.amount().oldest()),
                    after.done() ? 1 : 0,
                    sweep,
                    before.part().word(),
                    before.place()))
            .update()
        == 1;
  }

  static void finished(JdbcClient jdbc, long sweep, Instant now) {
    jdbc.sql("UPDATE retention_sweep SET finished_at = ? WHERE id = ? AND finished_at IS NULL")
        .params(Micros.of(now), sweep)
        .update();
  }

  static Optional<Instant> lastBegun(JdbcClient jdbc) {
    return jdbc.sql("SELECT max(begun_at) AS at FROM retention_sweep")
        .query((row, _) -> Optional.ofNullable(Columns.instantOrNull(row, "at")))
        .single();
  }

  /** Before it nothing can go; empty: unknown. */
  static String place(JdbcClient jdbc, Part part) {
    return jdbc.sql("SELECT place FROM retention_place WHERE part = ?")
        .param(part.word())
        .query(String.class)
        .optional()
        .orElse("");
  }

  static void setPlace(JdbcClient jdbc, Part part, String place) {
    jdbc.sql(
            """
            INSERT INTO retention_place (part, place) VALUES (?, ?)
            ON CONFLICT (part) DO UPDATE SET place = excluded.place
            """)
        .params(part.word(), place)
        .update();
  }
}
