package io.xiaoer.export;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.HeavyWork;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.masking.Masking;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Conversations as files. Each is noted in the audit log before it begins; one that breaks off does
 * not end as a whole one does, so that a browser says so.
 */
@RestController
@RequestMapping("/api/v1")
@RequiresPermission(Permission.EXPORT)
class ExportController {
  private static final String CSV = "csv";
  private static final String HTML = "html";

  /** The year 9999. */
  private static final long LATEST_SECOND = 253_402_300_799L;

  private static final HeavyWork.Bounds BOUNDS =
      new HeavyWork.Bounds(2, 4, Duration.ofSeconds(5), 1, "export_running", "exports_busy");

  private final Exports exports;
  private final Conversations conversations;
  private final Masking masking;
  private final InstantSource clock;
  private final HeavyWork running = new HeavyWork(BOUNDS);

  ExportController(
      Exports exports, Conversations conversations, Masking masking, InstantSource clock) {
    this.exports = exports;
    this.conversations = conversations;
    this.masking = masking;
    this.clock = clock;
  }

  @GetMapping("/conversations/{id}/export")
  void one(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String format,
      @RequestParam(defaultValue = "zh-CN") String lang,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    Conversation conversation = NamedConversation.find(conversations, id);
    if (Exports.languages().noneMatch(lang::equals)) {
      throw ApiProblem.badRequest(FieldError.notOneOf("lang", Exports.languages().toList()));
    }
    switch (format) {
      case CSV -> {
        try (HeavyWork.Place _ = running.enter(caller.name())) {
          begin(response, "text/csv;charset=utf-8", "conversation-" + conversation.id(), CSV);
          exports.note(caller.name(), "conversation " + conversation.id(), CSV);
          exports.csv(conversation, masking.shownTo(caller), body(response));
        }
      }
      case HTML -> {
        try (HeavyWork.Place _ = running.enter(caller.name())) {
          begin(response, "text/html;charset=utf-8", "conversation-" + conversation.id(), HTML);
          exports.note(caller.name(), "conversation " + conversation.id(), HTML);
          exports.html(conversation, lang, caller.name(), masking.shownTo(caller), body(response));
        }
      }
      default -> throw ApiProblem.badRequest(FieldError.notOneOf("format", List.of("csv", "html")));
    }
  }

  @GetMapping("/export")
  void all(
      ShopScope shops,
      @RequestParam(defaultValue = "") String format,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    if (!format.equals(CSV)) {
      throw ApiProblem.badRequest(FieldError.notOneOf("format", List.of("csv")));
    }
    Instant begin = instant("from", from);
    Instant end = instant("to", to);
    if (begin != null && end != null && !begin.isBefore(end)) {
      throw ApiProblem.badRequest(FieldError.of("from", "not_before_to", "not before to"));
    }
    try (HeavyWork.Place _ = running.enter(caller.name())) {
      begin(response, "text/csv;charset=utf-8", "messages", CSV);
      exports.note(
          caller.name(),
          said(shops),
          CSV + (begin == null ? "" : " from " + begin) + (end == null ? "" : " to " + end));
      exports.csv(shops, begin, end, masking.shownTo(caller), body(response));
    }
  }

  /** Ends after the place was given back, so that who has read all of it may ask for the next. */
  private static OutputStream body(HttpServletResponse response) throws IOException {
    return new FilterOutputStream(response.getOutputStream()) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() {}
    };
  }

  private static String said(ShopScope shops) {
    return switch (shops) {
      case ShopScope.All _ -> "all shops";
      case ShopScope.Some(var some) ->
          some.stream().map(ShopId::value).sorted().collect(Collectors.joining(", ", "shops ", ""));
    };
  }

  private void begin(HttpServletResponse response, String type, String name, String ending) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.ofHours(8)); // the shops' day
    response.setContentType(type);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        "attachment; filename=\"xiaoer-%s-%s.%s\"".formatted(name, today, ending));
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private static @Nullable Instant instant(String name, String written) {
    if (written.isEmpty()) {
      return null;
    }
    try {
      Instant read = Instant.parse(written);
      if (read.isBefore(Instant.EPOCH) || read.getEpochSecond() > LATEST_SECOND) {
        throw ApiProblem.badRequest(FieldError.notATime(name));
      }
      return read;
    } catch (DateTimeParseException e) {
      throw ApiProblem.badRequest(FieldError.notATime(name));
    }
  }
}
