package io.xiaoer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the server is run: the jar as it is built, or made to start in a third of the time; or by a
 * command, as one that runs a container.
 *
 * @param command in place of java and the jar; empty where it is these
 */
public record ServerImage(List<String> options, Path jar, List<String> command) {
  private static final Path BUILT = Path.of("server/target/xiaoer-server-app.jar");

  public ServerImage(List<String> options, Path jar) {
    this(options, jar, List.of());
  }

  /**
   * It is given {@code --config} with a file, and reaches the files beside it and this machine's
   * ports.
   */
  public static ServerImage by(List<String> command) {
    return new ServerImage(List.of(), BUILT, command);
  }

  /** As an operator runs it. */
  public static ServerImage built() {
    return new ServerImage(List.of(), BUILT);
  }

  /**
   * The same classes with a cache of what the JVM did when it started them once, as {@code ./xiaoer
   * serve} runs them, and no second compiler, which pays after minutes only. Made once for all
   * tests.
   */
  public static ServerImage quick() {
    return Quick.IMAGE;
  }

  private static final class Quick {
    static final ServerImage IMAGE = quick(Program.ROOT.resolve("e2e/target"));
  }

  /** The same, made in {@code folder}: for a program that may run beside the tests. */
  public static ServerImage quick(Path folder) {
    Path image = folder.resolve("image");
    Path jar = image.resolve("app").resolve(BUILT.getFileName());
    Path cache = image.resolve("app.aot");
    // Whichever process of the tests comes first makes it, the others wait.
    try (FileChannel lock =
            FileChannel.open(
                Files.createDirectories(folder).resolve("image.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = lock.lock()) {
      Path note = image.resolve("made-of");
      String madeOf = madeOf();
      if (!Files.exists(note) || !Files.readString(note).equals(madeOf)) {
        make(image, jar, cache);
        Files.writeString(note, madeOf);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ServerImage(List.of("-XX:AOTCache=" + cache, "-XX:TieredStopAtLevel=1"), jar);
  }

  /** This very jar and this very virtual machine. */
  private static String madeOf() throws IOException {
    Path built = Program.ROOT.resolve(BUILT);
    return "%s %s %s\n"
        .formatted(
            Files.size(built),
            Files.getLastModifiedTime(built),
            Runtime.version() + " " + System.getProperty("java.home"));
  }

  private static void make(Path image, Path jar, Path cache) throws IOException {
    // Of an older build, or half made.
    delete(image);
    Files.createDirectories(image);
    run(
        image,
        List.of(
            "-Djarmode=tools",
            "-jar",
            Program.ROOT.resolve(BUILT).toString(),
            "extract",
            "--force",
            "--destination",
            image.resolve("app").toString()));
    Installation installation =
        new Installation(image, "", new ServerImage(List.of("-XX:AOTCacheOutput=" + cache), jar));
    Program training = installation.launchServer(Map.of());
    installation.awaitReady(training);
    Program.get(installation.desk("/api/v1/events"));
    training.signal("TERM");
    training.await(Duration.ofMinutes(3)); // it writes the cache at its end
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void run(Path folder, List<String> arguments) {
    Program program =
        Program.start(
            folder.resolve("extract.log"),
            Stream.concat(Stream.of(Program.javaCommand()), arguments.stream()).toList());
    if (program.await(Duration.ofMinutes(1)) != 0) {
      throw new AssertionError(program.output());
    }
  }
}
