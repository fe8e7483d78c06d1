package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.store.PostgresConnections.Limits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresDatabaseTest {
  @TempDir Path folder;

  @Test
  void aReadOnAConnectionThatTheServerEndedIsDoneOnceMoreOnANewOne() throws Exception {
    try (Database database = Engine.POSTGRES.desk(folder);
        Connection other = Engine.connections(folder).open(Limits.DESK);
        Statement statement = other.createStatement()) {
      assertThat(one(database)).isEqualTo(1);
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
      assertThat(one(database)).isEqualTo(1);
    }
  }

  private static long one(Database database) {
    return database.read(jdbc -> jdbc.sql("SELECT 1").query(Long.class).single());
  }
}
