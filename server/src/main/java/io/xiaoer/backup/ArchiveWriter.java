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

/**
 * An archive on its way. It has its name only when it is whole and on the disk; until then it lies
 * in the working folder beside it.
 */
final class ArchiveWriter implements AutoCloseable {
  /** In the form that {@code sha256sum -c} reads. */
  static final String SUMS_FILE = "SHA256SUMS";

  private static final int BUFFER = 1 << 17;

  private final Path file;
  private final Path sumsFile;
  private final FileOutputStream out;
  private final Tar.Writer tar;
  private final BufferedWriter sums;

  ArchiveWriter(Path folder, Instant at) throws IOException {
    file = WorkFolder.newFile(folder, "archive");
    sumsFile = WorkFolder.newFile(folder, SUMS_FILE);
    out = new FileOutputStream(file.toFile());
    tar = new Tar.Writer(new BufferedOutputStream(out, BUFFER), at.getEpochSecond());
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
    Tar.Entry entry = new Tar.Entry(name, size);
    tar.begin(entry);
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
        tar.write(nothing, most);
        left -= most;
      } else {
        tar.write(block, read);
        left -= read;
      }
    }
    tar.end(entry);
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
