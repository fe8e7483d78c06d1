package io.xiaoer.events;

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
import io.xiaoer.shop.ShopScope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The log, for other systems: everything after a place they have kept. */
@RestController
@RequiresPermission(Permission.EVENTS_READ)
class EventController {
  private static final int PAGE_MAX = 1_000;

  private final EventLog log;
  private final Conversations conversations;

  EventController(EventLog log, Conversations conversations) {
    this.log = log;
    this.conversations = conversations;
  }

  /** {@code lastSeq} is where the next call continues. */
  record EventList(List<ObjectNode> events, long lastSeq) {}

  @GetMapping("/api/v1/events")
  EventList events(
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "500") int limit,
      ShopScope shops) {
    if (after < 0) {
      throw ApiProblem.badRequest(FieldError.outOfRange("after", 0, Long.MAX_VALUE));
    }
    List<LogEntry> entries =
        log.after(after, RequestParams.page(limit, PAGE_MAX), OneShop.of(shops));
    long last = entries.isEmpty() ? after : entries.getLast().seq();
    Map<Customer, Long> ids =
        conversations.idsOf(
            entries.stream()
                .filter(entry -> !entry.openId().isEmpty())
                .map(EventController::customer)
                .toList());
    return new EventList(
        entries.stream().map(entry -> view(entry, ids.get(customer(entry)))).toList(), last);
  }

  private static Customer customer(LogEntry entry) {
    return new Customer(entry.shop(), entry.openId());
  }

  private static ObjectNode view(LogEntry entry, @Nullable Long conversationId) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("seq", entry.seq())
            .put("shop", entry.shop().value())
            .put("event", entry.event())
            .put("msg_id", entry.msgId())
            .put("open_id", entry.openId().isEmpty() ? null : entry.openId())
            .put("conversation_id", conversationId == null ? null : conversationId.toString())
            .put("create_time", entry.createTime())
            .put("received_at", entry.receivedAt().toString())
            .put("format", entry.format().name().toLowerCase(Locale.ROOT))
            .put("raw", new String(entry.raw(), StandardCharsets.UTF_8));
    EventMessages.of(entry).ifPresent(message -> node.set("message", message));
    return node;
  }
}
