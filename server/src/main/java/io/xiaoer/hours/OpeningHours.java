package io.xiaoer.hours;

import io.xiaoer.hours.OpeningState.Because;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When a shop is open. An exception of a day goes before the calendar, the calendar before the
 * weekly pattern. On a holiday it is closed; on a make-up workday it is open as on Mondays,
 * whatever day of the week that is. Pure: it reads no clock.
 *
 * @param followsCalendar whether public holidays and make-up workdays count
 * @param assessed the part of a day in which answers are counted; says nothing of being open
 * @param exceptions one for a date at most
 */
public record OpeningHours(
    ZoneId zone,
    Map<DayOfWeek, List<Span>> weekly,
    boolean followsCalendar,
    Span assessed,
    List<ExceptionDay> exceptions) {
  static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  static final Span ASSESSED = new Span(8 * 60, 23 * 60);

  /** How far ahead a change is looked for: whoever plans less than one a year has none. */
  private static final int DAYS_AHEAD = 370;

  public OpeningHours {
    Map<DayOfWeek, List<Span>> whole = new EnumMap<>(DayOfWeek.class);
    for (DayOfWeek day : DayOfWeek.values()) {
      whole.put(day, List.copyOf(weekly.getOrDefault(day, List.of())));
    }
    weekly = whole;
    exceptions = List.copyOf(exceptions);
  }

  /** A time; without its end. */
  public record Window(Instant from, Instant to) {}

  /** One day that is not as usual; without spans it is closed. */
  public record ExceptionDay(LocalDate date, List<Span> spans, String text) {}

  /** Of a shop that has said nothing: around the clock, every day. */
  static OpeningHours always() {
    return new OpeningHours(
        SHANGHAI,
        Arrays.stream(DayOfWeek.values())
            .collect(Collectors.toMap(Function.identity(), _ -> List.of(Span.WHOLE_DAY))),
        false,
        ASSESSED,
        List.of());
  }

  /** What counts on one day. */
  private record Plan(List<Span> spans, Because because, @Nullable String text) {}

  private record Stretch(LocalDateTime begin, LocalDateTime end, Plan plan) {}

  /** Known sooner than until when: that may be a year away. */
  boolean isOpen(Instant moment, Holidays holidays) {
    return !open(LocalDateTime.ofInstant(moment, zone), holidays).isEmpty();
  }

  private List<Stretch> open(LocalDateTime now, Holidays holidays) {
    LocalDate today = now.toLocalDate();
    return stretches(today.minusDays(1), today, holidays).stream()
        .filter(one -> !one.begin.isAfter(now) && one.end.isAfter(now))
        .toList();
  }

  OpeningState at(Instant moment, Holidays holidays) {
    LocalDateTime now = LocalDateTime.ofInstant(moment, zone);
    LocalDate today = now.toLocalDate();
    List<Stretch> open = open(now, holidays);
    Plan plan = open.isEmpty() ? plan(today, holidays) : open.getFirst().plan;
    return new OpeningState(
        !open.isEmpty(),
        nextChange(now, open.isEmpty(), holidays)
            .map(change -> change.atZone(zone).toInstant())
            .orElse(null),
        plan.because,
        plan.text,
        followsCalendar && !holidays.isKnown(today.getYear()) ? (Integer) today.getYear() : null);
  }

  boolean isAssessed(Instant moment) {
    Window window = assessed(moment);
    return !window.from.isAfter(moment) && window.to.isAfter(moment);
  }

  /**
   * The time in which answers are counted on the day of a moment. One that goes on after midnight
   * belongs to the day on which it began, and so does a moment in it.
   */
  Window assessed(Instant moment) {
    LocalDateTime now = LocalDateTime.ofInstant(moment, zone);
    LocalDate today = now.toLocalDate();
    LocalDate day = assessed.end(today.minusDays(1)).isAfter(now) ? today.minusDays(1) : today;
    return new Window(
        assessed.begin(day).atZone(zone).toInstant(), assessed.end(day).atZone(zone).toInstant());
  }

  private Optional<LocalDateTime> nextChange(LocalDateTime now, boolean opens, Holidays holidays) {
    if (neverChanges()) {
      return Optional.empty(); // Most shops: to go through a year for them would cost the most.
    }
    return opens ? opens(now, holidays) : closes(now, holidays);
  }

  private boolean neverChanges() {
    return !followsCalendar
        && exceptions.isEmpty()
        && (weekly.values().stream().allMatch(List::isEmpty)
            || weekly.values().stream().allMatch(List.of(Span.WHOLE_DAY)::equals));
  }

  private Optional<LocalDateTime> opens(LocalDateTime now, Holidays holidays) {
    for (LocalDate day = now.toLocalDate(); isNear(day, now); day = day.plusDays(1)) {
      Optional<LocalDateTime> next =
          stretches(day, day, holidays).stream()
              .map(Stretch::begin)
              .filter(begin -> begin.isAfter(now))
              .findFirst();
      if (next.isPresent()) {
        return next;
      }
    }
    return Optional.empty();
  }

  /** Spans that touch are one. */
  private Optional<LocalDateTime> closes(LocalDateTime now, Holidays holidays) {
    LocalDateTime end = now;
    for (LocalDate day = now.toLocalDate().minusDays(1); isNear(day, now); day = day.plusDays(1)) {
      if (day.atStartOfDay().isAfter(end)) {
        return Optional.of(end);
      }
      for (Stretch one : stretches(day, day, holidays)) {
        if (one.begin.isAfter(end)) {
          return Optional.of(end);
        }
        end = one.end.isAfter(end) ? one.end : end;
      }
    }
    return Optional.empty();
  }

  private static boolean isNear(LocalDate day, LocalDateTime now) {
    return day.isBefore(now.toLocalDate().plusDays(DAYS_AHEAD));
  }

  /** In the order in which they begin. */
  private List<Stretch> stretches(LocalDate first, LocalDate last, Holidays holidays) {
    List<Stretch> stretches = new ArrayList<>();
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      Plan plan = plan(day, holidays);
      for (Span span : plan.spans) {
        stretches.add(new Stretch(span.begin(day), span.end(day), plan));
      }
    }
    stretches.sort(Comparator.comparing(Stretch::begin));
    return stretches;
  }

  private Plan plan(LocalDate day, Holidays holidays) {
    Optional<ExceptionDay> exception =
        exceptions.stream().filter(one -> one.date.equals(day)).findFirst();
    if (exception.isPresent()) {
      return new Plan(exception.get().spans, Because.EXCEPTION, exception.get().text);
    }
    Optional<Holidays.Day> special = followsCalendar ? holidays.on(day) : Optional.empty();
    if (special.isPresent()) {
      return special.get().off()
          ? new Plan(List.of(), Because.HOLIDAY, special.get().name())
          : new Plan(of(DayOfWeek.MONDAY), Because.MAKE_UP_WORKDAY, special.get().name());
    }
    return new Plan(of(day.getDayOfWeek()), Because.WEEKLY, null);
  }

  private List<Span> of(DayOfWeek day) {
    return weekly.getOrDefault(day, List.of());
  }
}
