package io.xiaoer.presence;

import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts the live connections of this node and writes down whose they are, so that every node knows
 * who is connected. Rows are made to agree with the counts again and again: no connection that
 * opens or closes waits for the database, and none that was missed stays wrong.
 */
public final class ConnectedUsers implements SmartLifecycle {
  /** Whoever only reloads the page, or goes through a tunnel, is still there. */
  public static final Duration GRACE = Duration.ofSeconds(60);

  /** A node that has not repeated itself for so long is dead, and its users are not connected. */
  static final Duration BELIEVED = Duration.ofSeconds(45);

  static final Duration REPEATED_EVERY = Duration.ofSeconds(15);
  private static final Duration KEPT = Duration.ofDays(1);

  private final Database database;
  private final InstantSource clock;
  private final String node = UUID.randomUUID().toString();
  private final Map<String, Integer> connections = new ConcurrentHashMap<>();
  private final WakeUp changed = new WakeUp();
  private final Worker worker =
      new Worker("presence", "presence: who is connected cannot be written", this::step);

  /** Who is written down as connected, with when. Only for the worker's thread. */
  private final Map<String, Instant> written = new HashMap<>();

  ConnectedUsers(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  public void opened(String username) {
    connections.merge(username, 1, Integer::sum);
    changed.raise();
  }

  public void closed(String username) {
    connections.computeIfPresent(username, (_, count) -> count > 1 ? count - 1 : null);
    changed.raise();
  }

  /** Of everybody who was connected lately, by a page or a telephone; whoever is absent is gone. */
  public static Map<String, Presence> all(JdbcClient jdbc, Instant now) {
    record Seen(String username, boolean connected, Instant seenAt) {}
    Map<String, Presence> all = new HashMap<>();
    jdbc.sql("SELECT username, connected, seen_at FROM connected_user WHERE seen_at > ?")
        .param(Micros.of(now.minus(GRACE)))
        .query(RecordMapper.of(Seen.class))
        .list()
        .forEach(seen -> {
          boolean here = seen.connected && seen.seenAt.plus(BELIEVED).isAfter(now);
          all.merge(
              seen.username,
              here ? Presence.CONNECTED : Presence.GRACE,
              (a, b) -> a.compareTo(b) < 0 ? a : b);
        });
    PhoneDuty.on(jdbc, now).stream()
        .filter(duty -> duty.isConnected(now))
        .forEach(duty -> all.put(duty.username(), Presence.CONNECTED));
    return all;
  }

  @Override
  public void start() {
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
    connections.clear();
    try {
      agree();
    } catch (DataAccessException e) {
      // Not heard of any more, they are not believed to be connected soon.
    }
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }

  private void step() throws InterruptedException {
    changed.await(REPEATED_EVERY);
    agree();
  }

  /** Writes only where there is something to say. */
  private void agree() {
    Instant now = clock.instant();
    Set<String> connected = Set.copyOf(connections.keySet());
    Set<String> toSay = new HashSet<>(connected);
    written.forEach((username, at) -> {
      if (at.plus(REPEATED_EVERY).isAfter(now)) {
        toSay.remove(username);
      }
    });
    Set<String> toEnd = new HashSet<>(written.keySet());
    toEnd.removeAll(connected);
    if (toSay.isEmpty() && toEnd.isEmpty()) {
      return;
    }
    long at = Micros.of(now);
    database.write(jdbc -> {
      toSay.forEach(username -> {
        say(jdbc, username, true, at);
        Instant last = written.get(username);
        // Whom nobody believes to be here any more has been taken for gone, and comes anew.
        if (last == null || !last.plus(BELIEVED).isAfter(now)) {
          PresenceLog.begin(jdbc, node, username, at);
        }
      });
      toEnd.forEach(username -> {
        say(jdbc, username, false, at);
        PresenceLog.end(jdbc, node, username, at);
      });
      PresenceLog.endThoseOfDeadNodes(jdbc, Micros.of(now.minus(BELIEVED)));
      return jdbc.sql("DELETE FROM connected_user WHERE seen_at < ?")
          .param(Micros.of(now.minus(KEPT)))
          .update();
    });
    toSay.forEach(username -> written.put(username, now));
    written.keySet().removeAll(toEnd);
  }

  private void say(JdbcClient jdbc, String username, boolean connected, long at) {
    jdbc.sql(
            """
            INSERT INTO connected_user (node, username, connected, seen_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (node, username) DO UPDATE
            SET connected = excluded.connected, seen_at = excluded.seen_at
            """)
        .params(node, username, connected ? 1 : 0, at)
        .update();
  }
}
