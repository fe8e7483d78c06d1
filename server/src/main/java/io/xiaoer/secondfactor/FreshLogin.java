package io.xiaoer.secondfactor;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.staff.OpenSessions;
import io.xiaoer.store.Database;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.http.HttpStatus;

/**
 * Before something that opens the door for good, people log in again, by whatever their account
 * asks for: a desk that was left open is not enough.
 */
record FreshLogin(Database database, InstantSource clock) {
  /** Time to find the settings, and the device. */
  static final Duration LENGTH = Duration.ofMinutes(10);

  void require(HttpServletRequest request) {
    boolean fresh =
        database
            .read(jdbc -> OpenSessions.openedAt(jdbc, request))
            .filter(opened -> opened.plus(LENGTH).isAfter(clock.instant()))
            .isPresent();
    if (!fresh) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "login_too_old",
          "Log in again; this is possible for ten minutes after a log-in.");
    }
  }
}
