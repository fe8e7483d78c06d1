package io.xiaoer.bench.load;

import io.xiaoer.bench.peer.PeerShop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * A data folder whose log is as long as one likes. The server itself makes the tables, so that this
 * knows the columns of the log and nothing else; its readers are told that they have read it all.
 */
record FullLog(Installation installation, long rows) {
  /** As the server names them; one that is missing would begin at the first of the entries. */
  private static final List<String> READERS =
      List.of("conversation", "media", "catalog", "platform", "purchases", "after-sales");

  private static final int ROWS_PER_COMMIT = 100_000;
  private static final long SEED = 20_261_123;
  private static final int CUSTOMERS = 50_000;
  private static final int TEXT_CHARS_MIN = 50;
  private static final int TEXT_CHARS_MAX = 150; // 400 to 700 bytes with the fields around it
  private static final long MICROS_BETWEEN = 3_000_000;
  private static final Instant NEWEST = Instant.parse("2026-11-23T07:00:00Z");
  private static final String WORDS = "请问这件衣服还有黑色的吗，麻烦尽快发货。收到的尺码不对想换一件可以不可以包邮，谢谢！";

  /** Leaves the folder with exactly these rows, whatever an earlier run added or broke off. */
  void prepare(Common common) throws IOException, InterruptedException, SQLException {
    Path done = installation.folder().resolve("filled");
    Path deskTemplate = installation.folder().resolve("desk.template.db");
    if (!Files.exists(done)) {
      Common.deleteFolder(installation.folder());
      common.start(installation).close();
      System.err.printf("load: writing %,d entries, once …%n", rows);
      fill();
      settleReaders();
      Files.copy(installation.desk(), deskTemplate, StandardCopyOption.REPLACE_EXISTING);
      Files.createFile(done);
      return;
    }
    try (Connection log = connect(installation.inbox());
        Statement statement = log.createStatement()) {
      statement.execute("DELETE FROM event WHERE seq > " + rows);
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    for (String left : List.of("desk.db-wal", "desk.db-shm")) {
      Files.deleteIfExists(installation.desk().resolveSibling(left));
    }
    Files.copy(deskTemplate, installation.desk(), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Beside a desk that was filled by somebody else. */
  void fillBesideDesk() throws SQLException {
    fill();
    settleReaders();
  }

  /** The next start has to read the file from the disk. */
  static void dropFromPageCache(Path file) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("dd could not drop " + file + " from memory");
    }
  }

  private void fill() throws SQLException {
    Random random = new Random(SEED);
    try (Connection log = connect(installation.inbox());
        Statement statement = log.createStatement()) {
      // What a crash would cost here is a second try.
      statement.execute("PRAGMA synchronous = OFF");
      log.setAutoCommit(false);
      try (PreparedStatement insert =
          log.prepareStatement(
              """
              INSERT INTO event
                (seq, shop, event_key, open_id, event, create_time, received_at, format, raw)
              VALUES (?, ?, ?, ?, 'commkf_send_msg_to_kf', ?, ?, 'json', ?)
              """)) {
        for (long seq = 1; seq <= rows; seq++) {
          insert(insert, seq, random);
          if (seq % ROWS_PER_COMMIT == 0) {
            insert.executeBatch();
            log.commit();
          }
        }
        insert.executeBatch();
        log.commit();
      }
      log.setAutoCommit(true);
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  private void insert(PreparedStatement insert, long seq, Random random) throws SQLException {
    long receivedAt = NEWEST.getEpochSecond() * 1_000_000 - (rows - seq) * MICROS_BETWEEN;
    long createTime = receivedAt / 1_000_000;
    String openId = PushFile.openId(random.nextInt(CUSTOMERS));
    // Below those of the pushes to come, and rising with gaps as the platform's do.
    String msgId =
        Long.toString(
            PushFile.FIRST_MSG_ID - (rows - seq + 1) * 1_000_000 + random.nextInt(999_999));
    int chars = random.nextInt(TEXT_CHARS_MIN, TEXT_CHARS_MAX);
    String text = WORDS.repeat(1 + chars / WORDS.length()).substring(0, chars);
    String raw =
        """
        {"ToUserName":"%s","FromUserName":"%s","CreateTime":%d,"MsgType":"event",\
        "Event":"commkf_send_msg_to_kf","msg_id":"%s","msg_type":"text",\
        "msg_event":"EVENT_TYPE_SEND_MSG","text":{"content":"%s"}}\
        """
            .formatted(PeerShop.USER_NAME, openId, createTime, msgId, text);
    insert.setLong(1, seq);
    insert.setString(2, PeerShop.ID);
    insert.setString(3, msgId);
    insert.setString(4, openId);
    insert.setLong(5, createTime);
    insert.setLong(6, receivedAt);
    insert.setBytes(7, raw.getBytes(StandardCharsets.UTF_8));
    insert.addBatch();
  }

  private void settleReaders() throws SQLException {
    try (Connection desk = connect(installation.desk());
        Statement statement = desk.createStatement()) {
      for (String reader : READERS) {
        statement.execute(
            "INSERT INTO reader_cursor (reader, seq) VALUES ('%s', %d)".formatted(reader, rows)
                + " ON CONFLICT (reader) DO UPDATE SET seq = excluded.seq");
      }
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  private static Connection connect(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
