package io.xiaoer.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node that is broker and controller, on loopback; its topics are made when they are used. */
public final class Broker implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int LOOK_MILLIS = 1_000;
  private static final String CLUSTER = "eGlhb2VyLXRlc3QtMDAwMQ";

  private final Path folder;
  private final int port;
  private @Nullable Process process;

  /** Its files are in {@code folder}, which is empty. It is not started. */
  public Broker(Path folder) {
    this.folder = folder;
    try (ServerSocket clients = free();
        ServerSocket controllers = free()) {
      port = clients.getLocalPort();
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("server.properties"), settings(controllers.getLocalPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String settings(int controllerPort) {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
    controller.listener.names=CONTROLLER
    log.dirs=%3$s
    num.partitions=3
    num.network.threads=1
    num.io.threads=2
    offsets.topic.num.partitions=1
    offsets.topic.replication.factor=1
    transaction.state.log.num.partitions=1
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    group.initial.rebalance.delay.ms=0
    """
        .formatted(port, controllerPort, folder.resolve("log"));
  }

  /** For {@code bootstrap.servers}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Returns when it takes connections. */
  public void start() {
    String settings = folder.resolve("server.properties").toString();
    try {
      if (!Files.exists(folder.resolve("log"))) {
        Process format = java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", settings);
        if (!format.waitFor(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS)
            || format.exitValue() != 0) {
          format.destroyForcibly();
          throw new IllegalStateException("not formatted: see " + folder.resolve("broker.txt"));
        }
      }
      Process started = java("kafka.Kafka", settings);
      process = started;
      long until = System.nanoTime() + STARTS_WITHIN.toNanos();
      while (!takesConnections()) {
        if (!started.isAlive() || System.nanoTime() > until) {
          throw new IllegalStateException("not started: see " + folder.resolve("broker.txt"));
        }
        Thread.sleep(LOOK_EVERY);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** As kill -9 does. Returns when it is gone. */
  public void kill() {
    Process killed = process;
    process = null;
    if (killed != null) {
      killed.destroyForcibly();
      try {
        killed.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    kill();
  }

  private Process java(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(jars().resolve("*").toString());
    command.addAll(List.of(arguments));
    Path said = folder.resolve("broker.txt");
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
        .start();
  }

  /** In this module's target, from wherever in the repository the process runs. */
  private static Path jars() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null) {
      Path jars = at.resolve("broker").resolve("target").resolve("jars");
      if (Files.isDirectory(jars)) {
        return jars;
      }
      at = at.getParent();
    }
    throw new IllegalStateException("broker/target/jars: not built (./mvnw -pl broker package)");
  }

  private boolean takesConnections() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LOOK_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static ServerSocket free() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
