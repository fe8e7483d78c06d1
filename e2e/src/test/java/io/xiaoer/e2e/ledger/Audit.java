package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.ledger.Desk.Entry;
import io.xiaoer.e2e.ledger.Desk.Shown;
import io.xiaoer.e2e.ledger.Violation.Kind;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares the ledger with what the server shows. Pushes may go on meanwhile. */
final class Audit {
  /** A reader that brings nothing for as long as this has stopped; one that is late has not. */
  private static final Duration READER_STANDS_STILL_MAX = Duration.ofSeconds(60);

  private final Ledger ledger;
  private final Desk desk;
  private final Tail tail;

  /** What was found in the log, and up to where the round before had looked. */
  private long checkedUpTo;

  Audit(Ledger ledger, Desk desk, Tail tail) {
    this.ledger = ledger;
    this.desk = desk;
    this.tail = tail;
  }

  /** After a round: what the round before had already found is only looked at again at the end. */
  List<Violation> afterRound() throws IOException {
    List<Violation> violations = log(checkedUpTo);
    List<Entry> seen = tail.seen();
    // One page back: a round that lost entries of the round before must not pass.
    checkedUpTo = seen.size() > Desk.PAGE ? seen.get(seen.size() - Desk.PAGE).seq() : 0;
    return violations;
  }

  /** The whole log against the ledger and against what was read before, and every conversation. */
  List<Violation> atTheEnd() throws IOException {
    List<Violation> violations = log(0);
    violations.addAll(conversations());
    return violations;
  }

  private List<Violation> log(long after) throws IOException {
    List<Violation> violations = new ArrayList<>();
    ledger.wrongAnswers().forEach(violations::add);
    Set<String> acknowledged = ledger.acknowledged(); // before reading: it grows meanwhile
    tail.catchUp();
    violations.addAll(tail.violations());
    List<Entry> seen = tail.seen();
    Set<String> kept = new HashSet<>();
    Map<Long, Entry> before = new TreeMap<>();
    for (Entry entry : seen) {
      before.put(entry.seq(), entry);
    }
    long end = seen.isEmpty() ? 0 : seen.getLast().seq();
    long place = after;
    List<Entry> page;
    do {
      page = desk.log(place);
      for (Entry entry : page) {
        if (entry.seq() <= place) {
          violations.add(new Violation(Kind.SHOWN_LATE, entry + " after seq " + place));
        }
        place = entry.seq();
        if (entry.seq() <= end) {
          Entry once = before.remove(entry.seq());
          if (once == null) {
            violations.add(new Violation(Kind.SHOWN_LATE, entry + " was not there before"));
          } else if (!once.equals(entry)) {
            violations.add(new Violation(Kind.ENTRY_CHANGED, once + " is now " + entry));
          }
        }
        violations.addAll(content(entry));
        if (!kept.add(entry.msgId())) {
          violations.add(new Violation(Kind.TWICE_IN_THE_LOG, entry.toString()));
        }
      }
    } while (page.size() == Desk.PAGE || (!page.isEmpty() && place < end));
    before.forEach((seq, entry) -> {
      if (seq > after) {
        violations.add(new Violation(Kind.ENTRY_CHANGED, entry + " is gone"));
      } else if (!kept.add(entry.msgId())) {
        violations.add(new Violation(Kind.TWICE_IN_THE_LOG, entry.toString()));
      }
    });
    for (String msgId : acknowledged) {
      if (!kept.contains(msgId)) {
        violations.add(new Violation(Kind.LOST_FROM_THE_LOG, msgId));
      }
    }
    return violations;
  }

  private List<Violation> content(Entry entry) {
    if (ledger.isByAnother(entry.msgId())) {
      return List.of();
    }
    String pushed = ledger.hashOf(entry.msgId());
    if (pushed == null) {
      return List.of(new Violation(Kind.NEVER_PUSHED, entry.toString()));
    }
    return pushed.equals(entry.hash())
        ? List.of()
        : List.of(new Violation(Kind.OTHER_CONTENT, entry.toString()));
  }

  /** Waits for the reader as long as it moves: its being late is no loss. */
  private List<Violation> conversations() throws IOException {
    Set<String> inTheLog = new HashSet<>();
    tail.catchUp();
    tail.seen().forEach(entry -> inTheLog.add(entry.msgId()));
    int missingBefore = Integer.MAX_VALUE;
    long movedAt = System.nanoTime();
    while (true) {
      long began = System.nanoTime();
      List<Violation> violations = new ArrayList<>();
      Map<String, Integer> shown = new HashMap<>();
      for (Shown conversation : desk.conversations()) {
        @Nullable BigInteger last = null;
        for (String msgId : conversation.msgIds()) {
          shown.merge(msgId, 1, Integer::sum);
          BigInteger id = new BigInteger(msgId);
          if (last != null && id.compareTo(last) < 0) {
            violations.add(new Violation(Kind.OUT_OF_ORDER, msgId + " after " + last));
          }
          last = id;
        }
      }
      shown.forEach((msgId, times) -> {
        if (times > 1) {
          violations.add(new Violation(Kind.TWICE_IN_THE_CONVERSATIONS, msgId));
        }
      });
      List<Violation> missing =
          inTheLog.stream()
              .filter(msgId -> !shown.containsKey(msgId))
              .map(msgId -> new Violation(Kind.LOST_FROM_THE_CONVERSATIONS, msgId))
              .toList();
      if (missing.size() < missingBefore) {
        missingBefore = missing.size();
        movedAt = System.nanoTime();
      }
      if (missing.isEmpty() || System.nanoTime() - movedAt > READER_STANDS_STILL_MAX.toNanos()) {
        violations.addAll(missing);
        return violations;
      }
      // To look is work for the server too: not more of it than of the reading that is waited for.
      Pace.pause(500 + (System.nanoTime() - began) / 1_000_000);
    }
  }
}
