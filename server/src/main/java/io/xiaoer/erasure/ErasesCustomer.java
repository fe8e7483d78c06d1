package io.xiaoer.erasure;

import io.xiaoer.store.Database.Scrubbed;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A feature that keeps something of customers: one bean for each owner of such tables. All of it is
 * called more than once for the same customer, after a crash and because there are two rounds.
 */
public interface ErasesCustomer {

  /** The feature's; kept with what is done, so it does not change. */
  String name();

  default Order order() {
    return Order.BETWEEN;
  }

  /**
   * How much there is, for who is asked whether they mean it; kinds of which there is nothing may
   * be left out.
   */
  default Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of();
  }

  /**
   * Does what is not for a transaction of the desk, which may take its time and is outside of every
   * one, and gives what is.
   */
  Work prepare(ErasedCustomer who);

  /**
   * Once all is done: removes what deleted rows have left in files, where that is a file of its
   * own.
   */
  default Scrubbed scrub() {
    return Scrubbed.DONE;
  }

  /** In one transaction, with the note that it is done. */
  @FunctionalInterface
  interface Work {
    void in(JdbcClient jdbc);
  }

  /** What is done when. */
  enum Order {
    /** What others would make theirs of again. */
    FIRST,
    BETWEEN,
    /** What others find theirs by. */
    LAST
  }

  /** What a person is told of. */
  enum Kind {
    MESSAGES,
    FILES,
    /** The name, note, tags, star and block that people gave. */
    NOTES,
    DRAFTS,
    /** Cards of orders. */
    ORDERS,
    /** That an order was paid. */
    PURCHASES,
    /** Deliveries to webhooks that are kept. */
    DELIVERIES,
    /** Texts of notices that told of them. */
    NOTICES
  }
}
