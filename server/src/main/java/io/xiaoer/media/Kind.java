package io.xiaoer.media;

/** How something is shown, and as what it can be sent. */
public enum Kind {
  IMAGE,
  VIDEO,
  AUDIO,
  FILE
}
