package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.PostgresServer;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.ServerImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Several servers on one PostgreSQL; at least one runs at any time, unless there is only one. */
final class PostgresHouse implements House {
  private static final int LOAD_MS_MIN = 300;
  private static final int LOAD_MS_MAX = 3_000;
  private static final int START_MS_MAX = 4_000;

  /** Longer than a node may hold the readers' lease without renewing it (8 s). */
  private static final int PAUSE_MS = 10_000;

  private final PostgresServer postgres;
  private final List<Node> nodes = new ArrayList<>();

  /** Where the checks read; changes hands before its node is harmed. */
  private volatile URI reading;

  private static final class Node {
    final Installation installation;
    Program server;

    Node(Installation installation) {
      this.installation = installation;
      server = installation.launchServer(Map.of());
    }

    void restart() {
      server = installation.launchServer(Map.of());
      installation.awaitReady(server);
    }

    URI url() {
      return installation.desk("/");
    }
  }

  PostgresHouse(Path folder, ServerImage image, int count) {
    postgres = PostgresServer.start();
    try {
      for (int i = 1; i <= count; i++) {
        Path own = Files.createDirectories(folder.resolve("node" + i));
        nodes.add(new Node(new Installation(own, postgres.settings(), image)));
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
    int number = random.nextInt(nodes.size());
    Node node = nodes.get(number);
    reading = nodes.get((number + 1) % nodes.size()).url();
    int after = random.nextInt(LOAD_MS_MIN, LOAD_MS_MAX);
    Program.sleep(after);
    return switch (trouble) {
      case KILL -> {
        node.server.kill();
        node.restart();
        yield "node %d killed after %d ms".formatted(number + 1, after);
      }
      case KILL_WHILE_STARTING -> {
        node.server.kill();
        int started = random.nextInt(START_MS_MAX);
        node.server = node.installation.launchServer(Map.of());
        Program.sleep(started);
        node.server.kill();
        node.restart();
        yield "node %d killed after %d ms, and %d ms after its start"
            .formatted(number + 1, after, started);
      }
      case PAUSE -> {
        node.server.signal("STOP");
        Program.sleep(PAUSE_MS);
        node.server.signal("CONT");
        node.installation.awaitReady(node.server);
        yield "node %d paused for %d ms".formatted(number + 1, PAUSE_MS);
      }
      case DATABASE_RESTART -> restart(PostgresServer.Stop.FAST, after);
      case DATABASE_CRASH -> restart(PostgresServer.Stop.CRASH, after);
      case KILL_WITHIN_A_CALL,
          POWER_CUT,
          POWER_CUT_WITHIN_A_CALL,
          POWER_CUT_WHILE_STARTING,
          LYING_DISK ->
          throw new IllegalArgumentException(trouble + ": only on files of our own");
    };
  }

  private String restart(PostgresServer.Stop how, int after) {
    postgres.stop(how);
    postgres.startAgain();
    start();
    return "PostgreSQL stopped (%s) after %d ms".formatted(how, after);
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.server.close());
    postgres.close();
  }
}
