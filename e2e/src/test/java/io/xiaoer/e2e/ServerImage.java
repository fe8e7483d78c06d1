package io.xiaoer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the server is run: the jar as it is built, or made to start in a third of the time. */
public record ServerImage(List<String> options, Path jar) {
  private static final Path BUILT = Path.of("server/target/xiaoer-server-app.jar");

  /** As an operator runs it. */
  public static ServerImage built() {
    return new ServerImage(List.of(), BUILT);
  }

  /**
   * Without the second compiler, which pays after minutes only: for a test that starts it often.
   */
  public static ServerImage shortLived() {
    return new ServerImage(List.of("-XX:TieredStopAtLevel=1"), BUILT);
  }

  /**
   * The same classes with a cache of what the JVM did when it started them once, and no second
   * compiler: for hundreds of starts of some seconds each.
   */
  public static ServerImage quick(Path folder) {
    try {
      Path image = Files.createDirectories(folder.resolve("image"));
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
      Path jar = image.resolve("app").resolve(BUILT.getFileName());
      Path cache = image.resolve("app.aot");
      Installation installation =
          new Installation(image, "", new ServerImage(List.of("-XX:AOTCacheOutput=" + cache), jar));
      Program training = installation.launchServer(Map.of());
      installation.awaitReady(training);
      URI log = installation.desk("/api/v1/events");
      Program.get(log);
      training.signal("TERM");
      training.await(Duration.ofMinutes(3)); // it writes the cache at its end
      return new ServerImage(List.of("-XX:AOTCache=" + cache, "-XX:TieredStopAtLevel=1"), jar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
