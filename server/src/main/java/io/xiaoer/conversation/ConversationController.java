package io.xiaoer.conversation;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.conversation.ConversationFilter.View;
import io.xiaoer.conversation.Conversations.Order;
import io.xiaoer.conversation.Conversations.Part;
import io.xiaoer.shop.ShopScope;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Conversations: the list, the chat, marking as read. */
@RestController
@RequestMapping("/api/v1/conversations")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class ConversationController {
  private static final int PAGE_MAX = 1_000;

  private final Conversations conversations;

  ConversationController(Conversations conversations) {
    this.conversations = conversations;
  }

  record ConversationList(List<ObjectNode> conversations, @Nullable String nextCursor, long seq) {}

  record MessageList(List<ObjectNode> messages, boolean hasMore, boolean hasNewer, long seq) {}

  record ReadUpTo(@Nullable String messageId) {}

  @GetMapping
  ConversationList list(
      ShopScope shops,
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "all") String view,
      @RequestParam(defaultValue = "") String assignee,
      @RequestParam(name = "open_id", defaultValue = "") String openId,
      @RequestParam(defaultValue = "newest") String order,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "") String cursor) {
    Conversations.ConversationPage page =
        conversations.list(
            new ConversationFilter(
                shops,
                view(view),
                caller.name(),
                assignee.isEmpty() ? null : assignee,
                openId.isEmpty() ? null : openId),
            order(order),
            RequestParams.page(limit, PAGE_MAX),
            cursor(cursor));
    PageCursor next = page.next();
    return new ConversationList(
        ConversationJson.conversations(page.conversations()),
        next == null ? null : next.text(),
        page.seq());
  }

  @GetMapping("/{id}")
  ObjectNode one(@PathVariable String id) {
    return ConversationJson.conversation(find(id));
  }

  @GetMapping("/{id}/messages")
  MessageList messages(
      @PathVariable String id,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "") String before,
      @RequestParam(defaultValue = "") String after,
      @RequestParam(defaultValue = "") String around) {
    long conversationId = find(id).id();
    Part part = part(before, after, around);
    Conversations.MessagePage page =
        conversations.messages(conversationId, RequestParams.page(limit, PAGE_MAX), part);
    if (part instanceof Part.Around && page.messages().isEmpty()) {
      throw ApiProblem.notFound("no_such_message", "around: no such message in this conversation");
    }
    return new MessageList(
        ConversationJson.messages(page.messages()), page.hasMore(), page.hasNewer(), page.seq());
  }

  private static Part part(String before, String after, String around) {
    if (Stream.of(before, after, around).filter(named -> !named.isEmpty()).count() > 1) {
      throw ApiProblem.badRequest(
          FieldError.of("before", "exclusive", "at most one of before, after and around"));
    }
    return !before.isEmpty()
        ? new Part.Before(RequestParams.id("before", before))
        : !after.isEmpty()
            ? new Part.After(RequestParams.id("after", after))
            : !around.isEmpty()
                ? new Part.Around(RequestParams.id("around", around))
                : new Part.Newest();
  }

  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @PostMapping("/{id}/read")
  ResponseEntity<Void> read(
      @PathVariable String id, @RequestBody ReadUpTo upTo, @AuthenticationPrincipal Caller caller) {
    long conversationId = find(id).id();
    String messageId = upTo.messageId();
    if (messageId == null) {
      throw ApiProblem.badRequest(FieldError.missing("message_id", "the id of a message"));
    }
    String person = caller instanceof Caller.Person one ? one.username() : null;
    long upToId = RequestParams.id("message_id", messageId);
    if (!conversations.markRead(conversationId, upToId, person)) {
      throw ApiProblem.notFound(
          "no_such_message", "message_id: no such message in this conversation");
    }
    return ResponseEntity.noContent().build();
  }

  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @PostMapping("/{id}/unread")
  ResponseEntity<Void> unread(@PathVariable String id) {
    if (!conversations.markUnread(find(id).id())) {
      throw ApiProblem.conflict(
          "nothing_to_read", "The conversation is closed, or the customer has not written in it.");
    }
    return ResponseEntity.noContent().build();
  }

  private Conversation find(String id) {
    return NamedConversation.find(conversations, id);
  }

  private static View view(String view) {
    return View.of(view)
        .orElseThrow(() ->
            ApiProblem.badRequest(
                FieldError.notOneOf(
                    "view", List.of("all", "mine", "queue", "colleagues", "closed"))));
  }

  private static Order order(String order) {
    for (Order one : Order.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(order)) {
        return one;
      }
    }
    throw ApiProblem.badRequest(FieldError.notOneOf("order", List.of("newest", "waiting")));
  }

  private static @Nullable PageCursor cursor(String cursor) {
    if (cursor.isEmpty()) {
      return null;
    }
    return PageCursor.parse(cursor)
        .orElseThrow(() -> ApiProblem.badRequest(FieldError.unknownCursor()));
  }
}
