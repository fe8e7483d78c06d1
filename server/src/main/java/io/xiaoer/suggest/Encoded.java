package io.xiaoer.suggest;

import org.jspecify.annotations.Nullable;

/**
 * A text as it is compared.
 *
 * @param vector null where no model is at hand
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Encoded(int[] pieces, @Nullable MeaningVector vector) {
  @Override
  public String toString() {
    return "Encoded[" + pieces.length + " pieces]";
  }
}
