package io.xiaoer.assist;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Texts of drafts until it is known what became of them: in this node's memory only, for some
 * minutes, and not too many. Whoever sends one names its id; where its text is forgotten, by time,
 * by a restart, or because another node drafted it, nobody knows whether it was changed.
 */
final class OfferedDrafts {
  /** Who reads a draft for longer than this has mostly answered otherwise. */
  static final Duration KEPT = Duration.ofMinutes(15);

  private static final int DRAFTS_MAX = 2_000;

  private final Duration kept;
  private final Map<String, Offered> drafts = new HashMap<>();

  /** The oldest first; those that are gone already may be among them. */
  private final Deque<String> order = new ArrayDeque<>();

  OfferedDrafts(Duration kept) {
    this.kept = kept;
  }

  /**
   * A draft as it was handed out.
   *
   * @param day on which it was counted
   */
  record Offered(long conversationId, String by, LocalDate day, String text) {
    @Override
    public String toString() {
      return "Offered[conversation " + conversationId + "]";
    }
  }

  /** Gives the id that whoever sends it names. */
  String add(Offered draft) {
    String id = UUID.randomUUID().toString();
    synchronized (drafts) {
      drafts.put(id, draft);
      order.add(id);
      while (order.size() > DRAFTS_MAX) {
        drafts.remove(order.remove());
      }
    }
    CompletableFuture.delayedExecutor(kept.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> forget(id));
    return id;
  }

  /** The draft of this id, if it was made for them about this conversation. */
  Optional<Offered> find(String id, long conversationId, String by) {
    synchronized (drafts) {
      return Optional.ofNullable(drafts.get(id))
          .filter(draft -> draft.conversationId == conversationId && draft.by.equals(by));
    }
  }

  void forget(String id) {
    synchronized (drafts) {
      drafts.remove(id);
      order.remove(id);
    }
  }

  void forgetAllOf(long conversationId) {
    synchronized (drafts) {
      drafts.values().removeIf(draft -> draft.conversationId == conversationId);
      order.retainAll(drafts.keySet());
    }
  }

  int size() {
    synchronized (drafts) {
      return drafts.size();
    }
  }
}
