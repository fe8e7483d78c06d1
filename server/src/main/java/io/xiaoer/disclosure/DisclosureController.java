package io.xiaoer.disclosure;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.HeavyWork;
import io.xiaoer.api.RequestParams;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * All that is kept of one customer as a file. It is noted in the audit log before it begins; one
 * that breaks off does not end as a whole one does, so that a browser says so.
 */
@RestController
@RequiresPermission(Permission.ADMIN)
class DisclosureController {
  private static final List<String> LANGUAGES = List.of("zh-CN", "en");

  private static final HeavyWork.Bounds BOUNDS =
      new HeavyWork.Bounds(1, 2, Duration.ofSeconds(5), 1, "export_running", "exports_busy");

  private final Disclosures disclosures;
  private final InstantSource clock;
  private final HeavyWork running = new HeavyWork(BOUNDS);

  DisclosureController(Disclosures disclosures, InstantSource clock) {
    this.disclosures = disclosures;
    this.clock = clock;
  }

  @GetMapping("/api/v1/conversations/{id}/disclosure")
  void one(
      @PathVariable String id,
      @RequestParam(defaultValue = "zh-CN") String lang,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    if (!LANGUAGES.contains(lang)) {
      throw ApiProblem.badRequest(FieldError.notOneOf("lang", LANGUAGES));
    }
    DisclosedCustomer who =
        RequestParams.number(id)
            .flatMap(number -> disclosures.find(number, caller.name(), lang))
            .orElseThrow(
                () -> ApiProblem.notFound("no_such_conversation", "No such conversation."));
    try (HeavyWork.Place _ = running.enter(caller.name())) {
      LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.ofHours(8)); // the shops'
      response.setContentType("application/zip");
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          "attachment; filename=\"xiaoer-customer-%s-%s.zip\""
              .formatted(who.conversationId(), today));
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      disclosures.note(who);
      disclosures.write(who, unclosed(response.getOutputStream()));
    }
  }

  /** Ends after the place was given back, so that who has read all of it may ask for the next. */
  private static OutputStream unclosed(OutputStream body) {
    return new FilterOutputStream(body) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() {}
    };
  }
}
