package io.xiaoer.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A small durable write, the same on both engines. */
final class WriterProbe {
  private static final String WRITE =
      """
      INSERT INTO writer_probe (id, probed_at) VALUES (1, ?)
      ON CONFLICT (id) DO UPDATE SET probed_at = excluded.probed_at
      """;

  private WriterProbe() {}

  static void write(Connection connection, long atMicros) throws SQLException {
    try (PreparedStatement probe = connection.prepareStatement(WRITE)) {
      probe.setLong(1, atMicros);
      probe.executeUpdate();
    }
    connection.commit();
  }
}
