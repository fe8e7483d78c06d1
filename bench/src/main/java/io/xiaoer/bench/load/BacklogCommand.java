package io.xiaoer.bench.load;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load backlog}. */
@Command(
    name = "backlog",
    mixinStandardHelpOptions = true,
    description =
        "Messages faster than the desk takes them in; then the server is killed, and started again with what has gathered.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class BacklogCommand implements Callable<Integer> {
  /** For a million; others in proportion. */
  private static final Duration SQLITE_MAX = Duration.ofSeconds(100);

  private static final Duration POSTGRES_MAX = Duration.ofMinutes(3);
  private static final Duration GIVEN_UP = Duration.ofMinutes(30);
  private static final Duration TURN = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** One turn more than was asked for, at a speed that was not seen yet. */
  private static final long SPARE_PUSHES = 500_000;

  /** What follows the log, and by which of the server's figures one sees how far behind it is. */
  private static final Map<String, Predicate<String>> BEHIND =
      Map.of(
          "chats", line -> line.startsWith("xiaoer_reader_lag{") && line.contains("conversation"),
          "search", line -> line.startsWith("xiaoer_search_lag"),
          "rounds",
              line ->
                  line.startsWith("xiaoer_conversation_events_lag{")
                      && line.contains("\"rounds\""));

  @Mixin private Common common = new Common();

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "that wait at least (${DEFAULT-VALUE})")
  private long messages = 1_000_000;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "keep-alive connections (${DEFAULT-VALUE})")
  private int connections = 64;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Machine machine = Machine.here();
    try (@Nullable Schema schema = database.schema("backlog")) {
      if (schema != null) {
        schema.makeAnew();
      }
      Map<String, String> settings = schema == null ? Map.of() : schema.serverSettings();
      Installation installation = common.fresh("backlog", settings, "");
      Filled filled = fill(installation);
      Map<String, Duration> level = level(installation);
      Duration most =
          (schema == null ? SQLITE_MAX : POSTGRES_MAX)
              .multipliedBy(filled.waiting)
              .dividedBy(1_000_000);
      boolean held =
          level.size() == BEHIND.size()
              && level.values().stream().allMatch(took -> took.compareTo(most) <= 0);
      System.out.printf(
          """
          %s; %s; pushes over %d connections, then kill -9 and another start.

          | while pushes came | |
          |---|---|
          | taken | %,d in %d s, %,d a second |
          | in the chats meanwhile | %,d a second |

          | %,d waited for the start; level after it was ready | seconds |
          |---|---|
          %s
          all within %d s: %s
          """,
          Report.heading(Result.now(), machine),
          schema == null ? "SQLite" : "PostgreSQL",
          connections,
          filled.pushes,
          filled.took.toSeconds(),
          perSecond(filled.pushes, filled.took),
          perSecond(filled.pushes - filled.waiting, filled.took),
          filled.waiting,
          rows(level),
          most.toSeconds(),
          held ? "held" : "not held");
      return held ? 0 : 1;
    }
  }

  /**
   * @param waiting of the pushes, for the chats, when no more came
   */
  private record Filled(long pushes, long waiting, Duration took) {}

  private Filled fill(Installation installation) throws IOException, InterruptedException {
    try (ServerProcess server = common.start(installation);
        PushFile file = PushFile.open(common.work(), 2 * messages + SPARE_PUSHES);
        Generator generator = new Generator(server.port(), connections, file.pushes(false))) {
      long pushes = 0;
      long waiting = 0;
      long began = System.nanoTime();
      while (waiting < messages) {
        Burst burst = generator.closedLoop(TURN);
        if (!burst.refused().isEmpty()) {
          throw new IOException("pushes were refused: " + burst.refused());
        }
        pushes += burst.pushes();
        waiting = Installation.readerLag(server.port());
        System.err.printf("load: %,d pushed, %,d wait%n", pushes, waiting);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      server.kill();
      return new Filled(pushes, waiting, took);
    }
  }

  /** How long each took; without those that were given up. */
  private Map<String, Duration> level(Installation installation)
      throws IOException, InterruptedException {
    Map<String, Duration> level = new LinkedHashMap<>();
    try (ServerProcess server = common.start(installation)) {
      long began = System.nanoTime();
      Duration took = Duration.ZERO;
      while (level.size() < BEHIND.size() && took.compareTo(GIVEN_UP) < 0) {
        Thread.sleep(LOOK);
        took = Duration.ofNanos(System.nanoTime() - began);
        StringBuilder told = new StringBuilder();
        for (var one : BEHIND.entrySet()) {
          long lag = (long) Installation.value(server.port(), one.getValue());
          told.append(" %s %,d".formatted(one.getKey(), lag));
          // What follows the chats is level with them before they are level themselves.
          if (lag == 0 && (one.getKey().equals("chats") || level.containsKey("chats"))) {
            level.putIfAbsent(one.getKey(), took);
          }
        }
        if (took.toSeconds() % 10 == 0) {
          System.err.printf("load: after %d s wait%s%n", took.toSeconds(), told);
        }
      }
    }
    return level;
  }

  private static long perSecond(long count, Duration took) {
    return Math.round(count / (took.toNanos() / 1e9));
  }

  private static String rows(Map<String, Duration> level) {
    StringBuilder rows = new StringBuilder();
    level.forEach((what, took) -> rows.append("| %s | %d |%n".formatted(what, took.toSeconds())));
    return rows.toString();
  }
}
