package io.xiaoer.autoreply;

import io.xiaoer.autoreply.DueTable.Kind;
import io.xiaoer.autoreply.Rule.Trigger;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.conversation.ConversationEvent.AnswerAccepted;
import io.xiaoer.conversation.ConversationEvent.AnswerFailed;
import io.xiaoer.conversation.ConversationEvent.AnswerUnknown;
import io.xiaoer.conversation.ConversationEvent.Assigned;
import io.xiaoer.conversation.ConversationEvent.Closed;
import io.xiaoer.conversation.ConversationEvent.CustomerChanged;
import io.xiaoer.conversation.ConversationEvent.CustomerWrote;
import io.xiaoer.conversation.ConversationEvent.EnteredQueue;
import io.xiaoer.conversation.ConversationEventConsumer;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notes what is to be decided on: messages of customers, and conversations that a person closed
 * where a rule asks for it. Nothing else triggers anything. Where no rule is switched on it only
 * looks at a list in memory.
 */
final class BurstNotes implements ConversationEventConsumer.Reaction {
  private final EnabledRules rules;
  private final Database database;
  private final Lease lease;
  private final NodeSignals signals;
  private final InstantSource clock;

  BurstNotes(
      EnabledRules rules,
      Database database,
      Lease lease,
      NodeSignals signals,
      InstantSource clock) {
    this.rules = rules;
    this.database = database;
    this.lease = lease;
    this.signals = signals;
    this.clock = clock;
  }

  private record Note(Kept event, Kind kind) {}

  @Override
  public void on(Kept event) {
    onSome(List.of(event));
  }

  /** In one transaction: each costs pushes some of the disk. */
  @Override
  public int onSome(List<Kept> events) {
    Instant late = clock.instant().minus(Situation.LATE);
    List<Note> notes = new ArrayList<>();
    for (Kept event : events) {
      if (!event.happenedAt().isBefore(late)) {
        kind(event).ifPresent(kind -> notes.add(new Note(event, kind)));
      }
    }
    if (!notes.isEmpty()) {
      database.write(jdbc -> {
        lease.check(jdbc);
        for (Note note : notes) {
          Kept event = note.event;
          DueTable.note(jdbc, event.conversationId(), note.kind, event.seq(), event.happenedAt());
        }
        return true;
      });
      signals.ring(Topic.AUTOMATIC_REPLY_DUE);
    }
    return events.size();
  }

  private Optional<Kind> kind(Kept event) {
    return switch (event.event()) {
      case CustomerWrote _ ->
          rules.anyFor(event.shop()) ? Optional.of(Kind.WROTE) : Optional.empty();
      case Closed closed ->
          !closed.by().isEmpty() && rules.anyFor(event.shop(), Trigger.CLOSING)
              ? Optional.of(Kind.CLOSED)
              : Optional.empty();
      case EnteredQueue _,
          Assigned _,
          AnswerAccepted _,
          AnswerFailed _,
          AnswerUnknown _,
          CustomerChanged _ ->
          Optional.empty();
    };
  }
}
