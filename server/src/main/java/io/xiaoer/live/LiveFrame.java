package io.xiaoer.live;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.ConversationJson;
import io.xiaoer.conversation.Message;
import io.xiaoer.masking.MaskedJson;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One frame of the live connection, made once for all who get it. */
final class LiveFrame {
  private final long from;
  private final long seq;
  private final String text;
  private @Nullable String masked;

  private LiveFrame(long from, long seq, String text) {
    this.from = from;
    this.seq = seq;
    this.text = text;
  }

  /** Who has seen less than this must be given what lies before first. */
  long from() {
    return from;
  }

  /** What a browser has seen after it. */
  long seq() {
    return seq;
  }

  String text() {
    return text;
  }

  /** For who sees no telephone numbers; made when the first of them is given it. */
  synchronized String masked() {
    String made = masked;
    if (made == null) {
      JsonNode node = JsonMapper.shared().readTree(text);
      MaskedJson.mask(node);
      made = JsonMapper.shared().writeValueAsString(node);
      masked = made;
    }
    return made;
  }

  /** What it takes in memory at most. */
  synchronized long bytes() {
    String made = masked;
    return 2L * (text.length() + (made == null ? 0 : made.length()));
  }

  static LiveFrame hello(String version, long seq, Instant now) {
    ObjectNode node = node("hello");
    node.put("version", version).put("seq", seq).put("now", now.toString());
    return new LiveFrame(seq, seq, text(node));
  }

  static LiveFrame changes(long from, long seq, Seen seen) {
    ObjectNode node = node("changes");
    node.put("from", from).put("seq", seq);
    node.putArray("conversations").addAll(ConversationJson.conversations(seen.conversations));
    node.putArray("messages").addAll(ConversationJson.messages(seen.messages));
    ArrayNode gone = node.putArray("removed_messages");
    seen.removed.forEach(id -> gone.add(String.valueOf(id)));
    ArrayNode erased = node.putArray("removed_conversations");
    seen.erased.forEach(id -> erased.add(String.valueOf(id)));
    ArrayNode topics = node.putArray("topics");
    seen.topics.forEach(topics::add);
    return new LiveFrame(from, seq, text(node));
  }

  /** What changed, as far as somebody may see it. */
  record Seen(
      List<Conversation> conversations,
      List<Message> messages,
      Collection<Long> removed,
      Collection<Long> erased,
      Collection<String> topics) {}

  /** Who else looks at a conversation; outside of the order of changes. */
  static LiveFrame presence(long conversation, List<Presence.Somebody> people) {
    ObjectNode node = node("presence");
    node.put("conversation", String.valueOf(conversation));
    ArrayNode list = node.putArray("people");
    for (Presence.Somebody one : people) {
      list.addObject()
          .put("username", one.username())
          .put("name", one.name())
          .put("typing", one.typing());
    }
    return new LiveFrame(0, 0, text(node));
  }

  static LiveFrame reset(long seq) {
    ObjectNode node = node("reset");
    node.put("seq", seq);
    return new LiveFrame(seq, seq, text(node));
  }

  static LiveFrame pong(long seq) {
    ObjectNode node = node("pong");
    node.put("seq", seq);
    return new LiveFrame(seq, seq, text(node));
  }

  private static ObjectNode node(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private static String text(ObjectNode node) {
    return JsonMapper.shared().writeValueAsString(node);
  }
}
