package io.xiaoer.simulator.envelope;

/** How a push is written. A self-built shop can only have {@link #JSON}. */
public enum Format {
  JSON,
  XML
}
