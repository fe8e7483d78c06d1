package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.store.Database.Scrubbed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is deleted in an SQLite file, and in one of a former version, which did not overwrite it.
 */
class ScrubTest {
  private static final String SECRET = "a-secret-that-was-deleted";

  @TempDir Path folder;

  @Test
  void whatIsDeletedIsOverwrittenAndTheWriteAheadLogEmptied() throws IOException {
    try (Database database = Engine.SQLITE.desk(folder)) {
      keepAndDelete(database);
      assertThat(database.scrub()).isEqualTo(Scrubbed.DONE);
      assertThat(folder.resolve("desk.db-wal")).isEmptyFile();
      assertThat(text()).doesNotContain(SECRET);
    }
  }

  @Test
  void aFileOfAFormerVersionIsRewrittenOnce() throws IOException, SQLException {
    Engine.SQLITE.desk(folder).close();
    try (Connection former =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("desk.db"));
        Statement statement = former.createStatement()) {
      statement.execute("PRAGMA user_version = 0");
      statement.execute("PRAGMA secure_delete = OFF");
      statement.execute("INSERT INTO audit VALUES (1, 1, '', '', '', '" + SECRET + "')");
      statement.execute("DELETE FROM audit");
    }
    assertThat(text()).as("what a former version leaves").contains(SECRET);
    try (Database database = Engine.SQLITE.desk(folder)) {
      assertThat(database.scrub()).isEqualTo(Scrubbed.DONE);
      assertThat(text()).doesNotContain(SECRET);
      keepAndDelete(database);
      assertThat(database.scrub()).isEqualTo(Scrubbed.DONE);
      assertThat(text()).doesNotContain(SECRET);
    }
  }

  private static void keepAndDelete(Database database) {
    database.write(
        jdbc -> jdbc.sql("INSERT INTO audit VALUES (2, 1, '', '', '', ?)").param(SECRET).update());
    database.write(jdbc -> jdbc.sql("DELETE FROM audit WHERE id = 2").update());
  }

  private String text() throws IOException {
    return Files.readString(folder.resolve("desk.db"), StandardCharsets.ISO_8859_1);
  }
}
