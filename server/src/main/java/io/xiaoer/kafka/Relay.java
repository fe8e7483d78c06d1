package io.xiaoer.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cloudevent.CloudEvent;
import io.xiaoer.cloudevent.CloudEvents;
import io.xiaoer.cloudevent.EventFeed;
import io.xiaoer.cloudevent.EventFeed.Page;
import io.xiaoer.cloudevent.EventFeed.Place;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.Follower;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Sends what there is to a topic, some events at a time, on the node that holds the lease. Its
 * place moves when the brokers have acknowledged them, and is written about once a second: each
 * write of the desk costs pushes some of the disk. So after a crash, or when another node takes
 * over, some events are sent again, under the same ids and in the same order.
 *
 * <p>A topic that is new begins with what happens from then on.
 */
final class Relay implements SmartLifecycle, Follower {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);
  private static final String NAME = "kafka";
  private static final int EVENTS_MAX = 500;

  /** Others are waited for, to be sent with the first. */
  private static final Duration GATHER = Duration.ofMillis(100);

  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration UNWRITTEN_MAX = Duration.ofSeconds(1);

  private final RelayPlace places;
  private final EventFeed feed;
  private final CloudEvents events;
  private final Brokers brokers;
  private final EventLog eventLog;
  private final Lease lease;
  private final WakeUp wakeUp = new WakeUp();
  private final Worker worker =
      new Worker("relay-" + NAME, "kafka: events wait in the log", this::step);

  /** Up to where the brokers have acknowledged; null on a node that has not the lease. */
  private volatile @Nullable Place acknowledged;

  /** What the table says, as far as this node knows; of the worker's thread. */
  private @Nullable Place written;

  private long writtenAtNanos;

  Relay(
      RelayPlace places,
      EventFeed feed,
      CloudEvents events,
      Brokers brokers,
      EventLog eventLog,
      Lease lease,
      NodeSignals signals,
      MeterRegistry registry) {
    this.places = places;
    this.feed = feed;
    this.events = events;
    this.brokers = brokers;
    this.eventLog = eventLog;
    this.lease = lease;
    signals.onRing(Topic.LOG, _ -> wakeUp.raise());
    signals.onRing(Topic.CHANGE, _ -> wakeUp.raise());
    Gauge.builder("xiaoer.kafka.lag", this, Relay::lag)
        .description("entries of the log and events of conversations that brokers have not got yet")
        .register(registry);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** In the log; what happened to conversations has an order of its own. */
  @Override
  public long cursor() {
    return place().logSeq();
  }

  @Override
  public long lag() {
    Place newest = feed.newest();
    Place place = place();
    return Math.max(0, newest.logSeq() - place.logSeq())
        + Math.max(0, newest.eventSeq() - place.eventSeq());
  }

  /** As this node knows it, or as the one that sends has written it. */
  private Place place() {
    Place here = acknowledged;
    return here == null ? places.find().orElseGet(feed::newest) : here;
  }

  /** A new topic has its place before the server says that it is ready. */
  @Override
  public void start() {
    if (places.find().isEmpty()) {
      places.begin(feed.newest());
    }
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
    try {
      writeDown();
    } catch (Lease.Lost e) {
      log.debug("kafka: another node goes on");
    }
    brokers.close();
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }

  private void step() throws InterruptedException {
    if (!lease.held()) {
      forget();
      lease.await(IDLE);
      return;
    }
    Place from = here();
    if (!from.equals(written) && untilWritten().isZero()) {
      writeDown();
      return;
    }
    Batch batch = eventLog.follow(() -> batch(from));
    if (batch.page.isEmpty()) {
      wakeUp.await(from.equals(written) ? IDLE : untilWritten());
      return;
    }
    if (!batch.events.isEmpty() && !brokers.send(batch.events)) {
      forget();
      return;
    }
    acknowledged = batch.page.end();
    if (batch.page.isLast()) {
      Thread.sleep(GATHER);
    }
  }

  /** What stands behind a place, made ready to be sent. */
  private record Batch(Page page, List<CloudEvent> events) {}

  private Batch batch(Place from) {
    Page page = feed.after(from, EVENTS_MAX);
    return new Batch(page, events.all(page));
  }

  private Place here() {
    Place here = acknowledged;
    if (here == null) {
      here = places.find().orElseThrow();
      acknowledged = here;
      written = here;
      writtenAtNanos = System.nanoTime();
    }
    return here;
  }

  private Duration untilWritten() {
    Duration left = UNWRITTEN_MAX.minusNanos(System.nanoTime() - writtenAtNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Only from where this node found it. */
  private void writeDown() {
    Place from = written;
    Place to = acknowledged;
    if (from == null || to == null || from.equals(to)) {
      return;
    }
    boolean moved;
    try {
      moved = places.move(from, to);
    } catch (Lease.Lost e) {
      forget();
      throw e;
    }
    if (moved) {
      written = to;
      writtenAtNanos = System.nanoTime();
    } else {
      forget();
    }
  }

  private void forget() {
    acknowledged = null;
    written = null;
    brokers.close();
  }
}
