package io.xiaoer.search;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the index knows of a message beside its text, each as a number. */
final class Properties {
  /** Whatever is older counts as of this year: no shop of the platform is. */
  private static final int YEAR_FIRST = 2020;

  private Properties() {}

  static int shop(String shop) {
    return Token.property("shop", shop);
  }

  static int conversation(long id) {
    return Token.property("conversation", Long.toString(id));
  }

  static int direction(String direction) {
    return Token.property("direction", direction);
  }

  static int type(String type) {
    return Token.property("type", type);
  }

  static int by(String username) {
    return Token.property("by", username);
  }

  /** A message's day, month and year, so that any time is a few of them. */
  static void addTime(Instant at, Set<Integer> properties) {
    LocalDate day = day(at);
    properties.add(day(day));
    properties.add(month(YearMonth.from(day)));
    properties.add(year(day.getYear()));
  }

  /**
   * Days, months and years that together cover the time, the days at both ends as a whole. Of each
   * message in it exactly one of them is a property.
   *
   * @param from null for the beginning of all time
   * @param to the first moment after it; {@code latest} when null or later, for nothing is
   */
  static Set<Integer> time(@Nullable Instant from, @Nullable Instant to, Instant latest) {
    LocalDate first = from == null ? LocalDate.of(YEAR_FIRST, 1, 1) : day(from);
    LocalDate last = day(to == null || to.isAfter(latest) ? latest : to);
    Set<Integer> cover = new LinkedHashSet<>();
    LocalDate at = first;
    while (!at.isAfter(last)) {
      LocalDate endOfYear = at.withDayOfYear(at.lengthOfYear());
      LocalDate endOfMonth = at.withDayOfMonth(at.lengthOfMonth());
      if (at.getDayOfYear() == 1 && !endOfYear.isAfter(last)) {
        cover.add(year(at.getYear()));
        at = endOfYear;
      } else if (at.getDayOfMonth() == 1 && !endOfMonth.isAfter(last)) {
        cover.add(month(YearMonth.from(at)));
        at = endOfMonth;
      } else {
        cover.add(day(at));
      }
      at = at.plusDays(1);
    }
    return cover;
  }

  private static LocalDate day(Instant at) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    return day.getYear() < YEAR_FIRST ? LocalDate.of(YEAR_FIRST, 1, 1) : day;
  }

  private static int day(LocalDate day) {
    return Token.property("day", day.toString());
  }

  private static int month(YearMonth month) {
    return Token.property("month", month.toString());
  }

  private static int year(int year) {
    return Token.property("year", Integer.toString(year));
  }
}
