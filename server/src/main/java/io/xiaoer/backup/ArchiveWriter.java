package io.xiaoer.backup;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An archive on its way. It has its name only when it is whole and on the disk; until then it lies
 * in the working folder beside it.
 */
final class ArchiveWriter implements AutoCloseable {
  /** In the form that {@code sha256sum -c} reads. */
  static final String SUMS_FILE = "SHA256SUMS";

  private static final int BUFFER = 1 << 17;
  private static final int OWNER_ONLY = 0600;

  private final Path file;
  private final Path sumsFile;
  private final FileOutputStream out;
  private final BufferedOutputStream buffered;
  private final TarArchiveOutputStream tar;
  private final Instant at;
  private final BufferedWriter sums;

  ArchiveWriter(Path folder, Instant at) throws IOException {
    file = WorkFolder.newFile(folder, "archive");
    sumsFile = WorkFolder.newFile(folder, SUMS_FILE);
    out = new FileOutputStream(file.toFile());
    buffered = new BufferedOutputStream(out, BUFFER);
    tar = new TarArchiveOutputStream(buffered, StandardCharsets.US_ASCII.name());
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR); // from 8 GiB on
    this.at = at;
    sums = Files.newBufferedWriter(sumsFile, StandardCharsets.US_ASCII);
  }

  /**
   * Adds a file of {@code size} bytes. One that turns out to be shorter is filled up.
   *
   * @return SHA-256 of what was added
   */
  String add(String name, long size, InputStream in) throws IOException {
    String sum = put(name, size, in);
    sums.write(sum + "  " + name + "\n");
    return sum;
  }

  void add(String name, Path from) throws IOException {
    try (InputStream in = Files.newInputStream(from)) {
      var _ = add(name, Files.size(from), in);
    }
  }

  private String put(String name, long size, InputStream in) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setModTime(Instant.ofEpochSecond(at.getEpochSecond()).toEpochMilli());
    entry.setMode(OWNER_ONLY);
    entry.setUserName(""); // not of whom this process runs as
    tar.putArchiveEntry(entry);
    MessageDigest digest = Sums.sha256();
    byte[] block = new byte[BUFFER];
    DigestInputStream summed = new DigestInputStream(in, digest);
    long left = size;
    while (left > 0) {
      int most = (int) Math.min(block.length, left);
      int read = summed.read(block, 0, most);
      if (read < 0) {
        byte[] nothing = new byte[most];
        digest.update(nothing);
        tar.write(nothing);
        left -= most;
      } else {
        tar.write(block, 0, read);
        left -= read;
      }
    }
    tar.closeArchiveEntry();
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What makes a manifest when the sum of all sums is known. */
  interface Ending {
    Manifest with(String sumOfSums);
  }

  /** The archive is whole: it is synced and given its name. */
  void finish(Path target, Ending ending) throws IOException {
    sums.close();
    String sumOfSums;
    try (InputStream in = Files.newInputStream(sumsFile)) {
      sumOfSums = put(SUMS_FILE, Files.size(sumsFile), in);
    }
    byte[] manifest = ending.with(sumOfSums).write();
    String sum = put(Manifest.FILE, manifest.length, new ByteArrayInputStream(manifest));
    byte[] last = Manifest.sumLine(sum).getBytes(StandardCharsets.US_ASCII);
    var _ = put(Manifest.SUM_FILE, last.length, new ByteArrayInputStream(last));
    tar.finish();
    buffered.flush(); // which finish leaves to close
    out.getChannel().force(true);
    out.close();
    Files.move(file, target); // fails where the name is taken
    try (FileChannel names = FileChannel.open(WorkFolder.parent(target), StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    sums.close();
    out.close();
  }
}
