package io.xiaoer.sso;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.PublicRoute;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.OpenQuery;
import io.xiaoer.staff.Revocations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The ways to the directory and back. A browser comes here itself, so answers lead it on. */
@RestController
class SsoController {
  private final Optional<SingleSignOn> sso;
  private final Identities identities;
  private final Revocations revocations;

  SsoController(Optional<SingleSignOn> sso, Identities identities, Revocations revocations) {
    this.sso = sso;
    this.identities = identities;
    this.revocations = revocations;
  }

  @PublicRoute
  @GetMapping("/api/v1/session/sso/start")
  ResponseEntity<Void> start(
      @RequestParam(required = false) @Nullable String next,
      HttpServletRequest request,
      HttpServletResponse response) {
    return to(sso().start(next == null ? "/" : next, request, response));
  }

  @PublicRoute
  @OpenQuery // Directories add what they like: session_state, error_description.
  @GetMapping("/api/v1/session/sso/callback")
  ResponseEntity<Void> comeBack(
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String code,
      @RequestParam(required = false) @Nullable String error,
      @RequestParam(required = false) @Nullable String iss,
      HttpServletRequest request,
      HttpServletResponse response) {
    return to(sso().comeBack(new SingleSignOn.Answer(state, code, error, iss), request, response));
  }

  record LogOut(@Nullable String url) {}

  /** Where a browser goes to leave the directory, too, after it has logged out here. */
  @RequiresPermission(Permission.ENTRY)
  @PostMapping("/api/v1/session/sso/log-out")
  LogOut logOut(HttpServletRequest request, HttpServletResponse response) {
    return new LogOut(
        sso.flatMap(one -> one.logOut(request, response)).map(URI::toString).orElse(null));
  }

  @RequiresPermission(Permission.ADMIN)
  @DeleteMapping("/api/v1/staff/{username}/sso")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void unlink(@PathVariable String username, @AuthenticationPrincipal Caller caller) {
    if (!identities.unlink(username, caller.name())) {
      throw ApiProblem.notFound("not_linked", "This user has not logged in by the directory.");
    }
    revocations.ofPerson(username);
  }

  private SingleSignOn sso() {
    return sso.orElseThrow(
        () -> ApiProblem.notFound("sso_off", "Single sign-on is not configured: xiaoer.oidc."));
  }

  private static ResponseEntity<Void> to(URI next) {
    return ResponseEntity.status(HttpStatus.FOUND).location(next).build();
  }
}
