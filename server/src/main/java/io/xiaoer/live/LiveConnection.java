package io.xiaoer.live;

import io.xiaoer.access.Caller;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.shop.ShopScope;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * One browser. A thread of its own sends, so that a slow line holds up nobody else. It knows how
 * far the browser has come; a gap, whatever its cause, is filled from the database.
 */
final class LiveConnection {
  private static final Logger log = LoggerFactory.getLogger(LiveConnection.class);

  /** The session ended: the page asks for a new login. */
  static final CloseStatus SESSION_ENDED = new CloseStatus(4401, "session ended");

  /** Frames that wait for a slow line; one more and the browser catches up from the database. */
  private static final int FRAMES_MAX = 64;

  private final WebSocketSession session;
  private final LiveFeed feed;
  private final Watch watch;
  private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(FRAMES_MAX);

  /** Somebody's rights have changed; whether this one's have is looked up before the next frame. */
  private final AtomicBoolean lookAgain = new AtomicBoolean();

  /** What he sees; written by the sending thread only. */
  private volatile ShopSet shops = ShopSet.none();

  /** The sending thread's own. */
  private long sent;

  private sealed interface Task {
    record Send(ShopSet shops, LiveFrame frame) implements Task {}

    /** Something outside of the order of changes. */
    record Say(LiveFrame frame) implements Task {}

    /** Rights have changed. */
    record LookAgain() implements Task {}

    /** The browser says how far it has come. */
    record Ping(long after) implements Task {}

    record Close(CloseStatus status) implements Task {}
  }

  LiveConnection(WebSocketSession session, LiveFeed feed, Watch watch) {
    this.session = session;
    this.feed = feed;
    this.watch = watch;
    watch.reader().ifPresent(reader -> shops = reader.shops());
  }

  /** Greets, brings the browser up to date from {@code after}, and sends from then on. */
  void start(LiveFrame hello, long after) {
    Thread.ofVirtual()
        .name("live-" + session.getId())
        .start(() -> {
          try {
            send(hello);
            sent = after;
            catchUp();
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

  /** {@code frame} holds what is seen by those who see {@code seenIn}. */
  void offer(ShopSet seenIn, LiveFrame frame) {
    // When it does not fit, the next frame that does finds a gap before it.
    tasks.offer(new Task.Send(seenIn, frame));
  }

  /** Lost when the line is slow; whoever says such things says them again. */
  void say(LiveFrame frame) {
    tasks.offer(new Task.Say(frame));
  }

  ShopScope shops() {
    return shops;
  }

  void lookAgain() {
    lookAgain.set(true);
    tasks.offer(new Task.LookAgain()); // only to wake; a full line looks before its next frame
  }

  void ping(long after) {
    tasks.offer(new Task.Ping(after));
  }

  void goAway() {
    tasks.offer(new Task.Close(CloseStatus.SERVICE_RESTARTED));
  }

  void gone() {
    tasks.clear();
    tasks.offer(new Task.Close(CloseStatus.NORMAL));
  }

  private void run() throws InterruptedException, IOException {
    while (session.isOpen()) {
      Task task = tasks.take();
      if (lookAgain.getAndSet(false) && !isStillLetIn()) {
        return;
      }
      switch (task) {
        case Task.LookAgain _ -> {}
        case Task.Say(LiveFrame frame) -> send(frame);
        case Task.Send(ShopSet seenIn, LiveFrame frame) -> {
          if (frame.from() > sent || !seenIn.equals(shops)) {
            catchUp();
          }
          if (frame.seq() > sent) {
            send(frame);
            sent = frame.seq();
          }
        }
        case Task.Ping(long after) -> {
          if (!isStillLetIn()) {
            return;
          }
          sent = after;
          catchUp();
          send(LiveFrame.pong(sent));
        }
        case Task.Close(CloseStatus status) -> {
          close(status);
          return;
        }
      }
    }
  }

  /** Asks anew who this is. With other shops than before the browser reads all lists again. */
  private boolean isStillLetIn() throws IOException {
    Optional<Caller> reader = watch.reader();
    if (reader.isEmpty()) {
      close(SESSION_ENDED);
      return false;
    }
    ShopScope now = reader.get().shops();
    if (!now.equals(shops)) {
      shops = now;
      LiveFrame reset = LiveFrame.reset(feed.lastSeq());
      send(reset);
      sent = reset.seq();
    }
    return true;
  }

  private void catchUp() throws IOException {
    for (LiveFrame missed = feed.after(sent, shops);
        missed != null;
        missed = feed.after(sent, shops)) {
      send(missed);
      sent = missed.seq();
    }
  }

  private void send(LiveFrame frame) throws IOException {
    session.sendMessage(new TextMessage(frame.text()));
  }

  private void close(CloseStatus status) {
    try {
      session.close(status);
    } catch (IOException e) {
      log.debug("live: closing failed: {}", e.getMessage());
    }
  }
}
