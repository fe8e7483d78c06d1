package io.xiaoer.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.catalog.LookUpPolicy.Next;
import io.xiaoer.catalog.LookUps.Due;
import io.xiaoer.platform.Platforms;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.Failure;
import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.sdk.api.LookUp;
import io.xiaoer.sdk.api.Order;
import io.xiaoer.sdk.api.Product;
import io.xiaoer.shop.ShopId;
import io.xiaoer.wechat.PlatformClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Looks up what is due, on the node that holds the lease, few at a time and at each shop's pace. On
 * every node it writes down what was shown.
 */
final class Clerk implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Clerk.class);

  /** At once, over all shops. */
  private static final int AT_ONCE_MAX = 8;

  private static final Duration IDLE_MAX = Duration.ofSeconds(30);
  private static final Duration OFF_DUTY = Duration.ofSeconds(2);
  private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(2);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);
  private static final int STOP_SECONDS_MAX = 15;

  private final LookUps lookUps;
  private final Shown shown;
  private final Platforms platforms;
  private final Lease lease;
  private final InstantSource clock;
  private final Signal signal = new Signal();
  private final Set<Item> busy = ConcurrentHashMap.newKeySet();
  private volatile boolean running;
  private @Nullable ExecutorService attempts;

  /** The dispatching thread's own. */
  private final Map<ShopId, Pace> paces = new HashMap<>();

  private static final String LOOK_UPS = "xiaoer.catalog.lookups";
  private static final String OUTCOME = "outcome";
  private static final String KNOWN = "known";
  private static final String GIVEN_UP = "given_up";
  private static final String AGAIN = "again";
  private static final String HELD = "held";

  private final MeterRegistry registry;
  private Instant forgetAt = Instant.MIN;

  Clerk(
      LookUps lookUps,
      Shown shown,
      Platforms platforms,
      Lease lease,
      Bells bells,
      InstantSource clock,
      MeterRegistry registry) {
    this.registry = registry;
    for (String outcome : new String[] {KNOWN, GIVEN_UP, AGAIN, HELD}) {
      registry.counter(LOOK_UPS, OUTCOME, outcome); // there from the start, at 0
    }
    this.lookUps = lookUps;
    this.shown = shown;
    this.platforms = platforms;
    this.lease = lease;
    this.clock = clock;
    bells.onRing(Topic.LOOK_UP, _ -> signal.raise());
  }

  @Override
  public void start() {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    attempts = executor;
    running = true;
    Thread.ofVirtual().name("clerk").start(() -> run(executor));
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
      if (!ending.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
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
        writeDownWhatWasShown();
        if (lease.held()) {
          signal.await(dispatch(executor));
        } else {
          signal.await(OFF_DUTY);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!running) {
          return;
        }
        log.error("catalog: look-ups wait for the database, tries again in {}", TROUBLE_PAUSE, e);
        pauseAfterTrouble();
      }
    }
  }

  private void writeDownWhatWasShown() {
    List<Item> items = shown.take();
    if (!items.isEmpty()) {
      lookUps.askShown(items, clock.instant());
    }
  }

  /** Starts what may start; gives how long to wait for more. */
  private Duration dispatch(ExecutorService executor) {
    Instant now = clock.instant();
    if (now.isAfter(forgetAt)) {
      lookUps.forget(now);
      forgetAt = now.plus(FORGET_EVERY);
    }
    Instant next = lookUps.nextDue(now).orElse(Instant.MAX);
    for (ShopId shop : lookUps.shopsDue(now)) {
      Pace pace = paces.computeIfAbsent(shop, _ -> new Pace());
      for (Due due : lookUps.due(shop, now, AT_ONCE_MAX * 2)) {
        if (busy.contains(due.item())) {
          continue;
        }
        if (busy.size() >= AT_ONCE_MAX || !running) {
          break; // whoever ends raises the signal
        }
        if (!pace.take(due.urgency(), now)) {
          Instant allowed = pace.next(due.urgency(), now);
          next = allowed.isBefore(next) ? allowed : next;
          break;
        }
        busy.add(due.item());
        executor.execute(() -> attempt(due));
      }
    }
    return next.isAfter(now.plus(IDLE_MAX)) ? IDLE_MAX : Duration.between(now, next);
  }

  private void attempt(Due due) {
    try {
      Next<CardBody> next = lookUp(due);
      report(due, next);
      lookUps.settle(due, next, clock.instant());
    } catch (Lease.Lost e) {
      log.info("catalog: {} is left to the node that has taken over", due.item());
    } catch (RuntimeException e) {
      log.error("catalog: {} is looked up again in {}", due.item(), TROUBLE_PAUSE, e);
      pauseAfterTrouble();
    } finally {
      busy.remove(due.item());
      signal.raise();
    }
  }

  private Next<CardBody> lookUp(Due due) {
    Item item = due.item();
    Optional<KfApi> platform = platforms.of(item.shop().value());
    if (platform.isEmpty()) {
      return new Next.End<>(LookUpPolicy.Reason.NO_SHOP);
    }
    return switch (item.kind()) {
      case PRODUCT -> product(due, platform.get().product(item.id()));
      case ORDER -> order(due, platform.get().order(item.id()));
    };
  }

  private Next<CardBody> product(Due due, LookUp<Product> outcome) {
    return switch (after(due, outcome)) {
      case Next.Known<Product>(Product product) ->
          product.id().equals(due.item().id())
              ? new Next.Known<>(CardBody.of(product))
              : new Next.End<>(LookUpPolicy.Reason.ABSENT);
      case Next.End<Product>(var reason) -> new Next.End<>(reason);
      case Next.Again<Product>(var reason, boolean failed, Instant at) ->
          new Next.Again<>(reason, failed, at);
      case Next.Hold<Product>(Instant until) -> new Next.Hold<>(until);
    };
  }

  private Next<CardBody> order(Due due, LookUp<Order> outcome) {
    return switch (after(due, outcome)) {
      case Next.Known<Order>(Order order) ->
          order.id().equals(due.item().id())
              ? new Next.Known<>(CardBody.of(order))
              : new Next.End<>(LookUpPolicy.Reason.ABSENT);
      case Next.End<Order>(var reason) -> new Next.End<>(reason);
      case Next.Again<Order>(var reason, boolean failed, Instant at) ->
          new Next.Again<>(reason, failed, at);
      case Next.Hold<Order>(Instant until) -> new Next.Hold<>(until);
    };
  }

  private <T> Next<T> after(Due due, LookUp<T> outcome) {
    if (outcome instanceof LookUp.Failed<T>(Failure why)) {
      log.warn("catalog: lookup of {} failed: {}", due.item(), words(why));
    }
    return LookUpPolicy.after(due.attempts() + 1, outcome, clock.instant());
  }

  private void report(Due due, Next<CardBody> next) {
    String outcome =
        switch (next) {
          case Next.Known<CardBody> _ -> KNOWN;
          case Next.End<CardBody> _ -> GIVEN_UP;
          case Next.Again<CardBody> _ -> AGAIN;
          case Next.Hold<CardBody> _ -> HELD;
        };
    registry.counter(LOOK_UPS, OUTCOME, outcome).increment();
    switch (next) {
      case Next.Known<CardBody> _ -> log.debug("catalog: {} looked up", due.item());
      case Next.End<CardBody>(var reason) ->
          log.info("catalog: gave up looking up {}: {}", due.item(), reason);
      case Next.Again<CardBody>(var reason, boolean _, Instant at) ->
          log.info("catalog: {} {}, again at {}", due.item(), reason, at);
      case Next.Hold<CardBody>(Instant until) ->
          log.warn(
              "catalog: the platform allows shop {} no more look-ups before {}",
              due.item().shop(),
              until);
    }
  }

  private static String words(Failure why) {
    return switch (why) {
      case Failure.Busy(ApiError error) -> words(error);
      case Failure.Throttled throttled -> words(throttled.error());
      case Failure.Misconfigured(ApiError error) -> words(error);
      case Failure.Refused(ApiError error) -> words(error);
      case Failure.NotSent(String cause) -> cause;
      case Failure.Unknown(String cause) -> cause;
    };
  }

  private static String words(ApiError error) {
    return "errcode " + error.errcode() + " rid " + error.rid();
  }

  private static void pauseAfterTrouble() {
    try {
      Thread.sleep(TROUBLE_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
