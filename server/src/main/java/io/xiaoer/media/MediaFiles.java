package io.xiaoer.media;

import io.xiaoer.media.Spool.Spooled;
import io.xiaoer.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The library's files without a server, for a program that copies them away or brings them back. A
 * file is named by the SHA-256 of what it holds, so bringing one twice is no harm.
 */
public final class MediaFiles implements AutoCloseable {
  private static final int ROWS_AT_ONCE = 1_000;

  private final Path folder;
  private final BlobStore blobs;
  private final boolean inBucket;
  private final DiskReserve space;
  private @Nullable Spool spool;

  private MediaFiles(Path folder, BlobStore blobs, boolean inBucket, DiskReserve space) {
    this.folder = folder;
    this.blobs = blobs;
    this.inBucket = inBucket;
    this.space = space;
  }

  /** Where the configuration has them. Makes nothing. */
  public static MediaFiles of(Settings settings) {
    Path folder = MediaConfiguration.folder(settings);
    FileBlobStore here = new FileBlobStore(folder);
    Settings.S3 s3 = settings.media().s3();
    DiskReserve space = DiskReserve.leaving(settings.media().keepFree().toBytes(), folder);
    return s3 == null
        ? new MediaFiles(folder, here, false, space)
        : new MediaFiles(
            folder, new FallbackBlobStore(MediaConfiguration.bucket(s3), here), true, space);
  }

  /** What to do with a file that a row knows. */
  @FunctionalInterface
  public interface Each {
    void file(String sha256, long size) throws IOException;
  }

  /** Every file that the rows of this database know, small pictures too, each once. */
  public static void each(Connection desk, Each each) throws SQLException, IOException {
    try (Statement statement = desk.createStatement()) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT sha256, size FROM media_file
              UNION
              SELECT thumbnail_sha256, thumbnail_size FROM media_file
              WHERE thumbnail_sha256 IS NOT NULL
              """)) {
        while (row.next()) {
          each.file(row.getString("sha256"), row.getLong("size"));
        }
      }
    }
  }

  /** The word that this database shares with its folder; empty before the first start. */
  public static String mark(Connection desk) throws SQLException {
    try (Statement statement = desk.createStatement();
        ResultSet row = statement.executeQuery("SELECT mark FROM media_vault")) {
      return row.next() ? row.getString("mark") : "";
    }
  }

  /**
   * The whole file.
   *
   * @throws java.io.FileNotFoundException when it is not where it should be
   */
  public InputStream open(String sha256, long size) throws IOException {
    return blobs.open(sha256, size, 0, size);
  }

  /** False when what was brought is not what its name says; it is not kept then. */
  public boolean keep(InputStream in, String sha256) throws IOException {
    try (Spool.Writing writing = spool().begin()) {
      in.transferTo(writing);
      Spooled whole = writing.finish();
      if (!whole.sha256().equals(sha256)) {
        whole.discard();
        return false;
      }
      blobs.keep(whole);
      return true;
    }
  }

  /** Whether the files here are those of another installation. */
  public boolean belongsToAnother(String mark) throws IOException {
    return !inBucket
        && !mark.isEmpty()
        && StorageMarker.read(folder).filter(here -> !here.equals(mark)).isPresent();
  }

  /** From now on the folder is the one of the database with this mark. */
  public void mark(String mark) throws IOException {
    if (!inBucket && !mark.isEmpty()) {
      var _ = spool();
      StorageMarker.write(folder, mark);
    }
  }

  private Spool spool() throws IOException {
    Spool made = spool;
    if (made == null) {
      Path place = folder.resolve(MediaConfiguration.SPOOL);
      Folders.make(folder.getRoot(), place);
      made = new Spool(place, space);
      spool = made;
    }
    return made;
  }

  @Override
  public void close() {
    blobs.close();
  }
}
