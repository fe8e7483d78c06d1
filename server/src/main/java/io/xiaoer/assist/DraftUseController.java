package io.xiaoer.assist;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.assist.DraftCounts.Used;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What became of drafts, by agent and day. */
@RestController
@RequiresPermission(Permission.ADMIN)
class DraftUseController {
  private static final int DAYS_USUAL = 30;
  private static final int DAYS_MAX = 366;
  private static final double SECOND_MICROS = 1e6;

  private final Database database;
  private final InstantSource clock;

  DraftUseController(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * First answers to customers who waited.
   *
   * @param seconds all of them together had waited
   */
  record AnswersView(long answers, double seconds) {
    static AnswersView of(long answers, long micros) {
      return new AnswersView(answers, micros / SECOND_MICROS);
    }
  }

  /**
   * One agent's day.
   *
   * @param unused drafts that nobody has sent
   * @param editedCharacters of all changed ones together
   */
  record UsedView(
      String day,
      String username,
      long asked,
      long offered,
      long unchanged,
      long changed,
      long unknown,
      long unused,
      long editedCharacters,
      long merged,
      long summarized,
      AnswersView withDraft,
      AnswersView withoutDraft) {
    static UsedView of(Used used) {
      return new UsedView(
          used.day(),
          used.username(),
          used.asked(),
          used.offered(),
          used.unchanged(),
          used.changed(),
          used.unknown(),
          Math.max(0, used.offered() - used.unchanged() - used.changed() - used.unknown()),
          used.editedChars(),
          used.merged(),
          used.summarized(),
          AnswersView.of(used.draftedAnswers(), used.draftedMicros()),
          AnswersView.of(used.ownAnswers(), used.ownMicros()));
    }
  }

  record UseView(String from, String to, List<UsedView> rows) {}

  @GetMapping("/api/v1/admin/assistant/use")
  UseView use(
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    LocalDate last = to == null ? DraftCounts.day(clock.instant()) : date("to", to);
    LocalDate first = from == null ? last.minusDays(DAYS_USUAL - 1L) : date("from", from);
    if (first.isAfter(last)) {
      throw ApiProblem.unprocessable(FieldError.of("from", "not_before_to", "after to"));
    }
    if (!first.plusDays(DAYS_MAX).isAfter(last)) {
      throw ApiProblem.unprocessable(FieldError.periodTooLong("to", DAYS_MAX));
    }
    List<Used> used = database.read(jdbc -> DraftCounts.of(jdbc, first, last));
    return new UseView(first.toString(), last.toString(), used.stream().map(UsedView::of).toList());
  }

  private static LocalDate date(String name, String written) {
    return RequestParams.date(written)
        .orElseThrow(() -> ApiProblem.badRequest(FieldError.notADate(name)));
  }
}
