package io.xiaoer.desk;

import io.xiaoer.quarantine.Quarantine;
import io.xiaoer.quarantine.Quarantine.ReadAgain;
import io.xiaoer.quarantine.QuarantinedPush;
import io.xiaoer.shop.Shops;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Pushes that are genuine and could not be read, for the operator. */
@RestController
class QuarantineController {
  private static final int PAGE_MAX = 500;

  private final Quarantine quarantine;
  private final Shops shops;

  QuarantineController(Quarantine quarantine, Shops shops) {
    this.quarantine = quarantine;
    this.shops = shops;
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
  PushList list(
      @RequestParam(defaultValue = "") String shop, @RequestParam(defaultValue = "100") int limit) {
    return new PushList(
        quarantine.list(Limits.shop(shops, shop), Limits.page(limit, PAGE_MAX)).stream()
            .map(PushView::of)
            .toList());
  }

  @PostMapping("/api/v1/quarantine/{id}/read-again")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void readAgain(@PathVariable String id) {
    switch (quarantine.readAgain(Limits.id("id", id))) {
      case ReadAgain.Stored _ -> {}
      case ReadAgain.StillUnreadable(String detail) ->
          throw new Refusal(HttpStatus.CONFLICT, "still_unreadable", detail);
      case ReadAgain.NotNow _ ->
          throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "The log cannot be written now.");
      case ReadAgain.NotHere _ -> throw notHere();
    }
  }

  @DeleteMapping("/api/v1/quarantine/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void drop(@PathVariable String id) {
    if (!quarantine.drop(Limits.id("id", id))) {
      throw notHere();
    }
  }

  private static Refusal notHere() {
    return new Refusal(HttpStatus.NOT_FOUND, "No such push in the quarantine.");
  }
}
