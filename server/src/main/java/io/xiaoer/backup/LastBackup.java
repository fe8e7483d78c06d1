package io.xiaoer.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** When a backup of a data folder was last made, noted in the folder. Nothing depends on it. */
public final class LastBackup {
  private static final String FILE = "last-backup";

  private LastBackup() {}

  /** False where it cannot be written, as when the folder is another machine's. */
  public static boolean note(Path dataDir, Instant at) {
    try {
      if (Files.isDirectory(dataDir)) {
        Files.writeString(dataDir.resolve(FILE), at + "\n");
        return true;
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  public static Optional<Instant> read(Path dataDir) {
    try {
      Path file = dataDir.resolve(FILE);
      return Files.exists(file)
          ? Optional.of(Instant.parse(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
