package io.xiaoer.starter;

import io.xiaoer.sdk.push.PushReceiver;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * Reads whole bodies of a bounded size, with a bounded number of large ones in memory. For any
 * servlet container: how long a sender may take is the container's business, and the proxy's before
 * it.
 */
final class BoundedBodies {
  /** Nearly all pushes are smaller. */
  private static final int SMALL_BYTES_MAX = 16 << 10;

  private static final int LARGE_AT_ONCE = 16;

  private final Semaphore large = new Semaphore(LARGE_AT_ONCE);

  /** What came of reading a body. */
  sealed interface Body {
    @SuppressWarnings("ArrayRecordComponent") // used once, never compared
    record Whole(byte[] bytes) implements Body {}

    record TooLarge() implements Body {}

    /** Too many large ones at once. */
    record NoRoom() implements Body {}

    /** The sender hung up, or took too long. */
    record Incomplete() implements Body {}
  }

  /** What is done with a body. */
  @FunctionalInterface
  interface Use<T> {
    T of(Body body);
  }

  /** Reads a body and has something done with it; a large one takes its room until that is done. */
  <T> T read(HttpServletRequest request, Use<T> use) {
    if (request.getContentLengthLong() > PushReceiver.bodyBytesMax) {
      return use.of(new Body.TooLarge());
    }
    try {
      InputStream in = request.getInputStream();
      byte[] begun = in.readNBytes(SMALL_BYTES_MAX + 1);
      if (begun.length <= SMALL_BYTES_MAX) {
        return use.of(whole(request, begun));
      }
      if (!large.tryAcquire()) {
        return use.of(new Body.NoRoom());
      }
      try {
        byte[] rest = in.readNBytes(PushReceiver.bodyBytesMax + 1 - begun.length);
        byte[] all = Arrays.copyOf(begun, begun.length + rest.length);
        System.arraycopy(rest, 0, all, begun.length, rest.length);
        return use.of(
            all.length > PushReceiver.bodyBytesMax ? new Body.TooLarge() : whole(request, all));
      } finally {
        large.release();
      }
    } catch (IOException brokenOff) {
      return use.of(new Body.Incomplete());
    }
  }

  private static Body whole(HttpServletRequest request, byte[] bytes) {
    long announced = request.getContentLengthLong();
    return announced >= 0 && announced != bytes.length
        ? new Body.Incomplete()
        : new Body.Whole(bytes);
  }
}
