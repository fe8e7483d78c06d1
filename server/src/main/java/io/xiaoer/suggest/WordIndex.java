package io.xiaoer.suggest;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which of a shop's questions have which pieces; rare pieces count more. */
final class WordIndex implements ShopIndex {
  private static final int FIRST_ROOM = 256;
  private static final int ENTRY_BYTES = 80;

  /** Distances are whole numbers. */
  private static final int STEPS = 1_000;

  /** A piece of every second question tells nothing and would be most of the work. */
  private static final int COMMON_PARTS = 2;

  private static final int COMMON_MIN = 64;

  private final Map<Integer, Rows> rowsOf = new HashMap<>();
  private long[] ids = new long[FIRST_ROOM];
  private short[] lengths = new short[FIRST_ROOM];
  private int size;
  private long place;
  private long postings;

  /** Numbers of rows, in a growing array. */
  private static final class Rows {
    private int[] rows = new int[4];
    private int count;

    void add(int row) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, 2 * count);
      }
      rows[count++] = row;
    }
  }

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
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    for (int piece : encoded.pieces()) {
      rowsOf.computeIfAbsent(piece, _ -> new Rows()).add(size);
    }
    ids[size] = id;
    lengths[size] = (short) Math.max(1, encoded.pieces().length);
    postings += encoded.pieces().length;
    size++;
    place = at;
  }

  @Override
  public synchronized double weight(int piece) {
    Rows rows = rowsOf.get(piece);
    return weight(rows == null ? 0 : rows.count, size);
  }

  /** Of a piece that is in so many of all texts. */
  static double weight(int texts, int all) {
    return Math.log(1 + (all + 1.0) / (1 + texts));
  }

  @Override
  public synchronized long[] candidates(Encoded question, int max) {
    float[] shared = new float[size];
    for (int piece : question.pieces()) {
      Rows rows = rowsOf.get(piece);
      if (rows == null || rows.count > Math.max(COMMON_MIN, size / COMMON_PARTS)) {
        continue;
      }
      float weight = (float) weight(piece);
      for (int i = 0; i < rows.count; i++) {
        shared[rows.rows[i]] += weight;
      }
    }
    Candidates best = new Candidates(max);
    for (int row = 0; row < size; row++) {
      if (shared[row] > 0) {
        best.offer(ids[row], -(int) (shared[row] * STEPS / Math.sqrt(lengths[row])));
      }
    }
    return best.ids();
  }

  @Override
  public synchronized long bytes() {
    return (long) ids.length * (Long.BYTES + Short.BYTES)
        + (long) rowsOf.size() * ENTRY_BYTES
        + 2 * postings * Integer.BYTES;
  }
}
