package io.xiaoer.bench.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import me.chanjar.weixin.channel.message.WxChannelMessage;
import org.springframework.jdbc.core.JdbcTemplate;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** Where a message goes before it is acknowledged. */
@FunctionalInterface
interface Store {
  void keep(String msgId, WxChannelMessage message, String raw);

  /** Nowhere. */
  static Store none() {
    return (_, _, _) -> {};
  }

  /**
   * One INSERT and its commit for each message, as durable as the server's log and with its
   * columns.
   */
  static Store inserting(String url) {
    JdbcTemplate jdbc = new JdbcTemplate(pool(url));
    boolean sqlite = url.startsWith("jdbc:sqlite:");
    jdbc.execute(
        """
        CREATE TABLE IF NOT EXISTS event (
          seq %s, shop TEXT NOT NULL, event_key TEXT NOT NULL, open_id TEXT NOT NULL,
          event TEXT NOT NULL, create_time BIGINT, received_at BIGINT NOT NULL, raw %s NOT NULL,
          UNIQUE (shop, event_key, open_id, event))
        """
            .formatted(
                sqlite ? "INTEGER PRIMARY KEY" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                sqlite ? "BLOB" : "BYTEA"));
    return (msgId, message, raw) ->
        jdbc.update(
            """
            INSERT INTO event (shop, event_key, open_id, event, create_time, received_at, raw)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            PeerShop.ID,
            msgId,
            message.getFromUser(),
            message.getEvent(),
            message.getCreateTime(),
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
            raw.getBytes(StandardCharsets.UTF_8));
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    if (url.startsWith("jdbc:sqlite:")) {
      SQLiteConfig sqlite = new SQLiteConfig();
      sqlite.setJournalMode(JournalMode.WAL);
      sqlite.setSynchronous(SynchronousMode.FULL);
      SQLiteDataSource source = new SQLiteDataSource(sqlite);
      source.setUrl(url);
      config.setDataSource(source);
      // With more, they would wait for SQLite's write lock by sleeping, and be slower for it.
      config.setMaximumPoolSize(1);
    } else {
      config.setJdbcUrl(url);
      config.setUsername(System.getProperty("peer.store.username", ""));
      config.setPassword(System.getProperty("peer.store.password", ""));
    }
    return new HikariDataSource(config);
  }
}
