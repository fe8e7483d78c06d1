package io.xiaoer.report;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.hours.Span;
import io.xiaoer.report.Preset.Unit;
import io.xiaoer.report.Preset.Window;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rules by which figures are made: those that come with the server, and the team's own. */
final class Presets {
  /** More than one chooses among. */
  static final int OWN_MAX = 20;

  private static final String COLUMNS =
      """
      id, name, unit, threshold_seconds, counted_of, counted_span, automatic_counts,
      unanswered_missed, cap_seconds, nobody_missed
      """;

  private final Database database;
  private final InstantSource clock;

  Presets(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What became of a rule that was to be kept. */
  sealed interface Kept {
    record Done(Preset preset) implements Kept {}

    record NotThere() implements Kept {}

    record TooMany() implements Kept {}

    record NameTaken() implements Kept {}
  }

  /** Those that come with the server, then the team's own in the order in which they were added. */
  List<Preset> all() {
    return Stream.concat(Preset.SHIPPED.stream(), database.read(Presets::own).stream()).toList();
  }

  Optional<Preset> find(String word) {
    return Preset.ownId(word)
        .map(id -> database.read(jdbc -> find(jdbc, id)))
        .orElseGet(
            () -> Preset.SHIPPED.stream().filter(one -> one.word().equals(word)).findFirst());
  }

  private static List<Preset> own(JdbcClient jdbc) {
    return jdbc.sql("SELECT %s FROM report_preset ORDER BY id".formatted(COLUMNS))
        .query((row, _) -> preset(row))
        .list();
  }

  private static Optional<Preset> find(JdbcClient jdbc, long id) {
    return jdbc.sql("SELECT %s FROM report_preset WHERE id = ?".formatted(COLUMNS))
        .param(id)
        .query((row, _) -> preset(row))
        .optional();
  }

  /** Its word is of no matter; it is given one. */
  Kept add(Preset wanted, String by) {
    return database.write(jdbc -> {
      List<Preset> own = own(jdbc);
      if (own.size() >= OWN_MAX) {
        return new Kept.TooMany();
      }
      if (isTaken(own, wanted)) {
        return new Kept.NameTaken();
      }
      long id =
          jdbc.sql(
                  """
                  INSERT INTO report_preset (name, unit, threshold_seconds, counted_of, counted_span,
                                             automatic_counts, unanswered_missed, cap_seconds,
                                             nobody_missed)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                  """)
              .params(values(wanted))
              .query(Long.class)
              .single();
      return done(jdbc, id, AuditAction.PRESET_ADDED, by);
    });
  }

  Kept change(long id, Preset wanted, String by) {
    return database.write(jdbc -> {
      if (find(jdbc, id).isEmpty()) {
        return new Kept.NotThere();
      }
      String word = Preset.ownWord(id);
      if (isTaken(own(jdbc).stream().filter(one -> !one.word().equals(word)).toList(), wanted)) {
        return new Kept.NameTaken();
      }
      jdbc.sql(
              """
              UPDATE report_preset
              SET name = ?, unit = ?, threshold_seconds = ?, counted_of = ?, counted_span = ?,
                  automatic_counts = ?, unanswered_missed = ?, cap_seconds = ?, nobody_missed = ?
              WHERE id = ?
              """)
          .params(values(wanted))
          .param(id)
          .update();
      return done(jdbc, id, AuditAction.PRESET_CHANGED, by);
    });
  }

  Kept remove(long id, String by) {
    return database.write(jdbc -> {
      Optional<Preset> before = find(jdbc, id);
      if (before.isEmpty()) {
        return new Kept.NotThere();
      }
      jdbc.sql("DELETE FROM report_preset WHERE id = ?").param(id).update();
      note(jdbc, id, before.get(), AuditAction.PRESET_REMOVED, by);
      return new Kept.Done(before.get());
    });
  }

  private static boolean isTaken(List<Preset> others, Preset wanted) {
    return Stream.concat(Preset.SHIPPED.stream(), others.stream())
        .flatMap(one -> Stream.of(one.name().zh(), one.name().en()))
        .anyMatch(wanted.name().zh()::equalsIgnoreCase);
  }

  private Kept done(JdbcClient jdbc, long id, AuditAction what, String by) {
    Preset preset = find(jdbc, id).orElseThrow();
    note(jdbc, id, preset, what, by);
    return new Kept.Done(preset);
  }

  private void note(JdbcClient jdbc, long id, Preset preset, AuditAction what, String by) {
    Audit.note(jdbc, clock.instant(), by, what, "preset " + id, preset.name().zh());
  }

  private static List<@Nullable Object> values(Preset wanted) {
    return Arrays.asList(
        wanted.name().zh(),
        wanted.unit().word(),
        seconds(wanted.threshold()),
        wanted.window().word(),
        wanted.window() instanceof Window.Fixed(Span span) ? span.toString() : null,
        wanted.automaticCounts() ? 1 : 0,
        wanted.unansweredIsMissed() ? 1 : 0,
        seconds(wanted.cap()),
        wanted.nobodyOnDutyIsMissed() ? 1 : 0);
  }

  private static @Nullable Long seconds(@Nullable Duration duration) {
    return duration == null ? null : (Long) duration.toSeconds();
  }

  private static Preset preset(ResultSet row) throws SQLException {
    return Preset.own(
        row.getLong("id"),
        row.getString("name"),
        Columns.constant(row, "unit", Unit.class),
        duration(row, "threshold_seconds"),
        window(row.getString("counted_of"), row.getString("counted_span")),
        row.getBoolean("automatic_counts"),
        row.getBoolean("unanswered_missed"),
        duration(row, "cap_seconds"),
        row.getBoolean("nobody_missed"));
  }

  private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
    Long seconds = Columns.longOrNull(row, column);
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private static Window window(String of, @Nullable String span) {
    return Window.of(of, span == null ? null : Span.parse(span).orElse(null)).orElseThrow();
  }
}
