package io.xiaoer.staff;

import io.xiaoer.settings.Version;
import io.xiaoer.staff.Caller.Person;
import io.xiaoer.staff.People.State;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
  private final People people;
  private final LoginLimit limit;
  private final Version version;

  SessionController(Staff staff, People people, LoginLimit limit, Version version) {
    this.staff = staff;
    this.people = people;
    this.limit = limit;
    this.version = version;
  }

  record Login(@Nullable String username, @Nullable String password) {
    @Override
    public String toString() {
      return "Login";
    }
  }

  /** {@code shops} is null for all. */
  record Session(
      String username,
      String name,
      String role,
      String state,
      @Nullable List<String> shops,
      List<String> permissions,
      String version) {}

  @PublicRoute
  @PostMapping
  ResponseEntity<?> logIn(
      @RequestBody Login login, HttpServletRequest request, HttpServletResponse response) {
    String username = String.valueOf(login.username).strip();
    String password = login.password;
    if (login.username == null || username.isEmpty() || password == null || password.isEmpty()) {
      throw ApiProblem.badRequest(FieldError.missing("username", "both username and password"));
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
      staff.noteFailure(username, address);
      log.info("staff: a failed login from {}", address);
      return problem(HttpStatus.UNAUTHORIZED, "Name or password is wrong.").build();
    }
    limit.succeeded(username);
    response.addCookie(
        SessionCookie.of(
            staff.openSession(person.get(), address), Staff.sessionLength(), request.isSecure()));
    return ResponseEntity.noContent().build();
  }

  @Needs(Permission.KNOWN)
  @GetMapping
  Session current(@AuthenticationPrincipal Caller caller) {
    List<String> permissions =
        Arrays.stream(Permission.values()).filter(caller::may).map(Permission::word).toList();
    return switch (caller) {
      case Person person ->
          new Session(
              person.username(),
              person.displayName(),
              person.role().word(),
              accounts
                  .find(person.username())
                  .map(Accounts.Account::state)
                  .orElse(State.OFFLINE)
                  .word(),
              ShopList.names(person.shops()),
              permissions,
              version.text());
      case Caller.ApiClient machine ->
          new Session(
              machine.name(),
              machine.keyName(),
              "machine",
              State.ONLINE.word(),
              null,
              permissions,
              version.text());
    };
  }

  @RequiresPermission(Permission.KNOWN)
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logOut(HttpServletRequest request, HttpServletResponse response) {
    SessionCookie.token(request).ifPresent(staff::endSession);
    people.sendHomeWhoHasNoSession();
    response.addCookie(SessionCookie.of("", Duration.ZERO, request.isSecure()));
  }

  private static ResponseEntity.HeadersBuilder<?> problem(HttpStatus status, String detail) {
    return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, detail));
  }
}
