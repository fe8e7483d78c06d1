package io.xiaoer.simulator.push;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One push and what came back.
 *
 * @param plan how long after the first push this one was due by the schedule's gaps alone; what the
 *     waiting and the work took is not in it
 * @param status null when no answer came
 * @param body the answer's beginning, or why there was none
 */
public record Attempt(
    Instant at, Duration plan, @Nullable Integer status, String body, Outcome outcome) {

  /** How a push ended. All but the first are failures and lead to the next push. */
  public enum Outcome {
    ACKNOWLEDGED,
    TIMED_OUT,
    UNREACHABLE,
    WRONG_STATUS,
    WRONG_BODY,
    CUT,
    ACKNOWLEDGEMENT_LOST
  }

  Attempt ending(Outcome other) {
    return new Attempt(at, plan, status, body, other);
  }
}
