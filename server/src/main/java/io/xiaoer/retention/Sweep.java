package io.xiaoer.retention;

import io.xiaoer.retention.AgedContent.Amount;
import io.xiaoer.retention.AgedContent.Part;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sweep.
 *
 * @param begunAt what is older than a rule's days was older then
 * @param finishedAt null while it goes on
 */
record Sweep(long id, Instant begunAt, @Nullable Instant finishedAt, List<Step> steps) {

  /**
   * What it did in one place.
   *
   * @param held what it has passed over because somebody needs it
   * @param place how far it has come
   */
  record Step(Part part, Amount amount, long held, String place, boolean done) {}
}
