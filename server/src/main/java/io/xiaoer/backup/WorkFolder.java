package io.xiaoer.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of the owner's only, for what is on its way; gone with everything in it when it is
 * closed, and when the process is told to end.
 */
final class WorkFolder implements AutoCloseable {
  private final Path folder;
  private final Thread atExit;

  private WorkFolder(Path folder) {
    this.folder = folder;
    atExit = new Thread(() -> delete(folder), "backup-tidies-up");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Beside {@code target}, on the same disk, so that a file can move there at once. */
  static WorkFolder beside(Path target) throws IOException {
    return new WorkFolder(
        Files.createTempDirectory(
            parent(target), "." + target.getFileName() + ".unfinished-")); // rwx------
  }

  static Path parent(Path target) {
    Path parent = target.toAbsolutePath().normalize().getParent();
    return parent == null ? target.toAbsolutePath() : parent;
  }

  Path path() {
    return folder;
  }

  Path file(String name) throws IOException {
    return newFile(folder, name);
  }

  /** Readable by its owner only. */
  static Path newFile(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
    return file;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      return; // the hook itself tidies up
    }
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> inside = found.sorted(Comparator.reverseOrder()).toList();
      for (Path one : inside) {
        Files.deleteIfExists(one);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("xiaoer: " + folder + " could not be deleted, it can go: " + e);
    }
  }
}
