package io.xiaoer.assist;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Amounts in fen, as people write them. */
final class Money {
  private static final int FEN = 100;

  private Money() {}

  /** {@code 199元}, {@code 9.90元}; empty for an amount that is not known. */
  static String written(@Nullable Long fen) {
    if (fen == null) {
      return "";
    }
    return fen % FEN == 0
        ? fen / FEN + "元"
        : String.format(Locale.ROOT, "%d.%02d元", fen / FEN, fen % FEN);
  }
}
