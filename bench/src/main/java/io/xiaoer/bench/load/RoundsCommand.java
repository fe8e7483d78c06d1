package io.xiaoer.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load rounds}. */
@Command(
    name = "rounds",
    mixinStandardHelpOptions = true,
    description = "Reports over the rounds of a month with millions of messages.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class RoundsCommand implements Callable<Integer> {
  private static final long SEED = 42;
  private static final int CUSTOMERS = 300_000;
  private static final int AGENTS = 120;
  private static final int ROWS_PER_COMMIT = 50_000;
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final Instant BEGIN = Instant.parse("2026-09-30T16:00:00Z");
  private static final int DAYS = 31;
  private static final String MONTH = "from=2026-10-01&to=2026-10-31";

  /** Of the customer and of us. */
  private static final double MESSAGES_PER_ROUND = 3.5;

  @Mixin private Common common = new Common();

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "in the month (${DEFAULT-VALUE}), 3.5 to a round; only the rounds are written")
  private long messages = 5_000_000;

  @Option(
      names = "--asked",
      paramLabel = "N",
      description = "reports of each kind (${DEFAULT-VALUE})")
  private int asked = 20;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path work = common.work();
    Schema schema = database.schema("rounds_" + messages);
    Path folder = work.resolve((schema == null ? "rounds-" : "rounds-postgresql-") + messages);
    Installation installation = FullDesk.installation(common, folder, schema);
    Path filled = folder.resolve("filled");
    if (!Files.exists(filled)) {
      Common.deleteFolder(folder);
      if (schema != null) {
        schema.makeAnew();
      }
      common.start(installation).close();
      try (Connection desk = FullDesk.connect(installation, schema)) {
        fill(desk, schema == null);
      }
      Files.createFile(filled);
    }
    try (ServerProcess server = common.start(installation);
        Connection desk = FullDesk.connect(installation, schema)) {
      awaitPages(desk);
      System.out.printf(
          "%s, %,d rounds, %s%n%n| report | p50 | worst |%n|---|---|---|%n",
          schema == null ? "SQLite" : "PostgreSQL", rounds(), Machine.here());
      for (String by : List.of("day", "agent", "hour", "shop")) {
        ask(server.port(), "/api/v1/reports/service?" + MONTH + "&by=" + by);
      }
      ask(server.port(), "/api/v1/reports/service?" + MONTH + "&by=day&preset=wecom");
      ask(server.port(), "/api/v1/reports/service?" + MONTH + "&by=day&preset=jd");
      ask(server.port(), "/api/v1/reports/service?from=2026-10-15&to=2026-10-15&by=hour");
      ask(server.port(), "/api/v1/reports/heat-map?" + MONTH);
      ask(server.port(), "/api/v1/reports/rounds?" + MONTH + "&missed=true");
      System.out.printf("%n%,d MiB resident%n", server.rssMib());
    }
    return 0;
  }

  private long rounds() {
    return (long) (messages / MESSAGES_PER_ROUND);
  }

  private void fill(Connection desk, boolean sqlite) throws SQLException {
    System.err.printf("load: writing %,d rounds, once …%n", rounds());
    try (Statement statement = desk.createStatement()) {
      if (sqlite) {
        statement.execute("PRAGMA synchronous = OFF"); // what a crash would cost is a second try
      }
      desk.setAutoCommit(false);
      customers(desk);
      rounds(desk);
      statement.execute(
          """
          INSERT INTO round_page (shop, day, changes, content)
          SELECT shop, opened_at / %d, 1, NULL FROM round GROUP BY shop, opened_at / %d
          """
              .formatted(DAY_MICROS, DAY_MICROS));
      desk.commit();
      desk.setAutoCommit(true);
      statement.execute(
          sqlite ? "PRAGMA wal_checkpoint(TRUNCATE)" : "ANALYZE conversation, round, round_page");
    }
  }

  private static void customers(Connection desk) throws SQLException {
    try (PreparedStatement insert =
        desk.prepareStatement(
            """
            INSERT INTO conversation (id, shop, open_id, created_at, last_message_at, closed_at)
            VALUES (?, ?, ?, 0, 0, 1)
            """)) {
      for (int customer = 1; customer <= CUSTOMERS; customer++) {
        insert.setLong(1, customer);
        insert.setString(2, Installation.shop(customer % Talk.SHOPS));
        insert.setString(3, FullDesk.openId(customer));
        insert.addBatch();
        if (customer % ROWS_PER_COMMIT == 0) {
          insert.executeBatch();
          desk.commit();
        }
      }
      insert.executeBatch();
    }
  }

  /** Most are answered within two minutes, some late, some not at all. */
  private void rounds(Connection desk) throws SQLException {
    Random random = new Random(SEED);
    long begin = BEGIN.toEpochMilli() * 1_000;
    long step = DAYS * DAY_MICROS / rounds();
    try (PreparedStatement insert =
        desk.prepareStatement(
            """
            INSERT INTO round (id, shop, conversation_id, from_seq, first_key, last_key, end_key,
                               messages, opened_at, arrived_at, queue_micros, agent, agent_at,
                               ended_at, outcome, ended_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      for (long id = 1; id <= rounds(); id++) {
        int customer = 1 + random.nextInt(CUSTOMERS);
        long opened = begin + id * step - id * step % 1_000_000;
        String key = "019:%019d".formatted(id * 1_000);
        String agent = "agent" + random.nextInt(AGENTS);
        boolean answered = random.nextInt(50) != 0;
        long wait =
            random.nextInt(20) == 0 ? random.nextLong(900_000_000L) : random.nextLong(120_000_000L);
        insert.setLong(1, id);
        insert.setString(2, Installation.shop(customer % Talk.SHOPS));
        insert.setLong(3, customer);
        insert.setLong(4, id);
        insert.setString(5, key);
        insert.setString(6, key);
        insert.setString(7, key + "!");
        insert.setInt(8, 1 + random.nextInt(3));
        insert.setLong(9, opened);
        insert.setLong(10, opened + 300_000);
        insert.setLong(11, 5_000_000);
        insert.setString(12, agent);
        insert.setLong(13, opened + 5_000_000);
        insert.setLong(14, opened + wait);
        insert.setString(15, answered ? "answered" : "closed");
        insert.setString(16, agent);
        insert.addBatch();
        if (id % ROWS_PER_COMMIT == 0) {
          insert.executeBatch();
          desk.commit();
        }
      }
      insert.executeBatch();
    }
  }

  /** The server makes them by itself. */
  private static void awaitPages(Connection desk)
      throws SQLException, IOException, InterruptedException {
    long began = System.nanoTime();
    try (Statement statement = desk.createStatement()) {
      long left = 1;
      while (left > 0) {
        Thread.sleep(500);
        try (ResultSet result =
            statement.executeQuery("SELECT count(*) FROM round_page WHERE content IS NULL")) {
          left = result.next() ? result.getLong(1) : 0;
        }
      }
      System.err.printf("load: pages were there after %.1f s%n", (System.nanoTime() - began) / 1e9);
      try (ResultSet result =
          statement.executeQuery("SELECT sum(length(content)) FROM round_page")) {
        System.err.printf("load: of %,d bytes%n", result.next() ? result.getLong(1) : 0);
      }
    }
  }

  private void ask(int port, String path) throws IOException, InterruptedException {
    Histogram latency = Common.histogram();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = -5; i < asked; i++) { // some before, for the connection and the JIT
        long began = System.nanoTime();
        Installation.send(http, Installation.request(port, path));
        long micros = (System.nanoTime() - began) / 1_000;
        if (i >= 0) {
          latency.recordValue(micros);
        }
      }
    }
    System.out.printf(
        "| `%s` | %.0f ms | %.0f ms |%n",
        path.substring("/api/v1/reports/".length()),
        latency.getValueAtPercentile(50) / 1e3,
        latency.getMaxValue() / 1e3);
  }
}
