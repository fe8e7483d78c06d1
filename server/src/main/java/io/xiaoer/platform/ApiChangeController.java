package io.xiaoer.platform;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.RequestParams;
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

/** What the platform announced of its API, for the operator. */
@RestController
@RequestMapping("/api/v1/admin/api-changes")
@RequiresPermission(Permission.ADMIN)
class ApiChangeController {
  private static final int PAGE_MAX = 500;

  private final ApiChanges changes;
  private final InstantSource clock;

  ApiChangeController(ApiChanges changes, InstantSource clock) {
    this.changes = changes;
    this.clock = clock;
  }

  record ApiChangeView(
      String id,
      String name,
      String path,
      String content,
      @Nullable String docUrl,
      @Nullable String changelogUrl,
      boolean ours,
      Instant changedAt,
      @Nullable Instant seenAt,
      @Nullable String seenBy) {
    static ApiChangeView of(ApiChanges.Shown change) {
      return new ApiChangeView(
          String.valueOf(change.id()),
          change.name(),
          change.path(),
          change.content(),
          orNull(change.docUrl()),
          orNull(change.changelogUrl()),
          change.ours(),
          change.changedAt(),
          change.seenAt(),
          change.seenBy());
    }

    private static @Nullable String orNull(String url) {
      return url.isEmpty() ? null : url;
    }
  }

  record ApiChangeList(List<ApiChangeView> changes) {}

  @GetMapping
  ApiChangeList list(@RequestParam(defaultValue = "50") int limit) {
    return new ApiChangeList(
        changes.list(RequestParams.page(limit, PAGE_MAX)).stream().map(ApiChangeView::of).toList());
  }

  @PostMapping("/{id}/seen")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void see(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    if (!changes.see(RequestParams.id("id", id), caller.name(), clock.instant())) {
      throw ApiProblem.notFound("no_such_api_change", "No such announced change.");
    }
  }
}
