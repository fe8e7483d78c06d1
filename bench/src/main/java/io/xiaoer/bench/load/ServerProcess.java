package io.xiaoer.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server as a process of its own, and what the kernel says it used. Linux only: it reads {@code
 * /proc}.
 */
final class ServerProcess implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofMinutes(5);

  /** A JVM that is to write an AOT cache does so when it stops, and on two cores takes its time. */
  private static final Duration STOP_MAX = Duration.ofMinutes(5);

  /** USER_HZ, which no Linux of the last decades has otherwise. */
  private static final long TICK_NANOS = 10_000_000;

  /** In /proc/PID/stat after the name: utime is the 12th field, stime the 13th. */
  private static final int UTIME = 11;

  private static final int STIME = 12;

  private final Process process;
  private final Path output;
  private final int port;
  private final Duration readyAfter;

  private ServerProcess(Process process, Path output, int port, Duration readyAfter) {
    this.process = process;
    this.output = output;
    this.port = port;
    this.readyAfter = readyAfter;
  }

  /** Starts it and waits until {@code GET readyPath} is answered with 200. */
  static ServerProcess start(List<String> command, Path output, int port, String readyPath)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    // Also after Ctrl-C nothing stays behind; a paused one hears nothing but SIGKILL.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    while (!answers(port, readyPath)) {
      if (!process.isAlive() || System.nanoTime() - began > READY_MAX.toNanos()) {
        process.destroyForcibly();
        throw new IOException(
            "%s did not become ready; it printed:%n%s"
                .formatted(String.join(" ", command), Files.readString(output)));
      }
      Thread.sleep(5);
    }
    return new ServerProcess(process, output, port, Duration.ofNanos(System.nanoTime() - began));
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  Path output() {
    return output;
  }

  /** From the start of the process to its first answer that it is ready. */
  Duration readyAfter() {
    return readyAfter;
  }

  /** Takes it from the cores, so that what it still has to do costs the others nothing. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  Duration cpu() throws IOException {
    return ticks(Path.of("/proc/" + pid() + "/stat"));
  }

  /** The same by the threads' names, numbers at their end left out; virtual ones are carried. */
  SortedMap<String, Duration> cpuByThread() throws IOException {
    SortedMap<String, Duration> byThread = new TreeMap<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        try {
          String name = Files.readString(thread.resolve("comm")).strip();
          byThread.merge(
              name.replaceAll("[-#\\d]+$", ""), ticks(thread.resolve("stat")), Duration::plus);
        } catch (IOException ended) {
          // Between the listing and the look; what it used is in the process's sum.
        }
      }
    }
    return byThread;
  }

  /** Resident memory. */
  long rssMib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElse(0L)
          / 1024;
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    try {
      resume();
      process.destroy();
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("load: a server did not stop in " + STOP_MAX + " and is killed");
        kill();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static List<String> java(List<String> jvmOptions, List<String> program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(program);
    return command;
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
  }

  private static Duration ticks(Path stat) throws IOException {
    String text = Files.readString(stat);
    // The name before may hold blanks and brackets of its own.
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return Duration.ofNanos(
        (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_NANOS);
  }

  /** Over a bare socket: an HTTP client's own start would be measured with the server's. */
  private static boolean answers(int port, String path) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      socket.setSoTimeout(5_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
              .formatted(path)
              .getBytes(StandardCharsets.US_ASCII));
      String status =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return status != null && status.startsWith("HTTP/1.1 200");
    } catch (IOException notYet) {
      return false;
    }
  }
}
