package io.xiaoer.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load full-log}. */
@Command(
    name = "full-log",
    mixinStandardHelpOptions = true,
    description = "Pushes into a log of millions beside an empty one, and starts on it.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class FullLogCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "entries of the full log (${DEFAULT-VALUE}); made once, some 0.8 KB each")
  private long rows = 10_000_000;

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      description = "keep-alive connections (64)")
  private List<Integer> connections = List.of(64);

  @Option(names = "--rounds", paramLabel = "N", description = "turns of each (${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long a turn is (${DEFAULT-VALUE})")
  private int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "before the first turn, for each (${DEFAULT-VALUE})")
  private int warmUp = 15;

  @Option(names = "--starts", paramLabel = "N", description = "starts to time (${DEFAULT-VALUE})")
  private int starts = 5;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path work = common.work();
    Shape jar = Shape.jar(common.serverJar());
    Machine machine = Machine.here();
    Installation full =
        new Installation(work.resolve("full-log-" + rows), common.serverSettings(Map.of()));
    Installation empty =
        new Installation(work.resolve("empty-log"), common.serverSettings(Map.of()));
    new FullLog(full, rows).prepare(common);
    Common.deleteFolder(empty.folder());
    Path parts = work.resolve("full-log-start");
    Common.deleteFolder(parts);
    Files.createDirectories(parts);
    // Learnt on another folder: what a start does with a full log is not to be known before.
    Shape prepared =
        Shape.unpacked(common.serverJar(), parts.resolve("unpacked"))
            .cached(common, empty, parts.resolve("server.aot"));
    Common.deleteFolder(empty.folder());

    List<Result.Start> started = new ArrayList<>();
    for (int round = 1; round <= starts; round++) {
      for (boolean cold : List.of(true, false)) {
        String memory = cold ? "file not in memory" : "file in memory";
        started.add(startAfterCrash("as ./xiaoer serve, " + memory, round, prepared, full, cold));
        started.add(startAfterCrash("jar, " + memory, round, jar, full, cold));
      }
    }

    boolean allAccepted;
    long turnSeconds = warmUp + (long) connections.size() * rounds * seconds;
    try (PushFile file = PushFile.open(work, Race.pushes(turnSeconds, 0));
        ServerProcess onEmpty = jar.start(common, empty);
        ServerProcess onFull = jar.start(common, full)) {
      onEmpty.pause();
      onFull.pause();
      Race race =
          new Race(
              List.of(
                  new Race.Runner("empty log", true, onEmpty, file.pushes(false)),
                  new Race.Runner("full log", true, onFull, file.pushes(false))),
              0);
      race.warmUp(connections.getFirst(), Duration.ofSeconds(warmUp));
      race.run(connections, rounds, Duration.ofSeconds(seconds));
      Result.FullLog result =
          new Result.FullLog(
              Result.now(),
              machine,
              common.joinedJvmOptions(),
              seconds,
              rows,
              Files.size(full.inbox()) >> 20,
              race.rounds(),
              started);
      common.tell(result);
      allAccepted = race.rounds().stream().allMatch(round -> round.refused().isEmpty());
    }
    return allAccepted ? 0 : 1;
  }

  private Result.Start startAfterCrash(
      String name, int round, Shape shape, Installation full, boolean cold)
      throws IOException, InterruptedException {
    if (cold) {
      FullLog.dropFromPageCache(full.inbox());
    }
    try (ServerProcess server = shape.start(common, full)) {
      Result.Start start = StartUpCommand.start(name, round, server);
      // The next start is one after a crash.
      server.kill();
      return start;
    }
  }
}
