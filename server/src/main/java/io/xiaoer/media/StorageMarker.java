package io.xiaoer.media;

import io.xiaoer.store.Database;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether this node's folder is the one that the installation's files are in: several nodes
 * with a folder each would each have some of the pictures. The database and the folder hold the
 * same word.
 *
 * <p>A wrong folder is said loudly and is no reason not to start: messages count for more, and a
 * file fetched into the wrong folder can be carried over by copying, because files are named by
 * what they hold.
 */
final class StorageMarker {
  private static final Logger log = LoggerFactory.getLogger(StorageMarker.class);

  static final String FILE = "vault";

  private StorageMarker() {}

  /** False when the files of this installation are somewhere else. */
  static boolean agrees(Database database, Path folder, boolean alone) throws IOException {
    Optional<String> known =
        database.read(
            jdbc -> jdbc.sql("SELECT mark FROM media_vault").query(String.class).optional());
    Optional<String> here = read(folder);
    if (known.isEmpty()) {
      // First the folder, so that a crash between the two leaves a mark that may be taken over.
      String mark = here.isPresent() ? here.get() : MediaId.next().value();
      write(folder, mark);
      String agreed =
          database.write(jdbc -> {
            jdbc.sql("INSERT INTO media_vault (id, mark) VALUES (1, ?) ON CONFLICT (id) DO NOTHING")
                .param(mark)
                .update();
            return jdbc.sql("SELECT mark FROM media_vault").query(String.class).single();
          });
      return agreed.equals(mark) || wrong(folder, agreed);
    }
    if (here.isPresent()) {
      return here.get().equals(known.get()) || wrong(folder, known.get());
    }
    if (!alone) {
      return wrong(folder, known.get());
    }
    boolean empty =
        database.read(
            jdbc -> jdbc.sql("SELECT count(*) FROM media_file").query(Long.class).single() == 0);
    if (!empty) {
      log.error(
          "media: {} is empty and the database knows files: bring the folder back from the backup"
              + " (files may simply be added; they are named by what they hold)",
          folder);
    }
    write(folder, known.get());
    return empty;
  }

  private static boolean wrong(Path folder, String mark) {
    log.error(
        "media: {} is not the folder of this installation's files: pictures would be on one node"
            + " and missing on the others. Give all nodes the same folder (xiaoer.media.folder) or"
            + " a bucket (xiaoer.media.s3). If it is the right one, write {} into {}",
        folder,
        mark,
        folder.resolve(FILE));
    return false;
  }

  static Optional<String> read(Path folder) throws IOException {
    try {
      return Optional.of(Files.readString(folder.resolve(FILE)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static void write(Path folder, String mark) throws IOException {
    Path begun = folder.resolve(FILE + "." + MediaId.next());
    try (FileChannel channel =
        FileChannel.open(
            begun,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            Folders.ownerOnly(folder))) {
      var _ = channel.write(StandardCharsets.US_ASCII.encode(mark + "\n"));
      channel.force(true);
    }
    Files.move(begun, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    Folders.sync(folder);
  }
}
