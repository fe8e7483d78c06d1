package io.xiaoer.audit;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.audit.SubjectCustomers.Named;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what, for the administrator. */
@RestController
@RequiresPermission(Permission.ADMIN)
class AuditController {
  private static final int PAGE_MAX = 500;
  private static final Pattern CONVERSATION = Pattern.compile("conversation ([0-9]{1,18})");

  private final Audit audit;
  private final SubjectCustomers customers;

  AuditController(Audit audit, SubjectCustomers customers) {
    this.audit = audit;
    this.customers = customers;
  }

  /** {@code customer}: whose conversation the subject is; null where it is none. */
  record EntryView(
      String id,
      Instant at,
      String by,
      String what,
      String subject,
      @Nullable CustomerView customer,
      String detail) {}

  record CustomerView(String conversationId, String openId, @Nullable String remarkName) {
    @Override
    public String toString() {
      return "CustomerView[" + conversationId + "]";
    }
  }

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
    Map<Long, Named> named =
        customers.named(
            page.entries().stream()
                .map(AuditController::conversation)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet()));
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
                    customer(entry, named),
                    entry.detail()))
            .toList(),
        next == null ? null : String.valueOf(next));
  }

  private static @Nullable CustomerView customer(Audit.Entry entry, Map<Long, Named> named) {
    return conversation(entry)
        .filter(named::containsKey)
        .map(id -> {
          Named customer = Objects.requireNonNull(named.get(id));
          return new CustomerView(String.valueOf(id), customer.openId(), customer.remarkName());
        })
        .orElse(null);
  }

  private static Optional<Long> conversation(Audit.Entry entry) {
    Matcher named = CONVERSATION.matcher(entry.subject());
    return named.matches() ? RequestParams.number(named.group(1)) : Optional.empty();
  }

  private static AuditAction deed(String what) {
    return AuditAction.of(what)
        .orElseThrow(() ->
            ApiProblem.badRequest(
                FieldError.of("what", "not_one_of", "not an action of the audit log")));
  }
}
