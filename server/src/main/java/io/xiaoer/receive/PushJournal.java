package io.xiaoer.receive;

import io.xiaoer.shop.ShopId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last pushes that this node was sent, by shop, and since when none is accepted. In memory, and
 * nothing of their content: for the person who has just pasted a push URL and waits for something
 * to come, and for the clock of an outage.
 */
public final class PushJournal {
  private static final int KEPT = 20;
  private static final String ACCEPTED = "accepted";
  private static final String REFUSED = "refused";

  /**
   * The platform makes three pushes at nearly the same moment. Fewer refused ones in a row may well
   * be a stranger's.
   */
  private static final int REFUSED_IN_A_ROW = 3;

  private final Map<ShopId, Line> lines = new ConcurrentHashMap<>();

  /**
   * One push.
   *
   * @param outcome {@code accepted}, {@code url_check}, {@code not_durable}, or the reason of a
   *     refusal as the metrics name it
   */
  public record Seen(Instant at, String outcome) {}

  /**
   * A time in which nothing was accepted and something should have been.
   *
   * @param until null while it lasts
   * @param reason {@code not_durable}, {@code quarantine_full} or {@code refused}
   */
  public record Trouble(Instant since, @Nullable Instant until, String reason) {}

  private static final class Line {
    private final AtomicReferenceArray<Seen> seen = new AtomicReferenceArray<>(KEPT);
    private final AtomicInteger next = new AtomicInteger();
    private volatile @Nullable Instant lastAcceptedAt;

    /** Whether {@link #accepted} has anything to end. */
    private volatile boolean failing;

    private @Nullable Instant failingSince;
    private int refusedInARow;
    private @Nullable Trouble trouble;

    void note(Instant at, String outcome) {
      seen.set(Math.floorMod(next.getAndIncrement(), KEPT), new Seen(at, outcome));
    }

    void accepted(Instant at) {
      lastAcceptedAt = at;
      if (failing) {
        end(at);
      }
    }

    private synchronized void end(Instant at) {
      Trouble open = trouble;
      if (open != null && open.until() == null) {
        trouble = new Trouble(open.since(), at, open.reason());
      }
      failingSince = null;
      refusedInARow = 0;
      failing = false;
    }

    synchronized void failed(Instant at, String reason) {
      Instant since = failingSince == null ? at : failingSince;
      failingSince = since;
      failing = true;
      if (reason.equals(REFUSED) && ++refusedInARow < REFUSED_IN_A_ROW) {
        return;
      }
      if (trouble == null || trouble.until() != null) {
        trouble = new Trouble(since, null, reason);
      }
    }

    synchronized Optional<Trouble> trouble() {
      return Optional.ofNullable(trouble);
    }

    List<Seen> newestFirst() {
      List<Seen> all = new ArrayList<>(KEPT);
      int newest = next.get() - 1;
      for (int i = 0; i < KEPT; i++) {
        Seen push = seen.get(Math.floorMod(newest - i, KEPT));
        if (push != null) {
          all.add(push);
        }
      }
      return all;
    }
  }

  void accepted(ShopId shop, Instant now) {
    Instant at = kept(now);
    Line line = line(shop);
    line.note(at, ACCEPTED);
    line.accepted(at);
  }

  /** What says nothing of whether the shop's messages are accepted. */
  void note(ShopId shop, Instant now, String outcome) {
    line(shop).note(kept(now), outcome);
  }

  /** It will be pushed again, and is lost when no try succeeds; {@code reason} of a trouble. */
  void failed(ShopId shop, Instant now, String outcome, String reason) {
    Instant at = kept(now);
    Line line = line(shop);
    line.note(at, outcome);
    line.failed(at, reason);
  }

  void refused(ShopId shop, Instant now, String outcome) {
    failed(shop, now, outcome, REFUSED);
  }

  /** The newest first. */
  public List<Seen> last(ShopId shop) {
    Line line = lines.get(shop);
    return line == null ? List.of() : line.newestFirst();
  }

  public Optional<Instant> lastPushAt(ShopId shop) {
    return last(shop).stream().findFirst().map(Seen::at);
  }

  public Optional<Instant> lastAcceptedAt(ShopId shop) {
    Line line = lines.get(shop);
    return line == null ? Optional.empty() : Optional.ofNullable(line.lastAcceptedAt);
  }

  /** The present trouble, or the last one. */
  public Optional<Trouble> trouble(ShopId shop) {
    Line line = lines.get(shop);
    return line == null ? Optional.empty() : line.trouble();
  }

  private Line line(ShopId shop) {
    Line known = lines.get(shop); // nearly always, and without a lock
    return known != null ? known : lines.computeIfAbsent(shop, _ -> new Line());
  }

  /** As the tables keep it, so that what was written compares equal. */
  private static Instant kept(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }
}
