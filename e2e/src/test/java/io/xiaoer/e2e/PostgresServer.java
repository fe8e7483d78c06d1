package io.xiaoer.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;

/** A PostgreSQL of its own, from Maven's binaries, on a folder of its own. */
public final class PostgresServer implements AutoCloseable {
  private final PostgresPrograms programs;
  private final Path data;
  private final int port = Program.freePort();

  private PostgresServer(PostgresPrograms programs) {
    this.programs = programs;
    data = programs.folder.resolve("data");
  }

  /** How it is told to stop. */
  public enum Stop {
    /** Ends transactions and connections, writes everything out. */
    FAST("fast"),
    /** As if the process had crashed: the next start recovers from its log. */
    CRASH("immediate");

    private final String mode;

    Stop(String mode) {
      this.mode = mode;
    }
  }

  /** Unpacked, set up and running. */
  public static PostgresServer start() {
    PostgresServer server = new PostgresServer(PostgresPrograms.unpacked());
    server.programs.initialize(server.data);
    server.startAgain();
    return server;
  }

  /** For {@link Installation}: where it is, in xiaoer.yaml's words. */
  public String settings() {
    return """
      database: {url: "jdbc:postgresql://127.0.0.1:%d/postgres", username: %s, password: %s}
      secret-key: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    """
        .formatted(port, PostgresPrograms.USER, PostgresPrograms.PASSWORD);
  }

  /** For JDBC. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
        .formatted(port, PostgresPrograms.USER, PostgresPrograms.PASSWORD);
  }

  public void startAgain() {
    programs.start(data, port, "");
  }

  public void stop(Stop how) {
    programs.run("pg_ctl", "-D", data.toString(), "-m", how.mode, "-w", "stop");
  }

  public boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException down) {
      return false;
    }
  }

  @Override
  public void close() {
    if (accepts()) {
      stop(Stop.CRASH);
    }
    programs.delete();
  }
}
