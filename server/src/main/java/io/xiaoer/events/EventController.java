package io.xiaoer.events;

import io.xiaoer.access.Caller;
import io.xiaoer.access.OneShop;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Conversations.Customer;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogEntry;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.Credentials;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * The log, for other systems: everything after a place they have kept, and what comes next for
 * those who wait for it.
 */
@RestController
@RequiresPermission(Permission.EVENTS_READ)
class EventController {
  private static final int PAGE_MAX = 1_000;

  /** Entries that are looked through for the types asked for, before the reader is told how far. */
  private static final int LOOKED_THROUGH_MAX = 10_000;

  /** A page may have some mebibytes. */
  private static final int READERS_MAX = 4;

  private static final int WAIT_SECONDS_MAX = 30;

  /** So soon a stop is noticed. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final EventLog log;
  private final Conversations conversations;
  private final Credentials credentials;
  private final Waiting waiting;
  private final Semaphore readers = new Semaphore(READERS_MAX, true);

  EventController(
      EventLog log, Conversations conversations, Credentials credentials, Waiting waiting) {
    this.log = log;
    this.conversations = conversations;
    this.credentials = credentials;
    this.waiting = waiting;
  }

  /** {@code lastSeq} is where the next call continues. */
  record EventList(List<ObjectNode> events, long lastSeq) {}

  /** What is asked for. */
  private record Question(int limit, Set<EventType> types, @Nullable ShopId shop) {}

  /** What was found behind a place, and up to where was looked. */
  private record Found(List<LogEntry> entries, long end) {}

  @GetMapping("/api/v1/events")
  EventList events(
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "500") int limit,
      @RequestParam(defaultValue = "") String types,
      @RequestParam(defaultValue = "0") int wait,
      ShopScope shops,
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request)
      throws InterruptedException {
    if (after < 0) {
      throw ApiProblem.badRequest(FieldError.outOfRange("after", 0, Long.MAX_VALUE));
    }
    if (wait < 0 || wait > WAIT_SECONDS_MAX) {
      throw ApiProblem.badRequest(FieldError.outOfRange("wait", 0, WAIT_SECONDS_MAX));
    }
    Question question =
        new Question(RequestParams.page(limit, PAGE_MAX), EventType.read(types), OneShop.of(shops));
    Supplier<Optional<Caller>> present = credentials.watch(request);
    Found found = find(question, after);
    if (wait == 0 || !found.entries.isEmpty()) {
      return view(found);
    }
    long until = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
    while (found.entries.isEmpty() && waiting.isRunning()) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        break;
      }
      log.awaitAfter(found.end, Duration.ofNanos(Math.min(left, LOOK_EVERY.toNanos())));
      if (log.lastSeq() > found.end) {
        found = find(question, found.end);
      }
    }
    if (present.get().filter(caller::equals).isEmpty()) {
      throw ApiProblem.of( // It was taken away meanwhile.
          HttpStatus.UNAUTHORIZED, "not_logged_in", "Log in or send an API key.");
    }
    return view(found);
  }

  /** Reads on until there is something, or the log ends, or enough was looked through. */
  private Found find(Question question, long after) throws InterruptedException {
    readers.acquire();
    try {
      long end = after;
      int lookedThrough = 0;
      while (true) {
        long newest = log.lastSeq(); // Before the look: up to there nothing is missed by it.
        List<LogEntry> page = log.after(end, question.limit, question.shop);
        List<LogEntry> wanted =
            page.stream()
                .filter(entry -> !entry.isErased())
                .filter(entry -> EventType.isAmong(question.types, entry))
                .toList();
        end = page.isEmpty() ? Math.max(end, newest) : page.getLast().seq();
        lookedThrough += page.size();
        if (!wanted.isEmpty() || page.isEmpty() || lookedThrough >= LOOKED_THROUGH_MAX) {
          return new Found(wanted, end);
        }
      }
    } finally {
      readers.release();
    }
  }

  private EventList view(Found found) {
    Map<Customer, Long> ids =
        conversations.idsOf(
            found.entries.stream()
                .filter(entry -> !entry.openId().isEmpty())
                .map(EventController::customer)
                .toList());
    return new EventList(
        found.entries.stream().map(entry -> EventJson.of(entry, ids.get(customer(entry)))).toList(),
        found.end);
  }

  private static Customer customer(LogEntry entry) {
    return new Customer(entry.shop(), entry.openId());
  }
}
