package io.xiaoer.notice;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.notice.NoticeTable.Attempt;
import io.xiaoer.notice.NoticeTable.Shown;
import io.xiaoer.outbound.UrlField;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What was said to people who are not at the desk, and what holds for all of it. */
@RestController
@RequestMapping("/api/v1/notices")
@RequiresPermission(Permission.ADMIN)
class NoticeController {
  private static final int PAGE_MAX = 200;
  private static final int URL_CHARS_MAX = 200;

  private final Database database;
  private final InstantSource clock;

  NoticeController(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  record AttemptView(
      Instant at,
      @Nullable String channel,
      @Nullable String outcome,
      @Nullable String detail,
      @Nullable Long milliseconds) {}

  record NoticeView(
      String id,
      String purpose,
      String state,
      @Nullable String channel,
      @Nullable String text,
      Instant madeAt,
      List<AttemptView> attempts) {}

  record NoticePage(List<NoticeView> notices, @Nullable String nextCursor) {}

  record SettingsView(
      String deskUrl, boolean showNames, boolean selfTest, @Nullable Instant selfTestedAt) {
    static SettingsView of(NoticeSettings settings) {
      return new SettingsView(
          settings.deskUrl(), settings.showNames(), settings.selfTest(), settings.selfTestedAt());
    }
  }

  @GetMapping
  NoticePage list(
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    int max = RequestParams.page(limit, PAGE_MAX);
    long before = cursor.isEmpty() ? Long.MAX_VALUE : RequestParams.id("cursor", cursor);
    return database.read(jdbc -> {
      List<Shown> found = NoticeTable.newest(jdbc, before, max + 1);
      List<Shown> page = found.size() > max ? found.subList(0, max) : found;
      Map<Long, List<Attempt>> attempts = NoticeTable.attempts(jdbc, page);
      return new NoticePage(
          page.stream().map(one -> view(one, attempts.getOrDefault(one.id(), List.of()))).toList(),
          found.size() > max ? String.valueOf(page.getLast().id()) : null);
    });
  }

  private static NoticeView view(Shown notice, List<Attempt> attempts) {
    return new NoticeView(
        String.valueOf(notice.id()),
        notice.purpose(),
        notice.state(),
        notice.channel(),
        notice.text(),
        notice.madeAt(),
        attempts.stream()
            .map(one ->
                new AttemptView(
                    one.triedAt(), one.channel(), one.outcome(), one.detail(), one.milliseconds()))
            .toList());
  }

  @GetMapping("/settings")
  SettingsView settings() {
    return SettingsView.of(database.read(NoticeSettings::read));
  }

  /** What is left out stays. */
  @PutMapping("/settings")
  SettingsView put(@RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    Instant now = clock.instant();
    return database.write(jdbc -> {
      NoticeSettings before = NoticeSettings.read(jdbc);
      boolean selfTest = flag(body, "self_test", before.selfTest());
      NoticeSettings wanted =
          new NoticeSettings(
              deskUrl(body.path("desk_url"), before),
              flag(body, "show_names", before.showNames()),
              selfTest,
              selfTest && !before.selfTest() ? now : before.selfTestedAt());
      wanted.write(jdbc);
      Audit.note(jdbc, now, caller.name(), AuditAction.NOTICE_SETTINGS_CHANGED, "notices", "");
      return SettingsView.of(wanted);
    });
  }

  /** Without the slash at its end. */
  private static String deskUrl(JsonNode field, NoticeSettings before) {
    if (field.isMissingNode()) {
      return before.deskUrl();
    }
    String written = field.asString("").strip().replaceFirst("/+$", "");
    if (written.length() > URL_CHARS_MAX) {
      throw ApiProblem.unprocessable(FieldError.tooLong("desk_url", URL_CHARS_MAX));
    }
    if (!written.isEmpty() && UrlField.parse(written).isEmpty()) {
      throw ApiProblem.unprocessable(
          FieldError.of("desk_url", "not_a_url", "https://host of the desk"));
    }
    return written;
  }

  private static boolean flag(JsonNode body, String field, boolean before) {
    JsonNode value = body.path(field);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType(field, "true or false"));
    }
    return value.asBoolean(before);
  }
}
