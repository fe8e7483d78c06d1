package io.xiaoer.search;

/**
 * What the index keeps for a piece of text or for a property of a message: 32 bits of a hash. Two
 * pieces may share a number, which costs a look at a message in vain and nothing else.
 *
 * <p>The numbers are on the disk: who changes how they are made raises {@link #VERSION}, and the
 * index is made anew.
 */
final class Token {
  static final int VERSION = 2;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private Token() {}

  static int sign(int letter) {
    return end(more(more(0, 'g'), letter));
  }

  static int signs(int first, int second) {
    return end(more(more(more(0, 'G'), first), second));
  }

  static int beginning(int first) {
    return end(more(more(0, 'b'), first));
  }

  static int beginning(int first, int second) {
    return end(more(more(more(0, 'B'), first), second));
  }

  static int three(int first, int second, int third) {
    return end(more(more(more(more(0, 't'), first), second), third));
  }

  /** Of a message: its shop, its kind, its day. */
  static int property(String name, String value) {
    long hash = more(0, 'p');
    for (int i = 0; i < name.length(); i++) {
      hash = more(hash, name.charAt(i));
    }
    hash = more(hash, ':');
    for (int i = 0; i < value.length(); i++) {
      hash = more(hash, value.charAt(i));
    }
    return end(hash);
  }

  private static long more(long hash, int value) {
    return (Long.rotateLeft(hash, 23) ^ (value + 1)) * MULTIPLIER;
  }

  private static int end(long hash) {
    long mixed = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (mixed >>> 32);
  }
}
