package io.xiaoer.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Installation installation =
        new Installation(folder.resolve("home"), common.serverSettings(Map.of()));
    Shape jar = Shape.jar(common.serverJar());
    Shape unpacked = Shape.unpacked(common.serverJar(), folder.resolve("unpacked"));

    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("jar", jar);
    shapes.put("jar, AOT cache", jar.cached(common, installation, folder.resolve("jar.aot")));
    shapes.put("unpacked", unpacked);
    shapes.put(
        "unpacked, AOT cache",
        unpacked.cached(common, installation, folder.resolve("unpacked.aot")));

    List<Result.Start> started = new ArrayList<>();
    for (int round = 1; round <= starts; round++) {
      for (Map.Entry<String, Shape> shape : shapes.entrySet()) {
        try (ServerProcess server = shape.getValue().start(common, installation)) {
          started.add(start(shape.getKey(), round, server));
        }
      }
    }
    Result.StartUp result =
        new Result.StartUp(Result.now(), machine, common.joinedJvmOptions(), started);
    common.tell(result);
    return 0;
  }

  static Result.Start start(String shape, int round, ServerProcess server) throws IOException {
    Result.Start start =
        new Result.Start(
            shape, round, server.readyAfter().toMillis(), server.rssMib(), server.cpu().toMillis());
    System.err.printf(
        "%-22s start %d: ready after %,5d ms, %,5d ms of CPU, %d MiB%n",
        shape, round, start.readyMillis(), start.cpuMillis(), start.rssMib());
    return start;
  }
}
