package io.xiaoer.backup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The little of tar that is needed: plain files with short names, one after the other, of any size.
 * Every machine can open it, it is written without knowing what comes later, and its length in
 * memory does not grow with the number of files, which a zip's list of names does.
 *
 * <p>A header is one block: name, rights, size, time, a sum over itself. Sizes that eleven octal
 * digits cannot hold (8 GiB) are written as a big-endian number behind a first byte of 0x80, as GNU
 * tar and libarchive read it.
 */
final class Tar {
  private static final int BLOCK = 512;
  private static final int NAME_MAX = 100;
  private static final int NAME_AT = 0;
  private static final int MODE_AT = 100;
  private static final int UID_AT = 108;
  private static final int GID_AT = 116;
  private static final int SIZE_AT = 124;
  private static final int TIME_AT = 136;
  private static final int SUM_AT = 148;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int NUMBER_LENGTH = 12;
  private static final int SHORT_LENGTH = 8;
  private static final long OCTAL_MAX = 077_777_777_777L;
  private static final byte BINARY = (byte) 0x80;

  private Tar() {}

  /** What stands before a file's bytes. */
  record Entry(String name, long size) {}

  /** Writes an archive. */
  static final class Writer {
    private final OutputStream out;
    private final long epochSecond;

    Writer(OutputStream out, long epochSecond) {
      this.out = out;
      this.epochSecond = epochSecond;
    }

    /** The file's bytes follow, exactly {@code size}, then {@link #end}. */
    void begin(Entry entry) throws IOException {
      byte[] name = entry.name.getBytes(StandardCharsets.US_ASCII);
      if (name.length > NAME_MAX) {
        throw new IllegalArgumentException(entry.name + ": too long a name");
      }
      byte[] header = new byte[BLOCK];
      System.arraycopy(name, 0, header, NAME_AT, name.length);
      octal(header, MODE_AT, SHORT_LENGTH, 0600);
      octal(header, UID_AT, SHORT_LENGTH, 0);
      octal(header, GID_AT, SHORT_LENGTH, 0);
      if (entry.size <= OCTAL_MAX) {
        octal(header, SIZE_AT, NUMBER_LENGTH, entry.size);
      } else {
        header[SIZE_AT] = BINARY;
        ByteBuffer.wrap(header).putLong(SIZE_AT + NUMBER_LENGTH - Long.BYTES, entry.size);
      }
      octal(header, TIME_AT, NUMBER_LENGTH, epochSecond);
      header[TYPE_AT] = '0';
      byte[] magic = "ustar\00000".getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(magic, 0, header, MAGIC_AT, magic.length);
      octal(header, SUM_AT, SHORT_LENGTH - 1, sum(header));
      out.write(header);
    }

    void write(byte[] bytes, int length) throws IOException {
      out.write(bytes, 0, length);
    }

    /** After a file's last byte. */
    void end(Entry entry) throws IOException {
      out.write(new byte[padding(entry.size)]);
    }

    /** After the last file. */
    void finish() throws IOException {
      out.write(new byte[2 * BLOCK]);
      out.flush();
    }

    private static void octal(byte[] header, int at, int length, long value) {
      String digits = Long.toOctalString(value);
      Arrays.fill(header, at, at + length - 1, (byte) '0');
      byte[] text = digits.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, header, at + length - 1 - text.length, text.length);
    }
  }

  /** Reads an archive from its beginning to its end. */
  static final class Reader {
    private final InputStream in;
    private long left;
    private long padding;

    Reader(InputStream in) {
      this.in = in;
    }

    /** The next file; what was not read of the one before is passed over. Null at the end. */
    @Nullable Entry next() throws IOException {
      in.skipNBytes(left + padding);
      left = 0;
      padding = 0;
      byte[] header = in.readNBytes(BLOCK);
      if (header.length < BLOCK) {
        throw new EOFException("it ends in the middle");
      }
      if (isEmpty(header)) {
        return null;
      }
      if (octal(header, SUM_AT, SHORT_LENGTH) != sum(header) || header[TYPE_AT] != '0') {
        throw new IOException("not an archive of ours, or damaged");
      }
      int end = NAME_AT;
      while (end < NAME_MAX && header[end] != 0) {
        end++;
      }
      long size =
          header[SIZE_AT] == BINARY
              ? ByteBuffer.wrap(header).getLong(SIZE_AT + NUMBER_LENGTH - Long.BYTES)
              : octal(header, SIZE_AT, NUMBER_LENGTH);
      if (size < 0) {
        throw new IOException("not an archive of ours, or damaged");
      }
      left = size;
      padding = padding(size);
      return new Entry(new String(header, NAME_AT, end, StandardCharsets.US_ASCII), size);
    }

    /** The bytes of the file that {@link #next} gave. */
    InputStream content() {
      return new InputStream() {
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
          if (read < 0) {
            throw new EOFException("it ends in the middle");
          }
          left -= read;
          return read;
        }
      };
    }

    private static boolean isEmpty(byte[] header) {
      for (byte one : header) {
        if (one != 0) {
          return false;
        }
      }
      return true;
    }

    private static long octal(byte[] header, int at, int length) throws IOException {
      long value = 0;
      for (int i = at; i < at + length && header[i] != 0 && header[i] != ' '; i++) {
        if (header[i] < '0' || header[i] > '7') {
          throw new IOException("not an archive of ours, or damaged");
        }
        value = value * 8 + header[i] - '0';
      }
      return value;
    }
  }

  private static int padding(long size) {
    return (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  /** Over the header as if the sum itself were blanks. */
  private static long sum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= SUM_AT && i < SUM_AT + SHORT_LENGTH ? ' ' : header[i] & 0xFF;
    }
    return sum;
  }
}
