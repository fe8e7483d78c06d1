package io.xiaoer.hours;

import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.hours.OpeningHours.ExceptionDay;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Opening hours as the API and the table write them. */
final class HoursJson {
  static final int SPANS_MAX = 10;
  static final int EXCEPTIONS_MAX = 400;
  static final int TEXT_CHARS_MAX = 100;

  private static final JsonMapper KEPT =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private HoursJson() {}

  /**
   * As they are sent. What is left out is the ordinary: closed on that day, follows the calendar.
   */
  record Wanted(
      @Nullable String timeZone,
      @Nullable Map<String, @Nullable List<@Nullable String>> weekly,
      @Nullable Boolean followCalendar,
      @Nullable String assessed,
      @Nullable List<@Nullable WantedDay> exceptions) {}

  record WantedDay(
      @Nullable String date, @Nullable List<@Nullable String> spans, @Nullable String text) {}

  /** Adds to {@code errors} what is wrong; null when something is. */
  static @Nullable OpeningHours read(Wanted wanted, List<FieldError> errors) {
    int before = errors.size();
    ZoneId zone = zone(wanted.timeZone, errors);
    Map<DayOfWeek, List<Span>> weekly = weekly(wanted.weekly, errors);
    Span assessed = OpeningHours.ASSESSED;
    if (wanted.assessed != null) {
      assessed = Span.parse(wanted.assessed).orElse(null);
      if (assessed == null) {
        errors.add(notASpan("assessed"));
      }
    }
    List<ExceptionDay> exceptions = exceptions(wanted.exceptions, errors);
    return errors.size() > before || assessed == null
        ? null
        : new OpeningHours(
            zone,
            weekly,
            wanted.followCalendar == null || wanted.followCalendar,
            assessed,
            exceptions);
  }

  private static ZoneId zone(@Nullable String written, List<FieldError> errors) {
    if (written == null) {
      return OpeningHours.SHANGHAI;
    }
    // Those that move with an offset alone know no summer time.
    if (ZoneId.getAvailableZoneIds().contains(written)) {
      return ZoneId.of(written);
    }
    errors.add(
        FieldError.of("time_zone", "unknown_time_zone", "expected a zone like Asia/Shanghai"));
    return OpeningHours.SHANGHAI;
  }

  private static Map<DayOfWeek, List<Span>> weekly(
      @Nullable Map<String, @Nullable List<@Nullable String>> written, List<FieldError> errors) {
    Map<DayOfWeek, List<Span>> weekly = new EnumMap<>(DayOfWeek.class);
    if (written == null) {
      errors.add(FieldError.missing("weekly", "spans by day, mon to sun"));
      return weekly;
    }
    for (Map.Entry<String, @Nullable List<@Nullable String>> one : written.entrySet()) {
      Optional<DayOfWeek> day = day(one.getKey());
      if (day.isEmpty()) {
        errors.add(FieldError.notOneOf("weekly", DAYS));
      } else {
        weekly.put(day.get(), spans("weekly." + one.getKey(), one.getValue(), errors));
      }
    }
    return weekly;
  }

  private static List<ExceptionDay> exceptions(
      @Nullable List<@Nullable WantedDay> written, List<FieldError> errors) {
    List<ExceptionDay> exceptions = new ArrayList<>();
    Set<LocalDate> dates = new HashSet<>();
    if (written == null) {
      return exceptions;
    }
    if (written.size() > EXCEPTIONS_MAX) {
      errors.add(FieldError.tooMany("exceptions", EXCEPTIONS_MAX));
      return exceptions;
    }
    for (int i = 0; i < written.size(); i++) {
      String field = "exceptions[%s]".formatted(i);
      WantedDay one = written.get(i);
      Optional<LocalDate> date = RequestParams.date(one == null ? null : one.date);
      if (one == null || date.isEmpty()) {
        errors.add(FieldError.notADate(field + ".date"));
        continue;
      }
      if (!dates.add(date.get())) {
        errors.add(FieldError.of(field + ".date", "twice", "one entry for a date"));
      }
      String text = Objects.requireNonNullElse(one.text, "").strip();
      if (text.codePointCount(0, text.length()) > TEXT_CHARS_MAX || text.indexOf('\0') >= 0) {
        errors.add(FieldError.length(field + ".text", 0, TEXT_CHARS_MAX));
      }
      exceptions.add(
          new ExceptionDay(date.get(), spans(field + ".spans", one.spans, errors), text));
    }
    return exceptions;
  }

  private static List<Span> spans(
      String field, @Nullable List<@Nullable String> written, List<FieldError> errors) {
    List<Span> spans = new ArrayList<>();
    if (written == null) {
      return spans;
    }
    if (written.size() > SPANS_MAX) {
      errors.add(FieldError.tooMany(field, SPANS_MAX));
      return spans;
    }
    for (String one : written) {
      Optional<Span> span = one == null ? Optional.empty() : Span.parse(one);
      if (span.isEmpty()) {
        errors.add(notASpan(field));
        return spans;
      }
      spans.add(span.get());
    }
    if (Span.overlap(spans)) {
      errors.add(FieldError.of(field, "overlap", "spans that do not overlap"));
    }
    return spans;
  }

  private static FieldError notASpan(String field) {
    return FieldError.of(
        field, "not_a_span", "expected a span like 09:00-18:00, or 21:00-26:00 past midnight");
  }

  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private static Optional<DayOfWeek> day(String name) {
    int at = DAYS.indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(DayOfWeek.of(at + 1));
  }

  static ObjectNode write(OpeningHours hours) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("time_zone", hours.zone().getId());
    ObjectNode weekly = json.putObject("weekly");
    for (DayOfWeek day : DayOfWeek.values()) {
      write(
          weekly.putArray(DAYS.get(day.getValue() - 1)),
          hours.weekly().getOrDefault(day, List.of()));
    }
    json.put("follow_calendar", hours.followsCalendar())
        .put("assessed", hours.assessed().toString());
    ArrayNode exceptions = json.putArray("exceptions");
    for (ExceptionDay day : hours.exceptions()) {
      ObjectNode one = exceptions.addObject().put("date", day.date().toString());
      write(one.putArray("spans"), day.spans());
      one.put("text", day.text());
    }
    return json;
  }

  private static void write(ArrayNode array, List<Span> spans) {
    spans.forEach(span -> array.add(span.toString()));
  }

  /** What {@link #write} has written. */
  static OpeningHours readKept(String text) {
    List<FieldError> errors = new ArrayList<>();
    OpeningHours hours = read(KEPT.readValue(text, Wanted.class), errors);
    if (hours == null) {
      throw new IllegalStateException("opening hours that cannot be read: " + errors);
    }
    return hours;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
