package io.xiaoer.send;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.duework.DueWork;
import io.xiaoer.log.TestCustomers;
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
import io.xiaoer.send.ShopSendState.Open;
import io.xiaoer.send.ShopSendState.Paused;
import io.xiaoer.send.ShopSendState.Stopped;
import io.xiaoer.store.SeldomLog;
import io.xiaoer.telemetry.Fact;
import io.xiaoer.telemetry.Span;
import io.xiaoer.telemetry.Traces;
import io.xiaoer.telemetry.Work;
import io.xiaoer.wechat.PlatformClients;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is due from the outbox to the platform: one message of a customer at a time, so that
 * they arrive in order, and many customers of many shops side by side, each in its lane.
 *
 * <p>What was being sent when a process died is still due at the next start, and is tried again
 * under the same request_id.
 */
final class Sender implements DueWork<Sender.Piece> {
  private static final Logger log = LoggerFactory.getLogger(Sender.class);

  private final SeldomLog unprepared = SeldomLog.errors(log);
  private final Outbox outbox;
  private final OutcomeWriter outcomeWriter;
  private final PlatformClients platforms;
  private final Attachments attachments;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final MeterRegistry registry;
  private final Traces traces;
  private final SendSlots slots = new SendSlots();
  private final AutomaticPace pace = new AutomaticPace();

  /** Whether something due waits for nothing but the pace. */
  private boolean heldBack;

  Sender(
      Outbox outbox,
      OutcomeWriter outcomeWriter,
      PlatformClients platforms,
      Attachments attachments,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry registry,
      Traces traces) {
    this.outbox = outbox;
    this.outcomeWriter = outcomeWriter;
    this.platforms = platforms;
    this.attachments = attachments;
    this.clock = clock;
    this.random = random;
    this.registry = registry;
    this.traces = traces;
  }

  /** Something to ask the platform. */
  sealed interface Piece {
    /** An answer whose attempt has begun. */
    record Begun(Head head, Delivery delivery) implements Piece {
      @Override
      public String toString() {
        return head.toString();
      }
    }

    /** An answer that begins when its file is at the platform. */
    record Upload(Head head) implements Piece {
      @Override
      public String toString() {
        return head.toString();
      }
    }

    /** A question that changes nothing, for a stopped shop without an answer to try. */
    record Probe(String shop) implements Piece {}
  }

  @Override
  public List<Piece> admit(Instant now) {
    heldBack = false;
    outbox.endDoubts(now, slots::isBusy);
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
    List<Piece> pieces = new ArrayList<>();
    try {
      admit(found, now, admitted, pieces);
      pieces.addAll(begin(admitted));
    } catch (RuntimeException e) {
      admitted.forEach(this::leave);
      throw e;
    }
    return pieces;
  }

  /** Who has least under way comes next, so that a long queue does not stand before a short one. */
  private void admit(List<Lane> found, Instant now, List<Head> admitted, List<Piece> probes) {
    record Queue(String shop, List<Head> heads, int next, int underWay) {}
    PriorityQueue<Queue> queues =
        new PriorityQueue<>(Comparator.comparingInt(Queue::underWay).thenComparing(Queue::shop));
    for (Lane lane : found) {
      if (lane.sending() instanceof Stopped stopped && isTrialDue(stopped, now)) {
        trial(lane, now, admitted, probes);
      } else if (!lane.heads().isEmpty()) {
        queues.add(new Queue(lane.shop(), lane.heads(), 0, slots.underWay(lane.shop())));
      }
    }
    while (!queues.isEmpty()) {
      Queue queue = queues.remove();
      Head head = queue.heads.get(queue.next);
      boolean entered = enter(head, now);
      if (entered) {
        admitted.add(head);
      }
      if (queue.next + 1 < queue.heads.size()) {
        queues.add(
            new Queue(queue.shop, queue.heads, queue.next + 1, queue.underWay + (entered ? 1 : 0)));
      }
    }
  }

  private boolean enter(Head head, Instant now) {
    if (!head.automatic()) {
      return slots.enter(head);
    }
    if (!pace.hasRoom(head.shop(), now)) {
      heldBack = true;
      return false;
    }
    boolean entered = slots.enter(head);
    if (entered) {
      pace.take(head.shop());
    }
    return entered;
  }

  private static boolean isTrialDue(Stopped stopped, Instant now) {
    return !now.isBefore(stopped.nextTrialAt());
  }

  /** With the answer that is due first, or, where none is, with a question that changes nothing. */
  private void trial(Lane lane, Instant now, List<Head> admitted, List<Piece> probes) {
    if (slots.underWay(lane.shop()) > 0
        || !outbox.beginTrial(lane.shop(), now, random.nextDouble())) {
      return;
    }
    log.info(
        "send: shop {}: sending is suspended; probing whether the problem is fixed", lane.shop());
    if (lane.heads().isEmpty()) {
      probes.add(new Piece.Probe(lane.shop()));
      return;
    }
    Head head = lane.heads().getFirst();
    if (slots.enter(head)) {
      admitted.add(head);
    }
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

  private List<Piece> begin(List<Head> admitted) {
    List<Head> plain = new ArrayList<>(admitted);
    plain.removeIf(Head::upload);
    Map<Long, Delivery> begun =
        outbox.begin(plain.stream().map(Head::messageId).toList(), clock.instant()).stream()
            .collect(Collectors.toMap(Delivery::messageId, delivery -> delivery));
    List<Piece> pieces = new ArrayList<>();
    for (Head head : admitted) {
      Delivery delivery = begun.get(head.messageId());
      if (head.upload()) {
        pieces.add(new Piece.Upload(head));
      } else if (delivery != null) {
        pieces.add(new Piece.Begun(head, delivery));
      } else {
        leave(head); // it was taken back meanwhile
      }
    }
    return pieces;
  }

  @Override
  public void attempt(Piece piece) throws InterruptedException {
    switch (piece) {
      case Piece.Begun(Head _, Delivery delivery) -> send(delivery);
      case Piece.Upload(Head head) -> upload(head);
      case Piece.Probe(String shop) -> probe(shop);
    }
  }

  @Override
  public void leave(Piece piece) {
    switch (piece) {
      case Piece.Begun(Head head, Delivery _) -> leave(head);
      case Piece.Upload(Head head) -> leave(head);
      case Piece.Probe _ -> {}
    }
  }

  private void leave(Head head) {
    slots.leave(head);
  }

  private void probe(String shop) {
    Instant begunAt = clock.instant();
    outbox.tried(shop, ask(shop), begunAt, clock.instant(), random.nextDouble());
  }

  private void send(Delivery delivery) throws InterruptedException {
    try (Span _ = attempt(delivery)) {
      sendPlain(delivery);
    }
  }

  private Span attempt(Delivery delivery) {
    Span span = traces.beginLater(Work.ATTEMPT, delivery.requestId());
    span.note(Fact.SHOP, delivery.shop());
    span.note(Fact.CONVERSATION, delivery.conversationId());
    span.note(Fact.MESSAGE, delivery.messageId());
    return span;
  }

  private void sendPlain(Delivery delivery) throws InterruptedException {
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
    try (Span _ = attempt(found)) {
      upload(found, kind, mediaId);
    }
  }

  private void upload(Delivery found, UploadKind kind, String mediaId) throws InterruptedException {
    if (TestCustomers.has(found.openId())) {
      settle(found, toNobody());
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
        List<Delivery> begun = outbox.begin(List.of(found.messageId()), clock.instant());
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
    try (Span span = traces.begin(Work.UPLOAD)) {
      Prepared prepared = attachments.prepare(platform, recipient, kind, mediaId);
      if (!(prepared instanceof Prepared.Ready)) {
        span.failed();
      }
      return prepared;
    } catch (RuntimeException e) {
      unprepared.say(
          "send: the file of message %s could not be prepared".formatted(delivery.messageId()), e);
      return new Prepared.Failed(
          new Failure.NotSent("its file could not be prepared: " + e.getClass().getSimpleName()));
    }
  }

  private SendOutcome send(Delivery delivery, Body body) {
    if (TestCustomers.has(delivery.openId())) {
      return toNobody();
    }
    return platforms
        .of(delivery.shop())
        .map(platform ->
            call(
                platform,
                new OutgoingMessage(delivery.requestId(), new OpenId(delivery.openId()), body)))
        .orElseGet(() -> gone(delivery));
  }

  private SendOutcome call(KfApi platform, OutgoingMessage message) {
    try (Span span = traces.begin(Work.CALL)) {
      SendOutcome outcome = platform.send(message);
      if (!(outcome instanceof SendOutcome.Accepted)) {
        span.failed();
      }
      return outcome;
    }
  }

  /** The platform knows no such customer, and is not asked. */
  private static SendOutcome toNobody() {
    return new SendOutcome.Refused(new ApiError(TestCustomers.ERRCODE, "test customer", ""));
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
    note(traces.current(), delivery, outcome);
    report(settlement);
    registry
        .counter("xiaoer.send.attempts", "outcome", outcome.getClass().getSimpleName())
        .increment();
    outcomeWriter.settle(settlement);
  }

  private static void note(Span attempt, Delivery delivery, SendOutcome outcome) {
    attempt.note(Fact.ATTEMPT, delivery.attempts());
    attempt.note(Fact.OUTCOME, outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    switch (outcome) {
      case SendOutcome.Accepted _ -> {}
      case SendOutcome.Busy(ApiError error) -> failed(attempt, error);
      case SendOutcome.Throttled(ApiError error, Scope _) -> failed(attempt, error);
      case SendOutcome.Misconfigured(ApiError error) -> failed(attempt, error);
      case SendOutcome.Refused(ApiError error) -> failed(attempt, error);
      case SendOutcome.NotSent _, SendOutcome.Unknown _ -> attempt.failed();
    }
  }

  private static void failed(Span attempt, ApiError error) {
    attempt.note(Fact.ERRCODE, error.errcode());
    attempt.failed();
  }

  @Override
  public Instant nextLook(Instant looked) {
    Instant due = outbox.nextDue(looked).orElse(Instant.MAX);
    Instant pacedUntil = heldBack ? looked.plus(AutomaticPace.LOOK_AFTER) : Instant.MAX;
    return due.isBefore(pacedUntil) ? due : pacedUntil;
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
}
