package io.xiaoer.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.media.Spool.Spooled;
import io.xiaoer.store.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Files and their rows, with the process dying between the steps. */
@ParameterizedClass
@EnumSource(Engine.class)
class BlobStoreTest {
  @Parameter Engine engine;
  @TempDir Path folder;
  @TempDir Path data;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-25T08:00:00Z"));
  private final AtomicBoolean space = new AtomicBoolean(true);
  private Database database;
  private Spool spool;
  private FileBlobStore shelf;
  private MediaLibrary library;
  private ImageInspector inspector;

  @BeforeEach
  void start() throws IOException {
    database = engine.desk(data);
    spool = new Spool(Files.createDirectories(folder.resolve("spool")), space::get);
    shelf = new FileBlobStore(folder);
    inspector = new ImageInspector();
    library = new MediaLibrary(database, shelf, spool, inspector, new NodeSignals(), now::get);
  }

  @AfterEach
  void stop() {
    database.close();
    inspector.close();
  }

  private Spooled spooled(byte[] bytes) throws IOException {
    try (Spool.Writing writing = spool.begin()) {
      writing.write(bytes);
      return writing.finish();
    }
  }

  private MediaItem brought(byte[] bytes) {
    MediaLibrary.Brought brought =
        library.bring(new ByteArrayInputStream(bytes), "x.bin", "agent", Optional.empty());
    assertThat(brought).isInstanceOf(MediaLibrary.Brought.Kept.class);
    return ((MediaLibrary.Brought.Kept) brought).item();
  }

  private byte[] read(String sha256, int size) throws IOException {
    try (InputStream in = library.open(sha256, size, 0, size)) {
      return in.readAllBytes();
    }
  }

  private OrphanSweeper sweep() {
    return new OrphanSweeper(database, spool, shelf, Lease.ofOne(), now::get);
  }

  @Test
  void onlyTheOwnerMayReadWhatCustomersSent() throws IOException {
    brought(new byte[] {1, 2, 3});
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(path -> !path.equals(folder)).toList()) {
        if (!path.endsWith("spool")) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
              .as("%s", path)
              .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        }
      }
    }
  }

  @Test
  void aDeathBetweenTheFileAndItsRowLeavesAFileThatIsFoundAgainOrSwept() throws IOException {
    byte[] bytes = {4, 5, 6};
    StoredFile kept = library.keep(spooled(bytes)); // and here the process died
    assertThat(read(kept.sha256(), 3)).isEqualTo(bytes);
    MediaItem item = brought(bytes);
    sweep().ifDue();
    assertThat(item.file()).isEqualTo(kept);
    assertThat(read(kept.sha256(), 3)).as("it has a row now").isEqualTo(bytes);

    StoredFile orphan = library.keep(spooled(new byte[] {7}));
    sweep().ifDue();
    assertThatThrownBy(() -> read(orphan.sha256(), 1)).isInstanceOf(IOException.class);
    assertThat(read(kept.sha256(), 3)).isEqualTo(bytes);
  }

  @Test
  void noRowIsMadeForAFileThatWasSweptInBetween() throws IOException {
    StoredFile kept = library.keep(spooled(new byte[] {8}));
    sweep().ifDue();
    assertThatThrownBy(() ->
            database.write(jdbc -> {
              library.require(kept);
              return null;
            }))
        .isInstanceOf(MediaLibrary.SweptAway.class);
  }

  @Test
  void whatADeadProcessWasWritingIsDeletedADayLaterAndNotBefore() throws IOException {
    Path left = folder.resolve("spool").resolve("left");
    Files.write(left, new byte[10]);
    Files.setLastModifiedTime(left, FileTime.from(now.get().minus(Duration.ofHours(23))));
    OrphanSweeper sweep = sweep();
    sweep.ifDue();
    assertThat(left).exists();
    now.updateAndGet(time -> time.plus(Duration.ofHours(2)));
    sweep.ifDue();
    assertThat(left).as("a sweep a day").exists();
    now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
    sweep.ifDue();
    assertThat(left).doesNotExist();
  }

  @Test
  void aFileThatIsGivenUpLeavesNothing() throws IOException {
    try (Spool.Writing writing = spool.begin()) {
      writing.write(new byte[100]);
    }
    assertThat(
            library.bring(
                new InputStream() {
                  private boolean begun;

                  @Override
                  public int read() throws IOException {
                    throw new IOException("the browser went away");
                  }

                  @Override
                  public int read(byte[] bytes, int offset, int most) throws IOException {
                    if (begun) {
                      throw new IOException("the browser went away");
                    }
                    begun = true;
                    return most;
                  }
                },
                "x",
                "agent",
                Optional.empty()))
        .isInstanceOf(MediaLibrary.Brought.NotKept.class);
    try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aFileStopsWhereTheReserveBegins() throws IOException {
    try (Spool.Writing writing = spool.begin()) {
      writing.write(new byte[2 * 1024 * 1024]);
      space.set(false);
      assertThatThrownBy(() -> writing.write(new byte[1])).isInstanceOf(Spool.NoSpace.class);
    }
    assertThat(library.bring(InputStream.nullInputStream(), "x", "agent", Optional.empty()))
        .isInstanceOf(MediaLibrary.Brought.NoSpace.class);
  }

  @Test
  void aNodeWithAFolderOfItsOwnIsToldApart() throws IOException {
    assertThat(StorageMarker.agrees(database, folder, false)).isTrue();
    assertThat(StorageMarker.agrees(database, folder, false)).as("the next start").isTrue();
    Path other = Files.createDirectories(folder.resolve("other"));
    assertThat(StorageMarker.agrees(database, other, false)).isFalse();
    assertThat(other.resolve(StorageMarker.FILE)).as("and is told again").doesNotExist();
    Files.copy(folder.resolve(StorageMarker.FILE), other.resolve(StorageMarker.FILE));
    assertThat(StorageMarker.agrees(database, other, false)).isTrue();
  }

  @Test
  void aFolderThatWasLostIsSaidOnceAndTakenIntoUse() throws IOException {
    assertThat(StorageMarker.agrees(database, folder, true)).isTrue();
    brought(new byte[] {9});
    Path fresh = Files.createDirectories(folder.resolve("fresh"));
    assertThat(StorageMarker.agrees(database, fresh, true)).isFalse();
    assertThat(StorageMarker.agrees(database, fresh, true)).isTrue();
  }
}
