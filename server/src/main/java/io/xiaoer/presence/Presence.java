package io.xiaoer.presence;

import java.util.Locale;

/** Whether somebody can see now what they are given. */
public enum Presence {
  /** At least one browser has a live connection, or a telephone is looked at. */
  CONNECTED,
  /** The last connection ended a moment ago: a page is reloaded, a line is bad. */
  GRACE,
  GONE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
