package io.xiaoer.cluster;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The right to be the one node that reads the log and sends the answers. With one process it is
 * always held.
 */
public interface Lease {

  /** Whether this node believes to hold it. What depends on it asks {@link #check} again. */
  boolean held();

  /** Returns when it may be held, or after {@code atMost}. */
  void await(Duration atMost) throws InterruptedException;

  /**
   * Throws {@link Lost} when another node has taken over meanwhile; called inside the transaction
   * that would do harm if two nodes did it.
   */
  void check(JdbcClient jdbc);

  /** Of a process that is alone. */
  static Lease ofOne() {
    return new Lease() {
      @Override
      public boolean held() {
        return true;
      }

      @Override
      public void await(Duration atMost) {}

      @Override
      public void check(JdbcClient jdbc) {}
    };
  }

  /** Of a node that leaves this work to others. */
  static Lease ofOthers() {
    return new Lease() {
      @Override
      public boolean held() {
        return false;
      }

      @Override
      public void await(Duration atMost) throws InterruptedException {
        Thread.sleep(atMost);
      }

      @Override
      public void check(JdbcClient jdbc) {
        throw new Lost();
      }
    };
  }

  /** Another node took over; the transaction it is thrown in must not commit. */
  final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;

    Lost() {
      super("another node has taken over");
    }
  }
}
