package io.xiaoer.duework;

import java.util.HashSet;
import java.util.Set;

/**
 * Which pieces are under way, and room for how many there is.
 *
 * @param <K> what makes two pieces the same
 */
public final class Places<K> {
  private final int max;
  private final Set<K> taken = new HashSet<>();

  public Places(int max) {
    this.max = max;
  }

  /** False when it is under way already, or there is no room. */
  public synchronized boolean enter(K piece) {
    return taken.size() < max && taken.add(piece);
  }

  public synchronized void leave(K piece) {
    if (!taken.remove(piece)) {
      throw new IllegalStateException(piece + " was not under way");
    }
  }

  public synchronized boolean has(K piece) {
    return taken.contains(piece);
  }

  public synchronized boolean isFull() {
    return taken.size() >= max;
  }
}
