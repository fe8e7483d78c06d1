package io.xiaoer.simulator.media;

import java.util.Locale;
import java.util.Optional;

/** What a stored file is sent as; the number is the {@code msg_type} in its download URL. */
public enum Kind {
  IMAGE(2),
  VIDEO(7),
  FILE(8);

  private final int number;

  Kind(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  public static Optional<Kind> named(String name) {
    for (Kind kind : values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
