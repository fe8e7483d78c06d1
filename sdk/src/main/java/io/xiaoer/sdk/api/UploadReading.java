package io.xiaoer.sdk.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one upload's source, one for each try. It remembers what went wrong with the
 * source, because the HTTP client takes a stream that fails for one that is at its end.
 */
final class UploadReading implements AutoCloseable {
  private final UploadSource source;
  private final long length;

  private @Nullable InputStream open;
  private boolean ended;
  private volatile @Nullable String problem;

  UploadReading(UploadSource source, long length) {
    this.source = source;
    this.length = length;
  }

  /** The source from its beginning; null when it cannot be opened. */
  @Nullable InputStream begin() {
    problem = null;
    InputStream begun;
    try {
      begun = new Counted(source.open()); // outside the lock: it may take long, and close() waits
    } catch (IOException | RuntimeException e) {
      problem = "cannot be opened: " + e.getClass().getSimpleName();
      return null;
    }
    synchronized (this) {
      closeOpen();
      open = begun;
      if (!ended) {
        return begun;
      }
      closeOpen();
      return null; // the call gave up before it began to read
    }
  }

  /** What went wrong with the source in the last try; null when nothing did. */
  @Nullable String problem() {
    return problem;
  }

  @Override
  public synchronized void close() {
    ended = true;
    closeOpen();
  }

  private void closeOpen() {
    if (open != null) {
      try {
        open.close();
      } catch (IOException | RuntimeException e) {
        // It was read as far as it had to be.
      }
      open = null;
    }
  }

  private final class Counted extends FilterInputStream {
    private long count;

    private Counted(InputStream in) {
      super(in);
    }

    /** The HTTP client reads in blocks only. */
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
      int read;
      try {
        read = in.read(bytes, offset, most);
      } catch (IOException | RuntimeException e) {
        problem = "broke off at byte " + count + ": " + e.getClass().getSimpleName();
        throw new IOException("the source broke off");
      }
      count += Math.max(0, read);
      if (count > length) {
        problem = "more than " + length + " bytes";
        throw new IOException("the source is longer than it said");
      }
      if (read < 0 && count < length) {
        problem = count + " bytes instead of " + length;
        throw new IOException("the source is shorter than it said");
      }
      return read;
    }
  }
}
