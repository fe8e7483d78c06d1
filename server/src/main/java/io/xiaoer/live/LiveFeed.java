package io.xiaoer.live;

import io.xiaoer.conversation.Changes;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Message;
import io.xiaoer.shop.ShopSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads what changed, once for all browsers, and hands each connection what its person sees. A
 * connection that cannot take it in time is not waited for: it is behind then, and fetches what it
 * missed itself.
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

  /**
   * What came after {@code seq} for who sees {@code shops}, at most one frame; null for nothing.
   */
  @Nullable LiveFrame after(long seq, ShopSet shops) {
    News news = news(seq);
    return news == null ? null : news.frame(shops);
  }

  /** What came after {@code seq}, for all; null when nothing did. */
  private @Nullable News news(long seq) {
    Changes.Since since = changes.since(seq, CHANGES_MAX);
    if (!since.complete()) {
      return new News(seq, since, List.of(), List.of());
    }
    return since.isEmpty()
        ? null
        : new News(
            seq,
            since,
            conversations.byIds(since.conversations()),
            conversations.messagesByIds(since.messages().keySet()));
  }

  /** Read once; of it everybody is given what he sees. */
  private record News(
      long from, Changes.Since since, List<Conversation> conversations, List<Message> messages) {

    /** Without anything in it, too: it moves the browser's place in the order. */
    LiveFrame frame(ShopSet shops) {
      if (!since.complete()) {
        return LiveFrame.reset(since.seq());
      }
      List<Conversation> seen =
          conversations.stream().filter(one -> shops.has(one.shop())).toList();
      Set<Long> ids = seen.stream().map(Conversation::id).collect(Collectors.toSet());
      Set<Long> removed = new TreeSet<>(since.messages().keySet());
      messages.forEach(message -> removed.remove(message.id()));
      removed.removeIf(id -> !ids.contains(since.messages().getOrDefault(id, 0L)));
      return LiveFrame.changes(
          from,
          since.seq(),
          new LiveFrame.Seen(
              seen,
              messages.stream().filter(one -> ids.contains(one.conversationId())).toList(),
              removed,
              since.topics()));
    }
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
        News news = news(told);
        if (news == null) {
          changes.await(IDLE);
        } else {
          tell(news);
          told = news.since.seq();
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

  /** One frame for each set of shops that somebody sees, however many see it. */
  private void tell(News news) {
    Map<ShopSet, LiveFrame> frames = new HashMap<>();
    for (LiveConnection connection : connections) {
      ShopSet shops = connection.shops();
      connection.offer(shops, frames.computeIfAbsent(shops, news::frame));
    }
  }

  /**
   * Who connects reads for himself what came before. Only when there is still nobody after the
   * number was read has nobody missed it: whoever connects later reads at least that far.
   */
  private void skipWhatNobodyWaitsFor() {
    if (connections.isEmpty()) {
      long now = changeFeed.lastSeq();
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
