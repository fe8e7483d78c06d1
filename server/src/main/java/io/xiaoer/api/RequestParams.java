package io.xiaoer.api;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the small values of a request, and refuses what they cannot be. */
public final class RequestParams {
  private static final int ID_DIGITS_MAX = 18;

  private RequestParams() {}

  public static int page(int limit, int max) {
    if (limit < 1 || limit > max) {
      throw ApiProblem.badRequest(FieldError.outOfRange("limit", 1, max));
    }
    return limit;
  }

  public static long id(String name, String value) {
    return number(value).orElseThrow(() -> ApiProblem.badRequest(FieldError.notAnId(name)));
  }

  /**
   * A day as written; four digits for the year, so that dates are in the order of their letters.
   */
  public static Optional<LocalDate> date(@Nullable String written) {
    try {
      return written == null || written.length() != 10
          ? Optional.empty()
          : Optional.of(LocalDate.parse(written));
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }

  public static Optional<Long> number(String value) {
    return !value.isEmpty()
            && value.length() <= ID_DIGITS_MAX
            && value.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Optional.of(Long.parseLong(value))
        : Optional.empty();
  }
}
