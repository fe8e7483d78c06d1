package io.xiaoer.log;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.RequestParams;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.log.DeadLetters.ParkedEvent;
import io.xiaoer.log.LogConsumer.ReadAgain;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Entries of the log that a reader has set aside. */
@RestController
@RequestMapping("/api/v1/admin/parked")
@RequiresPermission(Permission.ADMIN)
class DeadLetterController {
  private static final int PAGE_MAX = 200;

  private final DeadLetters parked;
  private final Audit audit;
  private final InstantSource clock;

  DeadLetterController(DeadLetters parked, Audit audit, InstantSource clock) {
    this.parked = parked;
    this.audit = audit;
    this.clock = clock;
  }

  record ParkedView(
      String reader,
      String seq,
      String reason,
      Instant parkedAt,
      @Nullable String shop,
      @Nullable String event) {
    static ParkedView of(ParkedEvent event) {
      return new ParkedView(
          event.reader(),
          String.valueOf(event.seq()),
          event.reason(),
          event.parkedAt(),
          event.shop() == null ? null : event.shop().value(),
          event.event());
    }
  }

  record ParkedList(List<ParkedView> parked) {}

  @GetMapping
  ParkedList list(@RequestParam(defaultValue = "100") int limit) {
    return new ParkedList(
        parked.list(RequestParams.page(limit, PAGE_MAX)).stream().map(ParkedView::of).toList());
  }

  @PostMapping("/{reader}/{seq}/read-again")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void readAgain(
      @PathVariable String reader,
      @PathVariable String seq,
      @AuthenticationPrincipal Caller caller) {
    switch (parked.readAgain(reader, RequestParams.id("seq", seq))) {
      case ReadAgain.Done _ ->
          audit.note(
              clock.instant(),
              caller.name(),
              AuditAction.PARKED_READ_AGAIN,
              "entry " + seq,
              "reader " + reader);
      case ReadAgain.StillParked(String reason) ->
          throw ApiProblem.of(HttpStatus.CONFLICT, "still_parked", reason);
      case ReadAgain.NotHere _ ->
          throw ApiProblem.notFound("no_such_event", "No such failed event.");
    }
  }
}
