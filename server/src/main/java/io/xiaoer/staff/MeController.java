package io.xiaoer.staff;

import io.xiaoer.access.Caller.Person;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.staff.Accounts.NewPassword;
import io.xiaoer.staff.Accounts.State;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a person sets for himself. */
@RestController
@RequestMapping("/api/v1/me")
@RequiresPermission(Permission.SELF)
class MeController {
  /** Shortcuts, sounds and the like; not a place to keep things. */
  private static final int SETTINGS_BYTES_MAX = 32 * 1024;

  private final Accounts accounts;
  private final Sessions sessions;
  private final LoginLimit limit;
  private final PasswordPolicy policy;

  MeController(Accounts accounts, Sessions sessions, LoginLimit limit, PasswordPolicy policy) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.limit = limit;
    this.policy = policy;
  }

  record PasswordChange(
      @Nullable String old,
      @com.fasterxml.jackson.annotation.JsonProperty("new") @Nullable String wanted) {
    @Override
    public String toString() {
      return "PasswordChange";
    }
  }

  record StateChange(@Nullable String state) {
    State read() {
      return State.of(String.valueOf(state))
          .orElseThrow(() ->
              ApiProblem.badRequest(
                  FieldError.notOneOf("state", List.of("online", "away", "offline"))));
    }
  }

  @PutMapping("/password")
  ResponseEntity<Void> password(
      @RequestBody PasswordChange change,
      @AuthenticationPrincipal Person person,
      HttpServletRequest request) {
    String old = change.old;
    String wanted = change.wanted;
    if (old == null || wanted == null) {
      throw ApiProblem.badRequest(FieldError.missing("new", "both old and new"));
    }
    String username = person.username();
    policy
        .problem("new", wanted, person.role(), username, person.displayName())
        .ifPresent(error -> {
          throw ApiProblem.unprocessable(error);
        });
    LoginLimit.Attempt attempt = limit.bySelf(username);
    attempt
        .waitBefore()
        .ifPresent(wait -> {
          throw TryLater.tooManyTries(wait);
        });
    String token = SessionCookie.token(request).orElse("");
    return switch (accounts.changePassword(username, old, wanted, token, attempt)) {
      case NewPassword.SET -> ResponseEntity.noContent().build();
      case NewPassword.OLD_IS_WRONG ->
          throw ApiProblem.of(HttpStatus.FORBIDDEN, "wrong_password", "old: not your password");
      case NewPassword.THROTTLED ->
          throw TryLater.tooManyTries(attempt.waitBefore().orElse(Duration.ZERO));
      case NewPassword.BUSY -> throw TryLater.loginBusy();
    };
  }

  @PutMapping("/state")
  ResponseEntity<Void> state(
      @RequestBody StateChange change, @AuthenticationPrincipal Person person) {
    accounts.setState(person.username(), change.read());
    return ResponseEntity.noContent().build();
  }

  record SessionList(List<Sessions.View> sessions) {}

  record Ended(int ended) {}

  @GetMapping("/sessions")
  SessionList sessions(@AuthenticationPrincipal Person person, HttpServletRequest request) {
    return new SessionList(
        sessions.list(person.username(), SessionCookie.token(request).orElse("")));
  }

  @DeleteMapping("/sessions/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void endSession(@PathVariable String id, @AuthenticationPrincipal Person person) {
    if (!sessions.end(person.username(), id)) {
      throw ApiProblem.notFound("no_such_session", "No such session; it may have ended already.");
    }
    accounts.sendHomeWhoHasNoSession();
  }

  /** All but the one that asks. */
  @DeleteMapping("/sessions")
  Ended endOtherSessions(@AuthenticationPrincipal Person person, HttpServletRequest request) {
    return new Ended(
        sessions.endOthers(person.username(), SessionCookie.token(request).orElse("")));
  }

  @GetMapping("/settings")
  JsonNode settings(@AuthenticationPrincipal Person person) {
    return JsonMapper.shared().readTree(accounts.settings(person.username()));
  }

  @PutMapping("/settings")
  ResponseEntity<Void> setSettings(
      @RequestBody JsonNode settings, @AuthenticationPrincipal Person person) {
    if (!settings.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", "an object"));
    }
    String json = JsonMapper.shared().writeValueAsString(settings);
    if (json.getBytes(StandardCharsets.UTF_8).length > SETTINGS_BYTES_MAX) {
      throw ApiProblem.of(
          HttpStatus.CONTENT_TOO_LARGE, "too_large", "At most " + SETTINGS_BYTES_MAX + " bytes.");
    }
    accounts.setSettings(person.username(), json);
    return ResponseEntity.noContent().build();
  }
}
