package io.xiaoer.api;

import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Reads the small values of a request, and refuses what they cannot be. */
final class Limits {
  private static final int ID_DIGITS_MAX = 18;

  private RequestParams() {}

  static int page(int limit, int max) {
    if (limit < 1 || limit > max) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "limit: 1 to %d".formatted(max));
    }
    return limit;
  }

  /**
   * For what can be asked for one shop or for all, and is open only to those who see all: null for
   * all.
   */
  static @Nullable ShopId one(ShopSet shops) {
    return switch (shops) {
      case ShopSet.All _ -> null;
      case ShopSet.Some(var some) when some.size() == 1 -> some.iterator().next();
      case ShopSet.Some _ ->
          throw new Refusal(HttpStatus.BAD_REQUEST, "shop: name one of your shops");
    };
  }

  static long id(String name, String value) {
    return number(value)
        .orElseThrow(() -> new Refusal(HttpStatus.BAD_REQUEST, name + ": not an id"));
  }

  static Optional<Long> number(String value) {
    return !value.isEmpty()
            && value.length() <= ID_DIGITS_MAX
            && value.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Optional.of(Long.parseLong(value))
        : Optional.empty();
  }
}
