package io.xiaoer.live;

import io.xiaoer.access.Caller;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who is looking at which conversation and types there, among the browsers of this node. It is kept
 * in memory and told to those who look at the same conversation; what must hold on all nodes does
 * not lean on it.
 */
final class Presence {
  /** A browser repeats itself every twenty seconds; one that misses two of them is gone. */
  private static final Duration KEPT = Duration.ofSeconds(45);

  private final Conversations conversations;
  private final InstantSource clock;
  private final Map<LiveConnection, Looking> looking = new HashMap<>();

  Presence(Conversations conversations, InstantSource clock) {
    this.conversations = conversations;
    this.clock = clock;
  }

  private record Looking(
      long conversation, ShopId shop, Caller.Person person, boolean typing, Instant at) {}

  /** One of those who look. */
  record Somebody(String username, String name, boolean typing) {}

  /** {@code person} looks at a conversation, or, when it is empty, at none any more. */
  void looks(
      LiveConnection connection,
      Caller.Person person,
      Optional<Long> conversation,
      boolean typing) {
    // Before the lock: it asks the database.
    Optional<ShopId> shop =
        conversation.flatMap(id -> shopOf(connection, id)).filter(connection.shops()::has);
    tell(replace(connection, person, conversation, shop, typing));
  }

  void gone(LiveConnection connection) {
    Set<Long> concerned = new HashSet<>();
    synchronized (looking) {
      Looking before = looking.remove(connection);
      if (before != null) {
        concerned.add(before.conversation);
      }
    }
    tell(concerned);
  }

  private Optional<ShopId> shopOf(LiveConnection connection, long conversation) {
    synchronized (looking) {
      Looking known = looking.get(connection);
      if (known != null && known.conversation == conversation) {
        return Optional.of(known.shop);
      }
    }
    return conversations.shopOf(conversation);
  }

  private Set<Long> replace(
      LiveConnection connection,
      Caller.Person person,
      Optional<Long> conversation,
      Optional<ShopId> shop,
      boolean typing) {
    Set<Long> concerned = new HashSet<>();
    synchronized (looking) {
      Instant now = clock.instant();
      looking
          .values()
          .removeIf(one -> {
            boolean old = one.at.plus(KEPT).isBefore(now);
            if (old) {
              concerned.add(one.conversation);
            }
            return old;
          });
      Looking before = looking.remove(connection);
      if (before != null) {
        concerned.add(before.conversation);
      }
      if (conversation.isPresent() && shop.isPresent()) {
        looking.put(connection, new Looking(conversation.get(), shop.get(), person, typing, now));
        concerned.add(conversation.get());
      }
    }
    return concerned;
  }

  private void tell(Set<Long> concerned) {
    synchronized (looking) {
      for (long conversation : concerned) {
        List<Map.Entry<LiveConnection, Looking>> here = new ArrayList<>();
        for (Map.Entry<LiveConnection, Looking> one : looking.entrySet()) {
          // A shop may have been taken from him since he began to look.
          if (one.getValue().conversation == conversation
              && one.getKey().shops().has(one.getValue().shop)) {
            here.add(one);
          }
        }
        for (Map.Entry<LiveConnection, Looking> one : here) {
          one.getKey()
              .say(
                  conversation,
                  LiveFrame.presence(conversation, others(here, one.getValue().person)));
        }
      }
    }
  }

  /** Each once, however many windows he has open; not the one who is told. */
  private static List<Somebody> others(
      List<Map.Entry<LiveConnection, Looking>> here, Caller.Person told) {
    Map<String, Somebody> others = new TreeMap<>();
    for (Map.Entry<LiveConnection, Looking> one : here) {
      Looking look = one.getValue();
      if (!look.person.username().equals(told.username())) {
        others.merge(
            look.person.username(),
            new Somebody(look.person.username(), look.person.displayName(), look.typing),
            (a, b) -> a.typing ? a : b);
      }
    }
    return others.values().stream().sorted(Comparator.comparing(Somebody::username)).toList();
  }
}
