package io.xiaoer.send;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.conversation.AnswerTable;
import io.xiaoer.conversation.Message.Decision;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.Origin;
import io.xiaoer.telemetry.Fact;
import io.xiaoer.telemetry.Span;
import io.xiaoer.telemetry.Traces;
import io.xiaoer.telemetry.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where an answer to a customer is handed in, and what a person can do about it afterwards. */
public final class Answers {
  private final Outbox outbox;
  private final NodeSignals signals;
  private final InstantSource clock;
  private final Traces traces;

  Answers(Outbox outbox, NodeSignals signals, InstantSource clock, Traces traces) {
    this.outbox = outbox;
    this.signals = signals;
    this.clock = clock;
    this.traces = traces;
  }

  /**
   * An answer.
   *
   * @param clientId the same in the same conversation again changes nothing and gives the message
   *     it brought first
   * @param by who wrote it, or in whose name it is sent
   * @param origin who wrote it
   * @param automatic nobody wrote it: it waits for what people write, and leaves them their share
   *     of the platform's allowance
   * @param hold how long it can be undone before it leaves
   * @param seenMessageId the newest message its writer saw; null when it is to be sent whatever
   *     others have answered since
   * @param replaces an answer of the same conversation, not tried yet, that it takes the place of;
   *     null when there is none
   * @param draftId the draft of a model that it was made from; null when there was none
   */
  public record Reply(
      long conversationId,
      String clientId,
      MessageBody.Sendable content,
      String by,
      Origin.Sent origin,
      boolean automatic,
      Duration hold,
      @Nullable Long seenMessageId,
      @Nullable Long replaces,
      @Nullable String draftId) {}

  /** What became of it. */
  public sealed interface Replied {
    record Decided(AnswerTable.Added added) implements Replied {}

    /** There is no such file, or it is of another kind. */
    record Unfit(Attachments.Objection why) implements Replied {}

    /** What it was to replace has been tried or is gone; nothing was changed. */
    record ReplacedHasLeft() implements Replied {}
  }

  /** Queues an answer; durable when this returns. */
  public Replied reply(Reply reply) {
    return reply(reply, List.of());
  }

  /** The same for an answer that was reviewed; what was found is told when it is taken. */
  Replied reply(Reply reply, List<AnswerReview.Finding> findings) {
    AnswerTable.New message = message(reply);
    Replied replied;
    try (Span span = traces.beginFirst(Work.HAND_IN, message.requestId())) {
      replied = outbox.add(message, reply.replaces, findings);
      note(span, message, replied);
    }
    signals.ring(Topic.OUTBOX);
    return replied;
  }

  /** Whether an answer of this client_id was handed in before: then nothing is decided anew. */
  boolean isKnown(Reply reply) {
    return outbox.isKnown(message(reply));
  }

  /**
   * Queues an answer in the caller's transaction, with whatever else must be true when it leaves.
   * It replaces nothing, and {@link #announce} is called after the commit.
   */
  public Replied replyWithin(JdbcClient jdbc, Reply reply) {
    if (reply.replaces != null) {
      throw new IllegalArgumentException("replaces message " + reply.replaces);
    }
    AnswerTable.New message = message(reply);
    try (Span span = traces.beginFirst(Work.HAND_IN, message.requestId())) {
      Replied replied = outbox.add(jdbc, message);
      note(span, message, replied);
      return replied;
    }
  }

  /** After the commit of what {@link #replyWithin} has queued. */
  public void announce() {
    outbox.announce();
    signals.ring(Topic.OUTBOX);
  }

  /** Where nothing is queued, nothing will be sent under this request_id. */
  private static void note(Span span, AnswerTable.New message, Replied replied) {
    if (replied instanceof Replied.Decided(AnswerTable.Added.Kept(long id, boolean again))
        && !again) {
      span.note(Fact.CONVERSATION, message.conversationId());
      span.note(Fact.MESSAGE, id);
    } else {
      span.discard();
    }
  }

  private AnswerTable.New message(Reply reply) {
    Instant now = clock.instant();
    return new AnswerTable.New(
        reply.conversationId,
        reply.clientId,
        UUID.randomUUID().toString(),
        reply.content,
        reply.by,
        reply.origin,
        reply.automatic,
        reply.hold.isZero() ? null : now.plus(reply.hold),
        reply.seenMessageId,
        now);
  }

  /** What became of taking an answer back. */
  public enum Undo {
    DONE,
    NO_MESSAGE,
    /** A first attempt has begun. */
    TOO_LATE
  }

  /** Takes an answer back that has not been tried; it is as if it had not been handed in. */
  public Undo undo(long messageId) {
    Undo undone = outbox.undo(messageId, clock.instant());
    signals.ring(Topic.OUTBOX); // the customer's next answer need not wait any longer
    return undone;
  }

  /** Sends an answer once more that has failed, or of which nobody knows whether it arrived. */
  public AnswerTable.Revived sendAgain(long messageId) {
    String newRequestId = UUID.randomUUID().toString();
    AnswerTable.Revived revived;
    try (Span span = traces.beginFirst(Work.HAND_IN, newRequestId)) {
      revived = outbox.revive(messageId, newRequestId, clock.instant());
      span.note(Fact.MESSAGE, messageId);
      if (!(revived instanceof AnswerTable.Revived.Queued queued) || queued.inDoubt()) {
        span.discard(); // what is in doubt goes on under its old request_id
      }
    }
    signals.ring(Topic.OUTBOX);
    return revived;
  }

  /** Notes what a person says is to be made of an answer that failed or is in doubt. */
  public AnswerTable.Decided decide(long messageId, Decision decision, String by) {
    return outbox.decide(messageId, decision, by, clock.instant());
  }
}
