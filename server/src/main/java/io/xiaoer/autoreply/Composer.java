package io.xiaoer.autoreply;

import io.xiaoer.autoreply.Decision.Held;
import io.xiaoer.autoreply.Decision.Reason;
import io.xiaoer.autoreply.Rule.Trigger;
import io.xiaoer.autoreply.Situation.Burst;
import io.xiaoer.autoreply.Situation.Told;
import io.xiaoer.autoreply.Situation.Turn;
import io.xiaoer.conversation.Budget;
import io.xiaoer.conversation.MessageBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what a burst of messages is answered with by itself: nothing, or one message. Pure.
 *
 * <p>Each rule is asked whether it applies. Of those that do, the first in the order of triggers
 * gives the message its kind; when it is a text, the texts of the others follow it in the same
 * message, as far as there is room.
 */
final class Composer {
  /** Answers of a machine come faster than a person reads. */
  private static final Duration FAST = Duration.ofSeconds(2);

  private static final int FAST_MAX = 3;
  private static final int SAME_MAX = 2;

  private static final Comparator<Rule> ORDER =
      Comparator.comparing(Rule::trigger).thenComparingLong(Rule::id);

  private Composer() {}

  static Decision decide(Situation situation) {
    List<Held> held = new ArrayList<>();
    List<Rule> ready = new ArrayList<>();
    Optional<Reason> silence = silence(situation);
    for (Rule rule : situation.rules().stream().sorted(ORDER).toList()) {
      Optional<Reason> reason = against(rule, situation).or(() -> silence);
      reason.ifPresentOrElse(why -> held.add(new Held(rule, why)), () -> ready.add(rule));
    }
    if (ready.isEmpty()) {
      return new Decision.Suppress(held);
    }
    return compose(ready, held, situation);
  }

  /** What keeps all rules silent. */
  private static Optional<Reason> silence(Situation situation) {
    Burst burst = situation.burst();
    if (burst.at().plus(Situation.LATE).isBefore(situation.now())) {
      return Optional.of(Reason.LATE);
    }
    if (situation.blocked()) {
      return Optional.of(Reason.BLOCKED);
    }
    boolean closing =
        switch (burst) {
          case Burst.Wrote _ -> false;
          case Burst.Closed _ -> true;
        };
    if (situation.closed() != closing) {
      return Optional.of(Reason.CLOSED);
    }
    if (situation.stopped() || isRobot(situation.turns())) {
      return Optional.of(Reason.ROBOT);
    }
    Instant answered = situation.personAnsweredAt();
    if (!closing
        && answered != null
        && answered.plus(Situation.PERSON_IS_THERE).isAfter(situation.now())) {
      return Optional.of(Reason.PERSON_ANSWERED);
    }
    return situation.budgetLeft() - 1 < Budget.FOR_PEOPLE
        ? Optional.of(Reason.BUDGET)
        : Optional.empty();
  }

  /** What keeps this rule silent. */
  private static Optional<Reason> against(Rule rule, Situation situation) {
    if (!isTriggered(rule, situation)) {
      return Optional.of(Reason.NOT_TRIGGERED);
    }
    if (!rule.when().includes(situation.open())) {
      return Optional.of(Reason.OTHER_HOURS);
    }
    String period = period(rule, situation);
    boolean once =
        rule.trigger().isOncePerSession() || rule.perCustomer() == Rule.Limit.CONVERSATION;
    for (Told told : situation.told()) {
      if (told.rule() == rule.id()
          && (told.period().equals(period)
              || (once && !told.at().isBefore(situation.sessionSince())))) {
        return Optional.of(Reason.ALREADY_SENT);
      }
    }
    return rule.reply() instanceof MessageBody.Text(String text) && fill(text, situation).isEmpty()
        ? Optional.of(Reason.EMPTY)
        : Optional.empty();
  }

  private static boolean isTriggered(Rule rule, Situation situation) {
    return switch (situation.burst()) {
      case Burst.Closed _ -> rule.trigger() == Trigger.CLOSING;
      case Burst.Wrote(long _, Instant _, String text) ->
          rule.keywords().match(text)
              && switch (rule.trigger()) {
                case KEYWORD, WELCOME -> true;
                case OFF_HOURS -> !(situation.open() && situation.attended());
                case QUEUED -> !situation.served();
                case ASSIGNED -> situation.served();
                case CLOSING -> false;
              };
    };
  }

  /** In which a rule speaks once to a customer; what {@link Told} keeps. */
  static String period(Rule rule, Situation situation) {
    return switch (rule.perCustomer()) {
      case DAY -> "day:" + situation.day();
      case CONVERSATION -> "conversation:" + situation.burst().seq();
      case MESSAGE -> "message:" + situation.burst().seq();
    };
  }

  private static Decision compose(List<Rule> ready, List<Held> held, Situation situation) {
    Rule first = ready.getFirst();
    List<Rule> speaking = new ArrayList<>(List.of(first));
    List<Rule> others = ready.subList(1, ready.size());
    if (!(first.reply() instanceof MessageBody.Text(String content))) {
      others.forEach(rule -> held.add(new Held(rule, Reason.ONE_MESSAGE)));
      return new Decision.Send(first.reply(), speaking, held);
    }
    Set<String> texts = new LinkedHashSet<>(List.of(fill(content, situation)));
    int bytes = bytes(texts.iterator().next());
    for (Rule rule : others) {
      String text =
          rule.reply() instanceof MessageBody.Text(String more) ? fill(more, situation) : "";
      boolean again = texts.contains(text);
      int longer = again ? bytes : bytes + 1 + bytes(text);
      if (text.isEmpty() || longer > Rule.TEXT_BYTES_MAX) {
        held.add(new Held(rule, Reason.ONE_MESSAGE));
      } else {
        texts.add(text);
        bytes = longer;
        speaking.add(rule);
      }
    }
    return new Decision.Send(new MessageBody.Text(String.join("\n", texts)), speaking, held);
  }

  private static String fill(String text, Situation situation) {
    return Template.fill(text, situation.values(), Rule.TEXT_BYTES_MAX).strip();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Whether the customer seems to be a machine that answers ours: the same text came twice, each
   * time after another message of ours, or three messages came within two seconds of one.
   */
  static boolean isRobot(List<Turn> turns) {
    Map<String, Integer> after = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    int ours = 0;
    Instant fastUntil = Instant.MIN;
    int fast = 0;
    for (Turn turn : turns) {
      switch (turn) {
        case Turn.Ours(Instant _, Instant left) -> {
          ours++;
          fastUntil = left.plus(FAST);
        }
        case Turn.Theirs(Instant at, String text) -> {
          if (!at.isAfter(fastUntil)) {
            fast++;
          }
          if (ours > 0 && !text.isBlank() && last.getOrDefault(text, 0) < ours) {
            last.put(text, ours);
            after.merge(text, 1, Integer::sum);
          }
        }
      }
    }
    return fast >= FAST_MAX || after.values().stream().anyMatch(times -> times >= SAME_MAX);
  }
}
