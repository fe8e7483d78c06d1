package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path parent;

  @Test
  void nobodyElseMayReadWhatIsInIt() throws IOException {
    try (DataFolder folder = DataFolder.open(parent.resolve("data"))) {
      Path file = folder.file("inbox.db");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
      try (SqliteDatabase database = SqliteDatabase.open(file, "inbox", Engine::fail)) {
        database.write(jdbc ->
            jdbc.sql("INSERT INTO event VALUES (1,'s','k','o','e',1,1,'json',x'00')").update());
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(file.resolveSibling("inbox.db-wal"))))
            .as("SQLite's own file beside it")
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void isHeldByOneAndFreeAgainAfterwards() {
    Path path = parent.resolve("data");
    try (DataFolder _ = DataFolder.open(path)) {
      assertThatThrownBy(() -> DataFolder.open(path))
          .isInstanceOf(DataFolder.Unusable.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
    DataFolder.open(path).close();
  }

  @Test
  void everyWriterIsAsDurableAsItMustBe() throws Exception {
    try (Connection connection = new SqliteConnections(parent.resolve("x.db")).openWriter();
        Statement statement = connection.createStatement()) {
      try (ResultSet journal = statement.executeQuery("PRAGMA journal_mode")) {
        assertThat(journal.getString(1)).isEqualTo("wal");
      }
      try (ResultSet synchronous = statement.executeQuery("PRAGMA synchronous")) {
        assertThat(synchronous.getInt(1)).as("FULL").isEqualTo(2);
      }
    }
  }

  @Test
  void aDatabaseThatCannotBeDurableIsNotOpened() {
    // In memory there is no write-ahead log: the pragma is accepted, and does nothing.
    assertThatThrownBy(() -> new SqliteConnections(Path.of(":memory:")).openWriter())
        .isInstanceOf(DataFolder.Unusable.class)
        .hasMessageContaining("journal_mode=memory");
  }

  @Test
  void aSmallFileIsWrittenWholeAndReplacedWhole() throws Exception {
    try (DataFolder folder = DataFolder.open(parent.resolve("data"))) {
      assertThat(folder.text("small")).isEmpty();
      folder.write("small", "one");
      folder.write("small", "二");
      assertThat(folder.text("small")).contains("二");
      Path file = folder.file("small");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(file.resolveSibling("small.new")).doesNotExist();
    }
  }
}
