package io.xiaoer.autoreply;

import io.xiaoer.conversation.MessageBody;
import java.util.List;
import java.util.Locale;

/** What the composer makes of a burst. */
sealed interface Decision {
  /** The other rules, each with the reason why it says nothing. */
  List<Held> held();

  /**
   * One message.
   *
   * @param rules whose texts it has; the first gives it its name
   */
  record Send(MessageBody.Sendable body, List<Rule> rules, List<Held> held) implements Decision {
    @Override
    public String toString() {
      return "Send[" + rules + "]";
    }
  }

  record Suppress(List<Held> held) implements Decision {}

  /** A rule that says nothing, and why. */
  record Held(Rule rule, Reason reason) {}

  /** Why a rule says nothing. */
  enum Reason {
    /** What it waits for has not happened, or its keywords are not there. */
    NOT_TRIGGERED,
    /** It is for other hours. */
    OTHER_HOURS,
    /** Its customer has been told. */
    ALREADY_SENT,
    /** The customer wrote too long ago. */
    LATE,
    /** A person closed the conversation meanwhile. */
    CLOSED,
    BLOCKED,
    /** It talks with another machine. */
    ROBOT,
    /** A person is there. */
    PERSON_ANSWERED,
    /** What is left of the platform's answers is kept for people. */
    BUDGET,
    /** The shop does not allow its words. */
    POLICY,
    /** Another rule's message goes out, and this one's cannot be part of it. */
    ONE_MESSAGE,
    /** Nothing is left of its text: it was a name that is not known. */
    EMPTY,
    /** Its picture is gone. */
    NO_FILE,
    /** The shop is not configured any more. */
    NO_SHOP;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the rule applied and was kept silent, so that somebody may ask why. */
    boolean isSuppression() {
      return switch (this) {
        case NOT_TRIGGERED, OTHER_HOURS -> false;
        case ALREADY_SENT,
            LATE,
            CLOSED,
            BLOCKED,
            ROBOT,
            PERSON_ANSWERED,
            BUDGET,
            POLICY,
            ONE_MESSAGE,
            EMPTY,
            NO_FILE,
            NO_SHOP ->
            true;
      };
    }
  }
}
