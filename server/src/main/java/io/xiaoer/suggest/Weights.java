package io.xiaoer.suggest;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** How much a piece tells among some texts. */
final class Weights {
  private Weights() {}

  static IntToDoubleFunction of(Collection<Encoded> texts) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (Encoded text : texts) {
      for (int piece : text.pieces()) {
        counts.merge(piece, 1, Integer::sum);
      }
    }
    int all = texts.size();
    return piece -> WordIndex.weight(counts.getOrDefault(piece, 0), all);
  }
}
