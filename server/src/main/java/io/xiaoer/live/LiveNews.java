package io.xiaoer.live;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Message;
import io.xiaoer.shop.ShopScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What changed from one point in the order of changes to another, read once, and the frames made of
 * it: one for each set of shops that somebody sees, however many see it.
 */
final class LiveNews {
  /** Frames of further sets of shops are not kept: there can be as many as there are people. */
  private static final long FRAME_BYTES_MAX = 4 << 20;

  private static final int CONVERSATION_BYTES = 1_024;
  private static final int MESSAGE_BYTES = 512;

  private final long from;
  private final Conversations.News news;
  private final long readBytes;
  private final Map<ShopScope, LiveFrame> frames = new HashMap<>();

  LiveNews(long from, Conversations.News news) {
    this.from = from;
    this.news = news;
    readBytes =
        (long) CONVERSATION_BYTES * news.conversations().size()
            + news.messages().stream()
                .mapToLong(message -> MESSAGE_BYTES + 2L * message.chars())
                .sum();
  }

  long from() {
    return from;
  }

  long seq() {
    return news.since().seq();
  }

  boolean isComplete() {
    return news.since().complete();
  }

  boolean isEmpty() {
    return news.since().isEmpty();
  }

  boolean leadsOnFrom(long seq) {
    return from <= seq && seq < seq();
  }

  /** What it holds in memory, roughly. */
  synchronized long bytes() {
    return readBytes + frameBytes();
  }

  private long frameBytes() {
    return frames.values().stream().mapToLong(LiveFrame::bytes).sum();
  }

  /** Empty when it is not made yet and there is no room to keep it. */
  synchronized Optional<LiveFrame> shared(ShopScope shops) {
    LiveFrame made = frames.get(shops);
    if (made == null && frameBytes() < FRAME_BYTES_MAX) {
      made = frame(shops);
      frames.put(shops, made);
    }
    return Optional.ofNullable(made);
  }

  /** Without anything in it, too: it moves the browser's place in the order. */
  LiveFrame frame(ShopScope shops) {
    List<Conversation> seen =
        news.conversations().stream().filter(one -> shops.has(one.shop())).toList();
    Set<Long> ids = seen.stream().map(Conversation::id).collect(Collectors.toSet());
    Map<Long, Long> changed = news.since().messages();
    Set<Long> removed = new TreeSet<>(changed.keySet());
    for (Message message : news.messages()) {
      removed.remove(message.id());
    }
    removed.removeIf(id -> !ids.contains(changed.getOrDefault(id, 0L)));
    return LiveFrame.changes(
        from,
        seq(),
        new LiveFrame.Seen(
            seen,
            news.messages().stream().filter(one -> ids.contains(one.conversationId())).toList(),
            removed,
            news.erased().entrySet().stream()
                .filter(one -> shops.has(one.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList(),
            news.since().topics()));
  }
}
