package io.xiaoer.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Worker;
import io.xiaoer.telemetry.Collector.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.springframework.context.SmartLifecycle;

/**
 * Sends spans, some at a time. What comes while the queue is full is dropped and counted: whoever
 * has done the work never waits.
 */
final class SpanExport implements Consumer<FinishedSpan>, SmartLifecycle {
  /** Some 500 bytes each. */
  static final int WAITING_MAX = 2_048;

  static final int BATCH_MAX = 512;

  /** Others are waited for, to be sent with the first. */
  private static final Duration GATHER = Duration.ofSeconds(1);

  private static final int TRIES_MAX = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Collector collector;
  private final Resource resource;
  private final BlockingQueue<FinishedSpan> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Counter sent;
  private final Counter dropped;
  private final Worker worker =
      new Worker("telemetry-spans", "telemetry: spans are not sent", this::step);

  /** Of the worker, and when that has stopped of who stopped it. */
  private final List<FinishedSpan> batch = new ArrayList<>();

  SpanExport(Collector collector, Resource resource, MeterRegistry registry) {
    this.collector = collector;
    this.resource = resource;
    sent = counter(registry, "sent");
    dropped = counter(registry, "dropped");
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("xiaoer.telemetry.spans")
        .description("spans, by whether the collector got them")
        .tag("outcome", outcome)
        .register(registry);
  }

  @Override
  public void accept(FinishedSpan span) {
    if (!waiting.offer(span)) {
      dropped.increment();
    }
  }

  private void step() throws InterruptedException {
    if (batch.isEmpty()) {
      batch.add(waiting.take());
      Thread.sleep(GATHER);
    }
    waiting.drainTo(batch, BATCH_MAX - batch.size());
    byte[] request = SpanProto.request(resource, batch);
    Taken taken = collector.take(request);
    Duration pause = FIRST_PAUSE;
    for (int tries = 1; taken == Taken.NOT_NOW && tries < TRIES_MAX; tries++) {
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
      taken = collector.take(request);
    }
    end(taken);
  }

  private void end(Taken taken) {
    (taken == Taken.YES ? sent : dropped).increment(batch.size());
    batch.clear();
  }

  /** Before those whose work it tells of, and ends after them. */
  @Override
  public int getPhase() {
    return LastWord.PHASE;
  }

  @Override
  public void start() {
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
    LastWord.say(() -> {
      waiting.drainTo(batch, BATCH_MAX);
      if (!batch.isEmpty()) {
        end(collector.take(SpanProto.request(resource, batch)));
      }
    });
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }
}
