package io.xiaoer.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Many rows in one statement: to PostgreSQL each statement is a journey, and to SQLite's driver a
 * dozen calls into native code.
 */
public final class Tuples {
  /** SQLite takes 32 766 parameters in one statement; this leaves room for 64 columns. */
  private static final int ROWS_MAX = 256;

  private Tuples() {}

  /**
   * The rows in slices whose sizes are powers of two: however many come, there are few texts of a
   * statement, and each has been prepared before.
   */
  public static <T> List<List<T>> slices(List<T> rows) {
    List<List<T>> slices = new ArrayList<>();
    int from = 0;
    while (from < rows.size()) {
      int size = Math.min(ROWS_MAX, Integer.highestOneBit(rows.size() - from));
      slices.add(rows.subList(from, from + size));
      from += size;
    }
    return slices;
  }

  /** {@code tuple}, such as {@code (?, ?)}, so many times, with commas between. */
  public static String of(int rows, String tuple) {
    return String.join(", ", Collections.nCopies(rows, tuple));
  }
}
