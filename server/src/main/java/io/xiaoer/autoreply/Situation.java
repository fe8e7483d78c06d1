package io.xiaoer.autoreply;

import io.xiaoer.autoreply.Template.Variable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the composer knows when it decides on one burst of a customer's messages.
 *
 * @param rules of the shop, those that are switched on
 * @param day of {@code now} where the shop is
 * @param open whether the shop is
 * @param attended whether anybody is online for it
 * @param served whether somebody serves the conversation
 * @param blocked whether the customer is
 * @param closed whether the conversation is
 * @param budgetLeft of the platform's answers
 * @param personAnsweredAt when a person last answered; null when none has lately
 * @param sessionSince since when the conversation goes on: it was closed, or silent for a day
 * @param told what the customer has been told already
 * @param turns since the last answer of a person, the oldest first
 * @param stopped since the last answer of a person two machines have talked with each other
 * @param values of variables
 */
record Situation(
    Instant now,
    Burst burst,
    List<Rule> rules,
    LocalDate day,
    boolean open,
    boolean attended,
    boolean served,
    boolean blocked,
    boolean closed,
    int budgetLeft,
    @Nullable Instant personAnsweredAt,
    Instant sessionSince,
    List<Told> told,
    List<Turn> turns,
    boolean stopped,
    Map<Variable, String> values) {

  /** Somebody who answered so recently is there: nothing comes between. */
  static final Duration PERSON_IS_THERE = Duration.ofMinutes(30);

  /** Whoever is silent for so long begins anew. */
  static final Duration SESSION_SILENCE = Duration.ofDays(1);

  /** A server that was down does not greet those who wrote long ago. */
  static final Duration LATE = Duration.ofMinutes(10);

  /** What is decided on. */
  sealed interface Burst {
    /** The number of the event that began it. */
    long seq();

    /** Of the last event in it. */
    Instant at();

    /** The customer wrote; {@code text} is what can be read, each message in a line. */
    record Wrote(long seq, Instant at, String text) implements Burst {
      @Override
      public String toString() {
        return "Wrote[" + seq + "]";
      }
    }

    /** A person closed the conversation. */
    record Closed(long seq, Instant at) implements Burst {}
  }

  /** A rule has spoken to this customer. */
  record Told(long rule, String period, Instant at) {}

  /** A message, as far as it matters for finding out whether two machines talk. */
  sealed interface Turn {
    Instant at();

    record Theirs(Instant at, String text) implements Turn {
      @Override
      public String toString() {
        return "Theirs[" + at + "]";
      }
    }

    /**
     * An automatic message.
     *
     * @param at when it was queued
     * @param left when the platform had it, as far as that is known
     */
    record Ours(Instant at, Instant left) implements Turn {}
  }
}
