package io.xiaoer.cloudevent;

import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogEntry;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What there is to send, in an order that is the same for everybody: what happened to a
 * conversation comes after the push that is in the log before it. So a reader has two places, one
 * in the log and one in the events of conversations.
 */
public final class EventFeed {
  private final EventLog log;
  private final Database database;

  EventFeed(EventLog log, Database database) {
    this.log = log;
    this.database = database;
  }

  /** Up to where somebody has come. */
  public record Place(long logSeq, long eventSeq) {}

  /**
   * What stands behind a place: entries of the log, then what happened.
   *
   * @param end the place behind it
   * @param isLast nothing stood behind it when it was read
   */
  public record Page(List<LogEntry> entries, List<Kept> happened, Place end, boolean isLast) {
    public boolean isEmpty() {
      return entries.isEmpty() && happened.isEmpty();
    }

    /** When the first of it came; empty when there is nothing. */
    public Optional<Instant> oldest() {
      return Stream.concat(
              entries.stream().map(LogEntry::receivedAt), happened.stream().map(Kept::happenedAt))
          .min(Instant::compareTo);
    }
  }

  /** At most {@code limit} of each. */
  public Page after(Place place, int limit) {
    // In this order: what has happened by now follows from entries up to the newest one of now.
    boolean near = log.lastSeq() - place.logSeq <= limit;
    List<Kept> happened =
        near
            ? database.read(jdbc -> ConversationEvents.after(jdbc, place.eventSeq, limit))
            : List.of(); // It would have to wait.
    long newest = log.lastSeq();
    List<LogEntry> entries = log.after(place.logSeq, limit, null);
    long logSeq = entries.isEmpty() ? place.logSeq : entries.getLast().seq();
    boolean more = entries.size() == limit || (!entries.isEmpty() && logSeq < newest);
    List<Kept> following = more ? List.of() : happened;
    return new Page(
        entries,
        following,
        new Place(logSeq, following.isEmpty() ? place.eventSeq : following.getLast().seq()),
        near && !more && happened.size() < limit);
  }

  /** Behind everything there is. */
  public Place newest() {
    long logSeq = log.lastSeq();
    return new Place(logSeq, database.read(ConversationEvents::lastSeq));
  }
}
