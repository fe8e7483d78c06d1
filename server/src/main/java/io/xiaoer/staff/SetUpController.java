package io.xiaoer.staff;

import io.xiaoer.access.PublicRoute;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.staff.FirstAdministrator.Checked;
import io.xiaoer.staff.FirstAdministrator.Made;
import io.xiaoer.store.SeldomLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The first account, by the link that the start has printed. Once there is an account, or where the
 * configuration names one, both routes answer as an address that is none.
 */
@RestController
@RequestMapping("/api/v1/set-up")
class SetUpController {
  private static final Logger log = LoggerFactory.getLogger(SetUpController.class);
  private static final SeldomLog WRONG = SeldomLog.warnings(log);

  private final FirstAdministrator first;
  private final SessionOpener opener;

  SetUpController(FirstAdministrator first, SessionOpener opener) {
    this.first = first;
    this.opener = opener;
  }

  record Link(@Nullable String secret) {
    @Override
    public String toString() {
      return "Link";
    }
  }

  record Draft(
      @Nullable String secret,
      @Nullable String username,
      @Nullable String name,
      @Nullable String password) {
    @Override
    public String toString() {
      return "Draft";
    }
  }

  /** What the page should know before it asks for a password. */
  record LinkView(Instant validUntil, int minCharacters, int maxBytes) {}

  @PublicRoute
  @PostMapping("/link")
  LinkView look(@RequestBody Link link, HttpServletRequest request) {
    return new LinkView(validUntil(link.secret, request), first.charsMin(), Passwords.BYTES_MAX);
  }

  @PublicRoute
  @PostMapping("/administrator")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void make(@RequestBody Draft draft, HttpServletRequest request, HttpServletResponse response) {
    validUntil(draft.secret, request);
    if (draft.username == null || draft.password == null) {
      throw ApiProblem.badRequest(FieldError.missing("username", "both username and password"));
    }
    String username = draft.username.strip();
    String name = draft.name == null || draft.name.isBlank() ? username : draft.name.strip();
    switch (first.make(username, name, draft.password)) {
      case Made.Done(var person) -> {
        log.info("staff: the first account was made by the link of this start");
        opener.open(person, null, request, response);
      }
      case Made.NotAwaited _ -> throw nowhere();
      case Made.Bad(FieldError error) -> throw ApiProblem.unprocessable(error);
      case Made.Busy _ -> throw TryLater.loginBusy();
    }
  }

  private Instant validUntil(@Nullable String secret, HttpServletRequest request) {
    if (!first.isAwaited()) {
      throw nowhere();
    }
    if (secret == null) {
      throw ApiProblem.badRequest(FieldError.missing("secret", "what follows # in the link"));
    }
    String address = request.getRemoteAddr();
    return switch (first.check(secret, address)) {
      case Checked.Right(Instant until) -> until;
      case Checked.Wrong _ -> {
        WRONG.say("staff: a wrong set-up link from " + address);
        throw ApiProblem.of(
            HttpStatus.FORBIDDEN,
            "set_up_link_wrong",
            "Not the link of this start. Each start prints another one.");
      }
      case Checked.Expired _ ->
          throw ApiProblem.of(
              HttpStatus.FORBIDDEN,
              "set_up_link_expired",
              "The link is over. Start the server again; it prints another one.");
      case Checked.Throttled(var until) -> throw TryLater.tooManyTries(until);
    };
  }

  private static ApiProblem nowhere() {
    return ApiProblem.notFound("no_such_address", "No such address.");
  }
}
