package io.xiaoer.erasure;

import io.xiaoer.shop.ShopId;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Knows whom a conversation is with; the feature that owns conversations brings it. */
public interface ConversationsAtHand {

  /** A customer of a shop. */
  record Customer(ShopId shop, String openId) {
    /** Not the customer. */
    @Override
    public String toString() {
      return "Customer of " + shop;
    }
  }

  /** Empty for one that does not exist or was erased. */
  Optional<Customer> customer(JdbcClient jdbc, long conversationId);

  /** Whether an answer may still leave, or nobody knows yet whether one arrived. */
  boolean hasAnswerOnItsWay(JdbcClient jdbc, long conversationId);

  /** The newest place of the log. */
  long newestEntry();

  /** Up to where messages of the log are in conversations. */
  long readUpTo(JdbcClient jdbc);

  /** From here on nobody finds the conversation, and what the customer writes is in a new one. */
  void detach(JdbcClient jdbc, long conversationId, String pseudonym, String by, Instant now);
}
