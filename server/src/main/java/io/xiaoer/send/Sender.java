package io.xiaoer.send;

import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.sdk.api.OutgoingMessage;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.sdk.event.OpenId;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Bells.Topic;
import io.xiaoer.store.Lease;
import io.xiaoer.store.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes what is due from the outbox to the platform: one message of a customer at a time, so that
 * they arrive in order, and many customers side by side.
 *
 * <p>What was being sent when a process died is still due at the next start, and is tried again
 * under the same request_id.
 */
final class Sender implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Sender.class);

  /** At once, over all shops: enough to hide the platform's latency, few enough to be polite. */
  private static final int AT_ONCE_MAX = 32;

  private static final Duration IDLE_MAX = Duration.ofSeconds(30);
  private static final Duration OFF_DUTY = Duration.ofSeconds(2);
  private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(2);
  private static final int STOP_SECONDS_MAX = 15;

  private final Outbox outbox;
  private final Map<String, KfApi> platforms;
  private final Lease lease;
  private final InstantSource clock;
  private final Signal signal = new Signal();
  private final Set<Long> conversationsBusy = ConcurrentHashMap.newKeySet();
  private volatile boolean running;
  private @Nullable ExecutorService attempts;

  Sender(
      Outbox outbox, Map<String, KfApi> platforms, Lease lease, Bells bells, InstantSource clock) {
    this.outbox = outbox;
    this.lease = lease;
    this.platforms = Map.copyOf(platforms);
    this.clock = clock;
    bells.onRing(Topic.OUTBOX, _ -> signal.raise());
  }

  @Override
  public void start() {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    attempts = executor;
    running = true;
    Thread.ofVirtual().name("sender").start(() -> run(executor));
  }

  @Override
  public void stop() {
    running = false;
    signal.raise();
    ExecutorService ending = attempts;
    attempts = null;
    if (ending == null) {
      return;
    }
    ending.shutdown();
    try {
      // An attempt cut off here would only leave a doubt; it is short, so it may end.
      if (!ending.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        log.warn("send: some attempts did not end in time; they are tried again at the next start");
        ending.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run(ExecutorService executor) {
    while (running) {
      try {
        if (lease.held()) {
          dispatch(executor);
          signal.await(pause());
        } else {
          lease.await(OFF_DUTY);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.error("send: the outbox cannot be read, tries again in {}", TROUBLE_PAUSE, e);
        pauseAfterTrouble();
      }
    }
  }

  private void dispatch(ExecutorService executor) {
    List<Outbox.Waiting> due = outbox.due(clock.instant(), AT_ONCE_MAX * 2);
    for (Outbox.Waiting waiting : due) {
      if (conversationsBusy.size() >= AT_ONCE_MAX || !running) {
        return;
      }
      if (conversationsBusy.add(waiting.conversationId())) {
        executor.execute(() -> attempt(waiting));
      }
    }
  }

  private Duration pause() {
    Instant now = clock.instant();
    return outbox
        .nextDue(now)
        .map(next -> Duration.between(now, next))
        .filter(pause -> pause.compareTo(IDLE_MAX) < 0)
        .orElse(IDLE_MAX);
  }

  private void attempt(Outbox.Waiting waiting) {
    try {
      outbox.begin(waiting.messageId(), clock.instant()).ifPresent(this::deliver);
    } catch (Lease.Lost e) {
      log.info("send: message {} is left to the node that has taken over", waiting.messageId());
    } catch (RuntimeException e) {
      log.error(
          "send: message {} stays in the outbox, tried again in {}",
          waiting.messageId(),
          TROUBLE_PAUSE,
          e);
      pauseAfterTrouble();
    } finally {
      conversationsBusy.remove(waiting.conversationId());
      signal.raise();
    }
  }

  private void deliver(Delivery delivery) {
    SendOutcome outcome = send(delivery);
    DeliveryPolicy.Next next = DeliveryPolicy.after(delivery, outcome, clock.instant());
    report(delivery, next);
    outbox.settle(delivery, next, clock.instant());
  }

  private SendOutcome send(Delivery delivery) {
    KfApi platform = platforms.get(delivery.shop());
    if (platform == null) {
      return new SendOutcome.NotSent("shop " + delivery.shop() + " is no longer configured");
    }
    return platform.send(
        new OutgoingMessage(
            delivery.requestId(), new OpenId(delivery.openId()), Bodies.outgoing(delivery)));
  }

  private static void report(Delivery delivery, DeliveryPolicy.Next next) {
    switch (next) {
      case DeliveryPolicy.Next.Accepted _ ->
          log.debug("send: message {} accepted", delivery.messageId());
      case DeliveryPolicy.Next.End(var state, var error) ->
          log.warn(
              "send: message {} of shop {} ends {}: errcode {} rid {}",
              delivery.messageId(),
              delivery.shop(),
              state,
              error.errcode(),
              error.rid());
      case DeliveryPolicy.Next.Again(var state, var error, var at) ->
          log.warn(
              "send: message {} of shop {} {} after attempt {}, errcode {}, again at {}",
              delivery.messageId(),
              delivery.shop(),
              state,
              delivery.attempts(),
              error == null ? 0 : error.errcode(),
              at);
    }
  }

  private static void pauseAfterTrouble() {
    try {
      Thread.sleep(TROUBLE_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
