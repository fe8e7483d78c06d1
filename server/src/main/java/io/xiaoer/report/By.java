package io.xiaoer.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the rows of a report are. */
enum By {
  DAY,
  HOUR,
  AGENT,
  GROUP,
  SHOP;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<By> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(By::word).toList();
  }
}
