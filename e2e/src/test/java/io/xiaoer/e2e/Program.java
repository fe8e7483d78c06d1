package io.xiaoer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the project's programs as a process of its own, with everything it prints. */
final class Program implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  static final Path ROOT = root();
  static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path output;

  private Program(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** {@code jar} is a path below the project's folder. */
  static Program java(Path output, String jar, String... arguments) {
    return java(output, Map.of(), jar, arguments);
  }

  static Program java(
      Path output, Map<String, String> environment, String jar, String... arguments) {
    Path file = ROOT.resolve(jar);
    if (!Files.exists(file)) {
      throw new AssertionError(file + " is not built; run ./xiaoer test or ./xiaoer build");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-jar",
                file.toString()));
    command.addAll(List.of(arguments));
    return start(output, environment, command);
  }

  static Program start(Path output, List<String> command) {
    return start(output, Map.of(), command);
  }

  private static Program start(Path output, Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      // The jars were built a moment ago, by the build that runs this test.
      builder.environment().put("XIAOER_NO_BUILD", "1");
      builder.environment().putAll(environment);
      Process process = builder.start();
      // Whatever a failing test leaves behind ends with the tests.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new Program(process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until {@code url} answers 200; fails with what the program printed when it does not. */
  void awaitAnswer(URI url) {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        if (get(url).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It is still starting.
      }
      sleep(50);
    }
    throw new AssertionError(url + " did not answer; the program printed:\n" + output());
  }

  /** SIGKILL: no hook runs, no buffer is written. */
  void kill() {
    process.destroyForcibly();
    await(Duration.ofSeconds(10));
  }

  void interrupt() {
    signal("INT");
  }

  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for the end; the exit code. */
  int await(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + atMost + ":\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  static HttpResponse<String> get(URI url) throws IOException {
    return send(HttpRequest.newBuilder(url));
  }

  static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("xiaoer"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new AssertionError("run below the project's folder");
      }
    }
    return folder;
  }
}
