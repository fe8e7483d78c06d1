package io.xiaoer.report;

import io.xiaoer.round.Rounds.Detailed;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.Locale;

/** Why a customer got no answer in time. The first that holds. */
enum Cause {
  /** The push came so late that an answer could not, or only just not, be in time. */
  OUTAGE,
  /** Nobody who serves the shop was online with a page open when it was asked. */
  NOBODY_ON_DUTY,
  /** A person wrote in time, and the platform did not take it in time. */
  SEND_FAILURE,
  /** It waited for an agent for longer than for the agent's answer. */
  QUEUE,
  AGENT;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Of a round that was missed.
   *
   * @param writtenInTime whether a person wrote an answer before the time was over
   */
  static Cause of(Detailed one, Preset preset, OnDuty duty, boolean writtenInTime, Instant now) {
    long opened = one.round().openedAt();
    long late = one.round().arrivedAt() - opened;
    long until = Math.min(preset.answeredAt(one.round()), Micros.of(now));
    if (late > Tally.LATE_PUSH_MICROS
        && (late > preset.thresholdMicros()
            || until - one.round().arrivedAt() <= preset.thresholdMicros())) {
      return OUTAGE;
    }
    if (duty == OnDuty.NOBODY) {
      return NOBODY_ON_DUTY;
    }
    if (writtenInTime) {
      return SEND_FAILURE;
    }
    Instant had = one.agentAt();
    long withAgent = had == null ? 0 : Math.max(0, until - Micros.of(had));
    return one.queueMicros() >= withAgent ? QUEUE : AGENT;
  }
}
