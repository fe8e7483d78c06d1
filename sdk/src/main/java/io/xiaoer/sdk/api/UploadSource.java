package io.xiaoer.sdk.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file to upload, which can be read from its beginning as often as need be: a try with a fresh
 * access token carries the whole of it again.
 *
 * <p>It is opened and read by threads of the HTTP client, one at a time, in pieces, and every
 * stream is closed when the upload has ended.
 */
public interface UploadSource {
  /** Any text; what a header cannot hold is replaced on the way. */
  String name();

  /** A media type like {@code image/png}; one that is none is sent as octets. */
  String contentType();

  /** In bytes, and exactly what a stream gives; asked once for each upload. */
  long length();

  /** A new stream at the first byte. */
  InputStream open() throws IOException;

  /**
   * A file on the disk, as long as it is now.
   *
   * @param name for the platform and the customer; the disk's name is not told
   * @throws IOException when there is no such file
   */
  static UploadSource of(Path file, String name, String contentType) throws IOException {
    return new StreamSource(name, contentType, Files.size(file), () -> Files.newInputStream(file));
  }

  /** Bytes in memory, which must not change until the upload has ended. */
  static UploadSource of(byte[] bytes, String name, String contentType) {
    return new StreamSource(name, contentType, bytes.length, () -> new ByteArrayInputStream(bytes));
  }
}
