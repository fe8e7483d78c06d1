package io.xiaoer.media;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Which way up a photo is: cameras write the picture as the sensor saw it, and say beside it how to
 * turn it.
 *
 * @see <a href="https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E">Exif
 *     3.0, tag Orientation</a>
 */
final class JpegOrientation {
  static final int UPRIGHT = 1;

  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int SEGMENTS_MAX = 64;
  private static final byte[] NAME = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private JpegOrientation() {}

  /** 1 to 8 as Exif counts; {@link #UPRIGHT} where nothing readable says otherwise. */
  static int orientation(InputStream jpeg) throws IOException {
    DataInputStream in = new DataInputStream(jpeg);
    try {
      if (in.readUnsignedShort() != 0xFFD8) {
        return UPRIGHT;
      }
      for (int i = 0; i < SEGMENTS_MAX; i++) {
        int marker = in.readUnsignedShort();
        if (marker < 0xFFC0 || marker == 0xFFDA) {
          return UPRIGHT; // the picture itself begins, or nonsense does
        }
        int length = in.readUnsignedShort() - 2;
        if (length < 0) {
          return UPRIGHT;
        }
        if (marker != 0xFFE1) {
          in.skipNBytes(length);
          continue;
        }
        byte[] segment = in.readNBytes(length);
        if (startsWithName(segment)) {
          return inTiff(
              ByteBuffer.wrap(segment, NAME.length, segment.length - NAME.length).slice());
        }
      }
    } catch (EOFException e) {
      // It ends before it says anything.
    }
    return UPRIGHT;
  }

  private static boolean startsWithName(byte[] segment) {
    if (segment.length < NAME.length + 8) {
      return false;
    }
    for (int i = 0; i < NAME.length; i++) {
      if (segment[i] != NAME[i]) {
        return false;
      }
    }
    return true;
  }

  private static int inTiff(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long at = Integer.toUnsignedLong(tiff.getInt(4));
    if (at + 2 > tiff.limit()) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) at));
    for (int i = 0; i < entries; i++) {
      int entry = (int) at + 2 + i * 12;
      if (entry + 12 > tiff.limit()) {
        return UPRIGHT;
      }
      if (Short.toUnsignedInt(tiff.getShort(entry)) == ORIENTATION
          && tiff.getShort(entry + 2) == SHORT) {
        int value = Short.toUnsignedInt(tiff.getShort(entry + 8));
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
