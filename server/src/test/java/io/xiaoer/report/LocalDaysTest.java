package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.hours.Span;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Days and hours, held against what Java has for the purpose. */
class LocalDaysTest {
  private static final Span WHOLE = new Span(0, 24 * 60);

  @Test
  void daysAndHoursAreThoseOfTheZoneAlsoWhereClocksAreChanged() {
    Random random = new Random(34);
    for (String name : new String[] {"Asia/Shanghai", "Europe/Berlin", "Australia/Adelaide"}) {
      ZoneId zone = ZoneId.of(name);
      LocalDays days = new LocalDays(zone, WHOLE);
      for (int i = 0; i < 5_000; i++) {
        Instant moment = Instant.ofEpochSecond(1_750_000_000L + random.nextInt(80_000_000));
        ZonedDateTime local = moment.atZone(zone);
        long micros = Micros.of(moment);
        assertThat(days.day(micros)).isEqualTo(local.toLocalDate().toEpochDay());
        assertThat(days.hour(micros)).isEqualTo(local.getHour());
        assertThat(days.weekday(micros)).isEqualTo(local.getDayOfWeek().getValue() - 1);
        assertThat(days.nextHour(micros)).isGreaterThan(micros);
      }
    }
  }

  @Test
  void whatGoesOnAfterMidnightBelongsToTheEveningBefore() {
    ZoneId zone = ZoneId.of("Asia/Shanghai");
    LocalDays days = new LocalDays(zone, new Span(21 * 60, 26 * 60));
    LocalDate day = LocalDate.of(2026, 11, 23);
    assertThat(days.begin(day)).isEqualTo(day.atTime(21, 0).atZone(zone).toInstant());
    assertThat(days.day(micros(day, "20:59", zone))).isEqualTo(LocalDays.NO_DAY);
    assertThat(days.day(micros(day, "21:00", zone))).isEqualTo(day.toEpochDay());
    assertThat(days.day(micros(day.plusDays(1), "01:59", zone))).isEqualTo(day.toEpochDay());
    assertThat(days.day(micros(day.plusDays(1), "02:00", zone))).isEqualTo(LocalDays.NO_DAY);
  }

  private static long micros(LocalDate day, String time, ZoneId zone) {
    return Micros.of(day.atTime(LocalTime.parse(time)).atZone(zone).toInstant());
  }
}
