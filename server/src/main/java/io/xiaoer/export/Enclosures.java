package io.xiaoer.export;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import io.xiaoer.media.FileType;
import io.xiaoer.media.Kind;
import io.xiaoer.media.MediaId;
import io.xiaoer.media.MediaItem;
import io.xiaoer.media.MediaLibrary;
import io.xiaoer.media.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files that go into a page, until it holds as much as a browser still opens with ease. */
final class Enclosures {
  /** Of all files together; the page is a third longer, for it holds them as letters. */
  static final long BYTES_MAX = 50_000_000;

  private final Source source;
  private final long bytesMax;
  private long taken;

  Enclosures(Source source, long bytesMax) {
    this.source = source;
    this.bytesMax = bytesMax;
  }

  /** Where files are found. */
  interface Source {
    Optional<MediaItem> find(MediaId id);

    InputStream open(String sha256, long size) throws IOException;

    static Source of(MediaLibrary library) {
      return new Source() {
        @Override
        public Optional<MediaItem> find(MediaId id) {
          return library.find(id);
        }

        @Override
        public InputStream open(String sha256, long size) throws IOException {
          return library.open(sha256, size, 0, size);
        }
      };
    }
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
  Optional<OpenFile> open(File file, String type) {
    try {
      InputStream in = source.open(file.sha256(), file.size());
      taken += file.size();
      return Optional.of(new OpenFile(type, in));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A file that is read when the page comes to it, and only once; then as letters. */
  record OpenFile(String type, InputStream bytes) implements Content {
    /** Divisible by three, so that the letters of one part follow those of the one before. */
    private static final int PART = 24 << 10;

    @Override
    public void writeTo(TemplateOutput output) {
      try (bytes) {
        for (byte[] part = bytes.readNBytes(PART); part.length > 0; part = bytes.readNBytes(PART)) {
          output.writeContent(Base64.getEncoder().encodeToString(part));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Optional<MediaItem> medium(String id) {
    return MediaId.parse(id).flatMap(source::find);
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
