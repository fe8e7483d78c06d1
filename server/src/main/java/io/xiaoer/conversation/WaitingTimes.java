package io.xiaoer.conversation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.xiaoer.conversation.ConversationEvent.AnswerAccepted;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** How long customers waited until the platform had the answer, as a metric. */
final class WaitingTimes implements ConversationEventConsumer.Reaction {
  /** Around what the platform and others ask of a shop. */
  private static final Duration[] BOUNDS = {
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(3),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofHours(12)
  };

  private final Function<ShopId, String> labels;
  private final MeterRegistry registry;

  WaitingTimes(Function<ShopId, String> labels, MeterRegistry registry) {
    this.labels = labels;
    this.registry = registry;
  }

  @Override
  public void on(Kept kept) {
    if (kept.event() instanceof AnswerAccepted(long _, Instant waitingSince)
        && waitingSince != null) {
      Timer.builder("xiaoer.customer.waited")
          .description("from what a customer wrote until the platform had the answer")
          .tag("shop", labels.apply(kept.shop()))
          .serviceLevelObjectives(BOUNDS)
          .register(registry)
          .record(Duration.between(waitingSince, kept.happenedAt()));
    }
  }
}
