package io.xiaoer.telemetry;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.xiaoer.cluster.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Sends every metric as it stands, again and again. A request that is not taken is not tried again:
 * the next one says the same and more.
 */
final class MetricExport implements SmartLifecycle {
  private final Collector collector;
  private final Resource resource;
  private final PrometheusRegistry metrics;
  private final InstantSource clock;
  private final boolean wanted;
  private final long beganNanos;
  private final Worker worker;

  /** {@code every}: zero where no metrics are wanted. */
  MetricExport(
      Collector collector,
      Resource resource,
      PrometheusRegistry metrics,
      Duration every,
      InstantSource clock) {
    this.collector = collector;
    this.resource = resource;
    this.metrics = metrics;
    this.clock = clock;
    wanted = !every.isZero();
    beganNanos = nanos(clock.instant());
    worker =
        new Worker(
            "telemetry-metrics",
            "telemetry: metrics are not sent",
            () -> {
              Thread.sleep(every);
              send();
            });
  }

  private void send() {
    collector.take(
        MetricProto.request(resource, metrics.scrape(), beganNanos, nanos(clock.instant())));
  }

  private static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  @Override
  public boolean isAutoStartup() {
    return wanted;
  }

  @Override
  public int getPhase() {
    return LastWord.PHASE;
  }

  @Override
  public void start() {
    worker.start();
  }

  /** What happened last is in none before. */
  @Override
  public void stop() {
    worker.stop();
    LastWord.say(this::send);
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }
}
