package io.xiaoer.duework;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Soon;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.duework.DueWorker.AtStop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DueWorkerTest {
  private final NodeSignals signals = new NodeSignals();
  private final SwitchedLease lease = new SwitchedLease();
  private final Letters letters = new Letters();
  private DueWorker<String> worker = worker(AtStop.LET_END);

  private DueWorker<String> worker(AtStop atStop) {
    return new DueWorker<>(
        "letters", letters, atStop, lease, signals, Topic.OUTBOX, InstantSource.system());
  }

  @AfterEach
  void stop() {
    letters.released.countDown();
    worker.stop();
  }

  @Test
  void whatIsDueIsDoneAndWhatIsSignalledIsSeenAtOnce() {
    letters.due.add("a");
    worker.start();
    Soon.await().untilAsserted(() -> assertThat(letters.done).containsExactly("a"));
    letters.due.add("b");
    signals.ring(Topic.OUTBOX);
    Soon.await().untilAsserted(() -> assertThat(letters.done).containsExactly("a", "b"));
    Soon.await().untilAtomic(letters.left, Matchers.is(2));
  }

  @Test
  void whatFallsDueIsLookedForWithoutASignal() {
    worker.start();
    Soon.await().untilAtomic(letters.looks, Matchers.greaterThan(0));
    letters.nextLook = Instant.EPOCH;
    signals.ring(Topic.OUTBOX);
    letters.due.add("a");
    Soon.await().untilAsserted(() -> assertThat(letters.done).containsExactly("a"));
  }

  @Test
  void aNodeWithoutTheLeaseDoesNothingAndTakesOverOnceWithIt() {
    lease.held = false;
    letters.due.add("a");
    worker.start();
    Soon.await().untilAtomic(lease.waits, Matchers.greaterThan(1));
    assertThat(letters.looks).hasValue(0);
    assertThat(letters.takeOvers).hasValue(0);
    lease.held = true;
    Soon.await().untilAsserted(() -> assertThat(letters.done).containsExactly("a"));
    signals.ring(Topic.OUTBOX);
    Soon.await().untilAtomic(letters.looks, Matchers.greaterThan(1));
    assertThat(letters.takeOvers).hasValue(1);
  }

  @Test
  void aFailedAttemptGivesItsPlaceBackAndIsMadeAgain() {
    letters.failures.add(new IllegalStateException("as ordered"));
    letters.due.add("a");
    worker.start();
    Soon.await().untilAsserted(() -> assertThat(letters.done).containsExactly("a"));
    Soon.await().untilAtomic(letters.left, Matchers.is(2));
  }

  @Test
  void aFailedLookIsMadeAgain() {
    letters.lookFailures.add(new IllegalStateException("as ordered"));
    letters.due.add("a");
    worker.start();
    Soon.await().untilAsserted(() -> assertThat(letters.done).containsExactly("a"));
  }

  @Test
  void noMoreAreUnderWayThanThereArePlaces() {
    letters.released = new CountDownLatch(1);
    letters.due.addAll(List.of("a", "b", "c"));
    worker.start();
    Soon.await().untilAtomic(letters.underWay, Matchers.is(Letters.PLACES));
    int looks = letters.looks.get();
    signals.ring(Topic.OUTBOX);
    Soon.await().untilAtomic(letters.looks, Matchers.greaterThan(looks));
    assertThat(letters.underWay).hasValue(Letters.PLACES);
    letters.released.countDown();
    Soon.await()
        .untilAsserted(() -> assertThat(letters.done).containsExactlyInAnyOrder("a", "b", "c"));
  }

  @Test
  void aStopLetsAttemptsEnd() throws Exception {
    letters.released = new CountDownLatch(1);
    letters.due.add("a");
    worker.start();
    Soon.await().untilAtomic(letters.underWay, Matchers.is(1));
    Thread stopping = Thread.ofVirtual().start(worker::stop);
    Soon.await().until(() -> letters.stopped);
    letters.released.countDown();
    stopping.join();
    assertThat(letters.done).containsExactly("a");
    assertThat(letters.left).hasValue(1);
  }

  @Test
  void aStopBreaksOffWhatMayBeLong() {
    worker = worker(AtStop.BREAK_OFF);
    letters.released = new CountDownLatch(1);
    letters.due.add("a");
    worker.start();
    Soon.await().untilAtomic(letters.underWay, Matchers.is(1));
    worker.stop();
    assertThat(letters.done).isEmpty();
    assertThat(letters.left).hasValue(1);
    assertThat(letters.due).containsExactly("a");
  }

  /** Due until it is done. */
  private static final class Letters implements DueWork<String> {
    private static final int PLACES = 2;

    final Queue<String> due = new ConcurrentLinkedQueue<>();
    final Queue<String> done = new ConcurrentLinkedQueue<>();
    final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    final Queue<RuntimeException> lookFailures = new ConcurrentLinkedQueue<>();
    final AtomicInteger takeOvers = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();
    final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger left = new AtomicInteger();
    private final Places<String> places = new Places<>(PLACES);
    volatile CountDownLatch released = new CountDownLatch(0);
    volatile Instant nextLook = Instant.MAX;
    volatile boolean stopped;

    @Override
    public void takeOver() {
      takeOvers.incrementAndGet();
    }

    @Override
    public List<String> admit(Instant now) {
      looks.incrementAndGet();
      RuntimeException failure = lookFailures.poll();
      if (failure != null) {
        throw failure;
      }
      return new ArrayList<>(due).stream().filter(this::enter).toList();
    }

    /** One may have been done since it was read. */
    private boolean enter(String piece) {
      if (!places.enter(piece)) {
        return false;
      }
      if (due.contains(piece)) {
        return true;
      }
      places.leave(piece);
      return false;
    }

    @Override
    public Instant nextLook(Instant looked) {
      return nextLook;
    }

    @Override
    public void attempt(String piece) throws InterruptedException {
      underWay.incrementAndGet();
      released.await();
      RuntimeException failure = failures.poll();
      if (failure != null) {
        throw failure;
      }
      due.remove(piece);
      done.add(piece);
    }

    @Override
    public void leave(String piece) {
      places.leave(piece);
      left.incrementAndGet();
    }

    @Override
    public void stopping() {
      stopped = true;
    }
  }

  private static final class SwitchedLease implements Lease {
    final AtomicInteger waits = new AtomicInteger();
    volatile boolean held = true;

    @Override
    public boolean held() {
      return held;
    }

    @Override
    public void await(Duration atMost) {
      waits.incrementAndGet();
      Thread.onSpinWait();
    }

    @Override
    public void check(JdbcClient jdbc) {}
  }
}
