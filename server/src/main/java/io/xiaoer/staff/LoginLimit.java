package io.xiaoer.staff;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.xiaoer.store.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Slows down who guesses passwords. Counted by name and by address, so that neither many names from
 * one place nor one name from many places gets far; a right password clears its name.
 */
final class LoginLimit {
  private static final int FAILURES_BY_NAME_MAX = 5;
  private static final int FAILURES_BY_ADDRESS_MAX = 30;
  private static final Duration WINDOW = Duration.ofMinutes(5);

  /** Bounds the memory a guesser can make us use. */
  private static final int ENTRIES_MAX = 50_000;

  private record Failures(int count, Instant until) {}

  private final InstantSource clock;
  private final Cache<String, Failures> failures =
      Caffeine.newBuilder().maximumSize(ENTRIES_MAX).expireAfterWrite(WINDOW).build();

  LoginLimit(InstantSource clock) {
    this.clock = clock;
  }

  /** How long this caller has to wait before the next try; empty when he may try now. */
  Optional<Duration> waitBefore(String username, String address) {
    Instant now = clock.instant();
    return longer(
        wait(name(username), FAILURES_BY_NAME_MAX, now),
        wait(address(address), FAILURES_BY_ADDRESS_MAX, now));
  }

  void failed(String username, String address) {
    count(name(username));
    count(address(address));
  }

  void succeeded(String username) {
    failures.invalidate(name(username));
  }

  private void count(String key) {
    Instant now = clock.instant();
    failures
        .asMap()
        .merge(
            key,
            new Failures(1, now.plus(WINDOW)),
            (old, first) ->
                old.until.isBefore(now) ? first : new Failures(old.count + 1, old.until));
  }

  private Optional<Duration> wait(String key, int max, Instant now) {
    Failures known = failures.getIfPresent(key);
    return known == null || known.count < max || !now.isBefore(known.until)
        ? Optional.empty()
        : Optional.of(Duration.between(now, known.until));
  }

  private static Optional<Duration> longer(Optional<Duration> a, Optional<Duration> b) {
    return a.isEmpty() ? b : b.isEmpty() || a.get().compareTo(b.get()) > 0 ? a : b;
  }

  private static String name(String username) {
    return "name:" + Sha256.hex(username);
  }

  private static String address(String address) {
    return "address:" + address;
  }
}
