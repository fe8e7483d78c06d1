package io.xiaoer.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load start-up}. */
@Command(
    name = "start-up",
    mixinStandardHelpOptions = true,
    description =
        "Time to ready and memory: the jar, its parts unpacked, and both with an AOT cache.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class StartUpCommand implements Callable<Integer> {
  /** The training run is given some pushes, so that the push path's classes are in the cache. */
  private static final Duration TRAINING = Duration.ofSeconds(3);

  private static final int TRAINING_CONNECTIONS = 8;
  private static final int TRAINING_PUSHES_MAX = 100_000;

  @Mixin private Common common = new Common();

  @Option(names = "--starts", paramLabel = "N", description = "of each shape (${DEFAULT-VALUE})")
  private int starts = 7;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path work = common.work();
    Path folder = work.resolve("start-up");
    Common.deleteFolder(folder);
    Files.createDirectories(folder);
    Machine machine = Machine.here();
    Installation installation = new Installation(folder.resolve("home"), common.serverSettings());
    List<String> jar = List.of("-jar", common.serverJar().toString());
    List<String> unpacked = List.of("-jar", unpack(folder.resolve("unpacked")).toString());

    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("jar", new Shape(List.of(), jar));
    shapes.put("jar, AOT cache", cached(work, installation, folder.resolve("jar.aot"), jar));
    shapes.put("unpacked", new Shape(List.of(), unpacked));
    shapes.put(
        "unpacked, AOT cache",
        cached(work, installation, folder.resolve("unpacked.aot"), unpacked));

    List<Result.Start> started = new ArrayList<>();
    for (int round = 1; round <= starts; round++) {
      for (Map.Entry<String, Shape> shape : shapes.entrySet()) {
        List<String> options = new ArrayList<>(common.jvmOptions());
        options.addAll(shape.getValue().options());
        try (ServerProcess server = installation.start(options, shape.getValue().program())) {
          started.add(start(shape.getKey(), round, server));
        }
      }
    }
    Result.StartUp result =
        new Result.StartUp(Result.now(), machine, String.join(" ", common.jvmOptions()), started);
    result.write(work);
    System.out.println(Report.startUp(result));
    if (common.publish()) {
      Report.publish(work);
    }
    return 0;
  }

  private record Shape(List<String> options, List<String> program) {}

  static Result.Start start(String shape, int round, ServerProcess server) throws IOException {
    Result.Start start =
        new Result.Start(
            shape, round, server.readyAfter().toMillis(), server.rssMib(), server.cpu().toMillis());
    System.err.printf(
        "%-22s start %d: ready after %,5d ms, %,5d ms of CPU, %d MiB%n",
        shape, round, start.readyMillis(), start.cpuMillis(), start.rssMib());
    return start;
  }

  /** An AOT cache knows classes on a class path, and not those within a jar of jars. */
  private Path unpack(Path into) throws IOException, InterruptedException {
    Path jar = common.serverJar();
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
    return into.resolve(jar.getFileName());
  }

  /** One run to learn from; the JVM writes the cache when it ends. */
  private Shape cached(Path work, Installation installation, Path cache, List<String> program)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(common.jvmOptions());
    options.add("-XX:AOTCacheOutput=" + cache);
    try (ServerProcess server = installation.start(options, program);
        PushFile file = PushFile.open(work, TRAINING_PUSHES_MAX);
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
}
