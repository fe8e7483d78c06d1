package io.xiaoer.conversation;

import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/**
 * What another feature knows of messages beyond what their own rows say: the copy of a picture, the
 * card of a product. Every bean of this kind is asked whenever messages are read, for a whole page
 * at once and in the same transaction, so that it costs a query or two and not one for each.
 */
@FunctionalInterface
public interface MessageDetails {
  /** Fields of the messages' bodies, by message id; nothing for a message it does not know. */
  Map<Long, ObjectNode> of(JdbcClient jdbc, List<Message> messages);
}
