package io.xiaoer.suggest;

import java.util.Arrays;

/** The few that are nearest of many, by a distance that is a small number; the nearest first. */
final class Candidates {
  private final int max;
  private final long[] ids;
  private final int[] distances;
  private int size;
  private int worst = Integer.MAX_VALUE;

  Candidates(int max) {
    this.max = max;
    ids = new long[2 * max];
    distances = new int[2 * max];
  }

  /** Nothing that is as far away or farther need be offered. */
  int worst() {
    return worst;
  }

  void offer(long id, int distance) {
    if (distance >= worst) {
      return;
    }
    ids[size] = id;
    distances[size] = distance;
    size++;
    if (size == ids.length) {
      cut();
    }
  }

  /** Leaves the nearest {@code max}. */
  private void cut() {
    sort();
    size = Math.min(size, max);
    worst = size == max ? distances[max - 1] : Integer.MAX_VALUE;
  }

  private void sort() {
    long[][] pairs = new long[size][];
    for (int i = 0; i < size; i++) {
      pairs[i] = new long[] {distances[i], ids[i]};
    }
    Arrays.sort(pairs, (a, b) -> Long.compare(a[0], b[0]));
    for (int i = 0; i < size; i++) {
      distances[i] = Math.toIntExact(pairs[i][0]);
      ids[i] = pairs[i][1];
    }
  }

  long[] ids() {
    sort();
    return Arrays.copyOf(ids, Math.min(size, max));
  }
}
