package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.PostgresServer;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.ServerImage;
import io.xiaoer.e2e.Soon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/** Several servers on one PostgreSQL; at least one runs at any time, unless there is only one. */
final class PostgresHouse implements House {
  private static final int LOAD_MS_MIN = 300;
  private static final int LOAD_MS_MAX = 3_000;
  private static final int START_MS_MAX = 4_000;

  /** Longer than a node may hold the readers' lease without renewing it (8 s). */
  private static final int PAUSE_MS = 10_000;

  /** A killed node's last commit is seen by then, and no other node can have taken over yet. */
  private static final Duration SETTLED = Duration.ofMillis(500);

  private final PostgresServer postgres;
  private final List<Node> nodes = new ArrayList<>();
  private final Times times = new Times();

  /** Where the checks read; changes hands before its node is harmed. */
  private volatile URI reading;

  private static final class Node {
    final Installation installation;
    private final Times times;
    Program server;

    Node(Installation installation, Times times) {
      this.installation = installation;
      this.times = times;
      server = installation.launchServer(Map.of());
    }

    void restart() {
      long began = System.nanoTime();
      server = installation.launchServer(Map.of());
      installation.awaitReady(server);
      times.restarted(Duration.ofNanos(System.nanoTime() - began));
    }

    /** Whether it says of itself that it is the one that reads the log. */
    boolean isReader() {
      try {
        return installation.metric("xiaoer_lease_held") == 1;
      } catch (IOException notNow) {
        return false;
      }
    }

    URI url() {
      return installation.desk("/");
    }
  }

  PostgresHouse(Path folder, ServerImage image, int count) {
    this(folder, image, count, "");
  }

  /** With more below {@code xiaoer:} in each node's configuration, indented by two. */
  PostgresHouse(Path folder, ServerImage image, int count, String more) {
    postgres = PostgresServer.start();
    try {
      for (int i = 1; i <= count; i++) {
        Path own = Files.createDirectories(folder.resolve("node" + i));
        nodes.add(new Node(new Installation(own, postgres.settings() + more, image), times));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reading = nodes.getFirst().url();
  }

  @Override
  public List<URI> pushUrls() {
    return nodes.stream()
        .map(node -> node.installation.desk("/callback/" + Installation.SHOP))
        .toList();
  }

  /** A node that is not being harmed. */
  URI reading() {
    return reading;
  }

  @Override
  public Desk desk() {
    return new Desk(() -> reading);
  }

  @Override
  public void start() {
    for (Node node : nodes) {
      node.installation.awaitReady(node.server);
      if (Files.exists(node.installation.data().resolve("inbox.db"))) {
        throw new AssertionError("a node keeps its messages in a file of its own");
      }
    }
  }

  @Override
  public String suffer(Trouble trouble, Random random) {
    int number = trouble == Trouble.KILL_THE_READER ? awaitReader() : random.nextInt(nodes.size());
    Node node = nodes.get(number);
    reading = nodes.get((number + 1) % nodes.size()).url();
    int after = random.nextInt(LOAD_MS_MIN, LOAD_MS_MAX);
    Pace.pause(after);
    return switch (trouble) {
      case KILL -> {
        node.server.kill();
        node.restart();
        yield "node %d killed after %d ms".formatted(number + 1, after);
      }
      case KILL_THE_READER -> {
        long killed = System.nanoTime();
        node.server.kill();
        Duration took = awaitChanges(killed);
        times.takenOver(took);
        node.restart();
        yield "node %d, the reader, killed after %d ms; taken over after %d ms"
            .formatted(number + 1, after, took.toMillis());
      }
      case KILL_WHILE_STARTING -> {
        node.server.kill();
        int started = random.nextInt(START_MS_MAX);
        node.server = node.installation.launchServer(Map.of());
        Pace.pause(started);
        node.server.kill();
        node.restart();
        yield "node %d killed after %d ms, and %d ms after its start"
            .formatted(number + 1, after, started);
      }
      case PAUSE -> {
        node.server.signal("STOP");
        Pace.pause(PAUSE_MS);
        node.server.signal("CONT");
        node.installation.awaitReady(node.server);
        yield "node %d paused for %d ms".formatted(number + 1, PAUSE_MS);
      }
      case DATABASE_RESTART -> restart(PostgresServer.Stop.FAST, after);
      case DATABASE_CRASH -> restart(PostgresServer.Stop.CRASH, after);
      case PRIMARY_KILLED, PRIMARY_AHEAD, PRIMARY_FROZEN ->
          throw new IllegalArgumentException(trouble + ": only where there is a standby");
      case KILL_WITHIN_A_CALL,
          POWER_CUT,
          POWER_CUT_WITHIN_A_CALL,
          POWER_CUT_WHILE_STARTING,
          LYING_DISK,
          KILL_AND_FORGET ->
          throw new IllegalArgumentException(trouble + ": only on files of our own");
    };
  }

  private int awaitReader() {
    try {
      return Soon.await()
          .until(
              () ->
                  IntStream.range(0, nodes.size()).filter(i -> nodes.get(i).isReader()).findFirst(),
              OptionalInt::isPresent)
          .getAsInt();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no node reads the log", e);
    }
  }

  /**
   * From the kill until the conversations change again. What the killed node committed last may
   * come into view a moment later; it is not taken for the other node's work.
   */
  private Duration awaitChanges(long killedAtNanos) {
    AtomicReference<String> left = new AtomicReference<>("");
    try {
      Soon.await()
          .ignoreExceptionsInstanceOf(IOException.class) // the killed node may have left much work
          .until(() -> {
            String newest = desk().newest();
            if (since(killedAtNanos).compareTo(SETTLED) < 0 || left.get().isEmpty()) {
              left.set(newest);
            }
            return !newest.equals(left.get());
          });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no node reads the log", e);
    }
    return since(killedAtNanos);
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private String restart(PostgresServer.Stop how, int after) {
    postgres.stop(how);
    postgres.startAgain();
    start();
    return "PostgreSQL stopped (%s) after %d ms".formatted(how, after);
  }

  @Override
  public Times times() {
    return times;
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.server.close());
    postgres.close();
  }
}
