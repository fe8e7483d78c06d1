package io.xiaoer.sdk;

import java.util.Random;
import java.util.random.RandomGenerator;

/** Generated cases that can be had again: a failure names the seed of its case. */
public final class Seeded {
  /** A case that may fail. */
  public interface Case {
    void run(RandomGenerator random) throws Exception;
  }

  private Seeded() {}

  public static void cases(int count, Case each) {
    for (int seed = 1; seed <= count; seed++) {
      try {
        each.run(new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** Text of every plane: ASCII, quotes and controls, Chinese, emoji. */
  public static String text(RandomGenerator random, int charactersMax) {
    int characters = random.nextInt(charactersMax + 1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < characters; i++) {
      text.appendCodePoint(
          switch (random.nextInt(6)) {
            case 0 -> "\"\\/<>&]'\n\t".codePointAt(random.nextInt(10));
            case 1 -> random.nextInt(0x4E00, 0x9FA5);
            case 2 -> random.nextInt(0x1F300, 0x1FAFF);
            case 3 -> random.nextInt(0xA0, 0x2FFF);
            default -> random.nextInt(' ', 0x7F);
          });
    }
    return text.toString();
  }
}
