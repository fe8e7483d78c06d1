package io.xiaoer.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to start the same server.
 *
 * @param options of the JVM, beside those of every server
 * @param program what follows them: {@code -jar} and the jar
 */
record Shape(List<String> options, List<String> program) {
  /** The training run is given some pushes, so that the push path's classes are in the cache. */
  private static final Duration TRAINING = Duration.ofSeconds(3);

  private static final int TRAINING_CONNECTIONS = 8;
  private static final int TRAINING_PUSHES_MAX = 100_000;

  static Shape jar(Path jar) {
    return new Shape(List.of(), List.of("-jar", jar.toString()));
  }

  /** An AOT cache knows classes on a class path, and not those within a jar of jars. */
  static Shape unpacked(Path jar, Path into) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder(
                ServerProcess.java(
                    List.of("-Djarmode=tools"),
                    List.of("-jar", jar.toString(), "extract", "--destination", into.toString())))
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException(jar + " could not be unpacked");
    }
    return jar(into.resolve(jar.getFileName()));
  }

  /** One run to learn from; the JVM writes the cache when it ends. */
  Shape cached(Common common, Installation installation, Path cache)
      throws IOException, InterruptedException {
    List<String> learning = new ArrayList<>(common.jvmOptions());
    learning.add("-XX:AOTCacheOutput=" + cache);
    try (ServerProcess server = installation.start(learning, program);
        PushFile file = PushFile.open(common.work(), TRAINING_PUSHES_MAX);
        Generator generator =
            new Generator(server.port(), TRAINING_CONNECTIONS, file.pushes(true))) {
      generator.closedLoop(TRAINING);
    }
    if (!Files.exists(cache)) {
      throw new IOException(
          "no AOT cache was written; see " + installation.folder().resolve("output.log"));
    }
    System.err.printf("load: %s, %d MiB%n", cache, Files.size(cache) >> 20);
    return new Shape(List.of("-XX:AOTCache=" + cache), program);
  }

  ServerProcess start(Common common, Installation installation)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(common.jvmOptions());
    all.addAll(options);
    return installation.start(all, program);
  }
}
