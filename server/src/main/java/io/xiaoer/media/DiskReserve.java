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
}
