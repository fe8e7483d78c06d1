package io.xiaoer.send;

import io.xiaoer.send.Outbox.Settlement;
import io.xiaoer.store.SeldomLog;
import io.xiaoer.store.SqlErrorClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what attempts came to, all that have ended meanwhile in one transaction: a commit
 * waits for the disk, and with one for each answer the disk would set the pace.
 *
 * <p>While the database fails the outcomes are kept and tried again: they are known, and to forget
 * them would mean to send again.
 */
final class OutcomeWriter {
  private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);

  private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(2);

  private record Waiting(Settlement settlement, CompletableFuture<Void> written) {}

  private final SeldomLog waits = SeldomLog.errors(log);
  private final SeldomLog inDoubt = SeldomLog.errors(log);
  private final Outbox outbox;

  /** At most one for each attempt under way. */
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

  OutcomeWriter(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Returns when it is written. */
  void settle(Settlement settlement) throws InterruptedException {
    CompletableFuture<Void> written = new CompletableFuture<>();
    queue.add(new Waiting(settlement, written));
    try {
      written.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome could not be written", e);
    }
  }

  /** Waits for outcomes and writes those that are there; a step of a worker. */
  void writeNext() throws InterruptedException {
    List<Waiting> group = new ArrayList<>();
    group.add(queue.take());
    queue.drainTo(group);
    // Who waits when this is interrupted is interrupted as well, and tries again after a start.
    write(group);
  }

  private void write(List<Waiting> group) throws InterruptedException {
    while (true) {
      try {
        outbox.settle(group.stream().map(Waiting::settlement).toList());
        group.forEach(one -> one.written.complete(null));
        return;
      } catch (RuntimeException e) {
        if (isOfOneRow(e)) {
          oneByOne(group, e);
          return;
        }
        waits.say(
            "send: %s outcomes not written yet, retrying in %s"
                .formatted(group.size(), TROUBLE_PAUSE),
            e);
        Thread.sleep(TROUBLE_PAUSE);
      }
    }
  }

  /** A row that the database refuses must not hold up its neighbours. */
  private void oneByOne(List<Waiting> group, RuntimeException trouble) throws InterruptedException {
    if (group.size() == 1) {
      Waiting only = group.getFirst();
      inDoubt.say(
          "send: the outcome of message %s cannot be written; it is in doubt"
              .formatted(only.settlement.delivery().messageId()),
          trouble);
      only.written.completeExceptionally(trouble);
      return;
    }
    for (Waiting one : group) {
      write(List.of(one));
    }
  }

  private static boolean isOfOneRow(RuntimeException e) {
    return switch (SqlErrorClass.of(e)) {
      case ROW, NONE -> true;
      case LINE, PASSING, FATAL -> false;
    };
  }
}
