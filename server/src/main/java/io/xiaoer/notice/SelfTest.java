package io.xiaoer.notice;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/** When the channels are tried: on Mondays at ten, when somebody sees that nothing came. Pure. */
final class SelfTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final LocalTime AT = LocalTime.of(10, 0);

  private SelfTest() {}

  static boolean isDue(NoticeSettings settings, Instant now) {
    Instant last = settings.selfTestedAt();
    return settings.selfTest() && (last == null || last.isBefore(lastMonday(now)));
  }

  private static Instant lastMonday(Instant now) {
    ZonedDateTime here = now.atZone(ZONE);
    ZonedDateTime monday = here.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).with(AT);
    return (monday.isAfter(here) ? monday.minusWeeks(1) : monday).toInstant();
  }
}
