package io.xiaoer.customer;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.conversation.Assignments;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.customer.Customer.Block;
import io.xiaoer.customer.CustomerChange.Blocking;
import io.xiaoer.customer.Customers.TagCount;
import io.xiaoer.masking.HiddenNumbers;
import io.xiaoer.masking.Masking;
import io.xiaoer.shop.ShopScope;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is known of the customer of a conversation. */
@RestController
@RequestMapping("/api/v1")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class CustomerController {
  private static final int NAME_CHARS_MAX = 32;
  private static final int NOTE_CHARS_MAX = 500;
  private static final int TAG_CHARS_MAX = 20;
  private static final int REASON_CHARS_MAX = 200;

  private static final int ZERO_WIDTH_JOINER = 0x200D;

  /** What is later was meant to be for good. */
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final Customers customers;
  private final Conversations conversations;
  private final Masking masking;
  private final InstantSource clock;

  CustomerController(
      Customers customers, Conversations conversations, Masking masking, InstantSource clock) {
    this.customers = customers;
    this.conversations = conversations;
    this.masking = masking;
    this.clock = clock;
  }

  record TagList(List<TagCount> tags) {}

  @GetMapping("/conversations/{id}/customer")
  ObjectNode customer(@PathVariable String id) {
    return customers
        .find(find(id).id())
        .map(CustomerController::view)
        .orElseThrow(NamedConversation::absent);
  }

  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @PatchMapping("/conversations/{id}/customer")
  ObjectNode change(
      @PathVariable String id, @RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    long conversation = find(id).id();
    CustomerChange change = read(body);
    return customers
        .change(
            conversation,
            masking.appliesTo(caller) ? restored(change, conversation) : change,
            caller.name())
        .map(CustomerController::view)
        .orElseThrow(NamedConversation::absent);
  }

  /** Who was shown hidden numbers sends them back so. */
  private CustomerChange restored(CustomerChange change, long conversation) {
    return customers
        .find(conversation)
        .map(before -> change.restored(before, HiddenNumbers::restore))
        .orElse(change);
  }

  @GetMapping("/tags")
  TagList tags(ShopScope shops) {
    return new TagList(customers.tags(shops));
  }

  private CustomerChange read(JsonNode body) {
    if (!body.isObject()) {
      throw bad(
          FieldError.wrongJsonType(
              "body", "an object of remark_name, note, tags, starred and blocked"));
    }
    return new CustomerChange(
        remarkName(body.get("remark_name")),
        note(body.get("note")),
        tags(body.get("tags")),
        starred(body.get("starred")),
        blocking(body));
  }

  /** Null or empty: no name any more. A name stands in lines with others, so it is one line. */
  private static @Nullable String remarkName(@Nullable JsonNode name) {
    if (name == null) {
      return null;
    }
    if (name.isNull()) {
      return "";
    }
    String text = text("remark_name", name, NAME_CHARS_MAX).strip();
    if (text.codePoints().anyMatch(CustomerController::isUnseen)) {
      throw bad(
          FieldError.of(
              "remark_name", "control_characters", "no control characters and no line breaks"));
    }
    return text;
  }

  /** What has no place in a name, and may turn or hide what stands beside it. */
  private static boolean isUnseen(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> character != ZERO_WIDTH_JOINER; // families of emoji
      default -> false;
    };
  }

  private static @Nullable String note(@Nullable JsonNode note) {
    return note == null ? null : text("note", note, NOTE_CHARS_MAX);
  }

  private static @Nullable List<String> tags(@Nullable JsonNode tags) {
    if (tags == null) {
      return null;
    }
    if (!tags.isArray() || tags.size() > Customers.TAGS_MAX) {
      throw bad(FieldError.tooMany("tags", Customers.TAGS_MAX));
    }
    Set<String> unique = new LinkedHashSet<>();
    for (JsonNode tag : tags) {
      String text = text("tags", tag, TAG_CHARS_MAX).strip();
      if (text.isEmpty()) {
        throw bad(FieldError.blank("tags"));
      }
      unique.add(text);
    }
    return List.copyOf(unique);
  }

  private static @Nullable Boolean starred(@Nullable JsonNode starred) {
    if (starred == null) {
      return null;
    }
    if (!starred.isBoolean()) {
      throw bad(FieldError.wrongJsonType("starred", "true or false"));
    }
    return starred.booleanValue();
  }

  /** Absent: as it is. Null: no longer. */
  private @Nullable Blocking blocking(JsonNode body) {
    JsonNode blocked = body.get("blocked");
    if (blocked == null) {
      return null;
    }
    if (blocked.isNull()) {
      return new Blocking.End();
    }
    if (!blocked.isObject()) {
      throw bad(FieldError.wrongJsonType("blocked", "null, or an object of reason and until"));
    }
    JsonNode reason = blocked.get("reason");
    if (reason == null) {
      throw bad(FieldError.missing("blocked.reason", "why the customer is blocked"));
    }
    String words = text("blocked.reason", reason, REASON_CHARS_MAX).strip();
    if (words.isEmpty()) {
      throw bad(FieldError.blank("blocked.reason"));
    }
    return new Blocking.Begin(words, until(blocked.get("until")));
  }

  private @Nullable Instant until(@Nullable JsonNode until) {
    if (until == null || until.isNull()) {
      return null;
    }
    try {
      Instant instant = Instant.parse(until.asString(""));
      if (instant.isAfter(clock.instant()) && instant.isBefore(LATEST)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw bad(
        FieldError.of(
            "blocked.until",
            "not_a_future_time",
            "a time in the future like 2027-01-31T12:00:00Z, or null for permanently"));
  }

  private static String text(String name, JsonNode value, int charsMax) {
    String text = value.isString() ? value.stringValue() : null;
    if (text == null
        || text.codePointCount(0, text.length()) > charsMax
        || text.indexOf('\0') >= 0) {
      throw bad(FieldError.tooLong(name, charsMax));
    }
    return text;
  }

  private static ObjectNode view(Customer customer) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("remark_name", customer.remarkName());
    view.put("note", customer.note());
    customer.tags().forEach(view.putArray("tags")::add);
    view.put("starred", customer.starred());
    Block block = customer.block();
    if (block == null) {
      view.putNull("blocked");
    } else {
      Instant until = block.until();
      view.putObject("blocked")
          .put("reason", block.reason())
          .put("until", until == null ? null : until.toString())
          .put("by", block.by())
          .put("at", block.at().toString());
    }
    view.put("first_seen_at", customer.firstSeenAt().toString());
    view.put("messages", customer.messages());
    ArrayNode earlier = view.putArray("earlier");
    for (Assignments.ClosedEpisode stretch : customer.earlier()) {
      String name = stretch.closedByName();
      earlier
          .addObject()
          .put("from", stretch.from().toString())
          .put("to", stretch.to().toString())
          .put("message_id", String.valueOf(stretch.firstMessage()))
          .put("messages", stretch.messages())
          .put("closed_by", stretch.closedBy())
          .put("closed_by_name", name == null ? stretch.closedBy() : name);
    }
    return view;
  }

  private Conversation find(String id) {
    return NamedConversation.find(conversations, id);
  }

  private static ApiProblem bad(FieldError error) {
    return ApiProblem.badRequest(error);
  }
}
