package io.xiaoer.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code load retention}. */
@Command(
    name = "retention",
    mixinStandardHelpOptions = true,
    description = "Deletes what is older than 30 days of millions of messages, beside pushes.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class RetentionCommand implements Callable<Integer> {
  private static final String API = "/api/v1/admin/retention";
  private static final int CONNECTIONS = 64;
  private static final long AGED_MICROS = 90 * 86_400_000_000L;
  private static final Duration READ_MAX = Duration.ofMinutes(10);

  @Mixin private Common common = new Common();

  @Option(
      names = "--messages",
      paramLabel = "N",
      description =
          "in the log and at the desk (${DEFAULT-VALUE}); written once, some 1.4 KB each, and copied for each run")
  private long messages = 5_000_000;

  @Option(
      names = "--per-second",
      paramLabel = "N",
      description = "pushes, all the time (${DEFAULT-VALUE})")
  private int perSecond = 1_000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "pushes before it begins, to compare (${DEFAULT-VALUE})")
  private int seconds = 120;

  @Option(
      names = "--atmost",
      paramLabel = "SECONDS",
      description = "then it is given up (${DEFAULT-VALUE})")
  private int atMost = 7_200;

  /** Of pushes. */
  private static final class Seen {
    final Histogram latency = Common.histogram();
    final SortedMap<String, Long> refused = new TreeMap<>();
    long sent;

    void add(Burst burst) {
      latency.add(burst.latency());
      burst.refused().forEach((why, count) -> refused.merge(why, count, Long::sum));
      sent += burst.pushes();
    }

    String row(String name) {
      return "| %s | %,d | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %s |"
          .formatted(
              name,
              sent,
              Common.millis(latency, 50),
              Common.millis(latency, 99),
              Common.millis(latency, 99.9),
              latency.getMaxValue() / 1e3,
              refused.isEmpty() ? "none" : refused.toString());
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path work = common.work();
    Path template = work.resolve("retention-template-" + messages);
    Installation filled = FullDesk.installation(common, template, null);
    fill(filled);
    Path folder = work.resolve("retention-" + messages);
    copy(template, folder);
    Installation installation = FullDesk.installation(common, folder, null);
    makeOld(installation);
    long entriesBefore = entries(installation);
    Machine machine = Machine.here();
    Seen before = new Seen();
    Seen during = new Seen();
    JsonNode sweep;
    long tookSeconds;
    String sizesBefore = sizes(installation);
    double previewSeconds;
    try (PushFile file =
            PushFile.open(work, (long) perSecond * (seconds + Math.min(atMost, 1_800) + 60));
        ServerProcess server = common.start(installation);
        HttpClient http = HttpClient.newHttpClient()) {
      PushFile.Pushes pushes = file.pushes(false);
      try (Generator generator = new Generator(server.port(), CONNECTIONS, pushes)) {
        generator.paced(perSecond, Duration.ofSeconds(15), _ -> {}); // For the JIT.
        long warmUp = pushes.taken();
        before.add(generator.paced(perSecond, Duration.ofSeconds(seconds), _ -> {}));
        Installation.awaitRead(server.port(), READ_MAX);
        long asked = System.nanoTime();
        JsonNode preview =
            read(
                Installation.send(
                    http,
                    Installation.request(server.port(), API + "/previews")
                        .POST(BodyPublishers.ofString("{\"messages\":30,\"files\":30}"))));
        previewSeconds = (System.nanoTime() - asked) / 1e9;
        System.err.println("load: would go: " + preview.path("parts"));
        Installation.send(
            http,
            Installation.request(server.port(), API)
                .PUT(
                    BodyPublishers.ofString(
                        "{\"preview_id\":\"" + preview.path("id").asString() + "\"}")));
        long began = System.nanoTime();
        do {
          during.add(generator.paced(perSecond, Duration.ofSeconds(10), _ -> {}));
          sweep =
              read(Installation.send(http, Installation.request(server.port(), API)))
                  .path("sweeps")
                  .path(0);
          System.err.println("load: " + sweep.path("parts"));
          tookSeconds = (System.nanoTime() - began) / 1_000_000_000;
        } while (sweep.path("finished_at").isNull() && tookSeconds < atMost);
        before.sent += warmUp;
      }
      Installation.awaitRead(server.port(), READ_MAX);
    }
    long kept = entries(installation) - entriesBefore;
    long lost = before.sent + during.sent - kept;
    System.out.printf(
        """
        %s; %,d messages in the log and at the desk, %,d pushes a second.

        | | pushes | p50 | p99 | p99.9 | max | refused |
        |---|---|---|---|---|---|---|
        %s
        %s

        The preview took %.1f s, the sweep %,d s%s: %s. Of %,d acknowledged pushes %,d are not in the log.

        Before: %s
        After: %s
        """,
        Report.heading(Result.now(), machine),
        messages,
        perSecond,
        before.row("before"),
        during.row("beside the sweep"),
        previewSeconds,
        tookSeconds,
        sweep.path("finished_at").isNull() ? " (given up)" : "",
        sweep.path("parts"),
        before.sent + during.sent,
        lost,
        sizesBefore,
        sizes(installation));
    return lost == 0 && during.refused.isEmpty() && !sweep.path("finished_at").isNull() ? 0 : 1;
  }

  /** Does nothing when an earlier run has done it. */
  private void fill(Installation installation)
      throws IOException, InterruptedException, SQLException {
    Path done = installation.folder().resolve("with-log");
    if (Files.exists(done)) {
      return;
    }
    new FullDesk(installation, null, messages).fill(common, new Talk());
    new FullLog(installation, messages).fillBesideDesk();
    try (ServerProcess server = common.start(installation)) {
      long lag = Installation.searchLag(server.port());
      while (lag != 0) {
        System.err.printf("load: %,d messages are still to be put into the index%n", lag);
        Thread.sleep(10_000);
        lag = Installation.searchLag(server.port());
      }
    }
    Files.createFile(done);
  }

  private static void copy(Path template, Path folder) throws IOException {
    Common.deleteFolder(folder);
    Files.createDirectories(folder.resolve("data"));
    for (String name : List.of("inbox.db", "desk.db", "secret.key")) {
      Path file = template.resolve("data").resolve(name);
      if (Files.exists(file)) {
        Files.copy(file, folder.resolve("data").resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** So that all of it is older than the rule, however little was written. */
  private static void makeOld(Installation installation) throws SQLException {
    age(installation.inbox(), "UPDATE event SET received_at = received_at - " + AGED_MICROS);
    age(installation.desk(), "UPDATE message SET received_at = received_at - " + AGED_MICROS);
  }

  private static void age(Path file, String update) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = OFF");
      statement.executeUpdate(update);
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  private static long entries(Installation installation) throws SQLException {
    return number(installation.inbox(), "SELECT count(*) FROM event");
  }

  private static String sizes(Installation installation) throws SQLException {
    StringBuilder sizes = new StringBuilder();
    for (Path file : List.of(installation.inbox(), installation.desk())) {
      long page = number(file, "PRAGMA page_size");
      sizes.append(
          "%s%s %,d MiB, of which %,d free"
              .formatted(
                  sizes.isEmpty() ? "" : "; ",
                  file.getFileName(),
                  (number(file, "PRAGMA page_count") * page) >> 20,
                  (number(file, "PRAGMA freelist_count") * page) >> 20));
    }
    return sizes.toString();
  }

  private static long number(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static JsonNode read(String json) {
    return Result.JSON.readTree(json);
  }
}
