package io.xiaoer.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.Soon;
import io.xiaoer.e2e.disk.Disk;
import io.xiaoer.e2e.disk.PowerCut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/**
 * The control for the power cuts: a program that writes rows with SQLite and says after each commit
 * that it is there, with {@code synchronous} as asked for. FULL must lose nothing, and NORMAL must
 * lose something, or the cuts would prove nothing. The product has no such setting.
 */
final class PlainWriter {
  private PlainWriter() {}

  record Loss(int acknowledged, int lost) {}

  /** In a process of its own, on a disk whose power is cut at a random moment. */
  static Loss cut(Path folder, String synchronous, Random random) throws Exception {
    Path data = Files.createDirectories(folder.resolve("data")).toAbsolutePath();
    Path file = data.resolve("plain.db");
    Path said = folder.resolve("said.txt");
    try (Disk disk = Disk.below(data, folder.resolve("disk").toAbsolutePath())) {
      Program writer =
          Program.start(
              said,
              disk.environment(),
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  PlainWriter.class.getName(),
                  file.toString(),
                  synchronous));
      Soon.await()
          .failFast(() -> assertThat(writer.isAlive()).as(writer.output()).isTrue())
          .until(() -> writer.output().lines().count() >= 200);
      Pace.pause(random.nextInt(300));
      writer.kill();
      var _ = disk.cutPower(PowerCut.Extent.SOME, random);
    }
    // The last line may be half a number.
    List<String> lines = Files.readString(said).lines().toList();
    int acknowledged = Integer.parseInt(lines.get(lines.size() - 2));
    return new Loss(acknowledged, Math.max(0, acknowledged - highest(file)));
  }

  public static void main(String[] arguments) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = " + arguments[1]);
      statement.execute("CREATE TABLE line (n INTEGER PRIMARY KEY, text TEXT)");
      for (int n = 1; ; n++) {
        statement.execute("INSERT INTO line VALUES (" + n + ", '" + "x".repeat(300) + "')");
        System.out.println(n);
      }
    }
  }

  /** Rows are written in order, so what is missing is missing at the end. */
  private static int highest(Path file) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT coalesce(max(n), 0) FROM line")) {
      return result.next() ? result.getInt(1) : 0;
    } catch (SQLException e) {
      return 0; // the table itself is gone, or the file unreadable
    }
  }
}
