package io.xiaoer.erasure;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.erasure.ErasesCustomer.Kind;
import io.xiaoer.erasure.Erasures.Requested;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Removing a customer's content, and what is known of removals. */
@RestController
@RequiresPermission(Permission.ADMIN)
class ErasureController {
  private static final int PAGE_MAX = 500;

  private final Erasures erasures;
  private final Eraser eraser;

  ErasureController(Erasures erasures, Eraser eraser) {
    this.erasures = erasures;
    this.eraser = eraser;
  }

  record CountView(String kind, long count) {}

  record PreviewView(String openId, List<CountView> counts, boolean answerOnItsWay) {
    @Override
    public String toString() {
      return "PreviewView";
    }
  }

  /** {@code openId}: whose conversation it is, so that nobody else is erased by a wrong id. */
  record EraseRequest(@Nullable String openId) {
    @Override
    public String toString() {
      return "EraseRequest";
    }
  }

  /** Whom it was about it does not say. */
  record ErasureView(
      String id,
      String shop,
      Instant requestedAt,
      String requestedBy,
      List<CountView> counts,
      int stepsDone,
      int steps,
      @Nullable Boolean rewritten,
      @Nullable Instant finishedAt) {}

  record ErasureList(List<ErasureView> erasures) {}

  @GetMapping("/api/v1/conversations/{id}/erasure")
  PreviewView preview(@PathVariable String id) {
    return RequestParams.number(id)
        .flatMap(erasures::preview)
        .map(preview ->
            new PreviewView(
                preview.customer().openId(), counts(preview.counts()), preview.answerOnItsWay()))
        .orElseThrow(ErasureController::absent);
  }

  @PostMapping("/api/v1/conversations/{id}/erase")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ErasureView erase(
      @PathVariable String id,
      @RequestBody EraseRequest request,
      @AuthenticationPrincipal Caller caller)
      throws InterruptedException {
    String openId = request.openId();
    if (openId == null) {
      throw ApiProblem.badRequest(FieldError.missing("open_id", "the customer's openid"));
    }
    long conversationId = RequestParams.number(id).orElseThrow(ErasureController::absent);
    return switch (erasures.request(conversationId, openId, caller.name())) {
      case Requested.Begun(Erasure erasure) -> view(erasure);
      case Requested.NotThere _ -> throw absent();
      case Requested.OtherCustomer _ ->
          throw ApiProblem.conflict(
              "other_customer", "The conversation is with another customer; nothing was removed.");
      case Requested.AnswerOnItsWay _ ->
          throw ApiProblem.conflict(
              "answer_on_its_way",
              "An answer to this customer is on its way, or its outcome is not known yet.");
      case Requested.StillReading _ ->
          throw ApiProblem.conflict(
              "still_reading", "New messages are still being processed; try again in a moment.");
    };
  }

  @GetMapping("/api/v1/erasures")
  ErasureList list(
      @RequestParam(defaultValue = "100") int limit, @AuthenticationPrincipal Caller caller) {
    return new ErasureList(
        erasures.newest(RequestParams.page(limit, PAGE_MAX)).stream()
            .filter(erasure -> caller.sees(erasure.customer().shop()))
            .map(this::view)
            .toList());
  }

  @GetMapping("/api/v1/erasures/{id}")
  ErasureView one(@PathVariable String id) {
    return RequestParams.number(id)
        .flatMap(erasures::find)
        .map(this::view)
        .orElseThrow(() -> ApiProblem.notFound("no_such_erasure", "No such erasure."));
  }

  private static ApiProblem absent() {
    return ApiProblem.notFound("no_such_conversation", "No such conversation.");
  }

  private ErasureView view(Erasure erasure) {
    int steps = eraser.stepCount();
    return new ErasureView(
        String.valueOf(erasure.id()),
        erasure.customer().shop().value(),
        erasure.customer().requestedAt(),
        erasure.requestedBy(),
        counts(erasure.counts()),
        erasure.finishedAt() == null ? Math.min(erasure.steps(), steps) : steps,
        steps,
        erasure.rewritten(),
        erasure.finishedAt());
  }

  private static List<CountView> counts(Map<Kind, Long> counts) {
    return Arrays.stream(Kind.values())
        .filter(counts::containsKey)
        .map(kind ->
            new CountView(kind.name().toLowerCase(Locale.ROOT), counts.getOrDefault(kind, 0L)))
        .toList();
  }
}
