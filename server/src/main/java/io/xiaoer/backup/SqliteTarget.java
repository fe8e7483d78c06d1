package io.xiaoer.backup;

import io.xiaoer.log.LogHead;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.SqliteDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Two SQLite files in the data folder. They lie under other names until both are whole; the last
 * step gives them theirs.
 */
final class SqliteTarget implements Restore.Target {
  private static final List<String> NAMES = List.of(Backup.DESK, Backup.LOG);
  private static final List<String> BESIDE = List.of("", "-wal", "-shm");

  private final DataFolder folder;
  private final Manifest manifest;
  private final InstantSource clock;
  private String replaced = "";

  SqliteTarget(DataFolder folder, Manifest manifest, InstantSource clock) {
    this.folder = folder;
    this.manifest = manifest;
    this.clock = clock;
  }

  @Override
  public void claim(boolean replace) {
    if (!replace && NAMES.stream().anyMatch(name -> Files.exists(file(name)))) {
      throw Trouble.refused(
          "%s has messages already; name an empty folder by --data, or say --replace, which puts them aside"
              .formatted(folder.folder("")));
    }
  }

  @Override
  public void take(String name, InputStream in) throws IOException {
    for (String database : NAMES) {
      if (name.equals(database + Backup.DB)) {
        Restore.write(new GZIPInputStream(in), coming(database));
      }
    }
  }

  @Override
  public void check(Restore.Check check) throws SQLException {
    try {
      for (String name : NAMES) {
        if (!Files.exists(coming(name))) {
          throw new SQLException("the archive has no " + name + Backup.DB);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + coming(name))) {
          SqliteTables.check(connection, name);
        }
      }
      try (SqliteDatabase desk = open(Backup.DESK)) {
        desk.read(jdbc -> {
          check.of(jdbc);
          return true;
        });
      }
    } catch (Trouble refused) {
      NAMES.forEach(name -> delete(coming(name)));
      throw refused;
    }
  }

  @Override
  public int commit() throws IOException {
    int inDoubt;
    try (SqliteDatabase desk = open(Backup.DESK)) {
      inDoubt = desk.write(jdbc -> AfterRestore.settle(jdbc, manifest, clock.instant()));
    }
    try (SqliteDatabase log = open(Backup.LOG)) {
      log.write(jdbc -> {
        LogHead.leap(jdbc, clock.instant());
        return null;
      });
    }
    for (String name : NAMES) {
      Path coming = coming(name);
      if (Files.exists(beside(coming, "-wal"))) {
        throw new IOException(coming + ": its last part is still beside it");
      }
      try (FileChannel file = FileChannel.open(coming, StandardOpenOption.WRITE)) {
        file.force(true);
      }
    }
    putAside();
    for (String name : NAMES) {
      Files.move(coming(name), file(name), StandardCopyOption.ATOMIC_MOVE);
    }
    folder.sync();
    return inDoubt;
  }

  @Override
  public String replaced() {
    return replaced;
  }

  @Override
  public void close() {}

  /** Brought up to this version, so that what is done to it finds the tables it knows. */
  private SqliteDatabase open(String name) {
    return SqliteDatabase.open(
        coming(name),
        name,
        (what, cause) -> {
          throw Trouble.broken(what + " cannot be trusted: look at the disk", cause);
        });
  }

  /** What is there is never deleted: it may be all that somebody has. */
  private void putAside() throws IOException {
    List<Path> there = new ArrayList<>();
    for (String name : NAMES) {
      for (String suffix : BESIDE) {
        Path one = beside(file(name), suffix);
        if (Files.exists(one)) {
          there.add(one);
        }
      }
    }
    if (there.isEmpty()) {
      return;
    }
    Path aside = folder.folder("replaced-" + clock.instant().getEpochSecond());
    Files.createDirectories(aside);
    for (Path one : there) {
      Files.move(one, aside.resolve(String.valueOf(one.getFileName())));
    }
    replaced = aside.toString();
  }

  private Path file(String name) {
    return folder.folder(name + ".db");
  }

  private Path coming(String name) {
    return folder.folder(name + ".restored.db");
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static void delete(Path file) {
    try {
      for (String suffix : BESIDE) {
        Files.deleteIfExists(beside(file, suffix));
      }
    } catch (IOException e) {
      throw Trouble.broken(file + " cannot be deleted", e);
    }
  }
}
