package io.xiaoer.desk;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
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
  private final BooleanSupplier stillAllowed;
  private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(FRAMES_MAX);

  /** The sending thread's own. */
  private long sent;

  private sealed interface Task {
    record Send(LiveFrame frame) implements Task {}

    /** The browser says how far it has come. */
    record Ping(long after) implements Task {}

    record Close(CloseStatus status) implements Task {}
  }

  LiveConnection(WebSocketSession session, LiveFeed feed, BooleanSupplier stillAllowed) {
    this.session = session;
    this.feed = feed;
    this.stillAllowed = stillAllowed;
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

  void offer(LiveFrame frame) {
    // When it does not fit, the next frame that does finds a gap before it.
    tasks.offer(new Task.Send(frame));
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
      switch (tasks.take()) {
        case Task.Send(LiveFrame frame) -> {
          if (frame.from() > sent) {
            catchUp();
          }
          if (frame.seq() > sent) {
            send(frame);
            sent = frame.seq();
          }
        }
        case Task.Ping(long after) -> {
          if (!stillAllowed.getAsBoolean()) {
            close(SESSION_ENDED);
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

  private void catchUp() throws IOException {
    for (LiveFrame missed = feed.after(sent); missed != null; missed = feed.after(sent)) {
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
