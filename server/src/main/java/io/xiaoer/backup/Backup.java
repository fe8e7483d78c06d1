package io.xiaoer.backup;

import io.xiaoer.media.MediaFiles;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.Version;
import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.PostgresConnections.Limits;
import io.xiaoer.store.Schema;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes a backup, beside a server that runs or without one.
 *
 * <p>The order is the point. The desk is copied first and the log after it: so no reader's cursor
 * is ahead of the log, and a quarantined push that was read meanwhile is in both and not in none.
 * Files come last, those that the copied rows know: a file is in its place before its row says so.
 */
public final class Backup {
  /** In this order. */
  static final String DESK = "desk";

  static final String LOG = "inbox";
  static final String MEDIA = "media/";
  static final String TABLES = "tables/";
  static final String COPY = ".copy.gz";
  static final String DB = ".db.gz";

  /** What could not be put into the archive, one a line. */
  static final String MISSING = "missing.txt";

  private final Settings settings;
  private final Optional<PostgresConnections> postgres;
  private final Version version;
  private final InstantSource clock;
  private final Progress progress;

  public Backup(
      Settings settings,
      Optional<PostgresConnections> postgres,
      Version version,
      InstantSource clock,
      Progress progress) {
    this.settings = settings;
    this.postgres = postgres;
    this.version = version;
    this.clock = clock;
    this.progress = progress;
  }

  /** What was put into the archive. */
  public record Taken(long entries, long files, long missing, long bytes) {}

  /** Throws {@link Trouble}; there is no file of this name then. */
  public Taken take(Path target, boolean withMedia) {
    if (Files.exists(target)) {
      throw Trouble.refused(target + " exists; choose another name, or delete it first");
    }
    if (!Files.isDirectory(WorkFolder.parent(target))) {
      throw Trouble.refused(WorkFolder.parent(target) + " is not there; make it first");
    }
    try (WorkFolder work = WorkFolder.beside(target)) {
      return take(target, work, withMedia);
    } catch (IOException e) {
      throw broken(target, e);
    } catch (SQLException e) {
      throw broken(target, e);
    }
  }

  private static Trouble broken(Path target, Exception e) {
    return Trouble.broken(
        "no backup was made, and nothing of it is left: %s (is there room for twice the databases in %s?)"
            .formatted(e.getMessage(), WorkFolder.parent(target)),
        e);
  }

  /** What is found while the rows are copied. */
  private static final class Found {
    final Map<String, String> schema = new TreeMap<>();
    final Map<String, Long> tables = new TreeMap<>();
    final Map<String, Long> sequences = new TreeMap<>();
    long lastSeq;
    long entries;
    String mark = "";
  }

  private Taken take(Path target, WorkFolder work, boolean withMedia)
      throws IOException, SQLException {
    Instant begunAt = clock.instant();
    Path list = work.file("files");
    try (ArchiveWriter archive = new ArchiveWriter(work.path(), begunAt);
        MediaFiles files = MediaFiles.of(settings)) {
      Found found = new Found();
      if (postgres.isPresent()) {
        rows(postgres.get(), archive, work, list, found);
      } else {
        rows(archive, work, list, found);
      }
      Manifest.Media media = withMedia ? files(files, list, archive, work) : leftOut();
      Instant endedAt = clock.instant();
      archive.finish(
          target,
          sums ->
              new Manifest(
                  Manifest.FORMAT,
                  version.text(),
                  postgres.isPresent() ? Manifest.POSTGRESQL : Manifest.SQLITE,
                  found.schema,
                  begunAt,
                  endedAt,
                  found.lastSeq,
                  found.tables,
                  found.sequences,
                  media,
                  found.mark,
                  sums));
      return new Taken(found.entries, media.files(), media.missing(), Files.size(target));
    }
  }

  private static Manifest.Media leftOut() {
    return new Manifest.Media(false, 0, 0, 0);
  }

  /** Of SQLite: both files whole. */
  private void rows(ArchiveWriter archive, WorkFolder work, Path list, Found found)
      throws IOException, SQLException {
    for (String name : new String[] {DESK, LOG}) {
      Path from = settings.dataDir().resolve(name + ".db");
      if (!Files.isReadable(from)) {
        throw Trouble.refused(
            from
                + " cannot be read; name the data folder by --config or --data, and run this as"
                + " the server's user");
      }
      Path copy = work.file(name + ".db");
      SqliteTables.copy(from, copy, progress);
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
        SqliteTables.check(connection, from.toString());
        found.schema.put(name, Schema.ofSqlite(connection));
        found.tables.putAll(SqliteTables.counts(connection));
        if (name.equals(DESK)) {
          desk(connection, list, found);
        } else {
          log(connection, found);
        }
      }
      Path packed = work.file(name + DB);
      try (InputStream in = Files.newInputStream(copy);
          OutputStream out = new FastGzip(Files.newOutputStream(packed))) {
        pack(name + ".db", in, out);
      }
      Files.delete(copy);
      archive.add(name + DB, packed);
      Files.delete(packed);
    }
  }

  private void pack(String name, InputStream in, OutputStream out) throws IOException {
    byte[] block = new byte[1 << 16];
    long done = 0;
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      out.write(block, 0, read);
      done += read;
      progress.bytes("packing " + name, done);
    }
  }

  /** Of PostgreSQL: all tables as they were at one moment. */
  private void rows(
      PostgresConnections connections,
      ArchiveWriter archive,
      WorkFolder work,
      Path list,
      Found found)
      throws IOException, SQLException {
    try (Connection connection = connections.open(Limits.MIGRATION)) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      }
      for (String name : new String[] {DESK, LOG}) {
        String schema = Schema.ofPostgres(connection, name);
        if (schema.isEmpty()) {
          throw Trouble.refused("xiaoer.database.url: no server has used this database yet");
        }
        found.schema.put(name, schema);
      }
      Set<String> names = new TreeSet<>(PostgresTables.names(connection));
      for (String table : PostgresTables.inOrder(connection, names)) {
        Path packed = work.file(table + COPY);
        try (OutputStream out = new FastGzip(Files.newOutputStream(packed))) {
          // The first line says which columns, for a schema that has more since.
          var columns = PostgresTables.columns(connection, table);
          out.write((String.join("\t", columns) + "\n").getBytes(StandardCharsets.US_ASCII));
          found.tables.put(
              table,
              PostgresTables.copyOut(
                  connection, table, columns, new Told(out, "table " + table, progress)));
        }
        archive.add(TABLES + table + COPY, packed);
        Files.delete(packed);
      }
      // They run on outside of the snapshot, and so are never behind it.
      found.sequences.putAll(PostgresTables.sequences(connection));
      desk(connection, list, found);
      log(connection, found);
      connection.rollback();
    }
  }

  private static void desk(Connection desk, Path list, Found found)
      throws SQLException, IOException {
    found.mark = MediaFiles.mark(desk);
    try (BufferedWriter lines = Files.newBufferedWriter(list, StandardCharsets.US_ASCII)) {
      MediaFiles.each(desk, (sha256, size) -> lines.write(sha256 + " " + size + "\n"));
    }
  }

  private static void log(Connection log, Found found) throws SQLException {
    found.lastSeq = SqliteTables.number(log, "SELECT coalesce(max(seq), 0) AS number FROM event");
    found.entries = found.tables.getOrDefault("event", 0L);
  }

  private Manifest.Media files(MediaFiles files, Path list, ArchiveWriter archive, WorkFolder work)
      throws IOException {
    long count = 0;
    long bytes = 0;
    long missing = 0;
    Path absent = work.file(MISSING);
    try (BufferedReader lines = Files.newBufferedReader(list, StandardCharsets.US_ASCII);
        BufferedWriter without = Files.newBufferedWriter(absent, StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String sha256 = line.substring(0, line.indexOf(' '));
        long size = Long.parseLong(line.substring(line.indexOf(' ') + 1));
        String trouble = file(files, sha256, size, archive);
        if (trouble.isEmpty()) {
          count++;
          bytes += size;
        } else {
          missing++;
          without.write(sha256 + " " + trouble + "\n");
        }
        progress.bytes("media", bytes);
      }
    }
    if (missing > 0) {
      archive.add(MISSING, absent);
    }
    return new Manifest.Media(true, count, bytes, missing);
  }

  /** What is wrong with it; empty when it is in the archive as it should be. */
  private static String file(MediaFiles files, String sha256, long size, ArchiveWriter archive)
      throws IOException {
    InputStream open;
    try {
      open = files.open(sha256, size);
    } catch (FileNotFoundException e) {
      return "not there";
    }
    try (InputStream in = open) {
      return archive.add(media(sha256), size, in).equals(sha256) ? "" : "damaged";
    }
  }

  static String media(String sha256) {
    return MEDIA + sha256.substring(0, 2) + "/" + sha256.substring(2, 4) + "/" + sha256;
  }
}
