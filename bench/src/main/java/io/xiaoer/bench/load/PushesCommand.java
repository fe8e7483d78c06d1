package io.xiaoer.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load pushes}. */
@Command(
    name = "pushes",
    mixinStandardHelpOptions = true,
    description = "Durable pushes per second and their latency, beside the peers, in turns.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class PushesCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      description = "keep-alive connections (64,256)")
  private List<Integer> connections = List.of(64, 256);

  @Option(names = "--rounds", paramLabel = "N", description = "turns of each (${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long a turn is (${DEFAULT-VALUE})")
  private int seconds = 8;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "before the first turn, for each (${DEFAULT-VALUE})")
  private int warmUp = 40;

  @Option(
      names = "--contestants",
      paramLabel = "NAME",
      split = ",",
      description = "some of: ${COMPLETION-CANDIDATES}; without it all that can run")
  private @Nullable Set<Contestant> contestants;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--pushes",
      paramLabel = "N",
      description = "how many to have ready; without it enough for what was seen so far")
  private @Nullable Long pushes;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path work = common.work();
    long turnSeconds = warmUp + (long) connections.size() * rounds * seconds;
    Long chosen = pushes;
    Machine machine = Machine.here();
    List<Schema> schemas = new ArrayList<>();
    List<Race.Runner> runners = new ArrayList<>();
    boolean allKept = true;
    try (PushFile file =
        PushFile.open(work, chosen == null ? Race.pushes(turnSeconds, 0) : chosen)) {
      try {
        for (Contestant contestant : contestants()) {
          Path folder = work.resolve("pushes").resolve(contestant.toString());
          Common.deleteFolder(folder);
          @Nullable Schema schema = schema(contestant);
          if (schema != null) {
            schemas.add(schema);
          }
          ServerProcess server = contestant.start(common, folder, schema);
          runners.add(
              new Race.Runner(
                  contestant.toString(),
                  contestant.isXiaoer(),
                  server,
                  file.pushes(!contestant.remembers())));
          server.pause();
        }
        Race race = new Race(runners, 0);
        race.warmUp(connections.getFirst(), Duration.ofSeconds(warmUp));
        race.run(connections, rounds, Duration.ofSeconds(seconds));
        Result.Pushes result =
            new Result.Pushes(
                Result.now(), machine, common.joinedJvmOptions(), seconds, race.rounds());
        common.tell(result);
        allKept = race.rounds().stream().allMatch(round -> round.refused().isEmpty());
      } finally {
        runners.forEach(runner -> runner.server().close());
        for (Schema schema : schemas) {
          schema.close();
        }
      }
      for (Race.Runner runner : runners) {
        allKept &= keptAll(work.resolve("pushes").resolve(runner.name()), runner);
      }
    }
    return allKept ? 0 : 1;
  }

  private Set<Contestant> contestants() {
    Set<Contestant> asked = contestants;
    if (asked != null) {
      return EnumSet.copyOf(asked);
    }
    Set<Contestant> able = EnumSet.allOf(Contestant.class);
    if (!database.given()) {
      able.removeIf(Contestant::needsPostgresql);
    }
    return able;
  }

  private @Nullable Schema schema(Contestant contestant) throws SQLException {
    if (!contestant.needsPostgresql()) {
      return null;
    }
    Schema schema =
        database.schema(
            contestant.toString().replace('-', '_') + "_" + ProcessHandle.current().pid());
    if (schema != null) {
      schema.makeAnew();
    }
    return schema;
  }

  /** Who says success has to have it: a fast server that loses pushes would win every race. */
  private static boolean keptAll(Path folder, Race.Runner runner) throws SQLException {
    for (Path file : List.of(folder.resolve("data/inbox.db"), folder.resolve("messages.db"))) {
      if (!Files.exists(file)) {
        continue;
      }
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement();
          ResultSet count = statement.executeQuery("SELECT count(*) FROM event")) {
        long rows = count.next() ? count.getLong(1) : 0;
        if (rows != runner.pushes().taken()) {
          System.err.printf(
              "load: %s was given %,d pushes and has %,d%n",
              runner.name(), runner.pushes().taken(), rows);
          return false;
        }
        System.err.printf("load: %s has all its %,d pushes%n", runner.name(), rows);
      }
    }
    return true;
  }
}
