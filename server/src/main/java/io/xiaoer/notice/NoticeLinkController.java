package io.xiaoer.notice;

import io.xiaoer.access.PublicRoute;
import io.xiaoer.presence.PhoneDuty;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page behind the link in a notice to a telephone; nobody logs in for it. It says the same
 * whether the link counts or not. Chats look at links by themselves to show a preview, so only the
 * button confirms.
 */
@RestController
@RequestMapping("/n")
class NoticeLinkController {
  private static final String HTML = MediaType.TEXT_HTML_VALUE + ";charset=UTF-8";
  private static final String PAGE =
      """
      <!doctype html><html lang="zh-CN"><head><meta charset="utf-8">\
      <meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">\
      <title>小二</title></head><body>%s</body></html>
      """;
  private static final String ASK =
      PAGE.formatted("<form method=\"post\"><p>手机值守：看到通知了吗？</p><p><button>我在</button></p></form>");
  private static final String THANKS = PAGE.formatted("<p>已确认。</p>");

  private final Database database;
  private final InstantSource clock;

  NoticeLinkController(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @PublicRoute
  @GetMapping(value = "/{token}", produces = HTML)
  String ask(@PathVariable String token) {
    return ASK;
  }

  @PublicRoute
  @PostMapping(value = "/{token}", produces = HTML)
  String confirm(@PathVariable String token) {
    Instant now = clock.instant();
    Optional<String> username = database.read(jdbc -> NoticeLinks.username(jdbc, token, now));
    username.ifPresent(known ->
        database.write(jdbc -> {
          PhoneDuty.confirm(jdbc, known, now);
          return true;
        }));
    return THANKS;
  }
}
