package io.xiaoer.send;

import io.xiaoer.conversation.Outgoing;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Bells.Topic;
import java.time.InstantSource;
import java.util.UUID;

/** Where an answer to a customer is handed in. */
public final class Replies {
  private final Outbox outbox;
  private final Bells bells;
  private final InstantSource clock;

  Replies(Outbox outbox, Bells bells, InstantSource clock) {
    this.outbox = outbox;
    this.bells = bells;
    this.clock = clock;
  }

  /**
   * Queues a text; durable when this returns. The same {@code clientId} in the same conversation
   * again changes nothing and gives the message it brought first.
   */
  public Outgoing.Added text(long conversationId, String clientId, String content, String by) {
    Outgoing.Added added =
        outbox.add(
            new Outgoing.New(
                conversationId,
                clientId,
                UUID.randomUUID().toString(),
                Bodies.TEXT,
                Bodies.text(content),
                by,
                clock.instant()));
    bells.ring(Topic.OUTBOX);
    return added;
  }
}
