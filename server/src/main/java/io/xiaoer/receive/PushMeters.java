package io.xiaoer.receive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.xiaoer.log.Appended;
import io.xiaoer.log.CreateTime;
import io.xiaoer.sdk.push.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What became of the pushes to one shop, counted. */
final class PushMeters {
  /** Around the platform's pauses between two tries. */
  private static final Duration[] DELAYS = {
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofMinutes(2),
    Duration.ofMinutes(10),
    Duration.ofMinutes(40),
    Duration.ofHours(4)
  };

  private final Counter shutOut;
  private final Counter unlistedGenuine;
  private final Counter unlistedWrong;
  private final Counter stored;
  private final Counter known;
  private final Counter variant;
  private final Timer delay;
  private final Map<Appended.Why, Counter> notDurable = new EnumMap<>(Appended.Why.class);
  private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);

  // All are made at once, so that a series is there, at zero, before anything goes wrong.
  PushMeters(MeterRegistry registry, String shop) {
    shutOut = counter(registry, shop, "refused", "address_unlisted");
    unlistedGenuine = unlisted(registry, shop, "yes");
    unlistedWrong = unlisted(registry, shop, "no");
    stored = counter(registry, shop, "stored", "");
    known = counter(registry, shop, "known", "");
    variant = counter(registry, shop, "variant", "");
    delay =
        Timer.builder("xiaoer.push.delay")
            .description("from the platform's CreateTime until the message was kept")
            .tag("shop", shop)
            .serviceLevelObjectives(DELAYS)
            .register(registry);
    for (Appended.Why why : Appended.Why.values()) {
      notDurable.put(why, counter(registry, shop, "not_durable", lower(why)));
    }
    for (Reason reason : Reason.values()) {
      refused.put(reason, counter(registry, shop, "refused", lower(reason)));
    }
  }

  void count(Appended appended, @Nullable Long createTime, Instant now) {
    switch (appended) {
      case Appended.Stored _ -> {
        stored.increment();
        // A platform clock ahead of ours is no delay, and one of 1970 says nothing.
        CreateTime.believed(createTime, now)
            .ifPresent(written ->
                delay.record(
                    Math.max(0, now.getEpochSecond() - written.getEpochSecond()),
                    TimeUnit.SECONDS));
      }
      case Appended.Known _ -> known.increment();
      case Appended.Variant _ -> variant.increment();
      case Appended.NotDurable(Appended.Why why) -> increment(notDurable.get(why));
    }
  }

  void count(Reason reason) {
    increment(refused.get(reason));
  }

  void countShutOut() {
    shutOut.increment();
  }

  void countWouldBeShutOut(boolean genuine) {
    (genuine ? unlistedGenuine : unlistedWrong).increment();
  }

  private static void increment(@Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }

  private static Counter unlisted(MeterRegistry registry, String shop, String genuine) {
    return Counter.builder("xiaoer.pushes.unlisted")
        .description("pushes let in that callback-addresses: enforce would refuse")
        .tag("shop", shop)
        .tag("genuine", genuine)
        .register(registry);
  }

  private static Counter counter(
      MeterRegistry registry, String shop, String outcome, String reason) {
    return Counter.builder("xiaoer.pushes")
        .description("pushes, by what became of them")
        .tag("shop", shop)
        .tag("outcome", outcome)
        .tag("reason", reason)
        .register(registry);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
