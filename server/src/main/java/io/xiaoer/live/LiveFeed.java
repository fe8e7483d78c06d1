package io.xiaoer.live;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.SeldomLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads what changed, once for all browsers, and keeps the newest of it for a while. A connection
 * holds nothing but its place in the order of changes and takes the next frame from here when its
 * line is free, so a slow line costs no memory and holds up nobody.
 *
 * <p>A connection whose place is no longer here catches up from the database, a few connections at
 * once and the others behind them. One that is far behind is told to read its lists again, which is
 * less work for both sides.
 */
final class LiveFeed implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

  /** Changes in one frame; more of them make the next frame. */
  static final int CHANGES_MAX = 200;

  /** Of the messages in one frame: a pushed text may be a megabyte. */
  private static final long BODY_BYTES_MAX = 512 << 10;

  /** Further behind than this a browser reads its lists again. */
  static final int BEHIND_MAX = 2_000;

  /**
   * Seconds of a rush, for lines that are a little slow. What is kept for longer than a few young
   * collections ends in the old generation, and a whole collection stops everything, pushes too.
   */
  private static final int RECENT_MAX = 16;

  private static final long RECENT_BYTES_MAX = 4 << 20;

  /** At once, each with one frame in memory until it has left. */
  private static final int CATCH_UPS_MAX = 2;

  /** Who has waited so long reads its lists again. */
  private static final Duration CATCH_UP_WAIT_MAX = Duration.ofSeconds(10);

  /**
   * Catching up begins at a multiple of this, so that those who lost their connection at about the
   * same time are given the same frames.
   */
  private static final int CATCH_UP_FROM = CHANGES_MAX / 2;

  private static final int CATCH_UPS_KEPT = 4;
  private static final Duration IDLE = Duration.ofSeconds(1);

  /**
   * So long changes are gathered for one frame, for each connection: 1 000 connections are told
   * five times a second. The first change after a silence is told at once.
   */
  private static final Duration GATHER_EACH = Duration.ofNanos(200_000);

  /** A page draws anew for each frame, and must keep up in a rush. */
  private static final Duration GATHER_MIN = Duration.ofMillis(50);

  private static final Duration GATHER_MAX = Duration.ofMillis(500);

  private final SeldomLog unread = SeldomLog.errors(log);
  private final ChangeFeed changeFeed;
  private final Conversations conversations;
  private final Set<LiveConnection> connections = ConcurrentHashMap.newKeySet();
  private final Semaphore catchUps = new Semaphore(CATCH_UPS_MAX, true);
  private final LiveTurns turns = new LiveTurns();
  private final Map<Long, LiveNews> caughtUp = new LinkedHashMap<>();
  private volatile boolean running;
  private @Nullable Thread thread;

  /** Another one whenever something came; written by the feed's thread only, once it runs. */
  private volatile Recent recent;

  /**
   * The newest changes, without a gap between.
   *
   * @param told what a browser has seen that was given all of them
   */
  private record Recent(List<LiveNews> news, long told) {
    static Recent nothing(long told) {
      return new Recent(List.of(), told);
    }

    Recent with(LiveNews next) {
      List<LiveNews> all = new ArrayList<>(news);
      all.add(next);
      long bytes = all.stream().mapToLong(LiveNews::bytes).sum();
      while (all.size() > RECENT_MAX || (bytes > RECENT_BYTES_MAX && all.size() > 1)) {
        bytes -= all.removeFirst().bytes();
      }
      return new Recent(List.copyOf(all), next.seq());
    }

    Optional<LiveNews> after(long seq) {
      return news.stream().filter(one -> one.leadsOnFrom(seq)).findFirst();
    }
  }

  /** What a connection that has come to some place is given next. */
  sealed interface Next {
    record Frame(LiveFrame frame) implements Next {}

    record UpToDate() implements Next {}

    /** It is no longer here; see {@link LiveFeed#catchUp}. */
    record Behind() implements Next {}
  }

  /** Sends before it returns. */
  @FunctionalInterface
  interface Line {
    void send(LiveFrame frame) throws IOException, InterruptedException;
  }

  LiveFeed(ChangeFeed changeFeed, Conversations conversations) {
    this.changeFeed = changeFeed;
    this.conversations = conversations;
    // Here and not in the thread: nobody can be connected yet.
    recent = Recent.nothing(changeFeed.lastSeq());
  }

  void add(LiveConnection connection) {
    connections.add(connection);
  }

  void remove(LiveConnection connection) {
    connections.remove(connection);
  }

  LiveTurns turns() {
    return turns;
  }

  long lastSeq() {
    return changeFeed.lastSeq();
  }

  /** How far browsers have been told; empty when {@code seq} is further on. */
  Optional<Long> toldSince(long seq) {
    long told = recent.told;
    return seq <= told ? Optional.of(told) : Optional.empty();
  }

  Next next(long seq, ShopScope shops) {
    Recent now = recent;
    if (seq >= now.told) {
      return new Next.UpToDate();
    }
    return now.after(seq)
        .flatMap(news -> news.shared(shops))
        .<Next>map(Next.Frame::new)
        .orElseGet(Next.Behind::new);
  }

  /**
   * Sends one frame that follows {@code seq} to a connection that is behind, and gives the place it
   * has come to.
   */
  long catchUp(long seq, ShopScope shops, Line line) throws InterruptedException, IOException {
    if (!catchUps.tryAcquire(CATCH_UP_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      return reset(line);
    }
    try {
      Recent now = recent;
      if (now.told - seq > BEHIND_MAX) {
        return reset(line);
      }
      LiveNews news = now.after(seq).orElseGet(() -> missed(seq));
      if (!news.isComplete() || news.seq() <= seq) {
        return reset(line);
      }
      LiveFrame frame = news.shared(shops).orElseGet(() -> news.frame(shops));
      line.send(frame); // Before the next one may make its own.
      return frame.seq();
    } finally {
      catchUps.release();
    }
  }

  private long reset(Line line) throws IOException, InterruptedException {
    LiveFrame reset = LiveFrame.reset(recent.told);
    line.send(reset);
    return reset.seq();
  }

  private LiveNews missed(long seq) {
    long from = seq - seq % CATCH_UP_FROM;
    synchronized (caughtUp) {
      LiveNews kept = caughtUp.get(from);
      if (kept != null && kept.leadsOnFrom(seq)) {
        return kept;
      }
    }
    LiveNews news = read(from);
    if (!news.isComplete() || !news.leadsOnFrom(seq)) {
      return read(seq); // The changes before it are gone, or large.
    }
    synchronized (caughtUp) {
      caughtUp.remove(from);
      caughtUp.put(from, news);
      if (caughtUp.size() > CATCH_UPS_KEPT) {
        caughtUp.remove(caughtUp.keySet().iterator().next());
      }
    }
    return news;
  }

  private LiveNews read(long seq) {
    return new LiveNews(seq, conversations.news(seq, CHANGES_MAX, BODY_BYTES_MAX));
  }

  @Override
  public void start() {
    running = true;
    thread = Thread.ofVirtual().name("live-feed").start(this::run);
  }

  @Override
  public void stop() {
    running = false;
    Thread stopping = thread;
    thread = null;
    if (stopping != null) {
      stopping.interrupt();
    }
    connections.forEach(LiveConnection::goAway);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run() {
    while (running) {
      try {
        skipWhatNobodyWaitsFor();
        LiveNews news = read(recent.told);
        if (!news.isComplete()) {
          recent = Recent.nothing(news.seq());
          connections.forEach(LiveConnection::wake);
        } else if (news.isEmpty()) {
          changeFeed.await(IDLE);
        } else {
          recent = recent.with(news);
          connections.forEach(LiveConnection::wake);
          gather();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (running) {
          unread.say("live: changes cannot be read; browsers catch up later", e);
          pause();
        }
      }
    }
  }

  private void gather() throws InterruptedException {
    Duration asked = GATHER_EACH.multipliedBy(connections.size()).plus(GATHER_MIN);
    Thread.sleep(asked.compareTo(GATHER_MAX) > 0 ? GATHER_MAX : asked);
  }

  /**
   * Who connects catches up on what came before. Only when there is still nobody after the number
   * was read has nobody missed it: whoever connects later has come at least that far or catches up.
   */
  private void skipWhatNobodyWaitsFor() {
    if (connections.isEmpty()) {
      long now = changeFeed.lastSeq();
      if (connections.isEmpty()) {
        recent = Recent.nothing(now);
        synchronized (caughtUp) {
          caughtUp.clear();
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(IDLE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
