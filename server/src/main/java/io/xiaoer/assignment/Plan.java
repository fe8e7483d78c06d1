package io.xiaoer.assignment;

import io.xiaoer.conversation.Queue;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with a queue as it is at one moment, and why each waits who waits.
 *
 * @param places of everybody in the queue, by conversation
 */
record Plan(List<Assignment> assignments, List<Return> returns, Map<Long, Place> places) {
  static final Plan NOTHING = new Plan(List.of(), List.of(), Map.of());

  /** Somebody is to serve a conversation. */
  record Assignment(Queue.Waiting waiting, String agent) {}

  /**
   * A conversation is to go back to the queue.
   *
   * @param missed its agent did not answer in time; else they are gone
   */
  record Return(Queue.Assigned assigned, boolean missed) {}

  /**
   * Where somebody stands in their shop's queue.
   *
   * @param position 1 is next
   * @param online how many people are there for the shop
   * @param load how many conversations they have together
   * @param ceiling how many they take together
   * @param opensAt when the shop opens, where it is closed
   */
  record Place(
      int position,
      Reason reason,
      int online,
      int load,
      int ceiling,
      @Nullable ZonedDateTime opensAt) {
    /** Of one who has come this moment, or is served this moment. */
    static final Place UNKNOWN = new Place(1, Reason.PLANNING, 0, 0, 0, null);

    /** Of one who comes after it. */
    Place next() {
      Reason theirs = reason == Reason.PLANNING ? Reason.ALL_FULL : reason;
      return new Place(position + 1, theirs, online, load, ceiling, opensAt);
    }
  }

  /** Why somebody waits. */
  enum Reason {
    /** People take from this queue. */
    MANUAL,
    OFF_HOURS,
    /** All are offline, away, or without a page that is open. */
    NOBODY_ONLINE,
    /** Those who are there have as many as they take. */
    ALL_FULL,
    /** Somebody gets it this moment. */
    PLANNING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  boolean changesSomething() {
    return !assignments.isEmpty() || !returns.isEmpty();
  }
}
