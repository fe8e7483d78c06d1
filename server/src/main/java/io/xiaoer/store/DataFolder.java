package io.xiaoer.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything of one installation, held by one process at a time: two writers
 * on one embedded database would each believe to be the only one.
 */
public final class DataFolder implements AutoCloseable {
  private static final String LOCK_FILE = "lock";

  /** There while a backup is being brought back: what is beside it is not whole. */
  private static final String UNFINISHED_FILE = "restore.unfinished";

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /** Thrown with a message for the operator; the process cannot start. */
  public static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unusable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Refuses one in which a backup was half brought back. */
  public static DataFolder open(Path folder) {
    DataFolder open = openForRestore(folder);
    if (open.isUnfinished()) {
      open.close();
      throw new Unusable(
          "xiaoer.data-dir: %s holds a backup that was not wholly brought back; run ./xiaoer restore FILE once more, or use another folder"
              .formatted(open.folder),
          null);
    }
    return open;
  }

  /** The same for who brings a backup back, and may go on where another has stopped. */
  public static DataFolder openForRestore(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    FileChannel channel;
    try {
      createPrivate(absolute);
      channel =
          FileChannel.open(
              absolute.resolve(LOCK_FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(absolute, e);
    }
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String holder = read(channel);
        channel.close();
        throw new Unusable(
            "xiaoer.data-dir: %s is in use by %s; stop it first or choose another folder"
                .formatted(absolute, holder.isBlank() ? "another process" : holder),
            null);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              ("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)),
          0);
      return new DataFolder(absolute, channel, lock);
    } catch (IOException e) {
      throw new Unusable("xiaoer.data-dir: cannot lock %s: %s".formatted(absolute, e), e);
    }
  }

  /**
   * A file of this folder, there afterwards and readable by its owner only: it holds what customers
   * wrote, and the folder itself may have been made by hand for all to see.
   */
  public Path file(String name) {
    Path file = folder.resolve(name);
    try {
      if (isPosix(folder)) {
        Files.createFile(file, permissions("rw-------"));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException asUsual) {
      // Whoever widened the rights of a file that was there meant it.
    } catch (IOException e) {
      throw unusable(folder, e);
    }
    return file;
  }

  /** Where a folder within this one is, or is to be made. */
  public Path folder(String name) {
    return folder.resolve(name);
  }

  /** Whether a backup was begun to be brought back into it, and that has not ended. */
  public boolean isUnfinished() {
    return Files.exists(folder.resolve(UNFINISHED_FILE));
  }

  /** From here on no server starts on it until {@link #finished}, whatever happens to us. */
  public void unfinished(String what) {
    write(UNFINISHED_FILE, what + "\n");
  }

  /** What was brought back is whole. */
  public void finished() {
    try {
      Files.deleteIfExists(folder.resolve(UNFINISHED_FILE));
      sync();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** Names that were given in this folder stay given when the power is cut. */
  public void sync() throws IOException {
    if (isPosix(folder)) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  /** The text of a file of this folder; empty when there is none. */
  public Optional<String> text(String name) {
    Path file = folder.resolve(name);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /**
   * Writes a small file that is there whole when this returns, and stays so when the power is cut.
   */
  public void write(String name, String text) {
    Path whole = folder.resolve(name);
    Path begun = file(name + ".new");
    try {
      try (FileChannel file =
          FileChannel.open(begun, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(true);
      }
      Files.move(begun, whole, StandardCopyOption.ATOMIC_MOVE);
      if (isPosix(folder)) {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
          names.force(true); // the name is the folder's, and synced with it
        }
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void createPrivate(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (isPosix(folder)) {
      Files.createDirectories(folder, permissions("rwx------"));
    } else {
      Files.createDirectories(folder);
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private static Unusable unusable(Path folder, IOException e) {
    return new Unusable(
        "xiaoer.data-dir: cannot write to %s (%s); choose another folder or give the right to it"
            .formatted(folder, e.getClass().getSimpleName()),
        e);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    channel.read(buffer, 0);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }
}
