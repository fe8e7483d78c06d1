package io.xiaoer.autoreply;

import io.xiaoer.autoreply.Situation.Burst;
import io.xiaoer.autoreply.Situation.Told;
import io.xiaoer.autoreply.Situation.Turn;
import io.xiaoer.autoreply.Template.Variable;
import io.xiaoer.conversation.Budget;
import io.xiaoer.hours.OpeningState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What customer and people said in a conversation on a past day and the one before, to be decided
 * on again.
 *
 * @param said in the order of time, without what was said by itself
 * @param stands in the order of time
 */
record PastTalk(long id, String remarkName, boolean blocked, List<Said> said, List<Stands> stands) {

  /** A message; {@code person}: not the customer. */
  record Said(Instant at, boolean person, String text) {
    @Override
    public String toString() {
      return "Said[" + at + "]";
    }
  }

  /** From then on somebody serves it, or nobody; or it was closed. */
  record Stands(Instant at, boolean served, boolean closed) {}

  /** What was decided on the day itself. */
  record Decided(Instant at, Decision decision) {}

  List<Decided> replay(DryRun.Day day) {
    return new Replay(day).run();
  }

  /** One run; its fields are what is true at the moment it has come to. */
  private final class Replay {
    private final DryRun.Day day;
    private final List<Decided> decided = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private @Nullable Instant first;
    private @Nullable Instant last;
    private @Nullable Instant answered;
    private @Nullable Instant spoken;
    private Instant session = Instant.EPOCH;
    private long bursts;
    private int used;
    private int stand;
    private boolean served;
    private boolean closed;

    Replay(DryRun.Day day) {
      this.day = day;
    }

    List<Decided> run() {
      for (Said one : said) {
        decideBefore(one.at);
        pass(one.at);
        say(one);
      }
      decideBefore(Instant.MAX);
      return decided;
    }

    /** What has happened to the conversation until then. */
    private void pass(Instant moment) {
      while (stand < stands.size() && !stands.get(stand).at.isAfter(moment)) {
        Stands now = stands.get(stand++);
        closed = now.closed;
        if (now.closed) {
          session = now.at;
        } else {
          served = now.served;
        }
      }
    }

    private void say(Said one) {
      if (one.person) {
        answered = one.at;
        used++;
        turns.clear();
      } else {
        if (spoken != null && spoken.plus(Situation.SESSION_SILENCE).isBefore(one.at)) {
          session = one.at;
        }
        first = first == null ? one.at : first;
        last = one.at;
        used = 0;
        closed = false;
        texts.add(one.text);
        turns.add(new Turn.Theirs(one.at, Keywords.plain(one.text).strip()));
      }
      spoken = one.at;
    }

    private void decideBefore(Instant moment) {
      Instant began = first;
      Instant ended = last;
      if (began == null || ended == null) {
        return;
      }
      Instant quiet = ended.plus(DueTable.DEBOUNCE);
      Instant most = began.plus(DueTable.DEBOUNCE_MAX);
      Instant due = quiet.isBefore(most) ? quiet : most;
      if (due.isAfter(moment)) {
        return;
      }
      pass(due);
      decide(due, ended, !began.isBefore(day.from()));
      first = null;
      last = null;
      texts.clear();
    }

    private void decide(Instant due, Instant ended, boolean counts) {
      OpeningState state = day.timetables().at(day.shop(), due);
      Situation situation =
          new Situation(
              due,
              new Burst.Wrote(++bursts, ended, String.join("\n", texts)),
              day.rules(),
              due.atZone(day.zone()).toLocalDate(),
              state.open(),
              true, // who was online then is not asked
              served,
              blocked,
              closed,
              Math.max(0, Budget.MESSAGES_MAX - used),
              answered,
              session,
              List.copyOf(told),
              List.copyOf(turns),
              false,
              Map.of(
                  Variable.CUSTOMER_NAME,
                  remarkName,
                  Variable.SHOP_NAME,
                  day.shopName(),
                  Variable.QUEUE_AHEAD,
                  "0",
                  Variable.HOURS,
                  Situations.hours(state, day.zone())));
      Decision decision = Composer.decide(situation);
      if (decision instanceof Decision.Send send) {
        used++;
        spoken = due;
        turns.add(new Turn.Ours(due, due));
        for (Rule rule : send.rules()) {
          told.add(new Told(rule.id(), Composer.period(rule, situation), due));
        }
      }
      if (counts) {
        decided.add(new Decided(due, decision));
      }
    }
  }
}
