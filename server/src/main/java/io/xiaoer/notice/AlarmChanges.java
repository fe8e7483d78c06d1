package io.xiaoer.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What of the alarms is new and what is over. Pure.
 *
 * @param begun are said now
 * @param goesOn keys, to be noted as seen
 * @param over are said to be over, and forgotten
 */
record AlarmChanges(List<Alarm> begun, List<String> goesOn, List<Kept> over) {
  /** What comes and goes within this time is one alarm. */
  static final Duration OVER_AFTER = Duration.ofMinutes(1);

  /** What goes on is written down so often. */
  static final Duration SEEN_EVERY = Duration.ofSeconds(20);

  /** One that was said to have begun. */
  record Kept(String alarm, String ending, Instant seenAt) {}

  static AlarmChanges of(List<Alarm> present, List<Kept> kept, Instant now) {
    Map<String, Kept> before =
        kept.stream().collect(Collectors.toMap(Kept::alarm, Function.identity()));
    Set<String> keys = new HashSet<>();
    List<Alarm> begun = new ArrayList<>();
    List<String> goesOn = new ArrayList<>();
    for (Alarm alarm : present) {
      keys.add(alarm.key());
      Kept known = before.get(alarm.key());
      if (known == null) {
        begun.add(alarm);
      } else if (!known.seenAt.plus(SEEN_EVERY).isAfter(now)) {
        goesOn.add(alarm.key());
      }
    }
    return new AlarmChanges(
        begun,
        goesOn,
        kept.stream()
            .filter(one -> !keys.contains(one.alarm) && !one.seenAt.plus(OVER_AFTER).isAfter(now))
            .toList());
  }

  boolean any() {
    return !begun.isEmpty() || !goesOn.isEmpty() || !over.isEmpty();
  }

  /** As they are sent. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    begun.forEach(alarm -> lines.add("告警：" + alarm.beginning()));
    over.forEach(alarm -> lines.add("恢复：" + alarm.ending));
    return lines;
  }
}
