package io.xiaoer.staff;

import io.xiaoer.settings.Version;
import io.xiaoer.staff.Caller.Person;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Logging in and out. */
@RestController
@RequestMapping("/api/v1/session")
class SessionController {
  private static final Logger log = LoggerFactory.getLogger(SessionController.class);

  private final Staff staff;
  private final LoginLimit limit;
  private final Version version;

  SessionController(Staff staff, LoginLimit limit, Version version) {
    this.staff = staff;
    this.limit = limit;
    this.version = version;
  }

  record Login(@Nullable String username, @Nullable String password) {
    @Override
    public String toString() {
      return "Login";
    }
  }

  record Session(String username, String role, String version) {}

  @PostMapping
  ResponseEntity<?> logIn(
      @RequestBody Login login, HttpServletRequest request, HttpServletResponse response) {
    String username = String.valueOf(login.username).strip();
    String password = login.password;
    if (login.username == null || username.isEmpty() || password == null || password.isEmpty()) {
      return problem(HttpStatus.BAD_REQUEST, "username and password: both are needed").build();
    }
    String address = request.getRemoteAddr();
    Optional<Duration> wait = limit.waitBefore(username, address);
    if (wait.isPresent()) {
      log.warn("staff: too many failed logins from {}, refused for now", address);
      return ResponseEntity.of(
              ProblemDetail.forStatusAndDetail(
                  HttpStatus.TOO_MANY_REQUESTS, "Too many failed tries. Try again later."))
          .header("Retry-After", String.valueOf(wait.get().toSeconds() + 1))
          .build();
    }
    Optional<Person> person = staff.check(username, password);
    if (person.isEmpty()) {
      limit.failed(username, address);
      log.info("staff: a failed login from {}", address);
      return problem(HttpStatus.UNAUTHORIZED, "Name or password is wrong.").build();
    }
    limit.succeeded(username);
    response.addCookie(
        SessionCookie.of(
            staff.openSession(person.get()), Staff.sessionLength(), request.isSecure()));
    return ResponseEntity.noContent().build();
  }

  @GetMapping
  ResponseEntity<Session> current(@AuthenticationPrincipal Caller caller) {
    return ResponseEntity.ok(
        switch (caller) {
          case Person person ->
              new Session(
                  person.username(), person.role().name().toLowerCase(Locale.ROOT), version.text());
          case Caller.Machine machine -> new Session(machine.name(), "machine", version.text());
        });
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logOut(HttpServletRequest request, HttpServletResponse response) {
    SessionCookie.token(request).ifPresent(staff::endSession);
    response.addCookie(SessionCookie.of("", Duration.ZERO, request.isSecure()));
  }

  private static ResponseEntity.HeadersBuilder<?> problem(HttpStatus status, String detail) {
    return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, detail));
  }
}
