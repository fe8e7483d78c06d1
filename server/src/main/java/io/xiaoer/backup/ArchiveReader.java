package io.xiaoer.backup;

import io.xiaoer.store.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StreamUtils;

/** An archive that is there. */
final class ArchiveReader {
  private static final int BUFFER = 1 << 17;

  private final Path file;

  ArchiveReader(Path file) {
    this.file = file;
  }

  /** What to do with a file of the archive; what it does not read is passed over. */
  interface Each {
    void file(String name, long size, InputStream in) throws IOException;
  }

  /** In the order in which they were written. */
  void each(Each each) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new BufferedInputStream(Files.newInputStream(file), BUFFER),
            StandardCharsets.US_ASCII.name())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (!entry.isCheckSumOK() || entry.getLinkFlag() != TarConstants.LF_NORMAL) {
          throw new IOException("not an archive of ours, or damaged");
        }
        each.file(entry.getName(), entry.getSize(), StreamUtils.nonClosing(tar));
      }
    }
  }

  /**
   * Reads all of it. The sums stand in the archive in the order of its files, so it is enough to
   * keep a sum of them, however many there are.
   */
  Manifest verified(Progress progress) {
    Verification found = new Verification(progress, size());
    try {
      each(found);
    } catch (IOException e) {
      throw Trouble.refused("%s is not whole, or damaged: %s".formatted(file, e.getMessage()));
    }
    Manifest manifest = found.manifest;
    if (manifest == null || found.sumOfManifest.isEmpty()) {
      throw Trouble.refused(file + " is not whole: it has no " + Manifest.FILE);
    }
    if (!found.sumOfManifest.equals(found.saidOfManifest)) {
      throw Trouble.refused(file + " is damaged: " + Manifest.FILE + " is not what its sum says");
    }
    if (manifest.format() > Manifest.FORMAT) {
      throw Trouble.refused(
          "%s was made by xiaoer %s, which is later than this one; install that version or a later one"
              .formatted(file, manifest.version()));
    }
    String sums = HexFormat.of().formatHex(found.sums.digest());
    if (!sums.equals(found.sumOfSums) || !sums.equals(manifest.sums())) {
      throw Trouble.refused(
          file
              + " is damaged: its content is not what its sums say (unpacked by tar, sha256sum -c "
              + ArchiveWriter.SUMS_FILE
              + " names the file)");
    }
    return manifest;
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw Trouble.refused(file + " cannot be read");
    }
  }

  private static final class Verification implements Each {
    private final MessageDigest sums = Sums.sha256();
    private final Progress progress;
    private final long total;
    private long done;
    private String sumOfSums = "";
    private String sumOfManifest = "";
    private String saidOfManifest = "";
    private @Nullable Manifest manifest;

    Verification(Progress progress, long total) {
      this.progress = progress;
      this.total = total;
    }

    @Override
    public void file(String name, long size, InputStream in) throws IOException {
      if (name.equals(Manifest.FILE)) {
        byte[] bytes = Manifest.bytes(in);
        sumOfManifest = Manifest.sumLine(Sha256.hex(bytes));
        manifest = Manifest.read(bytes);
        return;
      }
      if (name.equals(Manifest.SUM_FILE)) {
        saidOfManifest =
            new String(in.readNBytes(sumOfManifest.length() + 1), StandardCharsets.US_ASCII);
        return;
      }
      MessageDigest digest = Sums.sha256();
      DigestInputStream summed = new DigestInputStream(in, digest);
      byte[] block = new byte[BUFFER];
      for (int read = summed.read(block); read >= 0; read = summed.read(block)) {
        done += read;
        progress.part("checking the archive", done, total);
      }
      String sum = HexFormat.of().formatHex(digest.digest());
      if (name.equals(ArchiveWriter.SUMS_FILE)) {
        sumOfSums = sum;
      } else {
        sums.update((sum + "  " + name + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
  }
}
