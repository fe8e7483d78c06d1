package io.xiaoer.staff;

import io.xiaoer.staff.Caller.Person;
import io.xiaoer.staff.People.NewPassword;
import io.xiaoer.staff.People.State;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
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

  private final People people;
  private final LoginLimit limit;

  MeController(People people, LoginLimit limit) {
    this.people = people;
    this.limit = limit;
  }

  record PasswordChange(
      @Nullable String old,
      @com.fasterxml.jackson.annotation.JsonProperty("new") @Nullable String wanted) {
    @Override
    public String toString() {
      return "PasswordChange";
    }
  }

  record StateChange(@Nullable String state) {}

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
    Passwords.problem(wanted, username)
        .ifPresent(problem -> {
          throw Problems.of(HttpStatus.UNPROCESSABLE_CONTENT, "new: " + problem);
        });
    // A session left open must not be a place to guess the password at.
    Optional<Duration> wait = limit.waitBefore(username, request.getRemoteAddr());
    if (wait.isPresent()) {
      throw Problems.of(HttpStatus.TOO_MANY_REQUESTS, "Too many failed tries. Try again later.");
    }
    String token = SessionCookie.token(request).orElse("");
    return switch (people.changePassword(username, old, wanted, token)) {
      case NewPassword.SET -> {
        limit.succeeded(username);
        yield ResponseEntity.noContent().build();
      }
      case NewPassword.OLD_IS_WRONG -> {
        limit.failed(username, request.getRemoteAddr());
        throw Problems.of(HttpStatus.FORBIDDEN, "wrong_password", "old: not your password");
      }
    };
  }

  @PutMapping("/state")
  ResponseEntity<Void> state(
      @RequestBody StateChange change, @AuthenticationPrincipal Person person) {
    State state =
        State.of(String.valueOf(change.state))
            .orElseThrow(() ->
                ApiProblem.badRequest(
                    FieldError.notOneOf("state", List.of("online", "away", "offline"))));
    accounts.setState(person.username(), state);
    return ResponseEntity.noContent().build();
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
