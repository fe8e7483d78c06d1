package io.xiaoer.conversation;

import java.util.Collection;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/**
 * What another feature knows of conversations beyond their own rows, like {@link MessageDetails}
 * for messages: every bean of this kind is asked for a whole page at once, in the transaction that
 * reads it.
 */
@FunctionalInterface
public interface ConversationDetails {
  /** Fields of the conversations' views, by conversation id. */
  Map<Long, ObjectNode> of(JdbcClient jdbc, Collection<Long> conversations);
}
