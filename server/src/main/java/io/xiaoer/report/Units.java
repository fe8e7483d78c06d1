package io.xiaoer.report;

import io.xiaoer.report.Preset.Unit;
import io.xiaoer.round.Round;
import io.xiaoer.store.Micros;
import java.util.Arrays;

/**
 * Tells which rounds begin a unit, when it is shown all rounds of some customers in the order in
 * which they began. What needs no answer begins none, and ends a session; what the rule leaves out
 * is as if it were not there. Customers are told apart by numbers, see {@link Customers}.
 */
final class Units {
  /** Before a time from which sessions are to be known, rounds of so long are to be shown. */
  static final long LOOK_BACK = Micros.of(Unit.SESSION_GAP);

  private static final long NONE = Long.MIN_VALUE;

  /** Of each customer the last day on which something was asked, or when it was last asked. */
  private long[] last = {};

  /** Whether a round is the first of its customer on a day. */
  boolean beginsDay(int customer, Verdict verdict, long day) {
    return verdict.needsAnswer() && put(customer, day) != day;
  }

  boolean beginsSession(int customer, Round round, Verdict verdict) {
    if (verdict == Verdict.LEFT_OUT) {
      return false;
    }
    if (verdict == Verdict.NO_ANSWER_NEEDED) {
      put(customer, NONE);
      return false;
    }
    long before = put(customer, round.openedAt());
    return before == NONE || round.openedAt() - before > LOOK_BACK;
  }

  private long put(int customer, long value) {
    if (customer >= last.length) {
      int known = last.length;
      last = Arrays.copyOf(last, 2 * customer + 16);
      Arrays.fill(last, known, last.length, NONE);
    }
    long before = last[customer];
    last[customer] = value;
    return before;
  }
}
