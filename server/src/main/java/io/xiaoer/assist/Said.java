package io.xiaoer.assist;

import java.util.Locale;

/** One message to the model. */
record Said(Role role, String text) {
  enum Role {
    SYSTEM,
    USER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return "Said[" + role + "]";
  }
}
