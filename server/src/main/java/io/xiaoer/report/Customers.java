package io.xiaoer.report;

/**
 * Gives the customers of a shop numbers from 0 on, so that what is known of each fits in arrays. A
 * report meets every customer of a month; a map of objects would cost it several times the memory
 * and the time. Id and number stand beside each other, since memory is read in pieces.
 */
final class Customers {
  private static final int CAPACITY_MIN = 16;
  private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 / the golden ratio

  /** At even places an id, behind it its number + 1; 0 there: nothing yet. */
  private long[] entries = new long[2 * CAPACITY_MIN];

  private int size;

  /** The number of a conversation's customer; the next one when it was not met before. */
  int number(long conversation) {
    int at = place(entries, conversation);
    if (entries[at + 1] != 0) {
      return (int) entries[at + 1] - 1;
    }
    entries[at] = conversation;
    entries[at + 1] = ++size;
    if (size * 4 > entries.length) {
      grow();
    }
    return size - 1;
  }

  private static int place(long[] entries, long id) {
    int last = entries.length / 2 - 1;
    int at = (int) ((id * SPREAD) >>> 32) & last;
    while (entries[2 * at + 1] != 0 && entries[2 * at] != id) {
      at = (at + 1) & last;
    }
    return 2 * at;
  }

  private void grow() {
    long[] grown = new long[entries.length * 2];
    for (int i = 0; i < entries.length; i += 2) {
      if (entries[i + 1] != 0) {
        int at = place(grown, entries[i]);
        grown[at] = entries[i];
        grown[at + 1] = entries[i + 1];
      }
    }
    entries = grown;
  }
}
