package io.xiaoer.suggest;

import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The pieces of a text by which words are compared, each as a number: every Han character, every
 * two that stand side by side, every run of Latin letters or digits. Two pieces may share a number,
 * which makes two texts seem a little more alike.
 *
 * <p>The numbers are on the disk: who changes how they are made empties the column in a migration.
 */
final class Pieces {
  private Pieces() {}

  static int[] of(String text) {
    String folded = Normalizer.normalize(text, Form.NFKC).toLowerCase(Locale.ROOT);
    Set<Integer> pieces = new LinkedHashSet<>();
    int last = -1;
    int run = 0;
    for (int i = 0; i < folded.length(); i += Character.charCount(folded.codePointAt(i))) {
      int letter = folded.codePointAt(i);
      if (Character.isIdeographic(letter)) {
        addRun(run, pieces);
        run = 0;
        pieces.add(mixed(letter));
        if (last >= 0) {
          pieces.add(mixed(last * 31 + letter * 1_000_003));
        }
        last = letter;
      } else {
        last = -1;
        if (Character.isLetterOrDigit(letter)) {
          run = run * 31 + letter;
        } else {
          addRun(run, pieces);
          run = 0;
        }
      }
    }
    addRun(run, pieces);
    return pieces.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private static void addRun(int run, Set<Integer> pieces) {
    if (run != 0) {
      pieces.add(mixed(run ^ 0x5bd1e995));
    }
  }

  private static int mixed(int value) {
    int mixed = value * 0x9E3779B1;
    mixed ^= mixed >>> 15;
    mixed *= 0x85EBCA77;
    return mixed ^ (mixed >>> 13);
  }

  static byte[] bytes(int[] pieces) {
    ByteBuffer bytes = ByteBuffer.allocate(pieces.length * Integer.BYTES);
    bytes.asIntBuffer().put(pieces);
    return bytes.array();
  }

  static int[] read(byte[] bytes) {
    int[] pieces = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).asIntBuffer().get(pieces);
    return pieces;
  }
}
