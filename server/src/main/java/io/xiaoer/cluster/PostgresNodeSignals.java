package io.xiaoer.cluster;

import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.PostgresConnections.Limits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Signals to all nodes, by NOTIFY. It is sent by a thread of its own, outside every transaction of
 * ours, and many rings of one moment become one: a notifying commit takes a lock of the whole
 * server, which the log's commits must not wait for.
 */
public final class PostgresNodeSignals extends NodeSignals implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(PostgresNodeSignals.class);

  private static final String CHANNEL = "xiaoer";
  private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

  /** Rings within this time are one. */
  private static final Duration COLLECT = Duration.ofMillis(5);

  /** How long to listen before asking whether the server is still there. */
  private static final int LISTEN_MS = 5_000;

  private final PostgresConnections connections;
  private final String self = UUID.randomUUID().toString();
  private final WakeUp rung = new WakeUp();
  private final Set<Topic> waiting = EnumSet.noneOf(Topic.class);
  private volatile boolean running;
  private @Nullable Thread listener;
  private @Nullable Thread notifier;

  public PostgresNodeSignals(PostgresConnections connections) {
    this.connections = connections;
  }

  @Override
  public void ring(Topic topic) {
    tell(topic, true);
    synchronized (waiting) {
      waiting.add(topic);
    }
    rung.raise();
  }

  @Override
  public void start() {
    running = true;
    listener = Thread.ofVirtual().name("signals-listen").start(() -> keepUp(this::listen));
    notifier = Thread.ofVirtual().name("signals-notify").start(() -> keepUp(this::notifyOthers));
  }

  @Override
  public void stop() {
    running = false;
    for (Thread thread : new Thread[] {listener, notifier}) {
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private interface Task {
    void run(Connection connection) throws SQLException, InterruptedException;
  }

  private void keepUp(Task task) {
    boolean told = false;
    while (running) {
      try (Connection connection = connections.open(Limits.DESK)) {
        told = false;
        task.run(connection);
      } catch (InterruptedException e) {
        return;
      } catch (SQLException e) {
        if (running && !told) {
          told = true;
          log.warn("LISTEN/NOTIFY connection lost, falling back to polling: {}", e.getMessage());
        }
        try {
          Thread.sleep(TROUBLE_PAUSE);
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
    }
    // Whatever was rung while there was no line.
    for (Topic topic : Topic.values()) {
      tell(topic, false);
    }
    PGConnection line = connection.unwrap(PGConnection.class);
    while (running) {
      PGNotification[] heard = line.getNotifications(LISTEN_MS);
      if (heard == null || heard.length == 0) {
        if (!connection.isValid(2)) {
          throw new SQLException("the line is dead");
        }
        continue;
      }
      Set<Topic> topics = EnumSet.noneOf(Topic.class);
      for (PGNotification notification : heard) {
        String[] parts = notification.getParameter().split(" ", 2);
        if (parts.length == 2 && !parts[1].equals(self)) {
          topic(parts[0], topics);
        }
      }
      topics.forEach(topic -> tell(topic, false));
    }
  }

  /** Another version's node may ring for what this one does not know. */
  private static void topic(String name, Set<Topic> into) {
    for (Topic topic : Topic.values()) {
      if (topic.name().equals(name)) {
        into.add(topic);
      }
    }
  }

  private void notifyOthers(Connection connection) throws SQLException, InterruptedException {
    try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      while (running) {
        rung.await(Duration.ofMinutes(1));
        Thread.sleep(COLLECT);
        Set<Topic> now;
        synchronized (waiting) {
          now = waiting.isEmpty() ? Set.of() : EnumSet.copyOf(waiting);
          waiting.clear();
        }
        for (Topic topic : now) {
          notify.setString(1, CHANNEL);
          notify.setString(2, topic.name() + " " + self);
          notify.execute();
        }
      }
    }
  }
}
