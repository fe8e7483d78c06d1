package io.xiaoer.e2e.disk;

import io.xiaoer.e2e.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The disk below one data folder, steered while a program runs on it. The program is started with
 * {@link #environment}; {@code disk.c} does what is said here.
 */
public final class Disk implements AutoCloseable {

  /** What the disk answers; the codes are those of {@code disk.c}. */
  public enum Fault {
    NONE(0),
    FULL(1),
    READ_ONLY(2),
    WRITE_ERROR(3),
    SYNC_ERROR(4),
    READ_ERROR(5);

    private final int code;

    Fault(int code) {
      this.code = code;
    }
  }

  /** Where in a call the program is killed; the codes are those of {@code disk.c}. */
  public enum Moment {
    NEVER(0),
    BEFORE_WRITE(1),
    AFTER_WRITE(2),
    BEFORE_SYNC(3),
    AFTER_SYNC(4);

    private final int code;

    Moment(int code) {
      this.code = code;
    }
  }

  /** In a call on which file; the codes are those of {@code disk.c}. */
  public enum Kind {
    ANY(0),
    WAL(1),
    DATABASE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  private static final int FAULT = 0;
  private static final int SYNC_DELAY_MS = 1;
  private static final int SYNCS_LIE = 2;
  private static final int KILL_MOMENT = 3;
  private static final int KILL_KIND = 4;
  private static final int KILL_COUNTDOWN = 5;
  private static final int WRITES = 6;
  private static final int SYNCS = 7;
  private static final int FAULTS = 8;
  private static final int WORDS = 9;

  private final Path dataFolder;
  private final Path side;
  private final Path control;
  private final FileChannel channel;

  private Disk(Path dataFolder, Path side, Path control, FileChannel channel) {
    this.dataFolder = dataFolder;
    this.side = side;
    this.control = control;
    this.channel = channel;
  }

  /** {@code side} is on the same file system as {@code dataFolder} and not within it. */
  public static Disk below(Path dataFolder, Path side) {
    try {
      Files.createDirectories(side);
      Path control = side.resolve("control");
      FileChannel channel =
          FileChannel.open(
              control,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      channel.write(ByteBuffer.allocate(WORDS * Integer.BYTES), 0);
      return new Disk(dataFolder, side, control, channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a program has to be started with to run on this disk. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library().toString(),
        "XIAOER_DISK_FOLDER", dataFolder.toString(),
        "XIAOER_DISK_CONTROL", control.toString(),
        "XIAOER_DISK_JOURNAL", side.toString());
  }

  public void fault(Fault fault) {
    set(FAULT, fault.code);
  }

  public void delaySyncs(Duration delay) {
    set(SYNC_DELAY_MS, Math.toIntExact(delay.toMillis()));
  }

  /** From now on every sync is answered well, and nothing is synced. */
  public void lie() {
    set(SYNCS_LIE, 1);
  }

  /** Kills the program within the {@code countdown}th such call from now on. */
  public void killWithin(Moment moment, Kind kind, int countdown) {
    set(KILL_COUNTDOWN, countdown);
    set(KILL_KIND, kind.code);
    set(KILL_MOMENT, moment.code);
  }

  public void killNoMore() {
    set(KILL_MOMENT, Moment.NEVER.code);
  }

  /** Takes back what was not synced, as a power cut would. The program must be dead. */
  public PowerCut.Outcome cutPower(PowerCut.Extent extent, RandomGenerator random) {
    try {
      return PowerCut.of(dataFolder, side, extent, random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls that wrote below the folder: 0 would mean that nothing is being tested. */
  public int writes() {
    return get(WRITES);
  }

  public int syncs() {
    return get(SYNCS);
  }

  /** Calls that were answered with the fault. */
  public int faults() {
    return get(FAULTS);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void set(int word, int value) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    try {
      channel.write(bytes.putInt(value).flip(), (long) word * Integer.BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int get(int word) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    try {
      channel.read(bytes, (long) word * Integer.BYTES);
      return bytes.flip().getInt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiled when it is missing or older than its source. */
  private static synchronized Path library() {
    Path source = Program.ROOT.resolve("e2e/src/test/c/disk.c");
    Path library = Program.ROOT.resolve("e2e/target/disk.so");
    try {
      if (Files.exists(library)
          && Files.getLastModifiedTime(library).compareTo(Files.getLastModifiedTime(source)) > 0) {
        return library;
      }
      Path fresh = Files.createTempFile(library.getParent(), "disk", ".so");
      Process gcc =
          new ProcessBuilder(
                  List.of(
                      "gcc",
                      "-std=c17",
                      "-O2",
                      "-Wall",
                      "-Wextra",
                      "-Werror",
                      "-shared",
                      "-fPIC",
                      "-o",
                      fresh.toString(),
                      source.toString(),
                      "-ldl",
                      "-lpthread"))
              .inheritIO()
              .start();
      if (gcc.waitFor() != 0) {
        throw new AssertionError("gcc could not compile " + source);
      }
      return Files.move(fresh, library, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("gcc is needed: apt-get install gcc libc6-dev", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
