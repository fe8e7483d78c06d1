package io.xiaoer.hours;

import io.xiaoer.api.FieldError;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The years whose public holidays are known: those that come with the server, and those that were
 * imported, which go before them. Nothing is known of any other year, and nothing is guessed.
 */
final class Calendars {
  private static final List<Integer> SHIPPED = List.of(2026);

  private final Map<Integer, Holidays.Year> shipped = new TreeMap<>();
  private final Database database;
  private final InstantSource clock;

  Calendars(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    for (int year : SHIPPED) {
      shipped.put(year, shipped(year));
    }
  }

  private static Holidays.Year shipped(int year) {
    String name = "/calendars/%s.json".formatted(year);
    try (InputStream in = Calendars.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      List<FieldError> errors = new ArrayList<>();
      CalendarJson.Wanted wanted =
          JsonMapper.shared().readValue(in.readAllBytes(), CalendarJson.Wanted.class);
      Holidays.Year read = CalendarJson.read(year, wanted, null, null, errors);
      if (!errors.isEmpty()) {
        throw new IllegalStateException(name + ": " + errors);
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Holidays.Year> find(int year) {
    return database.read(
        jdbc -> years(jdbc).stream().filter(one -> one.year() == year).findFirst());
  }

  List<Integer> known() {
    return database.read(jdbc -> years(jdbc).stream().map(Holidays.Year::year).toList());
  }

  Holidays holidays(JdbcClient jdbc) {
    return new Holidays(years(jdbc));
  }

  /** By year. */
  private List<Holidays.Year> years(JdbcClient jdbc) {
    Map<Integer, Holidays.Year> years = new TreeMap<>(shipped);
    jdbc.sql("SELECT year, source, days, imported_at, imported_by FROM holiday_calendar")
        .query((row, _) ->
            kept(
                row.getInt("year"),
                row.getString("source"),
                row.getString("days"),
                Columns.instant(row, "imported_at"),
                row.getString("imported_by")))
        .list()
        .forEach(year -> years.put(year.year(), year));
    return years.values().stream().sorted(Comparator.comparingInt(Holidays.Year::year)).toList();
  }

  private static Holidays.Year kept(int year, String source, String days, Instant at, String by) {
    List<CalendarJson.WantedDay> written =
        List.of(JsonMapper.shared().readValue(days, CalendarJson.WantedDay[].class));
    List<FieldError> errors = new ArrayList<>();
    Holidays.Year read =
        CalendarJson.read(
            year,
            new CalendarJson.Wanted(null, source, null, new ArrayList<>(written)),
            at.toString(),
            by,
            errors);
    if (!errors.isEmpty()) {
      throw new IllegalStateException(
          "the calendar of %s cannot be read: %s".formatted(year, errors));
    }
    return read;
  }

  /** Replaces what was known of the year. */
  void put(Holidays.Year year, String by) {
    Instant now = clock.instant();
    database.write(jdbc -> {
      jdbc.sql(
              """
              INSERT INTO holiday_calendar (year, source, days, imported_at, imported_by)
              VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (year) DO UPDATE
              SET source = excluded.source, days = excluded.days,
                  imported_at = excluded.imported_at, imported_by = excluded.imported_by
              """)
          .params(
              year.year(), year.source(), CalendarJson.days(year).toString(), Micros.of(now), by)
          .update();
      Audit.note(jdbc, now, by, AuditAction.CALENDAR_IMPORTED, "calendar " + year.year(), "");
      return null;
    });
  }
}
