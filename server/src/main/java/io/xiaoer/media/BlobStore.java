package io.xiaoer.media;

import io.xiaoer.media.Spool.Spooled;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Where files are kept, by the hash of what they hold. */
interface BlobStore extends AutoCloseable {

  /** Takes a file over; it is there to stay when this returns. The same one again is no harm. */
  void keep(Spooled file) throws IOException;

  /**
   * Part of a file.
   *
   * @param size of the whole
   * @throws FileNotFoundException when it is not here
   */
  InputStream open(String sha256, long size, long from, long length) throws IOException;

  /**
   * Whether what was kept a moment ago has not been swept since; asked inside a transaction, so it
   * must be quick.
   */
  boolean isStillThere(String sha256, long size) throws IOException;

  /** One that is not here is no harm. */
  void delete(String sha256) throws IOException;

  /** Why nothing can be kept now, in words; empty when it can. */
  String trouble();

  @Override
  default void close() {}
}
