package io.xiaoer.send;

import io.xiaoer.send.Outbox.Head;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How much is under way, and who may begin more: one answer of a customer at a time, not too many
 * of a shop, fewer of automatic ones, and the last places only for shops that have next to nothing
 * under way. So a few shops whose calls hang fill the common places and no more, and the others go
 * on.
 */
final class SendSlots {
  /** Over all shops: enough to hide the platform's latency, few enough to be polite. */
  static final int AT_ONCE_MAX = 64;

  /** Of these, for whoever comes; the rest is for shops below {@link #SURE_OF_SHOP}. */
  static final int COMMON_MAX = 48;

  static final int SURE_OF_SHOP = 2;
  static final int OF_SHOP_MAX = 24;

  /** A video may take a minute; texts pass it. */
  static final int UPLOADS_OF_SHOP_MAX = 4;

  /** What people write does not wait until automatic answers are through. */
  static final int AUTOMATIC_OF_SHOP_MAX = 16;

  private final Set<Long> conversations = new HashSet<>();
  private final Map<String, Integer> underWay = new HashMap<>();
  private final Map<String, Integer> uploads = new HashMap<>();
  private final Map<String, Integer> automatic = new HashMap<>();
  private int all;

  /** False when it has to wait. */
  synchronized boolean enter(Head head) {
    String shop = head.shop();
    int ofShop = underWay(shop);
    boolean room =
        ofShop < OF_SHOP_MAX
            && (all < COMMON_MAX || (ofShop < SURE_OF_SHOP && all < AT_ONCE_MAX))
            && (!head.upload() || mayUpload(shop))
            && (!head.automatic() || automatic.getOrDefault(shop, 0) < AUTOMATIC_OF_SHOP_MAX);
    if (!room || !conversations.add(head.conversationId())) {
      return false;
    }
    all++;
    underWay.merge(shop, 1, Integer::sum);
    if (head.upload()) {
      uploads.merge(shop, 1, Integer::sum);
    }
    if (head.automatic()) {
      automatic.merge(shop, 1, Integer::sum);
    }
    return true;
  }

  synchronized void leave(Head head) {
    if (!conversations.remove(head.conversationId())) {
      throw new IllegalStateException(
          "conversation " + head.conversationId() + " was not under way");
    }
    all--;
    takeOne(underWay, head.shop());
    if (head.upload()) {
      takeOne(uploads, head.shop());
    }
    if (head.automatic()) {
      takeOne(automatic, head.shop());
    }
  }

  synchronized int underWay(String shop) {
    return underWay.getOrDefault(shop, 0);
  }

  synchronized boolean mayUpload(String shop) {
    return uploads.getOrDefault(shop, 0) < UPLOADS_OF_SHOP_MAX;
  }

  synchronized boolean isBusy(long conversationId) {
    return conversations.contains(conversationId);
  }

  private static void takeOne(Map<String, Integer> counts, String shop) {
    counts.computeIfPresent(shop, (_, count) -> count == 1 ? null : count - 1);
  }
}
