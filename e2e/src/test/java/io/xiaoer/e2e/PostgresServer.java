package io.xiaoer.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * A PostgreSQL of its own, from Maven's binaries, on a folder of its own. It refuses to run as
 * root, so as root it is run as {@code nobody}; the folder is therefore not below a test's own.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String USER = "nobody";
  private static final String PASSWORD = "e2e";

  private final Path folder;
  private final int port = Program.freePort();

  private PostgresServer(Path folder) {
    this.folder = folder;
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
    try {
      Path folder = Files.createTempDirectory("xiaoer-postgres");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      PostgresServer server = new PostgresServer(folder);
      server.unpack();
      Path password = Files.writeString(folder.resolve("password"), PASSWORD);
      server.own();
      server.run(
          "initdb",
          "-D",
          server.data(),
          "-U",
          "xiaoer",
          "-A",
          "scram-sha-256",
          "--pwfile=" + password,
          "-E",
          "UTF8",
          "--locale=C");
      server.startAgain();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For {@link Installation}: where it is, in xiaoer.yaml's words. */
  public String settings() {
    return """
      database: {url: "jdbc:postgresql://127.0.0.1:%d/postgres", username: xiaoer, password: %s}
      secret-key: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    """
        .formatted(port, PASSWORD);
  }

  /** For JDBC. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=xiaoer&password=%s"
        .formatted(port, PASSWORD);
  }

  public void startAgain() {
    run(
        "pg_ctl",
        "-D",
        data(),
        "-l",
        folder.resolve("postgres.log").toString(),
        "-t",
        String.valueOf(STARTS_WITHIN.toSeconds()),
        "-w",
        "-o",
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=120"
            .formatted(port),
        "start");
  }

  public void stop(Stop how) {
    run("pg_ctl", "-D", data(), "-m", how.mode, "-w", "stop");
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
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  /** Called as root, the folder becomes that of the user it will run as. */
  private void own() {
    if (isRoot()) {
      execute(List.of("chown", "-R", USER, folder.toString()));
    }
  }

  private void unpack() throws IOException {
    Process tar =
        new ProcessBuilder("tar", "-x", "-C", folder.toString())
            .inheritIO()
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    try (InputStream packed = PostgresServer.class.getResourceAsStream(ARCHIVE);
        var out = tar.getOutputStream()) {
      if (packed == null) {
        throw new AssertionError(ARCHIVE + " is not on the class path");
      }
      new XZInputStream(packed).transferTo(out);
    }
    try {
      if (tar.waitFor() != 0) {
        throw new AssertionError("tar could not unpack " + ARCHIVE);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + USER, "--clear-groups"));
    }
    command.add(folder.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    execute(command);
  }

  private void execute(List<String> command) {
    try {
      Path output = Files.createTempFile("xiaoer-postgres", ".log");
      Program program = Program.start(output, folder, Map.of(), command);
      int code = program.await(STARTS_WITHIN.plusSeconds(10));
      String printed = program.output();
      Files.delete(output);
      if (code != 0) {
        throw new AssertionError(command + " ended with " + code + ":\n" + printed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
