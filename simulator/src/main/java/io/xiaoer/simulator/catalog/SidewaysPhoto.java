package io.xiaoer.simulator.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Puts into a JPEG what phones put there: EXIF data that says how to turn the picture. */
final class SidewaysPhoto {
  private static final int AFTER_START = 2; // FF D8
  private static final int TURN_RIGHT = 6;
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;

  private SidewaysPhoto() {}

  static byte[] of(byte[] jpeg) {
    byte[] head = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    int tiff = 2 + 2 + 4 + 2 + 12 + 4;
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + 4 + head.length + tiff);
    out.put(jpeg, 0, AFTER_START);
    out.putShort((short) 0xffe1).putShort((short) (2 + head.length + tiff)).put(head);
    out.putShort((short) 0x4d4d).putShort((short) 42).putInt(8); // Big-endian; the table follows.
    out.putShort((short) 1);
    out.putShort((short) ORIENTATION).putShort((short) SHORT).putInt(1);
    out.putShort((short) TURN_RIGHT).putShort((short) 0);
    out.putInt(0); // No further table.
    out.put(jpeg, AFTER_START, jpeg.length - AFTER_START);
    return out.array();
  }
}
