package io.xiaoer.simulator.envelope;

/** How a push is protected. A self-built shop can only have {@link #SECURE}. */
public enum Mode {
  SECURE,
  COMPATIBLE,
  PLAINTEXT
}
