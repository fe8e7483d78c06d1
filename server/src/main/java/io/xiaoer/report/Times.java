package io.xiaoer.report;

import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stretches of time that neither overlap nor touch, in order; each without its end. */
final class Times {
  private final long[] begins;
  private final long[] ends;

  /** From a moment until before another one, in microseconds. */
  record Stretch(long from, long to) {
    static Stretch of(Instant from, Instant to) {
      return new Stretch(Micros.of(from), Micros.of(to));
    }
  }

  private Times(long[] begins, long[] ends) {
    this.begins = begins;
    this.ends = ends;
  }

  /** Those that overlap or touch become one. */
  static Times of(List<Stretch> stretches) {
    List<Stretch> merged = new ArrayList<>();
    for (Stretch one :
        stretches.stream().sorted(Comparator.comparingLong(Stretch::from)).toList()) {
      if (!merged.isEmpty() && merged.getLast().to >= one.from) {
        Stretch last = merged.removeLast();
        merged.add(new Stretch(last.from, Math.max(last.to, one.to)));
      } else {
        merged.add(one);
      }
    }
    return new Times(
        merged.stream().mapToLong(Stretch::from).toArray(),
        merged.stream().mapToLong(Stretch::to).toArray());
  }

  boolean has(long moment) {
    int at = before(moment);
    return at >= 0 && moment < ends[at];
  }

  /** The last stretch that begins at a moment or before it; -1 when there is none. */
  private int before(long moment) {
    int low = 0;
    int high = begins.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (begins[middle] <= moment) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** When it changes next whether a moment is in one; {@link Long#MAX_VALUE} when it does not. */
  long changesAfter(long moment) {
    int at = before(moment);
    if (at >= 0 && moment < ends[at]) {
      return ends[at];
    }
    return at + 1 < begins.length ? begins[at + 1] : Long.MAX_VALUE;
  }
}
