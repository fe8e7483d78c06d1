package io.xiaoer.guide;

import io.xiaoer.wechat.TokenCheck.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the platform's answers say. */
final class PlatformChecks {
  private static final String ADDRESS = "address";

  /** Codes of the second factor are of thirty seconds; and the platform looks at times, too. */
  private static final Duration SKEW_MAX = Duration.ofSeconds(30);

  private PlatformChecks() {}

  static Finding accessToken(Result result) {
    return switch (result) {
      case Result.Good _ -> Finding.good("given", Map.of());
      case Result.Bad bad when bad.reason().equals(ADDRESS) -> Finding.unknown(ADDRESS);
      case Result.Bad bad -> Finding.bad(bad.reason(), facts(bad));
      case Result.NoShop _ -> Finding.unknown("no_shop");
    };
  }

  /** The platform looks at the address first: who was given a token, or refused one, is on it. */
  static Finding allowList(Result result) {
    return switch (result) {
      case Result.Good _ -> Finding.good("allowed", Map.of());
      case Result.Bad bad when bad.reason().equals(ADDRESS) -> Finding.bad(ADDRESS, facts(bad));
      case Result.Bad _ -> Finding.unknown("no_token");
      case Result.NoShop _ -> Finding.unknown("no_shop");
    };
  }

  private static Map<String, Object> facts(Result.Bad bad) {
    Map<String, Object> facts = new HashMap<>();
    facts.put("errmsg", bad.errmsg());
    Integer errcode = bad.errcode();
    if (errcode != null) {
      facts.put("errcode", errcode);
    }
    return facts;
  }

  /** {@code theirs}: the platform's, to the second. */
  static Finding clock(Optional<Instant> theirs, Instant ours) {
    if (theirs.isEmpty()) {
      return Finding.unknown("unreachable");
    }
    Duration skew = Duration.between(theirs.get(), ours);
    Map<String, Object> facts = Map.of("seconds", skew.abs().toSeconds());
    return skew.abs().compareTo(SKEW_MAX) <= 0
        ? Finding.good("right", facts)
        : Finding.bad(skew.isNegative() ? "slow" : "fast", facts);
  }
}
