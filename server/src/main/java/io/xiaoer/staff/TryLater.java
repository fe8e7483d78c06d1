package io.xiaoer.staff;

import io.xiaoer.api.ApiProblem;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** Refusals that end by themselves: 429 with the time to wait. */
public final class TryLater {
  private TryLater() {}

  public static ApiProblem tooManyTries(Duration wait) {
    return ApiProblem.of(
            HttpStatus.TOO_MANY_REQUESTS,
            "too_many_tries",
            "Too many failed attempts. Try again later.")
        .retryAfter(wait);
  }

  static ApiProblem loginBusy() {
    return ApiProblem.of(
            HttpStatus.TOO_MANY_REQUESTS,
            "login_busy",
            "Too many people log in or set a password at the same time. Try again in a moment.")
        .retryAfter(PasswordHasher.RETRY_AFTER);
  }
}
