package io.xiaoer.guide;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What has to be right before a shop is switched, in the order in which it is done. */
enum Check {
  SHOP(false),
  ACCESS_TOKEN(true),
  ALLOW_LIST(true),
  CLOCK(false),
  PUSH_URL(true),
  CERTIFICATE(false),
  DISK(false),
  MEMORY(false),
  BACKUP(false),
  SECOND_ADMINISTRATOR(false),
  SECOND_FACTOR(false),
  /** Made from elsewhere, so the server does not know what it said. */
  PROBE(true);

  private final boolean ofEachShop;

  Check(boolean ofEachShop) {
    this.ofEachShop = ofEachShop;
  }

  boolean isOfEachShop() {
    return ofEachShop;
  }

  /** As the API and the table name it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Check> of(String word) {
    return Arrays.stream(values()).filter(check -> check.word().equals(word)).findFirst();
  }
}
