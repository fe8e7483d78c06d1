package io.xiaoer.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole bodies of a bounded size, with a bounded number of large ones in memory. Who sends
 * slowly holds none of the threads and buffers for long: see {@link GuardedEndpoint}.
 */
public final class BodyReader {
  /** Nearly all bodies are smaller; they are read without asking for room. */
  private static final int SMALL_BYTES_MAX = 16 << 10;

  /** What a sender of too large a body may still send to be able to see the answer. */
  private static final int DRAIN_BYTES_MAX = 16 << 20;

  private static final long DRAIN_NANOS_MAX = 2_000_000_000L;

  /**
   * Bounds what waiting for slow senders costs; each holds some 50 KB of Tomcat's buffers. A body
   * that came together with its head is not waited for.
   */
  private static final int WAITING_MAX = 256;

  /** While all places are taken: those whose bodies may still come at once. */
  private static final int SOON_MAX = 256;

  /** On a busy machine the sender may not get round to its body at once either. */
  private static final long SOON_NANOS = 2_000_000_000L;

  private final ArrivingBodies arriving;
  private final Semaphore large;
  private final ShortWaits soon = new ShortWaits(SOON_MAX, SOON_NANOS);

  /** What came of reading a body. */
  public sealed interface Body extends AutoCloseable {
    /** Gives the room back that a large body takes; once, when the bytes are done with. */
    @Override
    default void close() {}

    /** All of it. */
    final class Whole implements Body {
      private final byte[] bytes;
      private final @Nullable Semaphore room;

      private Whole(byte[] bytes, @Nullable Semaphore room) {
        this.bytes = bytes;
        this.room = room;
      }

      @Override
      public void close() {
        if (room != null) {
          room.release();
        }
      }

      /** The body itself and no copy; whoever asked for it has it alone. */
      public byte[] bytes() {
        return bytes;
      }
    }

    /** More than the limit; nothing is kept of it. */
    record TooLarge() implements Body {}

    /** Too many large or slow bodies at once. */
    record NoRoom() implements Body {}

    /** The sender hung up, or took too long. */
    record Incomplete() implements Body {}
  }

  BodyReader(ArrivingBodies arriving, int largeAtOnce) {
    this.arriving = arriving;
    large = new Semaphore(largeAtOnce);
  }

  /**
   * Never throws for what a sender does. After anything but {@link Body.Whole} the caller answers
   * by {@link #answer}.
   */
  public Body read(HttpServletRequest request, int bytesMax) {
    long announced = request.getContentLengthLong();
    if (announced > bytesMax) {
      return new Body.TooLarge();
    }
    try {
      InputStream in = request.getInputStream();
      if (announced >= 0 && announced <= Connection.available(request)) {
        return exactly(in, Math.toIntExact(announced));
      }
      if (arriving.count() >= WAITING_MAX) {
        return announced >= 0 && announced <= SMALL_BYTES_MAX
            ? soon(request, in, Math.toIntExact(announced))
            : new Body.NoRoom();
      }
      Peer peer = Connection.peer(request);
      arriving.begin(peer);
      try {
        return announced >= 0 && announced <= SMALL_BYTES_MAX
            ? exactly(in, Math.toIntExact(announced))
            : slowly(request, in, bytesMax);
      } finally {
        arriving.end(peer);
      }
    } catch (IOException brokenOff) {
      Connection.answerAnyway(request);
      return new Body.Incomplete();
    }
  }

  /** Without taking one of the places: most bodies come right behind their heads. */
  private Body soon(HttpServletRequest request, InputStream in, int length) throws IOException {
    byte[] whole = new byte[length];
    AtomicInteger read = new AtomicInteger();
    boolean come =
        soon.await(() -> {
          int here = Math.min(Connection.available(request), length - read.get());
          return read.addAndGet(in.readNBytes(whole, read.get(), here)) == length;
        });
    return come ? new Body.Whole(whole, null) : new Body.NoRoom();
  }

  private static Body exactly(InputStream in, int length) throws IOException {
    // No more room than that: to clear 16 KiB for each push takes as long as to decrypt it.
    byte[] whole = new byte[length];
    return in.readNBytes(whole, 0, length) < length
        ? new Body.Incomplete()
        : new Body.Whole(whole, null);
  }

  private Body slowly(HttpServletRequest request, InputStream in, int bytesMax) throws IOException {
    byte[] begun = in.readNBytes(Math.min(SMALL_BYTES_MAX, bytesMax) + 1);
    if (begun.length <= SMALL_BYTES_MAX) {
      return fits(request, begun, bytesMax) ? new Body.Whole(begun, null) : misfit(begun, bytesMax);
    }
    if (!large.tryAcquire()) {
      return new Body.NoRoom();
    }
    boolean kept = false;
    try {
      byte[] rest = in.readNBytes(bytesMax + 1 - begun.length);
      byte[] whole = Arrays.copyOf(begun, begun.length + rest.length);
      System.arraycopy(rest, 0, whole, begun.length, rest.length);
      kept = fits(request, whole, bytesMax);
      return kept ? new Body.Whole(whole, large) : misfit(whole, bytesMax);
    } finally {
      if (!kept) {
        large.release();
      }
    }
  }

  private static boolean fits(HttpServletRequest request, byte[] bytes, int bytesMax) {
    long announced = request.getContentLengthLong();
    return bytes.length <= bytesMax && (announced < 0 || bytes.length == announced);
  }

  private static Body misfit(byte[] bytes, int bytesMax) {
    return bytes.length > bytesMax ? new Body.TooLarge() : new Body.Incomplete();
  }

  /** Writes an answer. */
  public interface Writing {
    void write() throws IOException;
  }

  /**
   * Answers a request whose body may not be read to its end. What is here of the body is taken;
   * where that is not all, the answer says that the connection closes, and what comes in the next
   * moments is thrown away, so that the sender gets round to reading the answer.
   */
  public void answer(HttpServletRequest request, HttpServletResponse response, Writing answer)
      throws IOException {
    if (isAllHere(request)) {
      answer.write();
      return;
    }
    response.setHeader("Connection", "close");
    answer.write();
    finish(request);
  }

  /** Does not wait for the rest of a body; for answers that said that the connection closes. */
  void finish(HttpServletRequest request) {
    if (Connection.isBodyRead(request)) {
      return;
    }
    if (arriving.count() < WAITING_MAX / 2) {
      Peer peer = Connection.peer(request);
      arriving.begin(peer);
      try {
        drain(request);
      } finally {
        arriving.end(peer);
      }
    }
    Connection.closeAfterAnswer(request);
  }

  /** Takes the rest of the body where it is there without waiting. */
  private static boolean isAllHere(HttpServletRequest request) {
    try {
      long left = DRAIN_BYTES_MAX;
      while (!Connection.isBodyRead(request) && left > 0 && Connection.available(request) > 0) {
        left -= Math.max(1, Connection.skip(request));
      }
      return Connection.isBodyRead(request);
    } catch (IOException brokenOff) {
      return false; // Whoever sent it may still read why it is refused.
    }
  }

  private static void drain(HttpServletRequest request) {
    long began = System.nanoTime();
    long left = DRAIN_BYTES_MAX;
    try {
      while (left > 0 && System.nanoTime() - began < DRAIN_NANOS_MAX) {
        int skipped = Connection.skip(request);
        if (skipped < 0) {
          return;
        }
        left -= skipped;
      }
    } catch (IOException senderGone) {
      // There is nobody left who could read the answer.
    }
  }
}
