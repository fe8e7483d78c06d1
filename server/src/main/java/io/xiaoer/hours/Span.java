package io.xiaoer.hours;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a day, written {@code 09:00-12:30}. It belongs to the day on which it begins and may
 * end on the next: {@code 21:00-26:00} ends at two in the morning.
 *
 * @param from minutes since the beginning of the day, below 1 440
 * @param to minutes since the beginning of the same day; after {@code from}, at most a day later
 */
public record Span(int from, int to) {
  static final Span WHOLE_DAY = new Span(0, 24 * 60);

  private static final int DAY = 24 * 60;
  private static final Pattern WRITTEN = Pattern.compile("(\\d{2}):([0-5]\\d)-(\\d{2}):([0-5]\\d)");

  public Span {
    if (from < 0 || from >= DAY || to <= from || to - from > DAY) {
      throw new IllegalArgumentException("from %s to %s".formatted(from, to));
    }
  }

  /** Empty when it is none. */
  public static Optional<Span> parse(String written) {
    Matcher parts = WRITTEN.matcher(written);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int from = minutes(parts.group(1), parts.group(2));
    int to = minutes(parts.group(3), parts.group(4));
    return from < DAY && to > from && to - from <= DAY
        ? Optional.of(new Span(from, to))
        : Optional.empty();
  }

  private static int minutes(String hours, String minutes) {
    return Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
  }

  static boolean overlap(List<Span> spans) {
    List<Span> inOrder = spans.stream().sorted(Comparator.comparingInt(Span::from)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      if (inOrder.get(i).from < inOrder.get(i - 1).to) {
        return true;
      }
    }
    return false;
  }

  LocalDateTime begin(LocalDate day) {
    return day.atStartOfDay().plusMinutes(from);
  }

  LocalDateTime end(LocalDate day) {
    return day.atStartOfDay().plusMinutes(to);
  }

  /** As it was written. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%02d:%02d-%02d:%02d", from / 60, from % 60, to / 60, to % 60);
  }
}
