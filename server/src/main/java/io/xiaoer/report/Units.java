package io.xiaoer.report;

import io.xiaoer.report.Preset.Unit;
import io.xiaoer.round.Round;
import io.xiaoer.store.Micros;

/**
 * Tells which rounds begin a unit, when it is shown all rounds of some customers in the order in
 * which they began. What needs no answer begins none, and ends a session; what the rule leaves out
 * is as if it were not there.
 */
final class Units {
  /** Before a time from which sessions are to be known, rounds of so long are to be shown. */
  static final long LOOK_BACK = Unit.SESSION_GAP.dividedBy(Micros.UNIT);

  private final LongMap lastDay = new LongMap();
  private final LongMap lastOpened = new LongMap();

  private static final long ENDED = Long.MIN_VALUE + 1;

  /** Whether a round is the first of its customer on a day. */
  boolean beginsDay(Round round, Verdict verdict, long day) {
    return verdict.needsAnswer() && lastDay.put(round.conversationId(), day) != day;
  }

  boolean beginsSession(Round round, Verdict verdict) {
    if (verdict == Verdict.LEFT_OUT) {
      return false;
    }
    if (verdict == Verdict.NO_ANSWER_NEEDED) {
      lastOpened.put(round.conversationId(), ENDED);
      return false;
    }
    long last = lastOpened.put(round.conversationId(), round.openedAt());
    return last == LongMap.NONE || last == ENDED || round.openedAt() - last > LOOK_BACK;
  }
}
