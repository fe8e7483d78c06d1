package io.xiaoer.assignment;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.HeavyWork;
import io.xiaoer.api.RequestParams;
import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** How a shop's queue is shared out. */
@RestController
@RequestMapping("/api/v1/shops/{shop}/assignment")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class AssignmentRuleController {
  private static final int DAY_SECONDS = 86_400;
  private static final int DAY_MINUTES = 1_440;

  private static final HeavyWork.Bounds PREVIEWS =
      new HeavyWork.Bounds(1, 4, Duration.ofSeconds(10), 2, "too_many_previews", "previews_busy");

  private final AssignmentRules rules;
  private final RehearsedDay days;
  private final HeavyWork previews = new HeavyWork(PREVIEWS);

  AssignmentRuleController(AssignmentRules rules, RehearsedDay days) {
    this.rules = rules;
    this.days = days;
  }

  record RuleView(
      String mode,
      int ceiling,
      boolean preferLastAgent,
      int pullBackAfterSeconds,
      int awayAfterMissed,
      int idleMinutes,
      int overflowAfterSeconds,
      @Nullable Instant changedAt,
      @Nullable String changedBy) {
    static RuleView of(AssignmentRules.Setting setting) {
      AssignmentRule rule = setting.rule();
      return new RuleView(
          rule.mode().word(),
          rule.ceiling(),
          rule.preferLastAgent(),
          rule.pullBackAfterSeconds(),
          rule.awayAfterMissed(),
          rule.idleMinutes(),
          rule.overflowAfterSeconds(),
          setting.changedAt(),
          setting.changedBy());
    }
  }

  @GetMapping
  RuleView get(@PathVariable String shop) {
    return RuleView.of(rules.of(new ShopId(shop)));
  }

  /** What is left out is as in a shop that has said nothing. */
  @PutMapping
  @RequiresPermission(Permission.TEAM)
  RuleView put(
      @PathVariable String shop,
      @RequestBody JsonNode body,
      @AuthenticationPrincipal Caller caller) {
    return RuleView.of(rules.put(new ShopId(shop), read(body), caller.name()));
  }

  /** A past day of the shop as it would have been with a rule; nothing is changed. */
  @PostMapping("/preview")
  @RequiresPermission(Permission.TEAM)
  RehearsedDay.Compared preview(
      @PathVariable String shop,
      @RequestBody JsonNode body,
      @RequestParam(required = false) @Nullable String date,
      @AuthenticationPrincipal Caller caller) {
    ShopId id = new ShopId(shop);
    AssignmentRule rule = read(body);
    LocalDate last = days.yesterday(id);
    LocalDate day = date == null ? last : date(date, last);
    return previews.run(caller.name(), () -> days.compare(id, day, rule));
  }

  private static LocalDate date(String written, LocalDate last) {
    LocalDate day =
        RequestParams.date(written)
            .orElseThrow(() -> ApiProblem.badRequest(FieldError.notADate("date")));
    if (day.isAfter(last)) {
      throw ApiProblem.badRequest(
          FieldError.of("date", "not_over", "this day is not over yet; the last one is " + last)
              .with("last", last.toString()));
    }
    return day;
  }

  private static AssignmentRule read(JsonNode body) {
    if (!body.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", "an object"));
    }
    List<FieldError> errors = new ArrayList<>();
    AssignmentRule usual = AssignmentRule.DEFAULT;
    AssignmentRule rule =
        new AssignmentRule(
            mode(body, errors),
            number(body, "ceiling", 1, AssignmentRule.CEILING_MAX, usual.ceiling(), errors),
            flag(body, "prefer_last_agent", usual.preferLastAgent(), errors),
            number(
                body,
                "pull_back_after_seconds",
                0,
                DAY_SECONDS,
                usual.pullBackAfterSeconds(),
                errors),
            number(body, "away_after_missed", 0, 99, usual.awayAfterMissed(), errors),
            number(body, "idle_minutes", 1, DAY_MINUTES, usual.idleMinutes(), errors),
            number(
                body,
                "overflow_after_seconds",
                0,
                DAY_SECONDS,
                usual.overflowAfterSeconds(),
                errors));
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return rule;
  }

  private static Mode mode(JsonNode body, List<FieldError> errors) {
    JsonNode field = body.path("mode");
    if (field.isMissingNode()) {
      return AssignmentRule.DEFAULT.mode();
    }
    Optional<Mode> mode =
        Arrays.stream(Mode.values())
            .filter(one -> field.isString() && one.word().equals(field.asString()))
            .findFirst();
    if (mode.isEmpty()) {
      errors.add(
          FieldError.notOneOf("mode", Arrays.stream(Mode.values()).map(Mode::word).toList()));
    }
    return mode.orElse(Mode.MANUAL);
  }

  private static int number(
      JsonNode body, String name, int min, int max, int usual, List<FieldError> errors) {
    JsonNode field = body.path(name);
    if (field.isMissingNode()) {
      return usual;
    }
    if (!field.isInt() || field.asInt() < min || field.asInt() > max) {
      errors.add(FieldError.outOfRange(name, min, max));
      return usual;
    }
    return field.asInt();
  }

  private static boolean flag(JsonNode body, String name, boolean usual, List<FieldError> errors) {
    JsonNode field = body.path(name);
    if (field.isMissingNode()) {
      return usual;
    }
    if (!field.isBoolean()) {
      errors.add(FieldError.wrongJsonType(name, "true or false"));
      return usual;
    }
    return field.asBoolean();
  }
}
