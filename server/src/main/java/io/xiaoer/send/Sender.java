package io.xiaoer.send;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.platform.Platforms;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.CallbackAddresses;
import io.xiaoer.sdk.api.Failure;
import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.sdk.api.LookUp;
import io.xiaoer.sdk.api.OutgoingMessage;
import io.xiaoer.sdk.api.OutgoingMessage.Body;
import io.xiaoer.sdk.api.Scope;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.sdk.api.UploadKind;
import io.xiaoer.sdk.event.OpenId;
import io.xiaoer.send.Attachments.Prepared;
import io.xiaoer.send.Attachments.Recipient;
import io.xiaoer.send.Outbox.Head;
import io.xiaoer.send.Outbox.Lane;
import io.xiaoer.send.Outbox.Settlement;
import io.xiaoer.send.Sending.Open;
import io.xiaoer.send.Sending.Paused;
import io.xiaoer.send.Sending.Stopped;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Bells.Topic;
import io.xiaoer.store.Lease;
import io.xiaoer.store.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes what is due from the outbox to the platform: one message of a customer at a time, so that
 * they arrive in order, and many customers of many shops side by side, each in its lane.
 *
 * <p>What was being sent when a process died is still due at the next start, and is tried again
 * under the same request_id.
 */
final class Sender implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Sender.class);

  private static final Duration IDLE_MAX = Duration.ofSeconds(30);
  private static final Duration OFF_DUTY = Duration.ofSeconds(2);
  private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(2);
  private static final int STOP_SECONDS_MAX = 15;

  private final Outbox outbox;
  private final OutcomeWriter outcomeWriter;
  private final PlatformClients platforms;
  private final Attachments attachments;
  private final Lease lease;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final MeterRegistry registry;
  private final Signal signal = new Signal();
  private final Lanes lanes = new Lanes();
  private volatile boolean running;
  private @Nullable ExecutorService attempts;
  private @Nullable Thread settling;

  Sender(
      Outbox outbox,
      Platforms platforms,
      Attachments attachments,
      Lease lease,
      Bells bells,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry registry) {
    this.outbox = outbox;
    this.settler = new Settler(outbox);
    this.platforms = platforms;
    this.attachments = attachments;
    this.lease = lease;
    this.clock = clock;
    this.random = random;
    this.registry = registry;
    bells.onRing(Topic.OUTBOX, _ -> signal.raise());
  }

  @Override
  public void start() {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    attempts = executor;
    settling = settler.start();
    running = true;
    Thread.ofVirtual().name("sender").start(() -> run(executor));
  }

  @Override
  public void stop() {
    running = false;
    signal.raise();
    ExecutorService ending = attempts;
    Thread settlingEnds = settling;
    attempts = null;
    settling = null;
    if (ending == null || settlingEnds == null) {
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
    } finally {
      settlingEnds.interrupt();
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
          Instant looked = clock.instant();
          dispatch(looked, executor);
          signal.await(pause(looked));
        } else {
          lease.await(OFF_DUTY);
        }
      } catch (InterruptedException e) {
        return;
      } catch (Lease.Lost e) {
        log.info("send: {}", e.getMessage());
      } catch (RuntimeException e) {
        if (running) {
          log.error("send: the outbox cannot be read, tries again in {}", TROUBLE_PAUSE, e);
          pauseAfterTrouble();
        }
      }
    }
  }

  private void dispatch(Instant now, ExecutorService executor) {
    outbox.endDoubts(now, lanes::isBusy);
    outbox.reopen(now);
    List<Lane> found =
        outbox.look(
            now,
            new Outbox.Wanted() {
              @Override
              public int heads(String shop, ShopSendState sending) {
                int underWay = slots.underWay(shop);
                return switch (sending) {
                  // Those under way are among the heads.
                  case Open _ ->
                      underWay < SendSlots.OF_SHOP_MAX ? SendSlots.OF_SHOP_MAX + underWay : 0;
                  case Paused _ -> 0;
                  case Stopped stopped -> isTrialDue(stopped, now) && underWay == 0 ? 1 : 0;
                };
              }

              @Override
              public boolean uploads(String shop) {
                return slots.mayUpload(shop);
              }
            });
    List<Head> admitted = new ArrayList<>();
    try {
      admit(found, now, executor, admitted);
      begin(admitted, executor);
    } catch (RuntimeException e) {
      admitted.forEach(this::leave);
      throw e;
    }
  }

  /** Who has least under way comes next, so that a long queue does not stand before a short one. */
  private void admit(List<Lane> found, Instant now, ExecutorService executor, List<Head> admitted) {
    record Queue(String shop, List<Head> heads, int next, int underWay) {}
    PriorityQueue<Queue> queues =
        new PriorityQueue<>(Comparator.comparingInt(Queue::underWay).thenComparing(Queue::shop));
    for (Lane lane : found) {
      if (lane.sending() instanceof Stopped stopped && isTrialDue(stopped, now)) {
        trial(lane, now, executor, admitted);
      } else if (!lane.heads().isEmpty()) {
        queues.add(new Queue(lane.shop(), lane.heads(), 0, slots.underWay(lane.shop())));
      }
    }
    while (!queues.isEmpty()) {
      Queue queue = queues.remove();
      Head head = queue.heads.get(queue.next);
      boolean entered = slots.enter(head.shop(), head.conversationId(), head.upload());
      if (entered) {
        admitted.add(head);
      }
      if (queue.next + 1 < queue.heads.size()) {
        queues.add(
            new Queue(queue.shop, queue.heads, queue.next + 1, queue.underWay + (entered ? 1 : 0)));
      }
    }
  }

  private static boolean isTrialDue(Stopped stopped, Instant now) {
    return !now.isBefore(stopped.nextTrialAt());
  }

  /** With the answer that is due first, or, where none is, with a question that changes nothing. */
  private void trial(Lane lane, Instant now, ExecutorService executor, List<Head> admitted) {
    if (lanes.underWay(lane.shop()) > 0
        || !outbox.beginTrial(lane.shop(), now, random.nextDouble())) {
      return;
    }
    log.info("send: shop {} is stopped, tries whether it is mended", lane.shop());
    if (!lane.heads().isEmpty()) {
      Head head = lane.heads().getFirst();
      if (lanes.enter(head.shop(), head.conversationId(), head.upload())) {
        admitted.add(head);
      }
      return;
    }
    executor.execute(() -> {
      try {
        outbox.tried(lane.shop(), ask(lane.shop()), now, clock.instant(), random.nextDouble());
      } catch (RuntimeException e) {
        log.error("send: what the trial of shop {} came to cannot be written", lane.shop(), e);
      } finally {
        signal.raise();
      }
    });
  }

  private SendOutcome ask(String shop) {
    return platforms
        .of(shop)
        .map(platform ->
            switch (platform.callbackAddresses()) {
              case LookUp.Found<CallbackAddresses> _, LookUp.Absent<CallbackAddresses> _ ->
                  (SendOutcome) new SendOutcome.Accepted("");
              case LookUp.Failed<CallbackAddresses>(Failure why) -> outcome(why);
            })
        .orElseGet(() -> new SendOutcome.Accepted("")); // a shop that is gone is not stopped
  }

  private void begin(List<Head> admitted, ExecutorService executor) {
    List<Head> plain = new ArrayList<>(admitted);
    plain.removeIf(Head::upload);
    Instant now = clock.instant();
    List<Delivery> begun = outbox.begin(plain.stream().map(Head::messageId).toList(), now);
    // Nothing below throws: what has been begun is sent, and its lane is left in the end.
    for (Head head : admitted) {
      if (head.upload()) {
        executor.execute(() -> attempt(head, () -> upload(head)));
      } else {
        begun.stream()
            .filter(delivery -> delivery.messageId() == head.messageId())
            .findFirst()
            .ifPresentOrElse(
                delivery -> executor.execute(() -> attempt(head, () -> send(delivery))),
                () -> leave(head));
      }
    }
  }

  /** One step of an answer, in a thread of its own. */
  @FunctionalInterface
  private interface Step {
    void run() throws InterruptedException;
  }

  private void attempt(Head head, Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Lease.Lost e) {
      log.info("send: message {} is left to the node that has taken over", head.messageId());
    } catch (RuntimeException e) {
      log.error(
          "send: message {} stays in the outbox, tried again in {}",
          head.messageId(),
          TROUBLE_PAUSE,
          e);
      pauseAfterTrouble();
    } finally {
      leave(head);
    }
  }

  private void leave(Head head) {
    lanes.leave(head.shop(), head.conversationId(), head.upload());
    signal.raise();
  }

  private void send(Delivery delivery) throws InterruptedException {
    settle(
        delivery,
        switch (delivery.body()) {
          case MessageBody.Text(String content) -> send(delivery, new Body.Text(content));
          case MessageBody.ProductShare(String productId) ->
              send(delivery, new Body.ProductShare(productId));
          case MessageBody.OrderShare(String orderId) ->
              send(delivery, new Body.OrderShare(orderId));
          case MessageBody.Media _ ->
              throw new IllegalStateException(delivery + " has a file and went without");
          case MessageBody.Received _ ->
              throw new IllegalStateException(delivery + " is of a kind that nobody sends");
        });
  }

  /**
   * The file first: until it is at the platform the answer itself has not begun, can be undone, and
   * is in no doubt.
   */
  private void upload(Head head) throws InterruptedException {
    Delivery found = outbox.find(head.messageId(), clock.instant()).orElse(null);
    if (found == null
        || !(found.body() instanceof MessageBody.Media(UploadKind kind, String mediaId))) {
      return;
    }
    Recipient recipient = new Recipient(found.shop(), new OpenId(found.openId()));
    KfApi platform = platforms.of(found.shop()).orElse(null);
    if (platform == null) {
      settle(found, gone(found));
      return;
    }
    switch (prepared(found, platform, recipient, kind, mediaId)) {
      case Prepared.Failed(Failure why) -> settle(found, notUploaded(why));
      case Prepared.Unfit(String reason) ->
          settle(found, new SendOutcome.Refused(new ApiError(0, reason, "")));
      case Prepared.Ready(Body body) -> {
        List<Delivery> begun = outbox.begin(List.of(head.messageId()), clock.instant());
        if (!begun.isEmpty()) {
          SendOutcome outcome = send(begun.getFirst(), body);
          if (outcome instanceof SendOutcome.Refused) {
            attachments.refused(recipient, kind, mediaId);
          }
          settle(begun.getFirst(), outcome);
        }
      }
    }
  }

  /** A mistake over there is a setback of this answer, and must not be repeated for ever. */
  private Prepared prepared(
      Delivery delivery, KfApi platform, Recipient recipient, UploadKind kind, String mediaId) {
    try {
      return attachments.prepare(platform, recipient, kind, mediaId);
    } catch (RuntimeException e) {
      unprepared.say(
          "send: the file of message %s could not be prepared".formatted(delivery.messageId()), e);
      return new Prepared.Failed(
          new Failure.NotSent("its file could not be prepared: " + e.getClass().getSimpleName()));
    }
  }

  private SendOutcome send(Delivery delivery, Body body) {
    return platforms
        .of(delivery.shop())
        .map(platform ->
            platform.send(
                new OutgoingMessage(delivery.requestId(), new OpenId(delivery.openId()), body)))
        .orElseGet(() -> gone(delivery));
  }

  private static SendOutcome gone(Delivery delivery) {
    return new SendOutcome.NotSent("shop " + delivery.shop() + " is no longer configured");
  }

  /** The answer itself has not left, whatever became of its file. */
  private static SendOutcome notUploaded(Failure why) {
    return why instanceof Failure.Unknown(String cause)
        ? new SendOutcome.NotSent("its file: " + cause)
        : outcome(why);
  }

  private static SendOutcome outcome(Failure why) {
    return switch (why) {
      case Failure.Busy(ApiError error) -> new SendOutcome.Busy(error);
      case Failure.Throttled(ApiError error, Scope scope) ->
          new SendOutcome.Throttled(error, scope);
      case Failure.Misconfigured(ApiError error) -> new SendOutcome.Misconfigured(error);
      case Failure.Refused(ApiError error) -> new SendOutcome.Refused(error);
      case Failure.NotSent(String cause) -> new SendOutcome.NotSent(cause);
      case Failure.Unknown(String cause) -> new SendOutcome.Unknown(cause);
    };
  }

  private void settle(Delivery delivery, SendOutcome outcome) throws InterruptedException {
    Settlement settlement = new Settlement(delivery, outcome, clock.instant(), random.nextDouble());
    report(settlement);
    registry
        .counter("xiaoer.send.attempts", "outcome", outcome.getClass().getSimpleName())
        .increment();
    outcomeWriter.settle(settlement);
  }

  /** Until what comes after the last look; what fell due meanwhile was not seen by it. */
  private Duration pause(Instant looked) {
    return outbox
        .nextDue(looked)
        .map(next -> Duration.between(clock.instant(), next))
        .filter(pause -> pause.compareTo(IDLE_MAX) < 0)
        .orElse(IDLE_MAX);
  }

  private static void report(Settlement settlement) {
    Delivery delivery = settlement.delivery();
    switch (settlement.next()) {
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
      case DeliveryPolicy.Next.Again again ->
          log.warn(
              "send: message {} of shop {} {} after attempt {}, errcode {} rid {}, again at {}{}",
              delivery.messageId(),
              delivery.shop(),
              again.state(),
              delivery.attempts(),
              again.error().errcode(),
              again.error().rid(),
              again.at(),
              again.tryingSince() == null ? " or when the shop's sending goes on" : "");
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
