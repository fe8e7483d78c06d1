package io.xiaoer.quarantine;

import io.xiaoer.access.Caller;
import io.xiaoer.access.OneShop;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.RequestParams;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.quarantine.Quarantine.ReadAgain;
import io.xiaoer.shop.ShopScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Pushes that are genuine and could not be read, for the operator. */
@RestController
@RequiresPermission(Permission.ADMIN)
class QuarantineController {
  private static final int PAGE_MAX = 500;

  private final Quarantine quarantine;
  private final Audit audit;
  private final InstantSource clock;

  QuarantineController(Quarantine quarantine, Audit audit, InstantSource clock) {
    this.quarantine = quarantine;
    this.audit = audit;
    this.clock = clock;
  }

  record PushView(
      String id,
      String shop,
      String reason,
      String detail,
      int bytes,
      int pushes,
      Instant firstAt,
      Instant lastAt) {
    static PushView of(QuarantinedPush push) {
      return new PushView(
          String.valueOf(push.id()),
          push.shop().value(),
          push.reason(),
          push.detail(),
          push.bytes(),
          push.pushes(),
          push.firstAt(),
          push.lastAt());
    }
  }

  record PushList(List<PushView> pushes) {}

  @GetMapping("/api/v1/quarantine")
  PushList list(ShopScope shops, @RequestParam(defaultValue = "100") int limit) {
    return new PushList(
        quarantine.list(OneShop.of(shops), RequestParams.page(limit, PAGE_MAX)).stream()
            .map(PushView::of)
            .toList());
  }

  @PostMapping("/api/v1/quarantine/{id}/read-again")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void readAgain(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    switch (quarantine.readAgain(RequestParams.id("id", id))) {
      case ReadAgain.Stored _ ->
          audit.note(clock.instant(), caller.name(), AuditAction.QUARANTINE_READ_AGAIN, id, "");
      case ReadAgain.StillUnreadable(String detail) ->
          throw ApiProblem.of(HttpStatus.CONFLICT, "still_unreadable", detail);
      case ReadAgain.NotNow _ ->
          throw ApiProblem.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "log_unavailable",
              "The log cannot be written now. Try again.");
      case ReadAgain.NotHere _ -> throw notHere();
    }
  }

  @DeleteMapping("/api/v1/quarantine/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void drop(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    if (!quarantine.drop(RequestParams.id("id", id), caller.name())) {
      throw notHere();
    }
  }

  private static ApiProblem notHere() {
    return ApiProblem.notFound("no_such_push", "No such push in the quarantine.");
  }
}
