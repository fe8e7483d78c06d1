package io.xiaoer.e2e.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a disk may look like after the power went: all that was synced is there, of the rest a disk
 * may have written any sector, in any order, in any of the versions it was given.
 *
 * <p>The journals of {@code disk.c} hold the pre-image of every write since a file's last sync, so
 * each version of each sector can be had back: the pre-image of the first write is what was synced,
 * that of the second is what the first had written, and the file itself holds the last. Going
 * through the journal from its end, the writes to a sector are undone until as many are left as
 * were drawn for it. Names come back or vanish in order, as file systems with a journal keep them:
 * those drawn to survive are the first ones.
 */
public final class PowerCut {
  private static final int SECTOR_BYTES = 512;
  private static final int MAGIC = 0x4f444e55;
  private static final int HEADER_BYTES = 40;

  private PowerCut() {}

  /** How much of what was not synced is gone. */
  public enum Extent {
    ALL,
    /** Drawn file by file and sector by sector. */
    SOME
  }

  /** How many unsynced writes and changes of names the cut found. */
  public record Outcome(int writes, int names) {}

  private record Write(
      boolean truncation, long offset, long length, long sizeBefore, ByteBuffer saved) {}

  static Outcome of(Path folder, Path side, Extent extent, RandomGenerator random)
      throws IOException {
    Map<String, Path> byInode = new HashMap<>();
    for (Path file : files(folder)) {
      if (file.toString().endsWith("-shm")) {
        Files.delete(file); // SQLite builds it anew, and nothing of it is ever synced
      } else {
        byInode.put(inode(file), file);
      }
    }
    List<Path> journals = files(side);
    for (Path kept : journals) {
      if (kept.getFileName().toString().startsWith("kept-")) {
        byInode.put(inode(kept), kept);
      }
    }
    int writes = 0;
    int names = 0;
    for (Path journal : journals) {
      String name = journal.getFileName().toString();
      if (name.startsWith("file-")) {
        Path file = byInode.get(name.substring("file-".length()));
        if (file != null) {
          List<Write> unsynced = writes(journal);
          writes += unsynced.size();
          undo(file, unsynced, extent, random);
        }
        Files.delete(journal);
      }
    }
    for (Path journal : journals) {
      if (journal.getFileName().toString().startsWith("names-")) {
        List<String> lines = Files.readAllLines(journal);
        names += lines.size();
        int surviving = extent == Extent.ALL ? 0 : random.nextInt(lines.size() + 1);
        for (String line : lines.subList(surviving, lines.size()).reversed()) {
          undoName(line.split("\t", -1), side);
        }
        Files.delete(journal);
      }
    }
    for (Path left : files(side)) {
      if (left.getFileName().toString().startsWith("kept-")) {
        Files.delete(left);
      }
    }
    return new Outcome(writes, names);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String inode(Path file) throws IOException {
    return String.valueOf(Files.getAttribute(file, "unix:ino"));
  }

  private static List<Write> writes(Path journal) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(journal)).order(ByteOrder.nativeOrder());
    List<Write> writes = new ArrayList<>();
    while (bytes.remaining() >= HEADER_BYTES) {
      if (bytes.getInt() != MAGIC) {
        throw new AssertionError(journal + " is not as disk.c writes it");
      }
      boolean truncation = bytes.getInt() != 0;
      long offset = bytes.getLong();
      long length = bytes.getLong();
      long sizeBefore = bytes.getLong();
      int saved = Math.toIntExact(bytes.getLong());
      if (saved > bytes.remaining()) {
        break; // killed while it noted this one, and before it wrote
      }
      writes.add(
          new Write(truncation, offset, length, sizeBefore, bytes.slice(bytes.position(), saved)));
      bytes.position(bytes.position() + saved);
    }
    return writes;
  }

  private static void undo(Path file, List<Write> writes, Extent extent, RandomGenerator random)
      throws IOException {
    if (writes.isEmpty()) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (extent == Extent.ALL) {
        undoAll(channel, writes);
        return;
      }
      // A change of length is metadata: with it all that came before it is there, or else all that
      // came after it is gone.
      int first = 0;
      while (first < writes.size() && !writes.get(first).truncation()) {
        first++;
      }
      int last = writes.size();
      while (last > 0 && !writes.get(last - 1).truncation()) {
        last--;
      }
      if (last > 0 && random.nextBoolean()) {
        undoAll(channel, writes.subList(first, writes.size()));
        undoSome(channel, writes.subList(0, first), random);
      } else {
        undoSome(channel, writes.subList(last, writes.size()), random);
      }
    }
  }

  private static void undoAll(FileChannel channel, List<Write> writes) throws IOException {
    for (Write write : writes.reversed()) {
      channel.write(write.saved().duplicate(), write.offset());
      channel.truncate(write.sizeBefore());
    }
  }

  private static void undoSome(FileChannel channel, List<Write> writes, RandomGenerator random)
      throws IOException {
    if (writes.isEmpty()) {
      return;
    }
    Map<Long, Integer> versions = new HashMap<>();
    for (Write write : writes) {
      for (long sector : sectors(write)) {
        versions.merge(sector, 1, Integer::sum);
      }
    }
    // Few disks lose each sector with the same luck: one had nothing written yet, one nearly all.
    int luck = random.nextInt(3);
    Map<Long, Integer> surviving = new HashMap<>();
    versions.keySet().stream()
        .sorted() // so that the seed decides, not the map
        .forEach(sector -> {
          int all = versions.getOrDefault(sector, 0);
          surviving.put(
              sector,
              switch (luck) {
                case 0 -> 0;
                case 1 -> random.nextInt(all + 1);
                default -> random.nextInt(10) == 0 ? random.nextInt(all + 1) : all;
              });
        });
    long size = writes.getFirst().sizeBefore();
    for (Write write : writes.reversed()) {
      for (long sector : sectors(write)) {
        long from = Math.max(write.offset(), sector * SECTOR_BYTES);
        long to = Math.min(write.offset() + write.length(), (sector + 1) * SECTOR_BYTES);
        int left = versions.merge(sector, -1, Integer::sum);
        if (left < surviving.getOrDefault(sector, 0)) {
          size = Math.max(size, to);
        } else {
          restore(channel, write, from, to);
        }
      }
    }
    channel.truncate(size);
  }

  /** What lay beyond the end of the file reads as zeros. */
  private static void restore(FileChannel channel, Write write, long from, long to)
      throws IOException {
    ByteBuffer before = ByteBuffer.allocate(Math.toIntExact(to - from));
    int at = Math.toIntExact(from - write.offset());
    int known = Math.clamp((long) write.saved().limit() - at, 0, before.capacity());
    if (known > 0) {
      before.put(0, write.saved(), at, known);
    }
    channel.write(before, from);
  }

  private static long[] sectors(Write write) {
    if (write.length() == 0) {
      return new long[0];
    }
    long first = write.offset() / SECTOR_BYTES;
    long last = (write.offset() + write.length() - 1) / SECTOR_BYTES;
    return LongStream.rangeClosed(first, last).toArray();
  }

  private static void undoName(String[] line, Path side) throws IOException {
    switch (line[0]) {
      case "create" -> Files.deleteIfExists(Path.of(line[1]));
      case "unlink" -> restoreName(side, line[2], Path.of(line[1]));
      case "rename" -> {
        Files.move(Path.of(line[2]), Path.of(line[1]), StandardCopyOption.REPLACE_EXISTING);
        restoreName(side, line[3], Path.of(line[2]));
      }
      default -> throw new AssertionError("disk.c noted " + line[0]);
    }
  }

  private static void restoreName(Path side, String kept, Path name) throws IOException {
    if (!kept.equals("-")) {
      Files.move(side.resolve(kept), name, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
