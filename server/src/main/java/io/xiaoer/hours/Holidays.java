package io.xiaoer.hours;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The public holidays of the years that are known, and the days on which they are made up. */
final class Holidays {
  private final Set<Integer> years = new HashSet<>();
  private final Map<LocalDate, Day> days = new HashMap<>();

  /**
   * A day that is not what its weekday says.
   *
   * @param off a holiday; otherwise a make-up workday
   */
  record Day(String name, LocalDate date, boolean off) {}

  /**
   * The notice of one year.
   *
   * @param source of the notice: a title or an address
   * @param importedAt in ISO-8601; null when it came with this version
   */
  record Year(
      int year,
      String source,
      @Nullable String importedAt,
      @Nullable String importedBy,
      List<Day> days) {}

  Holidays(Collection<Year> known) {
    // A notice may name days of the years beside it; that of a day's own year counts most.
    known.forEach(one -> one.days.forEach(day -> days.put(day.date, day)));
    known.forEach(one -> {
      years.add(one.year);
      one.days.stream()
          .filter(day -> day.date.getYear() == one.year)
          .forEach(day -> days.put(day.date, day));
    });
  }

  Optional<Day> on(LocalDate date) {
    return Optional.ofNullable(days.get(date));
  }

  boolean isKnown(int year) {
    return years.contains(year);
  }
}
