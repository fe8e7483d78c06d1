package io.xiaoer.secondfactor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody can give in the second step of a log-in. */
enum Kind {
  TOTP,
  /** Given at a route of its own: it is no code. */
  PASSKEY,
  RECOVERY_CODE;

  /** As the API and the table name it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Kind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
