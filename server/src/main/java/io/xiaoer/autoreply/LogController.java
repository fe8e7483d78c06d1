package io.xiaoer.autoreply;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.autoreply.Decision.Reason;
import io.xiaoer.autoreply.ReplyLog.Counts;
import io.xiaoer.autoreply.ReplyLog.Entry;
import io.xiaoer.autoreply.ReplyLog.Which;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the rules have said, and what they have not said and why. */
@RestController
@RequestMapping("/api/v1/automatic-replies/log")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class LogController {
  private static final int PAGE_MAX = 500;
  private static final List<String> OUTCOMES = List.of("sent", "suppressed");
  private static final List<String> REASONS =
      Arrays.stream(Reason.values()).filter(Reason::isSuppression).map(Reason::word).toList();

  /** Of several shops together. */
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private final Database database;
  private final ShopHours hours;
  private final InstantSource clock;

  LogController(Database database, ShopHours hours, InstantSource clock) {
    this.database = database;
    this.hours = hours;
    this.clock = clock;
  }

  record EntryView(
      Instant at,
      String shop,
      String conversationId,
      String rule,
      String ruleName,
      String outcome,
      @Nullable String reason,
      @Nullable String messageId) {
    static EntryView of(Entry entry) {
      Long messageId = entry.messageId();
      return new EntryView(
          entry.loggedAt(),
          entry.shop().value(),
          String.valueOf(entry.conversationId()),
          String.valueOf(entry.ruleId()),
          entry.ruleName(),
          entry.outcome(),
          entry.reason(),
          messageId == null ? null : String.valueOf(messageId));
    }
  }

  /** Of the present day. */
  record Today(LocalDate date, long sent, long budgetUsed, long suppressedByBudget) {}

  record LogPage(List<EntryView> entries, @Nullable String nextCursor, Today today) {}

  @GetMapping
  LogPage list(
      ShopScope scope,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String outcome,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "100") int limit) {
    Which which =
        new Which(
            scope,
            from.isEmpty() ? Instant.EPOCH : moment(from),
            oneOf("outcome", outcome, OUTCOMES),
            oneOf("reason", reason, REASONS));
    Long before = cursor.isEmpty() ? null : (Long) RequestParams.id("cursor", cursor);
    int max = RequestParams.page(limit, PAGE_MAX);
    Instant now = clock.instant();
    return database.read(jdbc -> {
      List<Entry> found = ReplyLog.entries(jdbc, which, before, max + 1);
      boolean more = found.size() > max;
      List<Entry> page = more ? found.subList(0, max) : found;
      ZoneId zone =
          scope instanceof ShopScope.Some(var some) && some.size() == 1
              ? hours.only(jdbc, some.iterator().next()).zone(some.iterator().next())
              : SHANGHAI;
      LocalDate day = now.atZone(zone).toLocalDate();
      Counts counts =
          ReplyLog.counts(
              jdbc,
              scope,
              day.atStartOfDay(zone).toInstant(),
              day.plusDays(1).atStartOfDay(zone).toInstant());
      return new LogPage(
          page.stream().map(EntryView::of).toList(),
          more ? String.valueOf(page.getLast().id()) : null,
          new Today(day, counts.sent(), counts.budgetUsed(), counts.suppressedByBudget()));
    });
  }

  private static String oneOf(String name, String written, List<String> allowed) {
    if (!written.isEmpty() && !allowed.contains(written)) {
      throw ApiProblem.badRequest(FieldError.notOneOf(name, allowed));
    }
    return written;
  }

  private static Instant moment(String written) {
    try {
      return Instant.parse(written);
    } catch (DateTimeException notATime) {
      throw ApiProblem.badRequest(FieldError.notATime("from"));
    }
  }
}
