package io.xiaoer.report;

import java.util.Arrays;

/**
 * From id to number. A report meets each customer of a month, and a map of objects would cost it
 * several times the memory and the time.
 */
final class LongMap {
  static final long NONE = Long.MIN_VALUE;

  private static final int CAPACITY_MIN = 16;
  private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 / the golden ratio

  private long[] keys = new long[CAPACITY_MIN];
  private long[] values = filled(CAPACITY_MIN);
  private int size;

  private static long[] filled(int capacity) {
    long[] values = new long[capacity];
    Arrays.fill(values, NONE);
    return values;
  }

  /** Gives what was there, or {@link #NONE}. */
  long put(long key, long value) {
    int at = place(key);
    long before = values[at];
    if (before == NONE) {
      keys[at] = key;
      size++;
    }
    values[at] = value;
    if (size * 2 > keys.length) {
      grow();
    }
    return before;
  }

  long get(long key) {
    return values[place(key)];
  }

  int size() {
    return size;
  }

  private int place(long key) {
    int last = keys.length - 1;
    int at = (int) ((key * SPREAD) >>> 32) & last;
    while (values[at] != NONE && keys[at] != key) {
      at = (at + 1) & last;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = filled(keys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != NONE) {
        int at = place(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
