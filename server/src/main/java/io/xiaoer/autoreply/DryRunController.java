package io.xiaoer.autoreply;

import io.xiaoer.access.Caller;
import io.xiaoer.access.OneShop;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.HeavyWork;
import io.xiaoer.api.RequestParams;
import io.xiaoer.autoreply.Decision.Reason;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What the rules would have said on a past day. */
@RestController
class DryRunController {
  private static final HeavyWork.Bounds BOUNDS =
      new HeavyWork.Bounds(1, 2, Duration.ofSeconds(5), 1, "dry_run_running", "dry_runs_busy");
  private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);

  private final DryRun dryRun;
  private final InstantSource clock;
  private final HeavyWork running = new HeavyWork(BOUNDS);

  DryRunController(DryRun dryRun, InstantSource clock) {
    this.dryRun = dryRun;
    this.clock = clock;
  }

  record OfRule(String rule, String name, int sent, int suppressed, Map<String, Integer> reasons) {}

  record Example(String conversationId, Instant at, List<String> rules, ObjectNode message) {}

  record Report(
      LocalDate date,
      int conversations,
      int told,
      int bursts,
      int sent,
      int budgetUsed,
      Map<String, Integer> suppressed,
      Map<String, List<String>> suppressedExamples,
      List<OfRule> rules,
      List<Example> examples,
      boolean truncated) {}

  @GetMapping("/api/v1/automatic-replies/dry-run")
  @RequiresPermission(Permission.TEAM)
  Report run(
      ShopScope scope,
      @RequestParam(defaultValue = "") String date,
      @RequestParam(defaultValue = "false") boolean disabled,
      @AuthenticationPrincipal Caller caller) {
    ShopId shop = OneShop.of(scope);
    if (shop == null) {
      throw ApiProblem.badRequest(FieldError.of("shop", "shop_needed", "name a shop"));
    }
    LocalDate day = day(date);
    return running.run(caller.name(), () -> view(dryRun.run(shop, day, disabled)));
  }

  private LocalDate day(String written) {
    LocalDate day =
        RequestParams.date(written)
            .filter(date -> !date.isBefore(EARLIEST))
            .orElseThrow(() -> ApiProblem.badRequest(FieldError.notADate("date")));
    LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    if (day.isAfter(today.plusDays(1))) { // where a shop is it may be tomorrow
      throw ApiProblem.badRequest(
          FieldError.of("date", "in_the_future", "a day that is still to come"));
    }
    return day;
  }

  private static Report view(DryRun.Report report) {
    return new Report(
        report.date(),
        report.conversations(),
        report.told(),
        report.bursts(),
        report.sent(),
        report.sent(),
        byWord(report.suppressed(), times -> times),
        byWord(report.suppressedExamples(), ids -> ids.stream().map(String::valueOf).toList()),
        report.rules().stream()
            .map(one ->
                new OfRule(
                    String.valueOf(one.rule().id()),
                    one.rule().name(),
                    one.sent(),
                    one.suppressed().values().stream().mapToInt(times -> times).sum(),
                    byWord(one.suppressed(), times -> times)))
            .toList(),
        report.examples().stream()
            .map(one ->
                new Example(
                    String.valueOf(one.conversationId()),
                    one.at(),
                    one.send().rules().stream().map(rule -> String.valueOf(rule.id())).toList(),
                    RuleJson.write(one.send().body())))
            .toList(),
        report.truncated());
  }

  private static <A, B> Map<String, B> byWord(Map<Reason, A> byReason, Function<A, B> view) {
    Map<String, B> byWord = new TreeMap<>();
    byReason.forEach((reason, value) -> byWord.put(reason.word(), view.apply(value)));
    return byWord;
  }
}
