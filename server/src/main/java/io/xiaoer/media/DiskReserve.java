package io.xiaoer.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Room on the disk. The log may lie on the same one, and a message that cannot be kept is lost for
 * good while a picture can be fetched later: so files leave a reserve free.
 */
interface DiskReserve {
  boolean enough();

  /** Under the folder, with this many bytes left free. */
  static DiskReserve leaving(long reserveBytes, Path folder) {
    return () -> free(folder) >= reserveBytes;
  }

  /** In bytes; as much as can be when the disk does not tell. */
  static long free(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Less is no room for a block of a file and its entry in the folder. */
  long FULL_BYTES = 1 << 20;

  /**
   * Whether writing under {@code folder} failed because there is no room. The system's message says
   * so where it is English; otherwise the disk is looked at.
   */
  static boolean isFull(Throwable failure, Path folder) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof IOException
          && (message.contains("No space left")
              || message.contains("quota exceeded")
              || message.contains("not enough space"))) {
        return true;
      }
    }
    return free(folder) < FULL_BYTES;
  }
}
