package io.xiaoer.media;

import io.xiaoer.media.Spool.Spooled;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files in a folder: {@code ab/cd/abcd…}, so that no folder grows beyond what one can list. */
final class FileBlobStore implements BlobStore {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;

  FileBlobStore(Path folder) {
    this.folder = folder;
  }

  /**
   * The name is given only to a whole file that is synced, and is synced itself before anybody is
   * told of it.
   */
  @Override
  public void keep(Spooled file) throws IOException {
    Path place = place(file.sha256());
    Path parent = place.resolveSibling("");
    Folders.make(folder, parent);
    if (isStillThere(file.sha256(), file.size())) {
      file.discard();
    } else {
      Files.move(file.path(), place, StandardCopyOption.ATOMIC_MOVE);
    }
    Folders.sync(parent);
  }

  @Override
  public InputStream open(String sha256, long size, long from, long length) throws IOException {
    try {
      FileChannel channel = FileChannel.open(place(sha256), StandardOpenOption.READ);
      channel.position(from);
      return new Part(Channels.newInputStream(channel), length);
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException(sha256);
    }
  }

  @Override
  public boolean isStillThere(String sha256, long size) throws IOException {
    try {
      return Files.size(place(sha256)) == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public String trouble() {
    return Files.isWritable(folder) ? "" : "the folder of the files cannot be written to";
  }

  /** The hashes of all files under one of the 256 first folders. */
  List<String> under(int first) throws IOException {
    Path half = folder.resolve("%02x".formatted(first));
    if (!Files.isDirectory(half)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(half, 2)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> HASH.matcher(name).matches())
          .toList();
    }
  }

  @Override
  public void delete(String sha256) throws IOException {
    Files.deleteIfExists(place(sha256));
  }

  private Path place(String sha256) {
    if (!HASH.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a hash");
    }
    return folder.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256);
  }

  /** So much of a stream and no more. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    private Part(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(most, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
