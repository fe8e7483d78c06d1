package io.xiaoer.starter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.xiaoer.sdk.push.Reason;
import io.xiaoer.starter.inbox.InboxListener;
import io.xiaoer.starter.inbox.MessageInbox.Kept;
import java.time.Duration;
import java.util.Locale;

/** Counts what happens to pushes and messages. */
final class XiaoerMetrics implements InboxListener, PushListener {
  private final MeterRegistry registry;

  XiaoerMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** What is to do. Counted in the database when the registry is asked. */
  static MeterBinder gauges(RecentState recent) {
    return registry -> {
      Gauge.builder("xiaoer.inbox.waiting", recent, state -> state.get().waiting())
          .description("messages and events that are not handled yet")
          .register(registry);
      Gauge.builder("xiaoer.inbox.oldest", recent, RecentState::oldestSeconds)
          .description("for how long the oldest of them waits")
          .baseUnit("seconds")
          .register(registry);
      Gauge.builder("xiaoer.inbox.dead", recent, state -> state.get().dead())
          .description("dead letters")
          .register(registry);
    };
  }

  @Override
  public void kept(String shop, Kept kept) {
    pushes(shop, kept.name(), "");
  }

  @Override
  public void refused(String shop, Reason reason) {
    pushes(shop, "refused", reason.name());
  }

  private void pushes(String shop, String outcome, String reason) {
    registry
        .counter(
            "xiaoer.pushes", Tags.of("shop", shop, "outcome", low(outcome), "reason", low(reason)))
        .increment();
  }

  @Override
  public void handled(String shop, Duration took, Duration sinceKept) {
    registry.timer("xiaoer.inbox.handler", "shop", shop).record(took);
    registry.timer("xiaoer.inbox.delay", "shop", shop).record(sinceKept);
  }

  @Override
  public void failed(String shop) {
    registry.counter("xiaoer.inbox.failures", "shop", shop, "dead", "false").increment();
  }

  @Override
  public void died(String shop) {
    registry.counter("xiaoer.inbox.failures", "shop", shop, "dead", "true").increment();
  }

  private static String low(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
