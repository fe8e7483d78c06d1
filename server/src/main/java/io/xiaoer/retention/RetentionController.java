package io.xiaoer.retention;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.HeavyWork;
import io.xiaoer.api.RequestParams;
import io.xiaoer.retention.AgedContent.Amount;
import io.xiaoer.retention.AgedContent.Part;
import io.xiaoer.retention.AgedContent.Stock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What is kept how long; rules are saved by the preview that showed what they delete. */
@RestController
@RequestMapping("/api/v1/admin/retention")
@RequiresPermission(Permission.ADMIN)
class RetentionController {
  private static final int SWEEPS_SHOWN = 30;

  /** It reads whatever is old. */
  private static final HeavyWork.Bounds BOUNDS =
      new HeavyWork.Bounds(1, 2, Duration.ofSeconds(25), 1, "preview_running", "previews_busy");

  private final Retention retention;
  private final HeavyWork running = new HeavyWork(BOUNDS);

  RetentionController(Retention retention) {
    this.retention = retention;
  }

  /** {@code days} is null where it is kept for ever. */
  record RuleView(String kind, @Nullable Integer days, int daysMin) {}

  record StockView(String part, String kind, long count, long bytes, @Nullable Instant oldest) {}

  record StepView(
      String part, long count, long bytes, long held, @Nullable Instant oldest, boolean done) {}

  record SweepView(
      String id, Instant begunAt, @Nullable Instant finishedAt, List<StepView> parts) {}

  record RetentionView(
      List<RuleView> rules,
      List<StockView> stock,
      @Nullable Instant nextSweepAt,
      List<SweepView> sweeps) {}

  record GoingView(
      String part,
      String kind,
      long count,
      long bytes,
      long held,
      @Nullable Instant oldest,
      boolean whole) {}

  record HoldingView(String name, Instant since) {}

  record PreviewView(
      String id,
      List<RuleView> rules,
      List<GoingView> parts,
      List<HoldingView> holding,
      Instant expiresAt) {}

  record SaveRequest(@Nullable String previewId) {}

  @GetMapping
  RetentionView get() {
    return view(retention.rules());
  }

  private RetentionView view(Rules rules) {
    Map<Part, Stock> stock = retention.stock();
    return new RetentionView(
        rules(rules),
        Arrays.stream(Part.values())
            .filter(stock::containsKey)
            .map(part -> view(part, Optional.ofNullable(stock.get(part)).orElseThrow()))
            .toList(),
        retention.nextSweep().orElse(null),
        retention.sweeps(SWEEPS_SHOWN).stream().map(RetentionController::view).toList());
  }

  @PostMapping("/previews")
  PreviewView preview(@RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    Rules rules = read(body);
    Retention.Preview preview =
        running.run(caller.name(), () -> retention.preview(rules, caller.name()));
    return new PreviewView(
        String.valueOf(preview.id()),
        rules(preview.rules()),
        preview.going().stream()
            .map(one -> {
              Amount amount = one.amount();
              return new GoingView(
                  one.part().word(),
                  one.part().kind().word(),
                  amount.count(),
                  amount.bytes(),
                  one.held(),
                  amount.oldest(),
                  one.whole());
            })
            .toList(),
        preview.holding().entrySet().stream()
            .map(one -> new HoldingView(one.getKey(), one.getValue()))
            .toList(),
        preview.madeAt().plus(Retention.PREVIEW_COUNTS));
  }

  @PutMapping
  RetentionView put(@RequestBody SaveRequest request, @AuthenticationPrincipal Caller caller) {
    String id = request.previewId();
    if (id == null) {
      throw ApiProblem.badRequest(FieldError.missing("preview_id", "the id of a preview"));
    }
    Retention.Saved saved =
        RequestParams.number(id)
            .map(number -> retention.save(number, caller.name()))
            .orElseGet(Retention.Saved.NotThere::new);
    return switch (saved) {
      case Retention.Saved.Done(Rules rules) -> view(rules);
      case Retention.Saved.NotThere _ ->
          throw ApiProblem.notFound("no_such_preview", "No such preview of yours.");
      case Retention.Saved.TooOld _ ->
          throw ApiProblem.conflict(
              "preview_too_old", "Much may have changed since; make another preview.");
    };
  }

  private static Rules read(JsonNode body) {
    if (!body.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", "an object"));
    }
    Map<KeptKind, Integer> days = new EnumMap<>(KeptKind.class);
    List<FieldError> errors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : body.properties()) {
      Optional<KeptKind> kind = KeptKind.of(one.getKey());
      JsonNode value = one.getValue();
      if (kind.isEmpty()) {
        errors.add(
            FieldError.notOneOf(
                one.getKey(), Arrays.stream(KeptKind.values()).map(KeptKind::word).toList()));
      } else if (!value.isNull()) {
        int least = kind.get().daysMin();
        if (value.isInt() && value.asInt() >= least && value.asInt() <= Rules.DAYS_MAX) {
          days.put(kind.get(), value.asInt());
        } else {
          errors.add(FieldError.outOfRange(one.getKey(), least, Rules.DAYS_MAX));
        }
      }
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    Integer messages = days.get(KeptKind.MESSAGES);
    Integer files = days.get(KeptKind.FILES);
    if (messages != null && (files == null || files > messages)) {
      throw ApiProblem.invalid(
          List.of(
              FieldError.of(
                  "files",
                  "files_outlive_messages",
                  "nobody would find a file whose message is gone (expected: at most the days of"
                      + " messages)")));
    }
    return new Rules(days);
  }

  private static List<RuleView> rules(Rules rules) {
    return Arrays.stream(KeptKind.values())
        .map(kind -> new RuleView(kind.word(), rules.of(kind).orElse(null), kind.daysMin()))
        .toList();
  }

  private static StockView view(Part part, Stock stock) {
    return new StockView(
        part.word(), part.kind().word(), stock.count(), stock.bytes(), stock.oldest());
  }

  private static SweepView view(Sweep sweep) {
    return new SweepView(
        String.valueOf(sweep.id()),
        sweep.begunAt(),
        sweep.finishedAt(),
        sweep.steps().stream()
            .map(step ->
                new StepView(
                    step.part().word(),
                    step.amount().count(),
                    step.amount().bytes(),
                    step.held(),
                    step.amount().oldest(),
                    step.done()))
            .toList());
  }
}
