package io.xiaoer.conversation;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Another feature that keeps something of what messages say: every bean of this kind is told of
 * those whose content is old and goes, in the transaction that takes it, and takes what it keeps.
 */
@FunctionalInterface
public interface MessageEmptied {
  /** The messages stay, and say nothing any more. */
  void in(JdbcClient jdbc, List<Long> messageIds);
}
