package io.xiaoer.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Sixteen bytes, which are not all zero. */
record TraceId(long high, long low) {
  /** A trace, and the first span in it. */
  record First(TraceId trace, long spanId) {}

  static First random(RandomGenerator random) {
    return new First(new TraceId(notZero(random.nextLong()), random.nextLong()), spanId(random));
  }

  /** The same on every node and after a crash, so that nothing has to be kept of it. */
  static First of(String requestId) {
    byte[] hash;
    try {
      hash =
          MessageDigest.getInstance("SHA-256").digest(requestId.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    TraceId trace = new TraceId(notZero(bytes.getLong()), bytes.getLong());
    return new First(trace, notZero(bytes.getLong()));
  }

  static long spanId(RandomGenerator random) {
    return notZero(random.nextLong());
  }

  private static long notZero(long bits) {
    return bits == 0 ? 1 : bits;
  }

  /** Whether it is among this share of all traces, as every program of OpenTelemetry decides it. */
  boolean isIn(double share) {
    return share >= 1 || (low & Long.MAX_VALUE) < share * Long.MAX_VALUE;
  }

  byte[] bytes() {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
