package io.xiaoer.backup;

import io.xiaoer.media.MediaFiles;
import io.xiaoer.secret.Seal;
import io.xiaoer.secret.SealKey;
import io.xiaoer.settings.Settings;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Brings a backup back, whole or not at all. While it does the data folder has a mark, and no
 * server starts on it; what was begun and not ended is simply begun again.
 */
public final class Restore {
  private final Settings settings;
  private final Optional<PostgresConnections> postgres;
  private final InstantSource clock;
  private final Progress progress;

  public Restore(
      Settings settings,
      Optional<PostgresConnections> postgres,
      InstantSource clock,
      Progress progress) {
    this.settings = settings;
    this.postgres = postgres;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * What is there again.
   *
   * @param inDoubt answers that were on their way
   * @param missing files that were not in the archive, or not what their names say
   */
  public record Restored(long entries, long files, long missing, long inDoubt, String replaced) {}

  /** Where the rows go. Nothing of it counts before {@link #commit}. */
  interface Target extends AutoCloseable {
    /** Throws {@link Trouble} when something is there. */
    void claim(boolean replace) throws SQLException;

    /** One file of the archive that is not one of the library's. */
    void take(String name, InputStream in) throws IOException, SQLException;

    /** All files have been taken. Asks {@code check} whether these rows may be used. */
    void check(Check check) throws SQLException;

    /** Gives how many answers are in doubt. */
    int commit() throws IOException, SQLException;

    /** Where that was put which was there before; empty when there was nothing. */
    String replaced();

    @Override
    void close();
  }

  interface Check {
    void of(JdbcClient jdbc);
  }

  /** Throws {@link Trouble}; the place is then as it was, or marked. */
  public Restored bringBack(Path file, boolean replace) {
    ArchiveReader archive = new ArchiveReader(file);
    Manifest manifest = archive.verified(progress);
    requireKnown(file, manifest);
    try (DataFolder folder = DataFolder.openForRestore(settings.dataDir());
        MediaFiles files = MediaFiles.of(settings)) {
      if (!replace && files.belongsToAnother(manifest.mark())) {
        throw Trouble.refused(
            "the folder of the files belongs to another installation; empty it, name another by"
                + " xiaoer.media.folder, or say --replace");
      }
      return bringBack(archive, manifest, folder, files, replace);
    } catch (IOException | SQLException | DataAccessException e) {
      throw Trouble.broken(
          "the backup was not restored (%s); fix that and run the same command again"
              .formatted(e.getMessage()),
          e);
    }
  }

  private Restored bringBack(
      ArchiveReader archive,
      Manifest manifest,
      DataFolder folder,
      MediaFiles files,
      boolean replace)
      throws IOException, SQLException {
    boolean begunBefore = folder.isUnfinished();
    try (Target target =
        postgres.isPresent()
            ? new PostgresTarget(postgres.get(), manifest, clock)
            : new SqliteTarget(folder, manifest, clock)) {
      target.claim(replace || (begunBefore && postgres.isEmpty()));
      folder.unfinished("backup of " + manifest.begunAt());
      long[] kept = new long[2];
      try {
        archive.each((name, _, in) -> {
          try {
            if (!name.startsWith(Backup.MEDIA)) {
              target.take(name, in);
            }
          } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
          }
        });
        target.check(this::requireKey);
      } catch (Trouble refused) {
        if (!begunBefore) {
          folder.finished(); // nothing was changed
        }
        throw refused;
      }
      archive.each((name, _, in) -> {
        if (name.startsWith(Backup.MEDIA)) {
          boolean whole = files.keep(in, name.substring(name.lastIndexOf('/') + 1));
          kept[whole ? 0 : 1]++;
          progress.part("bringing back files", kept[0], manifest.media().files());
        }
      });
      files.mark(manifest.mark());
      int inDoubt = target.commit();
      folder.finished();
      return new Restored(
          manifest.tables().getOrDefault("event", 0L),
          kept[0],
          manifest.media().missing(),
          inDoubt,
          target.replaced());
    }
  }

  private void requireKnown(Path file, Manifest manifest) {
    String here = postgres.isPresent() ? Manifest.POSTGRESQL : Manifest.SQLITE;
    if (!manifest.engine().equals(here)) {
      throw Trouble.refused(
          "%s holds %s tables and the configuration names %s; %s"
              .formatted(
                  file,
                  manifest.engine(),
                  here,
                  manifest.engine().equals(Manifest.SQLITE)
                      ? "leave xiaoer.database out"
                      : "name an empty PostgreSQL database by xiaoer.database"));
    }
    for (String name : new String[] {Backup.DESK, Backup.LOG}) {
      String theirs = manifest.schema().getOrDefault(name, "");
      if (theirs.isEmpty() || Schema.isLater(theirs, Schema.known(name))) {
        throw Trouble.refused(
            "%s was made by xiaoer %s, which is later than this one; install that version or a later one"
                .formatted(file, manifest.version()));
      }
    }
  }

  /** Without it the server would not start, and what is sealed could not be opened. */
  private void requireKey(JdbcClient jdbc) {
    Optional<Seal> seal =
        SealKey.find(settings.secretKey(), settings.secretKeyFile(), settings.dataDir());
    boolean right =
        seal.map(key -> SealKey.fits(key, jdbc)).orElseGet(() -> !SealKey.isNeeded(jdbc));
    if (!right) {
      throw Trouble.refused(
          "the key of that installation is not here: put its secret.key into %s, or give it by"
                  .formatted(settings.dataDir().toAbsolutePath().normalize())
              + " xiaoer.secret-key or XIAOER_SECRET_KEY");
    }
  }

  /** A file of the archive on the disk, synced. */
  static void write(InputStream in, Path file) throws IOException {
    Files.deleteIfExists(file);
    Path folder = WorkFolder.parent(file);
    Path made = WorkFolder.newFile(folder, String.valueOf(file.getFileName()));
    try (FileChannel out = FileChannel.open(made, StandardOpenOption.WRITE);
        OutputStream stream = Channels.newOutputStream(out)) {
      in.transferTo(stream);
      out.force(true);
    }
  }
}
