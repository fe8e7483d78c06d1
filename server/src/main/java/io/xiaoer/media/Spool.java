package io.xiaoer.media;

import io.xiaoer.store.SeldomLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files on their way into the library, on the same disk as it. One that its process left behind is
 * deleted a day later.
 */
final class Spool {
  private static final Logger log = LoggerFactory.getLogger(Spool.class);
  private static final SeldomLog UNSWEPT = SeldomLog.warnings(log);
  private static final SeldomLog LEFT = SeldomLog.warnings(log);

  private static final Duration LEFT_BEHIND = Duration.ofDays(1);

  /** Of a file, between two looks at the room that is left. */
  private static final long LOOK_EVERY_BYTES = 1024 * 1024;

  private final Path folder;
  private final DiskReserve space;

  Spool(Path folder, DiskReserve space) {
    this.folder = folder;
    this.space = space;
  }

  /** A whole file, synced, that nobody knows yet. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Spooled(Path path, String sha256, long size, byte[] head) {
    void discard() {
      delete(path);
    }
  }

  /** No room without touching the reserve. */
  static final class NoSpace extends IOException {
    private static final long serialVersionUID = 1;

    NoSpace() {
      super("less room than is to be left free");
    }
  }

  /** A file that is being written. Has to be finished or closed. */
  final class Writing extends OutputStream {
    private final Path path;
    private final FileChannel channel;
    private final MessageDigest digest = sha256();
    private final byte[] head = new byte[FileTypeDetector.HEAD_BYTES];
    private long size;
    private long looked;
    private boolean finished;

    private Writing() throws IOException {
      if (!space.enough()) {
        throw new NoSpace();
      }
      path = folder.resolve(MediaId.next().value());
      channel =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              Folders.ownerOnly(folder));
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (size - looked >= LOOK_EVERY_BYTES) {
        if (!space.enough()) {
          throw new NoSpace();
        }
        looked = size;
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      digest.update(bytes, offset, length);
      if (size < head.length) {
        System.arraycopy(
            bytes, offset, head, (int) size, (int) Math.min(length, head.length - size));
      }
      size += length;
    }

    /** Another's stream onto this file; its end is not the file's. */
    OutputStream shared() {
      return new OutputStream() {
        @Override
        public void write(int one) throws IOException {
          Writing.this.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          Writing.this.write(bytes, offset, length);
        }
      };
    }

    /** The whole file, on the disk and not only on its way there. */
    Spooled finish() throws IOException {
      channel.force(true);
      channel.close();
      finished = true;
      return new Spooled(
          path,
          HexFormat.of().formatHex(digest.digest()),
          size,
          Arrays.copyOf(head, (int) Math.min(size, head.length)));
    }

    /** What was not finished is gone. */
    @Override
    public void close() throws IOException {
      if (!finished) {
        channel.close();
        delete(path);
      }
    }
  }

  boolean isDiskFull(Throwable failure) {
    return DiskReserve.isFull(failure, folder);
  }

  boolean hasSpace() {
    return space.enough();
  }

  Writing begin() throws IOException {
    return new Writing();
  }

  /** Deletes what was left behind. */
  void sweep(InstantSource clock) {
    Instant before = clock.instant().minus(LEFT_BEHIND);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          delete(file);
        }
      }
    } catch (IOException e) {
      UNSWEPT.say("media: %s cannot be swept: %s".formatted(folder, e.getClass().getSimpleName()));
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LEFT.say("media: %s cannot be removed yet: %s".formatted(path, e.getClass().getSimpleName()));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
