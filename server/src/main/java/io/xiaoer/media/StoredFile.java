package io.xiaoer.media;

import org.jspecify.annotations.Nullable;

/**
 * A file that the library has.
 *
 * @param sha256 by which it is kept
 * @param size in bytes
 * @param width of a picture as it is to be looked at, in pixels; null where that is not known
 */
public record StoredFile(
    String sha256,
    long size,
    FileType type,
    @Nullable Integer width,
    @Nullable Integer height,
    @Nullable Thumbnail thumbnail) {

  /** The same picture, small. */
  public record Thumbnail(String sha256, long size, FileType type) {}
}
