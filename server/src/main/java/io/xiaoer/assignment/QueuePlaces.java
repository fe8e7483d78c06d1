package io.xiaoer.assignment;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.assignment.Plan.Place;
import io.xiaoer.assignment.Plan.Reason;
import io.xiaoer.conversation.ConversationDetails;
import io.xiaoer.conversation.Queue;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where each who waits stands in the queue and why they wait, beside every conversation. The same
 * planner says so that shares out, so no two answers can differ.
 *
 * <p>A plan over a long queue costs some milliseconds. So one is used again until it is fifty times
 * as old as it was dear, which bounds the cost to a fiftieth of one processor.
 */
final class QueuePlaces implements ConversationDetails {
  private static final int AGE_TO_COST = 50;
  private static final Duration AGE_MAX = Duration.ofSeconds(10);

  private final Situations situations;
  private final Database database;
  private final InstantSource clock;
  private final Set<String> measured = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Known known;

  /**
   * A plan, who stands last in each queue, how many of a queue nobody is online for, and until when
   * that is good enough, in {@link System#nanoTime}.
   */
  private record Known(
      Plan plan, Map<ShopId, Place> last, Map<ShopId, Integer> unattended, long untilNanos) {
    int waiting(ShopId shop) {
      Place place = last.get(shop);
      return place == null ? 0 : place.position();
    }

    int unattended(ShopId shop) {
      return unattended.getOrDefault(shop, 0);
    }
  }

  /** Counts somebody in the queue of one shop. */
  @FunctionalInterface
  private interface Count {
    int of(Known known, ShopId shop);
  }

  QueuePlaces(
      Situations situations,
      Database database,
      Shops shops,
      InstantSource clock,
      MeterRegistry registry) {
    this.situations = situations;
    this.database = database;
    this.clock = clock;
    measure(shops, registry);
    shops.onChange(() -> measure(shops, registry));
  }

  private void measure(Shops shops, MeterRegistry registry) {
    for (Shop shop : shops.all()) {
      String label = shops.label(shop.id());
      if (measured.add(label)) {
        gauge("xiaoer.queue.waiting", Known::waiting, shops, label)
            .description("customers who wait and are served by nobody")
            .register(registry);
        gauge("xiaoer.queue.unattended", Known::unattended, shops, label)
            .description("of those who wait in an open shop, for how many nobody is online")
            .register(registry);
      }
    }
  }

  private Gauge.Builder<QueuePlaces> gauge(String name, Count count, Shops shops, String label) {
    return Gauge.builder(name, this, self -> self.sum(count, shops, label)).tag("shop", label);
  }

  private int sum(Count count, Shops shops, String label) {
    Known now = database.read(jdbc -> known(jdbc, clock.instant()));
    return now.last.keySet().stream()
        .filter(shop -> shops.label(shop).equals(label))
        .mapToInt(shop -> count.of(now, shop))
        .sum();
  }

  @Override
  public Map<Long, ObjectNode> of(JdbcClient jdbc, Collection<Long> conversations) {
    Instant now = clock.instant();
    Map<Long, Queue.Listed> waiting = Queue.among(jdbc, conversations, now);
    Map<Long, ObjectNode> found = new HashMap<>();
    for (Long id : conversations) {
      ObjectNode fields = JsonNodeFactory.instance.objectNode();
      Queue.Listed listed = waiting.get(id);
      if (listed == null) {
        fields.putNull("queue");
      } else {
        Place place = place(jdbc, id, listed.shop(), now);
        fields.set("queue", QueueJson.write(place, listed));
      }
      fields.putNull("group");
      found.put(id, fields);
    }
    jdbc.sql(
            """
            SELECT c.id, g.id AS group_id, g.name FROM conversation c
            JOIN agent_group g ON g.id = c.group_id WHERE c.id IN (:ids)
            """)
        .param("ids", conversations)
        .query(row -> {
          ObjectNode fields = found.get(row.getLong("id"));
          if (fields != null) {
            fields
                .putObject("group")
                .put("id", String.valueOf(row.getLong("group_id")))
                .put("name", row.getString("name"));
          }
        });
    return found;
  }

  /** One that came after the plan was made stands behind the last. */
  private Place place(JdbcClient jdbc, long id, ShopId shop, Instant now) {
    Known present = known(jdbc, now);
    Place place = present.plan.places().get(id);
    if (place != null) {
      return place;
    }
    Place last = present.last.get(shop);
    if (last != null) {
      return last.next();
    }
    place = anew(jdbc, now).plan.places().get(id);
    return place == null ? Place.UNKNOWN : place;
  }

  private Known known(JdbcClient jdbc, Instant now) {
    Known present = known;
    return present != null && present.untilNanos - System.nanoTime() > 0
        ? present
        : anew(jdbc, now);
  }

  private Known anew(JdbcClient jdbc, Instant now) {
    long began = System.nanoTime();
    Situation situation = situations.read(jdbc, now);
    Plan plan = Planner.plan(situation);
    Map<ShopId, Place> last = new HashMap<>();
    Map<ShopId, Integer> unattended = new HashMap<>();
    for (Queue.Waiting one : situation.waiting()) {
      Place place = plan.places().get(one.id());
      if (place != null) {
        last.merge(one.shop(), place, (a, b) -> a.position() > b.position() ? a : b);
        if (place.reason() == Reason.NOBODY_ONLINE) {
          unattended.merge(one.shop(), 1, Integer::sum);
        }
      }
    }
    long ended = System.nanoTime();
    long age = Math.min((ended - began) * AGE_TO_COST, AGE_MAX.toNanos());
    Known made = new Known(plan, last, unattended, ended + age);
    known = made;
    return made;
  }
}
