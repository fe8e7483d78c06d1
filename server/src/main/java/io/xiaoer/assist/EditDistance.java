package io.xiaoer.assist;

import java.util.Arrays;

/** How many characters must be added, taken away or replaced to make one text of another. */
final class EditDistance {
  private EditDistance() {}

  /** Of the whole texts. */
  static int of(String from, String to) {
    return of(from.codePoints().toArray(), to.codePoints().toArray(), false);
  }

  /** Of the end of {@code to}: what stands before it was there already. */
  static int ofEnd(String from, String to) {
    return of(from.codePoints().toArray(), to.codePoints().toArray(), true);
  }

  private static int of(int[] from, int[] to, boolean end) {
    int[] above = new int[to.length + 1];
    if (!end) {
      Arrays.setAll(above, i -> i);
    }
    for (int i = 1; i <= from.length; i++) {
      int[] row = new int[to.length + 1];
      row[0] = i;
      for (int j = 1; j <= to.length; j++) {
        int replaced = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length];
  }
}
