package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.ledger.Desk.Entry;
import io.xiaoer.e2e.ledger.Violation.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A reader that follows the log while all is being broken, as another system would: it keeps only
 * its place, and trusts that nothing will ever appear before it.
 */
final class Tail implements AutoCloseable {
  private static final long POLL_MS = 200;

  private final Desk desk;
  private final List<Entry> seen = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  Tail(Desk desk) {
    this.desk = desk;
    thread = Thread.ofPlatform().daemon().name("tail").start(this::follow);
  }

  /** Everything read so far, in the order of reading. */
  synchronized List<Entry> seen() {
    return List.copyOf(seen);
  }

  synchronized List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** Reads on until the log's end as it is now: under load there is always one more behind it. */
  synchronized void catchUp() throws IOException {
    while (readOn() == Desk.PAGE) {
      // There may be more.
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }

  private void follow() {
    try {
      do {
        try {
          readOn();
        } catch (IOException down) {
          // It will be up again.
        }
      } while (!closed.await(POLL_MS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized int readOn() throws IOException {
    long place = seen.isEmpty() ? 0 : seen.getLast().seq();
    List<Entry> more = desk.log(place);
    for (Entry entry : more) {
      if (entry.seq() <= place) {
        violations.add(new Violation(Kind.SHOWN_LATE, entry + " after seq " + place));
      }
      place = entry.seq();
      seen.add(entry);
    }
    return more.size();
  }
}
