package io.xiaoer.starter.inbox;

import io.xiaoer.sdk.event.PushEvent;
import java.util.Locale;

/** By which handler a row is handled. */
enum Kind {
  /** A message of a customer who can be answered. */
  MESSAGE,
  EVENT;

  static Kind of(PushEvent event) {
    return event instanceof PushEvent.KfMessage && event.head().openId() != null ? MESSAGE : EVENT;
  }

  /** As the table has it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Kind ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
