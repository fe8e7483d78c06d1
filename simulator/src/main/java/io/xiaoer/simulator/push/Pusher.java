package io.xiaoer.simulator.push;

import io.xiaoer.simulator.clock.Timeline;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.PushRequest;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.fault.Faults;
import io.xiaoer.simulator.live.LiveFeed;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.simulator.shop.Shops;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Pushes events, keeps the record of every attempt, and tries again by the schedule. */
public final class Pusher implements AutoCloseable {
  private static final int DELIVERIES_KEPT_MAX = 20_000;
  private static final int PUSHES_AT_ONCE_MAX = 64;
  private static final Duration HELD_BACK_MAX = Duration.ofSeconds(30);

  /** One event's way, as far as the pushes themselves need to remember. */
  private static final class Journey {
    final String id;
    final String shopId;
    final ObjectNode event;
    final Optional<Fault.OnPush> own;
    Duration plan = Duration.ZERO;
    int pushesMade;
    int acknowledgementsLost;
    @Nullable PushRequest first;

    Journey(String id, String shopId, ObjectNode event, Optional<Fault.OnPush> own) {
      this.id = id;
      this.shopId = shopId;
      this.event = event;
      this.own = own;
    }
  }

  private static final class HeldBack {
    final Journey journey;
    int eventsToGo;

    HeldBack(Journey journey, int eventsToGo) {
      this.journey = journey;
      this.eventsToGo = eventsToGo;
    }
  }

  private final Timeline clock;
  private final Shops shops;
  private final Faults faults;
  private final LiveFeed live;
  private final EnvelopeWriter envelopes;
  private final RetrySchedule schedule;
  private final Courier courier;
  private final Semaphore atOnce = new Semaphore(PUSHES_AT_ONCE_MAX);
  private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
  private final List<HeldBack> heldBack = new ArrayList<>();
  private volatile boolean closed;

  public Pusher(
      Timeline clock,
      Shops shops,
      Faults faults,
      LiveFeed live,
      EnvelopeWriter envelopes,
      RetrySchedule schedule,
      Duration answerTimeout) {
    this.clock = clock;
    this.shops = shops;
    this.faults = faults;
    this.live = live;
    this.envelopes = envelopes;
    this.schedule = schedule;
    this.courier = new Courier(clock, answerTimeout);
  }

  public List<Delivery> all() {
    synchronized (deliveries) {
      return List.copyOf(deliveries.values());
    }
  }

  public Optional<Delivery> find(String id) {
    synchronized (deliveries) {
      return Optional.ofNullable(deliveries.get(id));
    }
  }

  /** Whether the shop's push URL passes the platform's URL check now. */
  public boolean checkUrl(Shop shop) {
    URI url = shop.pushUrl();
    if (url == null) {
      return false;
    }
    String echostr = Long.toString(4_375_120_948_345_356_249L - clock.instant().toEpochMilli());
    var query = envelopes.urlCheck(shop.keys(), clock.instant(), echostr);
    return courier.echoes(new PushRequest(query, "", "").to(url), echostr);
  }

  /** Sets out to deliver the event; returns at once. */
  public void submit(String shopId, String id, ObjectNode event) {
    Instant now = clock.instant();
    Optional<URI> url = shops.find(shopId).map(Shop::pushUrl);
    Delivery delivery =
        new Delivery(
            id,
            shopId,
            event.path("Event").asString(""),
            event.path("FromUserName").asString(""),
            url.isPresent() ? new Delivery.State.Pending(now) : new Delivery.State.Dropped(now),
            List.of());
    synchronized (deliveries) {
      deliveries.put(id, delivery);
      forgetOldest();
    }
    live.publish(new LiveFeed.Change.Delivery(id));
    if (url.isEmpty()) {
      return;
    }
    Optional<Fault.OnPush> own = faults.takeOnPush();
    Optional<Fault.OnPush> fault = own.or(faults::lastingOnPush);
    Journey journey = new Journey(id, shopId, disfigured(event, fault), own);
    List<Journey> released = passHeldBack();
    if (fault.isPresent() && fault.get() instanceof Fault.HoldBack(int events)) {
      holdBack(journey, events);
    } else {
      clock.start(() -> push(journey));
    }
    released.forEach(late -> clock.start(() -> push(late)));
  }

  private void forgetOldest() {
    Iterator<Delivery> oldest = deliveries.values().iterator();
    while (deliveries.size() > DELIVERIES_KEPT_MAX && oldest.hasNext()) {
      if (oldest.next().settled()) {
        oldest.remove();
      }
    }
  }

  private void holdBack(Journey journey, int events) {
    HeldBack held = new HeldBack(journey, events);
    synchronized (heldBack) {
      heldBack.add(held);
    }
    clock.at(
        clock
            .instant()
            .plus(HELD_BACK_MAX), // If nothing comes after it, it must not wait for ever.
        () -> {
          boolean still;
          synchronized (heldBack) {
            still = heldBack.remove(held);
          }
          if (still) {
            push(journey);
          }
        });
  }

  private List<Journey> passHeldBack() {
    List<Journey> released = new ArrayList<>();
    synchronized (heldBack) {
      for (Iterator<HeldBack> it = heldBack.iterator(); it.hasNext(); ) {
        HeldBack held = it.next();
        held.eventsToGo--;
        if (held.eventsToGo <= 0) {
          it.remove();
          released.add(held.journey);
        }
      }
    }
    return released;
  }

  private void push(Journey journey) {
    if (closed) {
      return;
    }
    Optional<Shop> shop = shops.find(journey.shopId);
    URI url = shop.map(Shop::pushUrl).orElse(null);
    if (shop.isEmpty() || url == null) {
      change(journey.id, d -> d.in(new Delivery.State.Dropped(clock.instant())));
      return;
    }
    Optional<Fault.OnPush> fault = journey.own.or(faults::lastingOnPush);
    PushRequest request = write(journey, shop.get(), fault);
    journey.pushesMade++;
    Duration plan = journey.plan;
    if (journey.pushesMade == 1
        && fault.isPresent()
        && fault.get() instanceof Fault.Duplicate(int copies)) {
      for (int i = 1; i < copies; i++) {
        clock.start(() -> record(journey, carry(url, request, plan, Optional.empty())));
      }
    }
    Attempt attempt = carry(url, request, plan, cut(journey, fault));
    if (loses(journey, fault) && attempt.outcome() == Attempt.Outcome.ACKNOWLEDGED) {
      journey.acknowledgementsLost++;
      attempt = attempt.ending(Attempt.Outcome.ACKNOWLEDGEMENT_LOST);
    }
    if (closed) {
      return;
    }
    settle(journey, attempt);
  }

  private Attempt carry(URI url, PushRequest request, Duration plan, Optional<Duration> cutAfter) {
    atOnce.acquireUninterruptibly();
    try {
      return courier.deliver(url, request, plan, cutAfter);
    } finally {
      atOnce.release();
    }
  }

  private void record(Journey journey, Attempt attempt) {
    change(journey.id, delivery -> delivery.with(attempt));
  }

  private void settle(Journey journey, Attempt attempt) {
    Instant now = clock.instant();
    if (attempt.outcome() == Attempt.Outcome.ACKNOWLEDGED) {
      change(journey.id, d -> d.with(attempt).in(new Delivery.State.Acknowledged(now)));
      return;
    }
    Optional<Instant> next = schedule.next(journey.pushesMade, now);
    Delivery.State state =
        next.<Delivery.State>map(Delivery.State.Pending::new)
            .orElseGet(() -> new Delivery.State.GivenUp(now));
    change(journey.id, d -> d.with(attempt).in(state));
    journey.plan =
        journey.plan.plus(next.map(at -> Duration.between(now, at)).orElse(Duration.ZERO));
    next.ifPresent(at -> clock.at(at, () -> push(journey)));
  }

  private void change(String id, UnaryOperator<Delivery> how) {
    synchronized (deliveries) {
      deliveries.computeIfPresent(id, (key, delivery) -> how.apply(delivery));
    }
    live.publish(
        new LiveFeed.Change.Delivery(id)); // Outside the lock: listeners look back at once.
  }

  private static Optional<Duration> cut(Journey journey, Optional<Fault.OnPush> fault) {
    return fault.isPresent()
            && fault.get() instanceof Fault.CutConnection(Duration after)
            && (journey.own.isEmpty() || journey.pushesMade == 1)
        ? Optional.of(after)
        : Optional.empty();
  }

  private static boolean loses(Journey journey, Optional<Fault.OnPush> fault) {
    return fault.isPresent()
        && fault.get() instanceof Fault.LoseAcknowledgement(int times)
        && (journey.own.isEmpty() || journey.acknowledgementsLost < times);
  }

  /** What a fault makes of the event itself, the same for all its pushes. */
  private static ObjectNode disfigured(ObjectNode event, Optional<Fault.OnPush> fault) {
    if (fault.isPresent() && fault.get() instanceof Fault.OddTypes) {
      return OddTypes.of(event);
    }
    if (fault.isPresent() && fault.get() instanceof Fault.SkewClock(Duration by)) {
      long skewed = event.path("CreateTime").asLong(0) + by.toSeconds();
      return event.deepCopy().put("CreateTime", skewed);
    }
    return event;
  }

  /**
   * Whether a retry carries a fresh timestamp and signature is not known, so both occur: every
   * other retry repeats the first push byte for byte.
   */
  private PushRequest write(Journey journey, Shop shop, Optional<Fault.OnPush> fault) {
    if (fault.isPresent()
        && fault.get() instanceof Fault.WrongKey(int pushes)
        && (journey.own.isEmpty() || journey.pushesMade < pushes)) {
      Keys keys = shop.keys();
      Keys wrong = new Keys(keys.appId(), keys.token(), otherKey(keys.encodingAesKey()));
      return envelopes.push(journey.event, wrong, shop.mode(), shop.format(), clock.instant());
    }
    PushRequest first = journey.first;
    if (first != null && journey.pushesMade % 2 == 1) {
      return first;
    }
    Instant signedAt = clock.instant();
    if (fault.isPresent() && fault.get() instanceof Fault.SkewClock(Duration by)) {
      signedAt = signedAt.plus(by);
    }
    PushRequest written =
        envelopes.push(journey.event, shop.keys(), shop.mode(), shop.format(), signedAt);
    if (first == null) {
      journey.first = written;
    }
    return written;
  }

  private static String otherKey(String key) {
    return new StringBuilder(key.substring(0, key.length() - 1)).reverse() + "A";
  }

  @Override
  public void close() {
    closed = true;
    courier.close();
  }
}
