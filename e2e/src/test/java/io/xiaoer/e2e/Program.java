package io.xiaoer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** One of the project's programs as a process of its own, with everything it prints. */
public final class Program implements AutoCloseable {
  static final Duration READY_WITHIN = Duration.ofMinutes(8);
  public static final Path ROOT = root();
  public static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Whatever a failing test leaves behind ends with the tests. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final Path output;

  private Program(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** {@code jar} is a path below the project's folder. */
  static Program java(Path output, String jar, String... arguments) {
    return java(output, Map.of(), List.of(), Path.of(jar), arguments);
  }

  /** {@code options}: of the virtual machine, added to those every program gets. */
  static Program java(
      Path output,
      Map<String, String> environment,
      List<String> options,
      Path jar,
      String... arguments) {
    return java(output, ROOT, environment, options, jar, arguments);
  }

  /** {@code folder}: where it runs. */
  static Program java(
      Path output,
      Path folder,
      Map<String, String> environment,
      List<String> options,
      Path jar,
      String... arguments) {
    Path file = ROOT.resolve(jar);
    if (!Files.exists(file)) {
      throw new AssertionError(file + " is not built; run ./xiaoer test or ./xiaoer build");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                javaCommand(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(options);
    command.addAll(List.of("-jar", file.toString()));
    command.addAll(List.of(arguments));
    return start(output, folder, environment, command);
  }

  static String javaCommand() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static Program start(Path output, List<String> command) {
    return start(output, Map.of(), command);
  }

  /** {@code environment} is added to this program's own. */
  public static Program start(Path output, Map<String, String> environment, List<String> command) {
    return start(output, ROOT, environment, command);
  }

  static Program start(
      Path output, Path folder, Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      // The jars were built a moment ago, by the build that runs this test.
      builder.environment().put("XIAOER_NO_BUILD", "1");
      builder.environment().putAll(environment);
      Process process = builder.start();
      RUNNING.add(process);
      var _ = process.onExit().thenAccept(RUNNING::remove);
      return new Program(process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** The JVM that this program, a script, has started; empty when there is none yet. */
  Optional<ProcessHandle> javaBelow() {
    return process
        .descendants()
        .filter(below -> below.info().commandLine().orElse("").contains(" -jar "))
        .findFirst();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until {@code url} answers 200; fails with what the program printed when it does not. */
  public void awaitAnswer(URI url) {
    try {
      Soon.await()
          .atMost(READY_WITHIN)
          .failFast("the program ended", () -> !process.isAlive())
          .ignoreExceptionsInstanceOf(IOException.class) // it is still starting
          .until(() -> get(url).statusCode() == 200);
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      throw new AssertionError(url + " did not answer; the program printed:\n" + output(), e);
    }
  }

  /** SIGKILL: no hook runs, no buffer is written. */
  public void kill() {
    process.destroyForcibly();
    await(Soon.AT_MOST);
  }

  public void interrupt() {
    signal("INT");
  }

  public void signal(String name) {
    signal(pid(), name);
  }

  static void signal(long pid, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether it ended by itself in that time. */
  public boolean endsWithin(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for the end; the exit code. */
  public int await(Duration atMost) {
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

  public static HttpResponse<String> get(URI url) throws IOException {
    return send(HttpRequest.newBuilder(url));
  }

  public static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return HTTP.send(request.timeout(Soon.AT_MOST).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static int freePort() {
    return Ports.free();
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
