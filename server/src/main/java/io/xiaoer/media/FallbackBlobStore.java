package io.xiaoer.media;

import io.xiaoer.media.Spool.Spooled;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A bucket, and behind it the folder that was used before it: an installation that moves to a
 * bucket goes on showing what it has. New files go to the bucket only.
 */
final class FallbackBlobStore implements BlobStore {
  private final S3BlobStore bucket;
  private final FileBlobStore folder;

  FallbackBlobStore(S3BlobStore bucket, FileBlobStore folder) {
    this.bucket = bucket;
    this.folder = folder;
  }

  @Override
  public void keep(Spooled file) throws IOException {
    bucket.keep(file);
  }

  @Override
  public InputStream open(String sha256, long size, long from, long length) throws IOException {
    try {
      return bucket.open(sha256, size, from, length);
    } catch (IOException e) {
      try {
        return folder.open(sha256, size, from, length);
      } catch (FileNotFoundException nowhere) {
        throw e; // also that the bucket does not work: the file may well be in it
      }
    }
  }

  @Override
  public boolean isStillThere(String sha256, long size) {
    return bucket.isStillThere(sha256, size);
  }

  @Override
  public void delete(String sha256) throws IOException {
    bucket.delete(sha256);
    folder.delete(sha256);
  }

  @Override
  public String trouble() {
    return bucket.trouble();
  }

  @Override
  public void close() {
    bucket.close();
  }
}
