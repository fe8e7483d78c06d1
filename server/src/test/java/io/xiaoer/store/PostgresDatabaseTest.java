package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.store.PostgresConnections.Limits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
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

  @Test
  void connectionsToAServerThatTakesNoMoreWritesAreGivenUp() throws Exception {
    try (Database database = Engine.POSTGRES.desk(folder);
        Connection other = Engine.connections(folder).open(Limits.DESK);
        Statement statement = other.createStatement()) {
      write(database);
      turn(statement, "SET default_transaction_read_only = on");
      assertThatThrownBy(() -> write(database)); // at most one more on a connection of before
      assertThatThrownBy(() -> write(database)).hasMessageContaining("read-only");
      assertThat(database.isWritable()).isFalse();
      turn(statement, "RESET default_transaction_read_only");
      write(database);
    }
  }

  @Test
  void aDatabaseIsWritableAgainThoughNobodyWrites() throws Exception {
    try (Database database = Engine.POSTGRES.desk(folder);
        Connection other = Engine.connections(folder).open(Limits.DESK);
        Statement statement = other.createStatement()) {
      turn(statement, "SET default_transaction_read_only = on");
      assertThatThrownBy(() -> write(database)); // at most one more on a connection of before
      assertThatThrownBy(() -> write(database)).hasMessageContaining("read-only");
      turn(statement, "RESET default_transaction_read_only");
      Soon.await().until(database::isWritable);
    }
  }

  /** As a standby that was promoted, or a primary that no longer is one: of new sessions. */
  private static void turn(Statement statement, String setting) throws SQLException {
    statement.execute("SET default_transaction_read_only = off");
    statement.execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %%I %s', current_database()); END $$"
            .formatted(setting));
    if (setting.startsWith("SET")) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
  }

  private static void write(Database database) {
    database.write(
        jdbc -> jdbc.sql("UPDATE migrations_of_desk SET success = success WHERE 1 = 0").update());
  }

  private static long one(Database database) {
    return database.read(jdbc -> jdbc.sql("SELECT 1").query(Long.class).single());
  }
}
