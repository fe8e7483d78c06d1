package io.xiaoer.audit;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.Deed;
import io.xiaoer.staff.Needs;
import io.xiaoer.staff.Permission;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what, for the administrator. */
@RestController
@RequiresPermission(Permission.ADMIN)
class AuditController {
  private static final int PAGE_MAX = 500;

  private final Audit audit;

  AuditController(Audit audit) {
    this.audit = audit;
  }

  record EntryView(String id, Instant at, String by, String what, String subject, String detail) {}

  record EntryList(List<EntryView> entries, @Nullable String nextBefore) {}

  @GetMapping("/api/v1/audit")
  EntryList list(
      @RequestParam(defaultValue = "") String before,
      @RequestParam(defaultValue = "100") int limit,
      @RequestParam(defaultValue = "") String by,
      @RequestParam(defaultValue = "") String what) {
    Audit.Page page =
        audit.page(
            new Audit.Query(
                before.isEmpty() ? null : (Long) RequestParams.id("before", before),
                RequestParams.page(limit, PAGE_MAX),
                by.isEmpty() ? null : by,
                what.isEmpty() ? null : deed(what)));
    Long next = page.nextBefore();
    return new EntryList(
        page.entries().stream()
            .map(entry ->
                new EntryView(
                    String.valueOf(entry.id()),
                    entry.at(),
                    entry.by(),
                    entry.what(),
                    entry.subject(),
                    entry.detail()))
            .toList(),
        next == null ? null : String.valueOf(next));
  }

  private static Deed deed(String what) {
    return Deed.of(what)
        .orElseThrow(() -> new Refusal(HttpStatus.BAD_REQUEST, "what: nothing that is noted"));
  }
}
