package io.xiaoer.platform;

import java.time.Instant;

/**
 * How a shop stands with the platform.
 *
 * @param since by the platform's clock
 */
public record ShopStanding(State state, Instant since) {
  /** By the platform's words; what it does to a shop meanwhile is not published. */
  public enum State {
    OPEN,
    CLOSING,
    /** Deregistered. */
    CLOSED
  }
}
