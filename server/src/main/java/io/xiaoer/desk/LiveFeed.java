package io.xiaoer.desk;

import io.xiaoer.conversation.Changes;
import io.xiaoer.conversation.Conversations;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads what changed, once for all browsers, and hands it to each connection. A connection that
 * cannot take it in time is not waited for: it is behind then, and fetches what it missed itself.
 */
final class LiveFeed implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

  /** Changes in one frame; more of them make the next frame. */
  static final int CHANGES_MAX = 500;

  private static final Duration IDLE = Duration.ofSeconds(1);

  private final Changes changes;
  private final Conversations conversations;
  private final Set<LiveConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean running;
  private @Nullable Thread thread;

  /** How far the browsers have been told; the feed's thread's own once it runs. */
  private long told;

  LiveFeed(Changes changes, Conversations conversations) {
    this.changes = changes;
    this.conversations = conversations;
    told = changes.lastSeq(); // here and not in the thread: nobody can be connected yet
  }

  void add(LiveConnection connection) {
    connections.add(connection);
  }

  void remove(LiveConnection connection) {
    connections.remove(connection);
  }

  long lastSeq() {
    return changes.lastSeq();
  }

  /** What came after {@code seq}, at most one frame of it; null when nothing did. */
  @Nullable LiveFrame after(long seq) {
    Changes.Since since = changes.since(seq, CHANGES_MAX);
    if (!since.complete()) {
      return LiveFrame.reset(since.seq());
    }
    return since.isEmpty()
        ? null
        : LiveFrame.changes(
            seq,
            since.seq(),
            conversations.byIds(since.conversations()),
            conversations.messagesByIds(since.messages()));
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
        LiveFrame frame = after(told);
        if (frame == null) {
          changes.await(IDLE);
        } else {
          for (LiveConnection connection : connections) {
            connection.offer(frame);
          }
          told = frame.seq();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (running) {
          log.error("live: changes cannot be read, browsers catch up later", e);
          pause();
        }
      }
    }
  }

  /**
   * Who connects reads for himself what came before. Only when there is still nobody after the
   * number was read has nobody missed it: whoever connects later reads at least that far.
   */
  private void skipWhatNobodyWaitsFor() {
    if (connections.isEmpty()) {
      long now = changes.lastSeq();
      if (connections.isEmpty()) {
        told = now;
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
