package io.xiaoer.staff;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/** What is kept of a one-time link: enough to know its secret again, and not to tell it. */
final class SetUpLink {
  private final byte[] digest;
  private final Instant until;

  SetUpLink(String secret, Instant until) {
    digest = digest(secret);
    this.until = until;
  }

  /** What a secret is that somebody presents. */
  enum Fit {
    RIGHT,
    WRONG,
    EXPIRED
  }

  /** Of a link that is over only those are told who have it. */
  Fit fit(String presented, Instant now) {
    if (!MessageDigest.isEqual(digest, digest(presented))) {
      return Fit.WRONG;
    }
    return now.isBefore(until) ? Fit.RIGHT : Fit.EXPIRED;
  }

  Instant until() {
    return until;
  }

  private static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
