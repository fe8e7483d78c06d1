package io.xiaoer.simulator.customer;

/** Seen from the phone: {@link #OUT} is what the customer said. */
public enum Direction {
  OUT,
  IN
}
