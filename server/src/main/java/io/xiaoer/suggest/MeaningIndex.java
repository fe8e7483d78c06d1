package io.xiaoer.suggest;

import java.util.Arrays;
import java.util.Objects;

/**
 * The signatures of a shop's questions, one behind the other. All of them are looked through for
 * each question: that is 6 MB for 100 000, an XOR and a count of bits for each 64 dimensions, and
 * takes a few milliseconds. Signatures that differ in few bits belong to vectors that point the
 * same way; which of those is nearest their exact vectors say, which stay in the table.
 */
final class MeaningIndex implements ShopIndex {
  static final int SIGNATURE_LONGS = MeaningVector.DIMENSIONS / Long.SIZE;

  private static final int FIRST_ROOM = 256;

  private long[] ids = new long[FIRST_ROOM];
  private long[] signatures = new long[FIRST_ROOM * SIGNATURE_LONGS];
  private int size;
  private long place;

  @Override
  public synchronized long place() {
    return place;
  }

  @Override
  public synchronized int size() {
    return size;
  }

  @Override
  public synchronized void add(long at, long id, Encoded encoded) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
      signatures = Arrays.copyOf(signatures, 2 * size * SIGNATURE_LONGS);
    }
    long[] signature = Objects.requireNonNull(encoded.vector()).signature();
    System.arraycopy(signature, 0, signatures, size * SIGNATURE_LONGS, SIGNATURE_LONGS);
    ids[size] = id;
    size++;
    place = at;
  }

  @Override
  public long[] candidates(Encoded question, int max) {
    long[] wanted = Objects.requireNonNull(question.vector()).signature();
    long[] all;
    long[] ofRows;
    int count;
    synchronized (this) {
      all = signatures; // Rows are only added, and what is copied away stays as it is.
      ofRows = ids;
      count = size;
    }
    Candidates nearest = new Candidates(max);
    for (int row = 0, at = 0; row < count; row++, at += SIGNATURE_LONGS) {
      int distance = 0;
      for (int i = 0; i < SIGNATURE_LONGS; i++) {
        distance += Long.bitCount(all[at + i] ^ wanted[i]);
      }
      if (distance < nearest.worst()) {
        nearest.offer(ofRows[row], distance);
      }
    }
    return nearest.ids();
  }

  /** Words are not compared here. */
  @Override
  public double weight(int piece) {
    return 1;
  }

  @Override
  public synchronized long bytes() {
    return (long) ids.length * Long.BYTES * (1 + SIGNATURE_LONGS);
  }
}
