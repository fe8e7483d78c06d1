package io.xiaoer.telemetry;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Writes one message as Protocol Buffers has it: fields by their numbers, in any order. What OTLP
 * needs of it and no more; a field that is repeated is written several times.
 */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH = 2;
  private static final int TYPE_BITS = 3;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoWriter varint(int field, long value) {
    tag(field, VARINT);
    rawVarint(value);
    return this;
  }

  ProtoWriter fixed64(int field, long value) {
    tag(field, FIXED_64);
    out.writeBytes(littleEndian(value));
    return this;
  }

  ProtoWriter number(int field, double value) {
    return fixed64(field, Double.doubleToRawLongBits(value));
  }

  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter message(int field, ProtoWriter value) {
    return bytes(field, value.toBytes());
  }

  ProtoWriter bytes(int field, byte[] value) {
    tag(field, LENGTH);
    rawVarint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** Repeated and packed. */
  ProtoWriter fixed64s(int field, LongStream values) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    values.forEach(value -> packed.writeBytes(littleEndian(value)));
    return bytes(field, packed.toByteArray());
  }

  /** Repeated and packed. */
  ProtoWriter numbers(int field, DoubleStream values) {
    return fixed64s(field, values.mapToLong(Double::doubleToRawLongBits));
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  static byte[] bigEndian(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static byte[] littleEndian(long value) {
    return bigEndian(Long.reverseBytes(value));
  }

  private void tag(int field, int type) {
    rawVarint(((long) field << TYPE_BITS) | type);
  }

  private void rawVarint(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }
}
