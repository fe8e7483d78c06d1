package io.xiaoer.staff;

import io.xiaoer.access.Caller.Person;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.api.FieldError;
import io.xiaoer.shop.ShopScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first account, made in the browser by who has the link that the start printed. The link is
 * there while there is no account and nothing that would lead to one is configured; each start
 * makes another one, and only what its secret is recognised by is kept, in memory.
 */
final class FirstAdministrator {
  /** For somebody who reads the console that they have just started the server on. */
  static final Duration LINK_LENGTH = Duration.ofHours(1);

  private final Authenticator staff;
  private final PasswordHasher hasher;
  private final PasswordPolicy policy;
  private final Passwords passwords;
  private final LoginLimit limit;
  private final InstantSource clock;
  private volatile boolean possible;
  private volatile @Nullable SetUpLink link;

  /**
   * @param possible false where the configuration leads to an administrator, or this node has no
   *     desk
   */
  FirstAdministrator(
      Authenticator staff,
      PasswordHasher hasher,
      PasswordPolicy policy,
      Passwords passwords,
      LoginLimit limit,
      InstantSource clock,
      boolean possible) {
    this.staff = staff;
    this.hasher = hasher;
    this.policy = policy;
    this.passwords = passwords;
    this.limit = limit;
    this.clock = clock;
    this.possible = possible;
  }

  /** What somebody who set up the first account is given, or why not. */
  sealed interface Made {
    record Done(Person person) implements Made {}

    /** There is an account: the link and all about it are over. */
    record NotAwaited() implements Made {}

    record Bad(FieldError error) implements Made {}

    /** Too many passwords wait to be hashed. */
    record Busy() implements Made {}
  }

  /** What a presented secret came to. */
  sealed interface Checked {
    record Right(Instant until) implements Checked {}

    record Wrong() implements Checked {}

    record Expired() implements Checked {}

    record Throttled(Duration until) implements Checked {}
  }

  /** Whether there is no account yet, and the link makes the first. It never becomes true again. */
  boolean isAwaited() {
    if (possible && !staff.isEmpty()) {
      over();
    }
    return possible;
  }

  /** A new link's secret, for the console only; empty when there is nothing to set up. */
  Optional<String> newLink() {
    if (!isAwaited()) {
      return Optional.empty();
    }
    String secret = passwords.token();
    link = new SetUpLink(secret, clock.instant().plus(LINK_LENGTH));
    return Optional.of(secret);
  }

  Checked check(String secret, String address) {
    LoginLimit.Attempt attempt = limit.byLink(address);
    if (!attempt.begin()) {
      return new Checked.Throttled(attempt.waitBefore().orElse(Duration.ZERO));
    }
    SetUpLink known = link;
    if (known == null) {
      return new Checked.Wrong();
    }
    return switch (known.fit(secret, clock.instant())) {
      case RIGHT -> {
        attempt.succeeded();
        yield new Checked.Right(known.until());
      }
      case WRONG -> new Checked.Wrong();
      case EXPIRED -> new Checked.Expired();
    };
  }

  int charsMin() {
    return policy.charsMin().getOrDefault(Role.ADMINISTRATOR, Passwords.CHARS_MIN_ALONE);
  }

  /** Of several at once one is done: the account is added only while there is none. */
  Made make(String username, String name, String password) {
    Optional<FieldError> problem =
        Usernames.problem(username)
            .or(() -> ShownName.problem(name, Role.ADMINISTRATOR))
            .or(() -> policy.problem("password", password, Role.ADMINISTRATOR, username, name));
    if (problem.isPresent()) {
      return new Made.Bad(problem.get());
    }
    Optional<String> hash = hasher.hash(password);
    if (hash.isEmpty()) {
      return new Made.Busy();
    }
    boolean first = staff.addFirstByLink(username, name, hash.get());
    over();
    return first
        ? new Made.Done(new Person(username, name, Role.ADMINISTRATOR, ShopScope.all()))
        : new Made.NotAwaited();
  }

  private void over() {
    possible = false;
    link = null;
  }
}
