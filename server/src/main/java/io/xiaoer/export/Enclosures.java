package io.xiaoer.export;

import io.xiaoer.media.FileType;
import io.xiaoer.media.Kind;
import io.xiaoer.media.MediaId;
import io.xiaoer.media.MediaItem;
import io.xiaoer.media.MediaLibrary;
import io.xiaoer.media.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files that go into a page, until it holds as much as a browser still opens with ease. */
final class Enclosures {
  /** Of all files together; the page is a third longer, for it holds them as letters. */
  static final long BYTES_MAX = 50_000_000;

  private final Vault vault;
  private final long bytesMax;
  private long taken;

  Enclosures(Vault vault, long bytesMax) {
    this.vault = vault;
    this.bytesMax = bytesMax;
  }

  /** What can be enclosed. */
  record File(
      String id, String sha256, long size, FileType is, int width, int height, String name) {
    String type() {
      return is.contentType();
    }

    boolean isPicture() {
      return is.kind() == Kind.IMAGE && is.inline();
    }

    boolean isVideo() {
      return is.kind() == Kind.VIDEO && is.inline();
    }
  }

  long bytesMax() {
    return bytesMax;
  }

  Optional<File> find(String id) {
    return medium(id)
        .flatMap(item ->
            Optional.ofNullable(item.file())
                .map(file ->
                    new File(
                        id,
                        file.sha256(),
                        file.size(),
                        file.type(),
                        number(file.width()),
                        number(file.height()),
                        item.name())));
  }

  /** Its small picture. */
  Optional<File> small(String id) {
    return medium(id)
        .map(MediaItem::file)
        .map(StoredFile::thumbnail)
        .map(small -> new File(id, small.sha256(), small.size(), small.type(), 0, 0, ""));
  }

  boolean fits(long size) {
    return taken + size <= bytesMax;
  }

  /** Counts it. Empty when it is not where it should be. */
  Optional<InputStream> open(String sha256, long size) {
    try {
      InputStream in = vault.open(sha256, size, 0, size);
      taken += size;
      return Optional.of(in);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Medium> medium(String id) {
    return MediaId.parse(id).flatMap(vault::find);
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
