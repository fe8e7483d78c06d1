package io.xiaoer.staff;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Caller.Person;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.access.Permission;
import io.xiaoer.access.PublicRoute;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.settings.Version;
import io.xiaoer.staff.Accounts.State;
import io.xiaoer.staff.Authenticator.Checked;
import io.xiaoer.staff.PasswordHasher.Priority;
import io.xiaoer.store.SeldomLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
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
  private static final SeldomLog THROTTLED = SeldomLog.warnings(log);

  private final Authenticator staff;
  private final Sessions sessions;
  private final Accounts accounts;
  private final SecondFactors secondFactors;
  private final LoginLimit limit;
  private final LoginCookie begun;
  private final DeviceCookie devices;
  private final SessionOpener opener;
  private final PasswordPolicy policy;
  private final List<LoginWay> ways;
  private final Version version;

  SessionController(
      Authenticator staff,
      Sessions sessions,
      Accounts accounts,
      SecondFactors secondFactors,
      LoginLimit limit,
      LoginCookie begun,
      DeviceCookie devices,
      SessionOpener opener,
      PasswordPolicy policy,
      List<LoginWay> ways,
      Version version) {
    this.staff = staff;
    this.sessions = sessions;
    this.accounts = accounts;
    this.secondFactors = secondFactors;
    this.limit = limit;
    this.begun = begun;
    this.devices = devices;
    this.opener = opener;
    this.policy = policy;
    this.ways = List.copyOf(ways);
    this.version = version;
  }

  record Login(@Nullable String username, @Nullable String password) {
    @Override
    public String toString() {
      return "Login";
    }
  }

  /** The second step of a log-in. */
  record Code(@Nullable String kind, @Nullable String code) {
    @Override
    public String toString() {
      return "Code";
    }
  }

  /** What must follow the password: one of these. */
  record NextStep(List<String> secondFactor) {}

  /**
   * What a new password must be, as far as a page can check it: one's own, and by role that of
   * others.
   */
  record PasswordRule(int minCharacters, Map<String, Integer> minCharactersByRole, int maxBytes) {}

  /** {@code shops} is null for all. */
  record Session(
      String username,
      String name,
      String role,
      String state,
      @Nullable List<String> shops,
      List<String> permissions,
      boolean secondFactorNeeded,
      PasswordRule passwordRule,
      String version) {}

  record Ways(List<LoginWay.Offer> ways) {}

  /** What there is besides name and password. */
  @PublicRoute
  @GetMapping("/ways")
  Ways ways() {
    return new Ways(ways.stream().flatMap(way -> way.offer().stream()).toList());
  }

  @PublicRoute
  @PostMapping
  ResponseEntity<NextStep> logIn(
      @RequestBody Login login, HttpServletRequest request, HttpServletResponse response) {
    String username = String.valueOf(login.username).strip();
    String password = login.password;
    if (login.username == null || username.isEmpty() || password == null || password.isEmpty()) {
      throw ApiProblem.badRequest(FieldError.missing("username", "both username and password"));
    }
    String address = request.getRemoteAddr();
    Optional<String> device = devices.id(request, username);
    LoginLimit.Attempt attempt =
        device.map(limit::byDevice).orElseGet(() -> limit.byStranger(username, address));
    attempt
        .waitBefore()
        .ifPresent(wait -> {
          throw throttled(address, wait);
        });
    Checked checked =
        staff.check(
            username, password, device.isPresent() ? Priority.KNOWN : Priority.STRANGER, attempt);
    return switch (checked) {
      case Checked.Right(Person person, List<String> factors, _) when factors.isEmpty() -> {
        opener.open(person, null, request, response);
        yield ResponseEntity.noContent().build();
      }
      case Checked.Right(Person person, List<String> factors, String stamp) -> {
        response.addCookie(
            begun.of(new LoginCookie.Begun(person.username(), stamp), request.isSecure()));
        yield ResponseEntity.accepted().body(new NextStep(factors));
      }
      case Checked.Wrong _ -> {
        staff.noteFailure(username, address, "");
        log.info("staff: a failed login from {}", address);
        throw ApiProblem.of(
            HttpStatus.UNAUTHORIZED, "wrong_credentials", "Name or password is wrong.");
      }
      case Checked.Throttled _ ->
          throw throttled(address, attempt.waitBefore().orElse(Duration.ZERO));
      case Checked.Busy _ -> throw TryLater.loginBusy();
    };
  }

  /** For a page that another site has led a browser back to: what must follow. */
  @PublicRoute
  @GetMapping("/second-factor")
  NextStep nextStep(HttpServletRequest request) {
    Person person = begunBy(request);
    return new NextStep(
        staff
            .active(person.username())
            .map(Authenticator.Known::factors)
            .orElseThrow(SessionController::expired));
  }

  private Person begunBy(HttpServletRequest request) {
    return begun
        .read(request)
        .flatMap(login -> staff.stillRight(login.username(), login.stamp()))
        .orElseThrow(SessionController::expired);
  }

  private static ApiProblem expired() {
    return ApiProblem.of(
        HttpStatus.UNAUTHORIZED,
        "login_expired",
        "Give name and password at /api/v1/session first; they count for ten minutes.");
  }

  /** Whoever gave the right password gives one of the factors that the answer named. */
  @PublicRoute
  @PostMapping("/second-factor")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void goOn(@RequestBody Code given, HttpServletRequest request, HttpServletResponse response) {
    Person person = begunBy(request);
    if (given.kind == null || given.code == null) {
      throw ApiProblem.badRequest(FieldError.missing("code", "both kind and code"));
    }
    String address = request.getRemoteAddr();
    LoginLimit.Attempt attempt = limit.byCode(person.username());
    if (!attempt.begin()) {
      throw throttled(address, attempt.waitBefore().orElse(Duration.ZERO));
    }
    switch (secondFactors.take(person.username(), given.kind, given.code)) {
      case RIGHT -> {
        attempt.succeeded();
        opener.open(person, given.kind, request, response);
        response.addCookie(begun.none(request.isSecure()));
      }
      case WRONG -> {
        staff.noteFailure(person.username(), address, "; right password, wrong code");
        log.info("staff: a failed login from {}: right password, wrong code", address);
        throw ApiProblem.of(
            HttpStatus.FORBIDDEN, "wrong_code", "Not a code of now, or one that was used.");
      }
      case LOCKED ->
          throw ApiProblem.of(
              HttpStatus.FORBIDDEN,
              "second_factor_locked",
              "Too many wrong codes in a row. Use a recovery code, or have it reset.");
    }
  }

  private PasswordRule rule(Role role) {
    Map<String, Integer> byRole = new TreeMap<>();
    policy.charsMin().forEach((one, least) -> byRole.put(one.word(), least));
    return new PasswordRule(
        byRole.getOrDefault(role.word(), Passwords.CHARS_MIN_ALONE), byRole, Passwords.BYTES_MAX);
  }

  private static ApiProblem throttled(String address, Duration wait) {
    THROTTLED.say("staff: too many failed logins from %s, refused for now".formatted(address));
    return TryLater.tooManyTries(wait);
  }

  @RequiresPermission(Permission.ENTRY)
  @GetMapping
  Session current(@AuthenticationPrincipal Caller caller) {
    List<String> permissions =
        Arrays.stream(Permission.values()).filter(caller::may).map(Permission::word).toList();
    return switch (caller) {
      case Caller.Unproven unproven ->
          new Session(
              unproven.username(),
              unproven.displayName(),
              unproven.role().word(),
              State.OFFLINE.word(),
              ShopList.names(unproven.shops()),
              permissions,
              true,
              rule(unproven.role()),
              version.text());
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
              false,
              rule(person.role()),
              version.text());
      case Caller.ApiClient machine ->
          new Session(
              machine.name(),
              machine.keyName(),
              "machine",
              State.ONLINE.word(),
              ShopList.names(machine.shops()),
              permissions,
              false,
              rule(Role.ADMINISTRATOR),
              version.text());
    };
  }

  @RequiresPermission(Permission.ENTRY)
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logOut(HttpServletRequest request, HttpServletResponse response) {
    SessionCookie.token(request).ifPresent(sessions::logOut);
    accounts.sendHomeWhoHasNoSession();
    response.addCookie(SessionCookie.of("", Duration.ZERO, request.isSecure()));
  }
}
