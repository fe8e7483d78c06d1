package io.xiaoer.conversation;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Another feature that keeps something of messages: every bean of this kind is told of one that is
 * undone, in the transaction that takes it away, and takes away what it keeps.
 */
@FunctionalInterface
public interface MessageRemoved {
  /** The message is not there any more, and its id may come again for another one. */
  void in(JdbcClient jdbc, long messageId);
}
