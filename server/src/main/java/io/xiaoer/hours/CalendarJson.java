package io.xiaoer.hours;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A year's holidays as the API, the table and the files that come with the server write them: the
 * days are those of the public project holiday-cn, whose files can be sent as they are.
 */
final class CalendarJson {
  private static final int DAYS_MAX = 120;
  private static final int NAME_CHARS_MAX = 50;
  private static final int SOURCE_CHARS_MAX = 500;

  private CalendarJson() {}

  /**
   * A calendar that is sent.
   *
   * @param papers addresses of the notices, as holiday-cn has them; read where there is no source
   */
  record Wanted(
      @Nullable Integer year,
      @Nullable String source,
      @Nullable List<@Nullable String> papers,
      @Nullable List<@Nullable WantedDay> days) {}

  record WantedDay(
      @Nullable String name,
      @Nullable String date,
      @JsonProperty("isOffDay") @Nullable Boolean isOffDay) {}

  /** Adds to {@code errors} what is wrong; the result is of use only where nothing is. */
  static Holidays.Year read(
      int year, Wanted wanted, @Nullable String at, @Nullable String by, List<FieldError> errors) {
    if (wanted.year != null && wanted.year != year) {
      errors.add(FieldError.outOfRange("year", year, year));
    }
    String source = source(wanted);
    int length = source.codePointCount(0, source.length());
    if (length < 1 || length > SOURCE_CHARS_MAX || source.indexOf('\0') >= 0) {
      errors.add(FieldError.length("source", 1, SOURCE_CHARS_MAX));
    }
    List<@Nullable WantedDay> written = Objects.requireNonNullElse(wanted.days, List.of());
    if (wanted.days == null) {
      errors.add(FieldError.missing("days", "name, date and isOffDay of each"));
    } else if (written.size() > DAYS_MAX) {
      errors.add(FieldError.tooMany("days", DAYS_MAX));
      written = List.of();
    }
    List<Holidays.Day> days = new ArrayList<>();
    Set<LocalDate> dates = new HashSet<>();
    for (int i = 0; i < written.size(); i++) {
      day("days[%s]".formatted(i), year, written.get(i), dates, errors).ifPresent(days::add);
    }
    return new Holidays.Year(year, source, at, by, days);
  }

  private static String source(Wanted wanted) {
    if (wanted.source != null) {
      return wanted.source.strip();
    }
    return wanted.papers == null
        ? ""
        : String.join(" ", wanted.papers.stream().filter(Objects::nonNull).toList());
  }

  private static Optional<Holidays.Day> day(
      String field,
      int year,
      @Nullable WantedDay written,
      Set<LocalDate> dates,
      List<FieldError> errors) {
    Optional<LocalDate> date = RequestParams.date(written == null ? null : written.date);
    if (written == null || date.isEmpty()) {
      errors.add(FieldError.notADate(field + ".date"));
      return Optional.empty();
    }
    // A notice may begin with the last days of the year before.
    if (Math.abs(date.get().getYear() - year) > 1) {
      errors.add(FieldError.outOfRange(field + ".date", year - 1L, year + 1L));
    }
    if (!dates.add(date.get())) {
      errors.add(FieldError.of(field + ".date", "twice", "one entry for a date"));
    }
    if (written.isOffDay == null) {
      errors.add(FieldError.missing(field + ".isOffDay", "true or false"));
      return Optional.empty();
    }
    String name = Objects.requireNonNullElse(written.name, "").strip();
    int length = name.codePointCount(0, name.length());
    if (length < 1 || length > NAME_CHARS_MAX || name.indexOf('\0') >= 0) {
      errors.add(FieldError.length(field + ".name", 1, NAME_CHARS_MAX));
    }
    return Optional.of(new Holidays.Day(name, date.get(), written.isOffDay));
  }

  static ObjectNode write(Holidays.Year year) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("year", year.year())
            .put("source", year.source())
            .put("imported_at", year.importedAt())
            .put("imported_by", year.importedBy());
    json.set("days", days(year));
    return json;
  }

  static ArrayNode days(Holidays.Year year) {
    ArrayNode days = JsonNodeFactory.instance.arrayNode();
    year.days()
        .forEach(day ->
            days.addObject()
                .put("name", day.name())
                .put("date", day.date().toString())
                .put("isOffDay", day.off()));
    return days;
  }
}
