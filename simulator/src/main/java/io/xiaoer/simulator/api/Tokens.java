package io.xiaoer.simulator.api;

import io.xiaoer.simulator.shop.Shop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The tokens given out.
 *
 * <p>stable_token gives the same token again until five minutes before its end; then a new one, and
 * both are valid to the end of the old. Its force_refresh voids the old one at once, at most 20
 * times a day and 30 s apart. The older {@code token} is a world of its own.
 */
final class Tokens {
  static final Duration LIFE = Duration.ofHours(2);
  static final Duration OVERLAP = Duration.ofMinutes(5);
  private static final int FORCED_A_DAY_MAX = 20;
  private static final Duration FORCED_GAP = Duration.ofSeconds(30);
  private static final int TOKENS_KEPT_MAX = 10_000;

  private record Issued(String shop, String token, Instant expires) {}

  /** What a token given with a call is worth. */
  sealed interface Checked {
    record Valid(String shop) implements Checked {}

    record Expired() implements Checked {}

    record Invalid() implements Checked {}
  }

  /** What asking for a token came to. */
  sealed interface Given {
    record Token(String token, long expiresInSeconds) implements Given {}

    record ForcedTooSoon() implements Given {}

    record ForcedTooOften() implements Given {}
  }

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<String, Issued> stable = new HashMap<>();
  private final Map<String, Issued> older = new HashMap<>();
  private final Map<String, Deque<Instant>> forced = new HashMap<>();
  private final Map<String, Issued> all = new HashMap<>();

  Tokens(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  synchronized Checked check(String token) {
    Issued issued = all.get(token);
    if (issued == null) {
      return new Checked.Invalid();
    }
    return clock.instant().isBefore(issued.expires())
        ? new Checked.Valid(issued.shop())
        : new Checked.Expired();
  }

  synchronized Given stable(Shop shop, boolean forceRefresh) {
    Instant now = clock.instant();
    Issued current = stable.get(shop.id());
    if (forceRefresh) {
      Deque<Instant> earlier = forced.computeIfAbsent(shop.id(), id -> new ArrayDeque<>());
      earlier.removeIf(at -> at.isBefore(now.minus(Duration.ofDays(1))));
      if (!earlier.isEmpty() && now.isBefore(earlier.getLast().plus(FORCED_GAP))) {
        return new Given.ForcedTooSoon();
      }
      if (earlier.size() >= FORCED_A_DAY_MAX) {
        return new Given.ForcedTooOften();
      }
      earlier.addLast(now);
      all.values().removeIf(issued -> isStableOf(shop, issued));
      current = null;
    }
    if (current == null || !now.isBefore(current.expires().minus(OVERLAP))) {
      current = issue(shop);
      stable.put(shop.id(), current);
    }
    return new Given.Token(current.token(), Duration.between(now, current.expires()).toSeconds());
  }

  private static boolean isStableOf(Shop shop, Issued issued) {
    return issued.shop().equals(shop.id()) && issued.token().charAt(0) == 's';
  }

  /** Each call gives a new token; the one before stays valid for five minutes. */
  synchronized Given.Token older(Shop shop) {
    Instant now = clock.instant();
    @Nullable Issued before = older.get(shop.id());
    if (before != null) {
      Instant soon = now.plus(OVERLAP);
      Instant end = soon.isBefore(before.expires()) ? soon : before.expires();
      all.put(before.token(), new Issued(before.shop(), before.token(), end));
    }
    Issued fresh = issue(shop, "o");
    older.put(shop.id(), fresh);
    return new Given.Token(fresh.token(), LIFE.toSeconds());
  }

  synchronized void killAll() {
    all.clear();
    stable.clear();
    older.clear();
  }

  private Issued issue(Shop shop) {
    return issue(shop, "s");
  }

  private Issued issue(Shop shop, String world) {
    if (all.size() >= TOKENS_KEPT_MAX) {
      all.values().removeIf(issued -> clock.instant().isAfter(issued.expires()));
    }
    byte[] bytes = new byte[68];
    random.nextBytes(bytes);
    String token = world + HexFormat.of().withUpperCase().formatHex(bytes);
    Issued issued = new Issued(shop.id(), token, clock.instant().plus(LIFE));
    all.put(token, issued);
    return issued;
  }
}
