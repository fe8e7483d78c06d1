package io.xiaoer.log;

import io.xiaoer.store.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * What the log knows already under the same key. The same content again is a retry; other content
 * is kept beside the entry, in the transaction of the append: the key was chosen by the platform,
 * and should it ever stand for two messages, neither may be lost. What was erased or emptied is
 * known by its key alone, and nothing of it comes back.
 */
final class ConflictingPushes {
  private static final String KNOWN =
      "SELECT raw FROM event WHERE shop = ? AND event_key = ? AND open_id = ? AND event = ?";

  private static final String ERASED = "SELECT seq FROM event WHERE shop = ? AND event_key = ?";

  private static final String INSERT =
      """
      INSERT INTO event_variant (shop, event_key, open_id, event, content_hash, received_at, format,
                                 raw)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (shop, event_key, open_id, event, content_hash) DO NOTHING
      """;

  private ConflictingPushes() {}

  /** What to say of an event whose key is in the log. */
  static Appended known(Connection connection, NewEvent event) throws SQLException {
    try (PreparedStatement known = connection.prepareStatement(KNOWN)) {
      key(known, event);
      try (ResultSet row = known.executeQuery()) {
        if (row.next()) {
          byte[] raw = row.getBytes("raw");
          if (raw.length == 0 || Arrays.equals(raw, event.raw())) {
            return new Appended.Known();
          }
        } else if (isErased(connection, event)) {
          return new Appended.Known();
        }
      }
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      key(insert, event);
      insert.setString(5, Sha256.hex(event.raw()));
      insert.setLong(6, event.receivedAtMicros());
      insert.setString(7, event.format());
      insert.setBytes(8, event.raw());
      insert.executeUpdate();
    }
    return new Appended.Variant();
  }

  private static boolean isErased(Connection connection, NewEvent event) throws SQLException {
    try (PreparedStatement erased = connection.prepareStatement(ERASED)) {
      erased.setString(1, event.shop());
      erased.setString(2, event.erasedKey());
      try (ResultSet row = erased.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void key(PreparedStatement statement, NewEvent event) throws SQLException {
    statement.setString(1, event.shop());
    statement.setString(2, event.eventKey());
    statement.setString(3, event.openId());
    statement.setString(4, event.event());
  }
}
