package io.xiaoer.desk;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Message;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One frame of the live connection, made once for all who get it.
 *
 * @param from who has seen less than this must be given what lies before first
 * @param seq what a browser has seen after it
 */
record LiveFrame(long from, long seq, String text) {

  static LiveFrame hello(String version, long seq, Instant now) {
    ObjectNode node = node("hello");
    node.put("version", version).put("seq", seq).put("now", now.toString());
    return new LiveFrame(seq, seq, text(node));
  }

  static LiveFrame changes(
      long from, long seq, List<Conversation> conversations, List<Message> messages) {
    ObjectNode node = node("changes");
    node.put("from", from).put("seq", seq);
    node.putArray("conversations").addAll(Views.conversations(conversations));
    node.putArray("messages").addAll(Views.messages(messages));
    return new LiveFrame(from, seq, text(node));
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
