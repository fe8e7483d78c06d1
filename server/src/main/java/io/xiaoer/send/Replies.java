package io.xiaoer.send;

import io.xiaoer.conversation.Outgoing;
import java.time.InstantSource;
import java.util.UUID;

/** Where an answer to a customer is handed in. */
public final class Replies {
  private final Outbox outbox;
  private final Sender sender;
  private final InstantSource clock;

  Replies(Outbox outbox, Sender sender, InstantSource clock) {
    this.outbox = outbox;
    this.sender = sender;
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
    sender.wake();
    return added;
  }
}
