package io.xiaoer.staff;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.xiaoer.store.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Slows down whoever guesses passwords, and nobody else. An attempt counts as a failure before the
 * password is looked at; a right one is taken off again. So however many come at once, no more are
 * looked at than may fail.
 *
 * <p>A stranger's attempt counts for its name at its address, for its address, and for its name
 * everywhere, the last with a far higher limit: anybody can fail under somebody else's name, and
 * must not lock its owner out by it. A browser from which a name has logged in before counts by
 * itself only.
 */
public final class LoginLimit {
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Duration NAME_WINDOW = Duration.ofHours(1);
  private static final int FAILURES_OF_NAME_AT_ADDRESS_MAX = 5;
  private static final int FAILURES_OF_ADDRESS_MAX = 30;
  private static final int FAILURES_OF_NAME_MAX = 50;
  private static final int FAILURES_OF_ONE_MAX = 5;
  private static final int FAILURES_OF_CODE_MAX = 20;

  /** Bounds the memory a guesser can make us use. */
  private static final int ENTRIES_MAX = 50_000;

  private record Limit(String key, int failuresMax, Duration window) {}

  private record Tally(int failed, Instant until) {}

  private final InstantSource clock;
  private final Cache<String, Tally> tallies =
      Caffeine.newBuilder().maximumSize(ENTRIES_MAX).expireAfterWrite(NAME_WINDOW).build();

  LoginLimit(InstantSource clock) {
    this.clock = clock;
  }

  /** One password or code that somebody presents. */
  public final class Attempt {
    private final Limit own;
    private final List<Limit> shared;

    private Attempt(Limit own, List<Limit> shared) {
      this.own = own;
      this.shared = shared;
    }

    /** How long to wait before it is looked at; empty when it may be looked at now. */
    public Optional<Duration> waitBefore() {
      Instant now = clock.instant();
      return shared.stream()
          .map(limit -> LoginLimit.this.wait(limit, now))
          .reduce(LoginLimit.this.wait(own, now), LoginLimit::longer);
    }

    /** Counts it as a failure; false, and not counted, when it has to wait. */
    public boolean begin() {
      synchronized (tallies) {
        if (waitBefore().isPresent()) {
          return false;
        }
        count(own);
        shared.forEach(LoginLimit.this::count);
        return true;
      }
    }

    /** It was right. What others failed at stays counted. */
    public void succeeded() {
      synchronized (tallies) {
        tallies.invalidate(own.key);
        shared.forEach(LoginLimit.this::takeOff);
      }
    }
  }

  /** By a browser that is not known. */
  Attempt byStranger(String username, String address) {
    String name = Sha256.hex(Usernames.folded(username));
    String group = ClientAddress.group(address);
    return new Attempt(
        new Limit("pair:" + name + "@" + group, FAILURES_OF_NAME_AT_ADDRESS_MAX, WINDOW),
        List.of(
            new Limit("address:" + group, FAILURES_OF_ADDRESS_MAX, WINDOW),
            new Limit("name:" + name, FAILURES_OF_NAME_MAX, NAME_WINDOW)));
  }

  /** By a browser from which this name has logged in before. */
  Attempt byDevice(String id) {
    return new Attempt(new Limit("device:" + id, FAILURES_OF_ONE_MAX, WINDOW), List.of());
  }

  /** By somebody who is logged in: a session left open is no place to guess the password at. */
  Attempt bySelf(String username) {
    return new Attempt(new Limit("self:" + username, FAILURES_OF_ONE_MAX, WINDOW), List.of());
  }

  /** The secret of a set-up link, which nobody guesses: only so that nobody may try for long. */
  Attempt byLink(String address) {
    String group = ClientAddress.group(address);
    return new Attempt(
        new Limit("link@" + group, FAILURES_OF_ONE_MAX, WINDOW),
        List.of(new Limit("address:" + group, FAILURES_OF_ADDRESS_MAX, WINDOW)));
  }

  /**
   * Somebody whom the company's directory is asked for: nobody knows who before it has answered, so
   * by address alone.
   */
  Attempt byDirectory(String address) {
    return new Attempt(
        new Limit("directory@" + ClientAddress.group(address), FAILURES_OF_ADDRESS_MAX, WINDOW),
        List.of());
  }

  /**
   * A code, by somebody whose password was right or who is logged in. A code has a million values
   * and not more, so few are looked at in an hour.
   */
  public Attempt byCode(String username) {
    String name = Usernames.folded(username);
    return new Attempt(
        new Limit("code:" + name, FAILURES_OF_ONE_MAX, WINDOW),
        List.of(new Limit("codes:" + name, FAILURES_OF_CODE_MAX, NAME_WINDOW)));
  }

  private Optional<Duration> wait(Limit limit, Instant now) {
    Tally known = tallies.getIfPresent(limit.key);
    return known == null || known.failed < limit.failuresMax || !now.isBefore(known.until)
        ? Optional.empty()
        : Optional.of(Duration.between(now, known.until));
  }

  /** The window begins with its first failure. */
  private void count(Limit limit) {
    Instant now = clock.instant();
    tallies
        .asMap()
        .merge(
            limit.key,
            new Tally(1, now.plus(limit.window)),
            (old, first) -> now.isBefore(old.until) ? new Tally(old.failed + 1, old.until) : first);
  }

  private void takeOff(Limit limit) {
    tallies
        .asMap()
        .computeIfPresent(limit.key, (_, old) -> new Tally(Math.max(0, old.failed - 1), old.until));
  }

  private static Optional<Duration> longer(Optional<Duration> a, Optional<Duration> b) {
    return a.isEmpty() ? b : b.isEmpty() || a.get().compareTo(b.get()) > 0 ? a : b;
  }
}
