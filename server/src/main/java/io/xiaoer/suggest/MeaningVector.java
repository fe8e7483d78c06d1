package io.xiaoer.suggest;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a text means: the direction of its vector, as a byte for each dimension, and how much it is
 * like small talk. Its signature has a bit for each dimension, by which many are looked through.
 */
final class MeaningVector {
  static final int DIMENSIONS = 512;

  private static final int LEVELS = 127;
  private static final double TALK_STEPS = 10_000;

  private final byte[] bytes;
  private final double talk;

  private MeaningVector(byte[] bytes, double talk) {
    this.bytes = bytes;
    this.talk = talk;
  }

  /** As a model gives it; not yet compared with small talk. */
  static MeaningVector of(float[] exact) {
    if (exact.length != DIMENSIONS) {
      throw new IllegalArgumentException(
          "a vector of %s dimensions (expected: %s)".formatted(exact.length, DIMENSIONS));
    }
    float greatest = 0;
    for (float value : exact) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    byte[] bytes = new byte[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS && greatest > 0; i++) {
      bytes[i] = (byte) Math.round(exact[i] / greatest * LEVELS);
    }
    return new MeaningVector(bytes, 0);
  }

  MeaningVector withTalk(double likeness) {
    return new MeaningVector(bytes, likeness);
  }

  /** As {@link #stored} gave it. */
  static MeaningVector read(byte[] stored) {
    ByteBuffer buffer = ByteBuffer.wrap(stored);
    byte[] bytes = new byte[DIMENSIONS];
    buffer.get(bytes);
    return new MeaningVector(bytes, buffer.getShort() / TALK_STEPS);
  }

  byte[] stored() {
    return ByteBuffer.allocate(DIMENSIONS + Short.BYTES)
        .put(bytes)
        .putShort((short) Math.round(talk * TALK_STEPS))
        .array();
  }

  /** From -1 to 1. */
  double cosine(MeaningVector other) {
    int product = 0;
    int own = 0;
    int others = 0;
    for (int i = 0; i < DIMENSIONS; i++) {
      product += bytes[i] * other.bytes[i];
      own += bytes[i] * bytes[i];
      others += other.bytes[i] * other.bytes[i];
    }
    return own == 0 || others == 0 ? 0 : product / Math.sqrt((double) own * others);
  }

  /** How much it is like what people write whom no answer of a shop would help, from -1 to 1. */
  double talk() {
    return talk;
  }

  /** {@link MeaningIndex#SIGNATURE_LONGS} of them. */
  long[] signature() {
    long[] signature = new long[MeaningIndex.SIGNATURE_LONGS];
    for (int i = 0; i < DIMENSIONS; i++) {
      if (bytes[i] > 0) {
        signature[i / Long.SIZE] |= 1L << i;
      }
    }
    return signature;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MeaningVector vector && Arrays.equals(bytes, vector.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "MeaningVector";
  }
}
