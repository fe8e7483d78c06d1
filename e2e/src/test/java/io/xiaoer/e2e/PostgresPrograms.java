package io.xiaoer.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
 * Maven's binaries of PostgreSQL, unpacked into a folder of their own, which holds the data of its
 * servers too. PostgreSQL refuses to run as root, so as root it is run as {@code nobody}; the
 * folder is therefore not below a test's own.
 */
final class PostgresPrograms {
  static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
  static final String USER = "xiaoer";
  static final String PASSWORD = "e2e";
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String RUNS_AS = "nobody";

  final Path folder;

  private PostgresPrograms(Path folder) {
    this.folder = folder;
  }

  static PostgresPrograms unpacked() {
    try {
      Path folder = Files.createTempDirectory("xiaoer-postgres");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      PostgresPrograms programs = new PostgresPrograms(folder);
      programs.unpack();
      return programs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty database in {@code data}, a folder below {@link #folder}. */
  void initialize(Path data) {
    try {
      Path password = Files.writeString(folder.resolve("password"), PASSWORD);
      own(folder);
      run(
          "initdb",
          "-D",
          data.toString(),
          "-U",
          USER,
          "-A",
          "scram-sha-256",
          "--pwfile=" + password,
          "-E",
          "UTF8",
          "--locale=C");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code options}: of the server, beside the port. */
  void start(Path data, int port, String options) {
    run(
        "pg_ctl",
        "-D",
        data.toString(),
        "-l",
        folder.resolve(data.getFileName() + ".log").toString(),
        "-t",
        String.valueOf(STARTS_WITHIN.toSeconds()),
        "-w",
        "-o",
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=120 %s"
            .formatted(port, options),
        "start");
  }

  /** Called as root, {@code path} becomes that of the user it will run as. */
  void own(Path path) {
    if (isRoot()) {
      execute(List.of("chown", "-R", RUNS_AS, path.toString()));
    }
  }

  void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + RUNS_AS, "--clear-groups"));
    }
    command.add(folder.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    execute(command);
  }

  void delete() {
    delete(folder);
  }

  static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void unpack() throws IOException {
    Process tar =
        new ProcessBuilder("tar", "-x", "-C", folder.toString())
            .inheritIO()
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    try (InputStream packed = PostgresPrograms.class.getResourceAsStream(ARCHIVE);
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
