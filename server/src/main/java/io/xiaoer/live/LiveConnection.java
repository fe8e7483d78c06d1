package io.xiaoer.live;

import io.xiaoer.access.Caller;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.masking.Masking;
import io.xiaoer.shop.ShopScope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * One browser. A thread of its own sends, so that a slow line holds up nobody else. It keeps no
 * frames, only how far the browser has come, and takes the next frame from the feed when the line
 * is free. A line that takes no frame for as long as the container waits is closed; the browser
 * comes back and says how far it has come.
 *
 * <p>Who is at the other end is asked when somebody's rights have changed, and every {@link
 * #LOOK_AGAIN} in any case: a change on another node may not be heard.
 */
final class LiveConnection {
  private static final Logger log = LoggerFactory.getLogger(LiveConnection.class);

  /** The session ended: the page asks for a new login. */
  static final CloseStatus SESSION_ENDED = new CloseStatus(4401, "session ended");

  /** The page leads to where one is set up. */
  private static final CloseStatus SECOND_FACTOR_NEEDED =
      new CloseStatus(4403, "second factor needed");

  private static final CloseStatus SILENT = new CloseStatus(4408, "no answer to pings");
  private static final CloseStatus DATABASE_SILENT =
      new CloseStatus(1013, "the database does not answer, try again later");

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

  /** How long it may go on while the database cannot say who is at the other end. */
  private static final Duration UNCHECKED_MAX = Duration.ofSeconds(60);

  /** One that has said nothing for so long is asked for a sign of life. */
  private static final Duration PING_AFTER = Duration.ofSeconds(30);

  private static final Duration SILENT_MAX = Duration.ofSeconds(75);

  /** Conversations whose onlookers wait to be told of. */
  private static final int SAYINGS_MAX = 32;

  private static final long NO_PING = Long.MAX_VALUE;

  private final WebSocketSession session;
  private final LiveFeed feed;
  private final Watch watch;
  private final Masking masking;
  private final WakeUp signal = new WakeUp();

  /** What is outside of the order of changes: the newest for each conversation. */
  private final Map<Long, LiveFrame> sayings = new LinkedHashMap<>();

  /** Somebody's rights have changed; whether this one's have is looked up before the next frame. */
  private final AtomicBoolean lookAgain = new AtomicBoolean();

  /** How far the browser says it has come; the least, when several of its tabs do. */
  private final AtomicLong pinged = new AtomicLong(NO_PING);

  private final AtomicReference<@Nullable CloseStatus> closing = new AtomicReference<>();

  /** When the other end last said anything, by {@link System#nanoTime}. */
  private volatile long heardAt = System.nanoTime();

  /** What this one sees; written by the sending thread only. */
  private volatile ShopScope shops;

  // The sending thread's own.
  private long sent;
  private boolean slow;

  /** Whether this one sees no telephone numbers. */
  private volatile boolean masked;

  private long checkedAt = System.nanoTime();
  private long checkAt;
  private long askedAt = System.nanoTime();

  /** {@code caller} is who this one was when it was let in. */
  LiveConnection(
      WebSocketSession session, LiveFeed feed, Watch watch, Caller caller, Masking masking) {
    this.session = session;
    this.feed = feed;
    this.watch = watch;
    this.masking = masking;
    shops = caller.shops();
    masked = masking.appliesTo(caller);
    checkAt = nextCheck();
  }

  /** Greets, brings the browser up to date from {@code after}, and sends from then on. */
  void start(LiveFrame hello, long after) {
    Thread.ofVirtual()
        .name("live-" + session.getId())
        .start(() -> {
          try {
            send(hello);
            begin(after);
            run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (IOException | RuntimeException e) {
            log.debug("live: a connection ended: {}", e.getMessage());
          } finally {
            feed.remove(this);
            close(CloseStatus.NORMAL);
          }
        });
  }

  /** There is something new for somebody. */
  void wake() {
    signal.raise();
  }

  /** Who looks at a conversation. Lost when the line is slow; whoever says it says it again. */
  void say(long conversation, LiveFrame frame) {
    synchronized (sayings) {
      if (sayings.size() < SAYINGS_MAX || sayings.containsKey(conversation)) {
        sayings.put(conversation, frame);
      }
    }
    signal.raise();
  }

  ShopScope shops() {
    return shops;
  }

  void lookAgain() {
    lookAgain.set(true);
    signal.raise();
  }

  /** The browser says how far it has come, and is answered once it has what is there by now. */
  void ping(long after) {
    pinged.accumulateAndGet(after, Math::min);
    signal.raise();
  }

  /** The other end said something. */
  void heard() {
    heardAt = System.nanoTime();
  }

  void goAway() {
    end(CloseStatus.SERVICE_RESTARTED);
  }

  void gone() {
    end(CloseStatus.NORMAL);
  }

  void end(CloseStatus status) {
    closing.compareAndSet(null, status);
    signal.raise();
  }

  private void run() throws InterruptedException, IOException {
    long pongAt = NO_PING;
    while (session.isOpen()) {
      CloseStatus status = reasonToClose();
      if (status != null) {
        close(status);
        return;
      }
      long after = pinged.getAndSet(NO_PING);
      if (after != NO_PING) {
        pongAt = begin(after);
      }
      for (LiveFrame saying : takeSayings()) {
        send(saying);
      }
      switch (feed.next(sent, shops)) {
        case LiveFeed.Next.Frame(LiveFrame frame) -> {
          send(frame);
          sent = frame.seq();
          continue;
        }
        case LiveFeed.Next.Behind _ -> {
          sent = feed.catchUp(sent, shops, this::send);
          continue;
        }
        case LiveFeed.Next.UpToDate _ -> {}
      }
      if (sent >= pongAt) {
        send(LiveFrame.pong(sent));
        pongAt = NO_PING;
      }
      signal.await(untilNextLook());
    }
  }

  /** Goes on from {@code after}, and gives how far everything there is by now goes. */
  private long begin(long after) throws IOException, InterruptedException {
    long last = feed.lastSeq();
    if (after > last) {
      send(LiveFrame.reset(last)); // Of another sequence, from before a backup was brought back.
      sent = last;
    } else {
      sent = after;
    }
    return last;
  }

  /** Null for none. */
  private @Nullable CloseStatus reasonToClose() throws IOException, InterruptedException {
    CloseStatus asked = closing.get();
    if (asked != null) {
      return asked;
    }
    long now = System.nanoTime();
    if (lookAgain.getAndSet(false) || now - checkAt >= 0) {
      try {
        if (!isStillLetIn()) {
          return watch.isUnproven() ? SECOND_FACTOR_NEEDED : SESSION_ENDED;
        }
        checkedAt = now;
      } catch (DataAccessException e) {
        if (now - checkedAt > UNCHECKED_MAX.toNanos()) {
          return DATABASE_SILENT;
        }
        log.debug("live: rights cannot be looked up: {}", e.getMessage());
      }
      checkAt = nextCheck();
    }
    if (now - heardAt > SILENT_MAX.toNanos()) {
      return SILENT;
    }
    if (now - heardAt > PING_AFTER.toNanos() && now - askedAt > PING_AFTER.toNanos()) {
      askedAt = now;
      session.sendMessage(new PingMessage());
    }
    return null;
  }

  /** Asks anew who this is. Who sees otherwise than before reads all lists again. */
  private boolean isStillLetIn() throws IOException, InterruptedException {
    Optional<Caller> reader = watch.reader();
    if (reader.isEmpty()) {
      return false;
    }
    ShopScope now = reader.get().shops();
    boolean hidden = masking.appliesTo(reader.get());
    if (!now.equals(shops) || hidden != masked) {
      shops = now;
      masked = hidden;
      LiveFrame reset = LiveFrame.reset(feed.lastSeq());
      send(reset);
      sent = reset.seq();
    }
    return true;
  }

  /** Not all connections at the same moment. */
  private static long nextCheck() {
    long most = LOOK_AGAIN.toNanos();
    return System.nanoTime() + most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
  }

  private Duration untilNextLook() {
    Duration left = Duration.ofNanos(checkAt - System.nanoTime());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private List<LiveFrame> takeSayings() {
    synchronized (sayings) {
      List<LiveFrame> taken = new ArrayList<>(sayings.values());
      sayings.clear();
      return taken;
    }
  }

  private void send(LiveFrame frame) throws IOException, InterruptedException {
    TextMessage message = new TextMessage(masked ? frame.masked() : frame.text());
    slow = feed.turns().send(slow, () -> session.sendMessage(message));
  }

  private void close(CloseStatus status) {
    try {
      session.close(status);
    } catch (IOException e) {
      log.debug("live: closing failed: {}", e.getMessage());
    }
  }
}
