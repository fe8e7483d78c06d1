package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.presence.PresenceLog.Span;
import io.xiaoer.report.Attendance.Stretch;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.Accounts.State;
import io.xiaoer.staff.StateLog.Entry;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who was there, from what they said and whether they had a page open. */
class AttendanceTest {
  private static final ShopId SHOP = new ShopId("main");
  private static final ShopId OTHER = new ShopId("other");

  @Test
  void somebodyIsThereWhoSaysSoAndHasAPageOpenOrHadOneAMinuteAgo() {
    List<Stretch> stretches =
        Attendance.of(
            List.of(
                entry("mei", "08:00", State.ONLINE, ShopScope.all()),
                entry("mei", "12:00", State.AWAY, ShopScope.all()),
                entry("mei", "13:00", State.OFFLINE, ShopScope.all())),
            List.of(span("mei", "08:30", "09:00"), span("mei", "09:30", "12:30")),
            at("08:00"),
            at("14:00"));
    assertThat(words(stretches))
        .containsExactly(
            "absent 08:00-08:30",
            "online 08:30-09:01",
            "absent 09:01-09:30",
            "online 09:30-12:00",
            "away 12:00-12:31",
            "absent 12:31-13:00",
            "offline 13:00-14:00");
  }

  @Test
  void aShopHasSomebodyWhileOneOfThoseWhoServeItIsThere() {
    List<Stretch> stretches =
        Attendance.of(
            List.of(
                entry("lan", "08:00", State.ONLINE, ShopScope.only(OTHER)),
                entry("mei", "08:00", State.ONLINE, ShopScope.only(SHOP)),
                entry("mei", "10:00", State.ONLINE, ShopScope.only(OTHER))),
            List.of(span("mei", "09:00", "11:00"), span("lan", "08:00", "12:00")),
            at("08:00"),
            at("12:00"));
    Tally.Duty duty = new Attendance(at("08:00"), at("08:00"), at("12:00"), stretches).duty(SHOP);
    assertThat(duty.at(micros("07:59"))).isEqualTo(OnDuty.UNKNOWN);
    assertThat(duty.at(micros("08:00"))).isEqualTo(OnDuty.NOBODY);
    assertThat(duty.at(micros("09:00"))).isEqualTo(OnDuty.SOMEBODY);
    assertThat(duty.at(micros("09:59"))).isEqualTo(OnDuty.SOMEBODY);
    assertThat(duty.at(micros("10:00"))).isEqualTo(OnDuty.NOBODY);
    assertThat(duty.at(micros("12:00"))).isEqualTo(OnDuty.UNKNOWN);
  }

  private static List<String> words(List<Stretch> stretches) {
    return stretches.stream()
        .map(one -> "%s %s-%s".formatted(one.kind().word(), time(one.from()), time(one.to())))
        .toList();
  }

  private static String time(long micros) {
    return Micros.instant(micros).toString().substring(11, 16);
  }

  private static Entry entry(String username, String time, State state, ShopScope shops) {
    return new Entry(username, at(time), state, shops);
  }

  private static Span span(String username, String from, String until) {
    return new Span(username, at(from), at(until));
  }

  private static long micros(String time) {
    return Micros.of(at(time));
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-23T" + time + ":00Z");
  }
}
