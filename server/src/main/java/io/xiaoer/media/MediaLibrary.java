package io.xiaoer.media;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.media.ImageInspector.Seen;
import io.xiaoer.media.ImageInspector.Small;
import io.xiaoer.media.Spool.Spooled;
import io.xiaoer.sdk.api.Upload;
import io.xiaoer.store.Database;
import io.xiaoer.store.SeldomLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Files that are kept: putting in, finding, giving out. */
public final class MediaLibrary {
  private static final Logger log = LoggerFactory.getLogger(MediaLibrary.class);

  /** What the platform takes of a shop, in bytes. */
  public static final long UPLOAD_BYTES_MAX = Upload.bytesMax;

  private final SeldomLog full = SeldomLog.warnings(log);
  private final SeldomLog unkept = SeldomLog.errors(log);
  private final Database database;
  private final BlobStore blobs;
  private final Spool spool;
  private final ImageInspector inspector;
  private final NodeSignals signals;
  private final InstantSource clock;

  MediaLibrary(
      Database database,
      BlobStore blobs,
      Spool spool,
      ImageInspector inspector,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.blobs = blobs;
    this.spool = spool;
    this.inspector = inspector;
    this.signals = signals;
    this.clock = clock;
  }

  /** Where a browser gets it. */
  public static String url(MediaId id) {
    return "/api/v1/media/" + id;
  }

  /** What became of a file that somebody brings. */
  public sealed interface Brought {
    record Kept(MediaItem item) implements Brought {}

    record Empty() implements Brought {}

    /** It was to be of another kind than its bytes are. */
    record WrongKind(FileType type) implements Brought {}

    /** More than {@link #UPLOAD_BYTES_MAX}. */
    record TooLarge() implements Brought {}

    /** The disk has to be kept free for messages. */
    record NoSpace() implements Brought {}

    /** The disk, or whatever keeps the files, does not work. */
    record NotKept() implements Brought {}
  }

  public Optional<MediaItem> find(MediaId id) {
    return database.read(jdbc -> MediaTable.find(jdbc, id));
  }

  /** In a transaction of the caller. */
  public static Optional<MediaItem> find(JdbcClient jdbc, MediaId id) {
    return MediaTable.find(jdbc, id);
  }

  /**
   * Part of a file, or of a small picture.
   *
   * @param size of the whole
   * @throws java.io.FileNotFoundException when it is not where it should be
   */
  public InputStream open(String sha256, long size, long from, long length) throws IOException {
    return blobs.open(sha256, size, from, length);
  }

  /** Why no file can be kept now, in words; empty when one can. May take some seconds. */
  String trouble() {
    return blobs.trouble();
  }

  /** What went wrong with a file, without its name. */
  static String words(Exception e) {
    return e instanceof FileSystemException || e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage();
  }

  /** Whether there is room for another file. */
  public boolean hasSpace() {
    return spool.hasSpace();
  }

  /** A medium's fields as the API shows them. */
  public static void describe(MediaItem item, ObjectNode node) {
    MediaOfMessages.put(node, item);
  }

  /**
   * Keeps a file that somebody of the desk brings, as it is read.
   *
   * @param wanted what it has to be, if it matters
   */
  public Brought bring(InputStream in, String name, String by, Optional<Kind> wanted) {
    try (Spool.Writing writing = spool.begin()) {
      byte[] block = new byte[64 * 1024];
      long bytes = 0;
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        bytes += read;
        if (bytes > UPLOAD_BYTES_MAX) {
          return new Brought.TooLarge();
        }
        writing.write(block, 0, read);
      }
      if (bytes == 0) {
        return new Brought.Empty();
      }
      Spooled spooled = writing.finish();
      FileType type = FileTypeDetector.type(spooled.head());
      if (wanted.isPresent() && wanted.get() != type.kind()) {
        spooled.discard();
        return new Brought.WrongKind(type);
      }
      MediaId id = MediaId.next();
      StoredFile file = keep(spooled);
      String shown = named(name, id, file.type());
      return new Brought.Kept(
          database.write(jdbc -> {
            require(file);
            MediaTable.insertUpload(jdbc, id, file, shown, by, clock.instant());
            return MediaTable.find(jdbc, id).orElseThrow();
          }));
    } catch (Spool.NoSpace e) {
      return new Brought.NoSpace();
    } catch (IOException | SweptAway e) {
      if (spool.isDiskFull(e)) {
        full.say("media: disk full, upload refused");
        return new Brought.NoSpace();
      }
      unkept.say("media: an uploaded file cannot be kept: " + words(e));
      return new Brought.NotKept();
    }
  }

  /**
   * What a message points at is fetched as if it were new. False when there is nothing to fetch.
   */
  public boolean fetchAgain(long messageId) {
    boolean due =
        database.write(jdbc -> MediaTable.fetchAgain(jdbc, messageId, clock.instant()) > 0);
    if (due) {
      signals.ring(Topic.MEDIA);
    }
    return due;
  }

  /** Whether something failed because the disk for files that arrive is full. */
  public boolean isDiskFull(Throwable failure) {
    return spool.isDiskFull(failure);
  }

  Spool spool() {
    return spool;
  }

  /** Looks at a whole file and stores it, with its small picture. */
  StoredFile keep(Spooled file) throws IOException {
    try {
      FileType type = FileTypeDetector.type(file.head());
      @Nullable Seen seen = inspector.look(file.path(), type, file.head()).orElse(null);
      @Nullable Small small = seen == null ? null : seen.small();
      StoredFile.Thumbnail thumbnail = small == null ? null : keep(small);
      blobs.keep(file);
      return new StoredFile(
          file.sha256(),
          file.size(),
          type,
          seen == null ? null : (Integer) seen.width(),
          seen == null ? null : (Integer) seen.height(),
          thumbnail);
    } catch (IOException | RuntimeException e) {
      file.discard();
      throw e;
    }
  }

  private StoredFile.Thumbnail keep(Small small) throws IOException {
    try (Spool.Writing writing = spool.begin()) {
      writing.write(small.bytes());
      Spooled spooled = writing.finish();
      blobs.keep(spooled);
      return new StoredFile.Thumbnail(spooled.sha256(), spooled.size(), small.type());
    }
  }

  /**
   * Inside the transaction that gives files their rows: who sweeps does so inside one too, so what
   * is here now stays.
   */
  void require(StoredFile file) {
    StoredFile.Thumbnail thumbnail = file.thumbnail();
    try {
      if (!blobs.isStillThere(file.sha256(), file.size())
          || (thumbnail != null && !blobs.isStillThere(thumbnail.sha256(), thumbnail.size()))) {
        throw new SweptAway();
      }
    } catch (IOException e) {
      throw new SweptAway();
    }
  }

  /** Deletes what no row knows, inside the transaction that has seen that. */
  void discard(JdbcClient jdbc, StoredFile file) {
    Set<String> hashes = new HashSet<>(Set.of(file.sha256()));
    StoredFile.Thumbnail thumbnail = file.thumbnail();
    if (thumbnail != null) {
      hashes.add(thumbnail.sha256());
    }
    hashes.removeAll(MediaTable.referenced(jdbc, Set.copyOf(hashes)));
    delete(hashes);
  }

  void delete(Collection<String> hashes) {
    try {
      for (String hash : hashes) {
        blobs.delete(hash);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String named(String name, MediaId id, FileType type) {
    String safe = SafeName.of(name);
    return safe.isEmpty() ? SafeName.made(type.kind(), id, type) : safe;
  }

  /** A file that nobody knew yet was taken for one that nobody knows any more. */
  static final class SweptAway extends RuntimeException {
    private static final long serialVersionUID = 1;

    SweptAway() {
      super("a file is no longer where it was put a moment ago");
    }
  }
}
