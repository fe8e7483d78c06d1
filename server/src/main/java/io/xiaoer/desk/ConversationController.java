package io.xiaoer.desk;

import io.xiaoer.conversation.Budget;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Conversations.Order;
import io.xiaoer.conversation.Outgoing.Added;
import io.xiaoer.conversation.PageCursor;
import io.xiaoer.send.Replies;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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

/** Conversations: the list, the chat, answering, marking as read. */
@RestController
@RequestMapping("/api/v1/conversations")
class ConversationController {
  private static final int PAGE_MAX = 1_000;
  private static final int CLIENT_ID_CHARS_MAX = 64;

  /** The limit of this API is not published; its neighbours take 2048 bytes. */
  private static final int TEXT_BYTES_MAX = 2_048;

  private final Conversations conversations;
  private final Replies replies;
  private final Shops shops;
  private final InstantSource clock;

  ConversationController(
      Conversations conversations, Replies replies, Shops shops, InstantSource clock) {
    this.conversations = conversations;
    this.replies = replies;
    this.shops = shops;
    this.clock = clock;
  }

  record ConversationList(List<ObjectNode> conversations, @Nullable String nextCursor, long seq) {}

  record MessageList(List<ObjectNode> messages, boolean hasMore, long seq) {}

  record Text(@Nullable String content) {
    @Override
    public String toString() {
      return "Text";
    }
  }

  record NewMessage(@Nullable String clientId, @Nullable String type, @Nullable Text text) {}

  record ReadUpTo(@Nullable String messageId) {}

  @GetMapping
  ConversationList list(
      @RequestParam(defaultValue = "") String shop,
      @RequestParam(defaultValue = "newest") String order,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "") String cursor) {
    Conversations.ConversationPage page =
        conversations.list(
            Limits.shop(shops, shop), order(order), Limits.page(limit, PAGE_MAX), cursor(cursor));
    PageCursor next = page.next();
    return new ConversationList(
        Views.conversations(page.conversations()), next == null ? null : next.text(), page.seq());
  }

  @GetMapping("/{id}")
  ObjectNode one(@PathVariable String id) {
    return Views.conversation(find(id));
  }

  @GetMapping("/{id}/messages")
  MessageList messages(
      @PathVariable String id,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "") String before) {
    long conversationId = find(id).id();
    Long beforeId = before.isEmpty() ? null : (Long) Limits.id("before", before);
    Conversations.MessagePage page =
        conversations.messages(conversationId, Limits.page(limit, PAGE_MAX), beforeId);
    return new MessageList(Views.messages(page.messages()), page.hasMore(), page.seq());
  }

  @PostMapping("/{id}/messages")
  ResponseEntity<ObjectNode> answer(
      @PathVariable String id,
      @RequestBody NewMessage message,
      @AuthenticationPrincipal Caller caller) {
    long conversationId = find(id).id();
    String clientId = clientId(message);
    String content = text(message);
    return switch (replies.text(conversationId, clientId, content, caller.name())) {
      case Added.Kept(long messageId, boolean _) ->
          ResponseEntity.status(HttpStatus.ACCEPTED).body(view(messageId));
      case Added.NoConversation _ -> throw noSuchConversation();
      case Added.ClientIdTaken _ ->
          throw new Refusal(
              HttpStatus.CONFLICT,
              "client_id_taken",
              "client_id: was used before for a message of other content");
      case Added.OverBudget(var budget) -> throw overBudget(budget);
    };
  }

  @PostMapping("/{id}/read")
  ResponseEntity<Void> read(@PathVariable String id, @RequestBody ReadUpTo upTo) {
    long conversationId = find(id).id();
    String messageId = upTo.messageId();
    if (messageId == null) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "message_id: missing");
    }
    if (!conversations.markRead(conversationId, Limits.id("message_id", messageId))) {
      throw new Refusal(HttpStatus.NOT_FOUND, "message_id: no such message in this conversation");
    }
    return ResponseEntity.noContent().build();
  }

  private Refusal overBudget(Budget budget) {
    Instant expiresAt = budget.expiresAt();
    if (expiresAt == null) {
      return new Refusal(
          HttpStatus.CONFLICT,
          "not_begun",
          "The customer has not written yet, and on the platform only customers begin.");
    }
    return clock.instant().isBefore(expiresAt)
        ? new Refusal(
            HttpStatus.CONFLICT,
            "used_up",
            "The platform takes at most 5 answers within 48 hours of a customer's message, and none"
                + " is left. The customer's next message opens 5 more.")
        : new Refusal(
            HttpStatus.CONFLICT,
            "too_late",
            "The platform takes answers within 48 hours of a customer's message, and they are over."
                + " The customer's next message opens 5 more.");
  }

  private ObjectNode view(long messageId) {
    return Views.message(conversations.messagesByIds(List.of(messageId)).getFirst());
  }

  private Conversation find(String id) {
    // A path that is not a number names nothing, as one that is too high does.
    return Limits.number(id)
        .flatMap(conversations::find)
        .orElseThrow(ConversationController::noSuchConversation);
  }

  private static Refusal noSuchConversation() {
    return new Refusal(HttpStatus.NOT_FOUND, "No such conversation.");
  }

  private static Order order(String order) {
    for (Order one : Order.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(order)) {
        return one;
      }
    }
    throw new Refusal(HttpStatus.BAD_REQUEST, "order: newest or waiting");
  }

  private static @Nullable PageCursor cursor(String cursor) {
    if (cursor.isEmpty()) {
      return null;
    }
    return PageCursor.parse(cursor)
        .orElseThrow(
            () -> new Refusal(HttpStatus.BAD_REQUEST, "cursor: not one that this server gave"));
  }

  private static String clientId(NewMessage message) {
    String clientId = message.clientId();
    if (clientId == null || clientId.isBlank() || clientId.length() > CLIENT_ID_CHARS_MAX) {
      throw new Refusal(
          HttpStatus.BAD_REQUEST,
          "client_id: 1 to %d characters of your choice, one for each message"
              .formatted(CLIENT_ID_CHARS_MAX));
    }
    return clientId;
  }

  private static String text(NewMessage message) {
    if (!"text".equals(message.type())) {
      throw new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, "type: only text can be sent yet");
    }
    Text text = message.text();
    String content = text == null ? null : text.content();
    if (content == null || content.isBlank()) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "text.content: missing or blank");
    }
    int bytes = content.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > TEXT_BYTES_MAX) {
      throw new Refusal(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "text.content: %d bytes in UTF-8 (at most %d)".formatted(bytes, TEXT_BYTES_MAX));
    }
    return content;
  }
}
