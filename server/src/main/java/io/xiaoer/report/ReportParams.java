package io.xiaoer.report;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.report.Evidence.Sifted;
import io.xiaoer.round.Rounds.Place;
import io.xiaoer.shop.ShopScope;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a report is asked with. */
final class ReportParams {
  static final int DAYS_MAX = 366;

  private static final int ROUNDS_MAX = 200;
  private static final int CONVERSION_DAYS_MAX = 30;
  private static final List<By> CONVERSION_BY = List.of(By.AGENT, By.SHOP);
  private static final int USERNAME_CHARS_MAX = 100;
  private static final int DAY_SECONDS = 86_400;
  private static final char NUL = 0; // PostgreSQL takes no text with it
  private static final String NOBODY = "-";

  /** Before it there is no platform, and behind it no calendar. */
  private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 10);

  private static final LocalDate LATEST = LocalDate.of(9000, 1, 1);
  private static final Pattern PLACE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  private ReportParams() {}

  static Asked asked(ShopScope shops, String from, String to) {
    LocalDate first = date("from", from);
    LocalDate last = date("to", to);
    if (first.isAfter(last)) {
      throw unfit(FieldError.of("from", "not_before_to", "after to"));
    }
    if (first.plusDays(DAYS_MAX).compareTo(last) <= 0) {
      throw unfit(FieldError.periodTooLong("to", DAYS_MAX));
    }
    return new Asked(shops, first, last);
  }

  private static LocalDate date(String name, String written) {
    if (written.isEmpty()) {
      throw unfit(FieldError.missing(name, "a date like 2026-10-01"));
    }
    return RequestParams.date(written)
        .filter(day -> !day.isBefore(EARLIEST) && day.isBefore(LATEST))
        .orElseThrow(() -> unfit(FieldError.notADate(name)));
  }

  static Preset preset(Presets presets, String word) {
    return presets.find(word).orElseThrow(() -> unfit(noPreset(word)));
  }

  private static FieldError noPreset(String word) {
    return Preset.ownId(word).isPresent()
        ? FieldError.of("preset", "preset_removed", "no such rule; it has been removed")
        : FieldError.notOneOf("preset", Preset.SHIPPED.stream().map(Preset::word).toList());
  }

  static By by(String word) {
    return By.of(word).orElseThrow(() -> unfit(FieldError.notOneOf("by", By.words())));
  }

  static boolean flag(String name, String written) {
    return switch (written) {
      case "true" -> true;
      case "false", "" -> false;
      default -> throw unfit(FieldError.notOneOf(name, List.of("true", "false")));
    };
  }

  /** Empty for all. */
  static Set<Verdict> verdicts(String word) {
    return word.isEmpty()
        ? Set.of()
        : Verdict.of(word).orElseThrow(() -> unfit(FieldError.notOneOf("result", Verdict.words())));
  }

  static @Nullable Duration within(String written) {
    return written.isEmpty()
        ? null
        : Duration.ofSeconds(number("within_seconds", written, 1, DAY_SECONDS));
  }

  static @Nullable Integer hour(String written) {
    return written.isEmpty() ? null : Integer.valueOf((int) number("hour", written, 0, 23));
  }

  /** How long after a question an order may be paid. */
  static Duration days(String written) {
    return Duration.ofDays(number("days", written, 1, CONVERSION_DAYS_MAX));
  }

  static By conversionBy(String word) {
    return By.of(word)
        .filter(CONVERSION_BY::contains)
        .orElseThrow(
            () -> unfit(FieldError.notOneOf("by", CONVERSION_BY.stream().map(By::word).toList())));
  }

  /** 0 is Monday. */
  static @Nullable Integer weekday(String word) {
    if (word.isEmpty()) {
      return null;
    }
    int weekday = HeatMap.WEEKDAY_WORDS.indexOf(word);
    if (weekday < 0) {
      throw unfit(FieldError.notOneOf("weekday", HeatMap.WEEKDAY_WORDS));
    }
    return weekday;
  }

  private static long number(String name, String written, long min, long max) {
    return RequestParams.number(written)
        .filter(value -> value >= min && value <= max)
        .orElseThrow(() -> unfit(FieldError.outOfRange(name, min, max)));
  }

  /** Null for all. */
  static @Nullable String agent(String written) {
    if (written.length() > USERNAME_CHARS_MAX || written.indexOf(NUL) >= 0) {
      throw unfit(FieldError.tooLong("agent", USERNAME_CHARS_MAX));
    }
    return written.isEmpty() ? null : written.equals(NOBODY) ? ServiceReport.NONE : written;
  }

  static @Nullable Long group(String written) {
    return switch (written) {
      case "" -> null;
      case NOBODY -> Sifted.NO_GROUP;
      default -> Long.valueOf(RequestParams.id("group", written));
    };
  }

  static int limit(int limit) {
    return RequestParams.page(limit, ROUNDS_MAX);
  }

  static Place place(String cursor) {
    if (cursor.isEmpty()) {
      return Place.NEWEST;
    }
    Matcher matcher = PLACE.matcher(cursor);
    if (!matcher.matches()) {
      throw unfit(FieldError.unknownCursor());
    }
    return new Place(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  static Optional<String> cursor(@Nullable Place place) {
    return Optional.ofNullable(place).map(one -> one.openedAt() + "-" + one.id());
  }

  private static ApiProblem unfit(FieldError error) {
    return ApiProblem.unprocessable(error);
  }
}
