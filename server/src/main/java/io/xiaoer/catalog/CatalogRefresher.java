package io.xiaoer.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.catalog.LookUpPolicy.Next;
import io.xiaoer.catalog.LookUps.Due;
import io.xiaoer.duework.DueWork;
import io.xiaoer.duework.Places;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up what is due, few at a time and at each shop's pace. */
final class CatalogRefresher implements DueWork<Due> {
  private static final Logger log = LoggerFactory.getLogger(CatalogRefresher.class);

  /** At once, over all shops. */
  private static final int AT_ONCE_MAX = 8;

  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  private final LookUps lookUps;
  private final PlatformClients platforms;
  private final InstantSource clock;
  private final Places<Item> places = new Places<>(AT_ONCE_MAX);

  /** Shops of which the platform has refused a look-up that says the same of all others. */
  private final Map<ShopId, Instant> heldUntil = new ConcurrentHashMap<>();

  private final Map<ShopId, RateLimit> rateLimits = new HashMap<>();

  private static final String LOOK_UPS = "xiaoer.catalog.lookups";
  private static final String OUTCOME = "outcome";
  private static final String KNOWN = "known";
  private static final String GIVEN_UP = "given_up";
  private static final String AGAIN = "again";
  private static final String HELD = "held";

  private final MeterRegistry registry;
  private Instant forgetAt = Instant.MIN;
  private Instant nextLook = Instant.MIN;

  CatalogRefresher(
      LookUps lookUps, PlatformClients platforms, InstantSource clock, MeterRegistry registry) {
    this.registry = registry;
    for (String outcome : new String[] {KNOWN, GIVEN_UP, AGAIN, HELD}) {
      registry.counter(LOOK_UPS, OUTCOME, outcome); // there from the start, at 0
    }
    this.lookUps = lookUps;
    this.platforms = platforms;
    this.clock = clock;
  }

  @Override
  public List<Due> admit(Instant now) {
    if (now.isAfter(forgetAt)) {
      lookUps.forget(now);
      forgetAt = now.plus(FORGET_EVERY);
    }
    nextLook = lookUps.nextDue(now).orElse(Instant.MAX);
    List<Due> admitted = new ArrayList<>();
    try {
      for (ShopId shop : lookUps.shopsDue(now)) {
        admit(shop, now, admitted);
      }
    } catch (RuntimeException e) {
      admitted.forEach(this::leave);
      throw e;
    }
    return admitted;
  }

  private void admit(ShopId shop, Instant now, List<Due> admitted) {
    RateLimit rateLimit = rateLimits.computeIfAbsent(shop, _ -> new RateLimit());
    Instant held = heldUntil.getOrDefault(shop, Instant.MIN);
    for (Due due : lookUps.due(shop, now, AT_ONCE_MAX * 2)) {
      if (places.has(due.item())) {
        continue;
      }
      if (places.isFull()) {
        return; // whoever leaves has it looked again
      }
      if (due.urgency() != Urgency.ASKED && now.isBefore(held)) {
        lookAgainBy(held);
        return; // those that a person asked for come first
      }
      if (!rateLimit.take(due.urgency(), now)) {
        lookAgainBy(rateLimit.next(due.urgency(), now));
        return;
      }
      if (places.enter(due.item())) {
        admitted.add(due);
      }
    }
  }

  private void lookAgainBy(Instant at) {
    nextLook = at.isBefore(nextLook) ? at : nextLook;
  }

  @Override
  public Instant nextLook(Instant looked) {
    return nextLook;
  }

  @Override
  public void attempt(Due due) {
    Next<CardBody> next = lookUp(due);
    report(due, next);
    note(due.item().shop(), next);
    lookUps.settle(due, next, clock.instant());
  }

  @Override
  public void leave(Due due) {
    places.leave(due.item());
  }

  /** The rows that wait are put off in the table; this is for those that come meanwhile. */
  private void note(ShopId shop, Next<CardBody> next) {
    switch (next) {
      case Next.Hold<CardBody>(Instant until) -> heldUntil.put(shop, until);
      case Next.Barred<CardBody>(var _, Instant until) -> heldUntil.put(shop, until);
      case Next.Known<CardBody> _ -> heldUntil.remove(shop);
      case Next.End<CardBody> _, Next.Again<CardBody> _ -> {}
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
      case Next.Barred<Product>(var reason, Instant until) -> new Next.Barred<>(reason, until);
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
      case Next.Barred<Order>(var reason, Instant until) -> new Next.Barred<>(reason, until);
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
          case Next.Hold<CardBody> _, Next.Barred<CardBody> _ -> HELD;
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
              "catalog: shop {} has used up its lookup quota until {}", due.item().shop(), until);
      case Next.Barred<CardBody>(var reason, Instant until) ->
          log.warn(
              "catalog: the platform rejects lookups of shop {}: {}; next one at {}",
              due.item().shop(),
              reason,
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
}
