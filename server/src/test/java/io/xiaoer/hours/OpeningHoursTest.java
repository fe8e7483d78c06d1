package io.xiaoer.hours;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.api.FieldError;
import io.xiaoer.hours.OpeningState.Because;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningHoursTest {
  private static final Holidays NONE = new Holidays(List.of());
  private static final Holidays IN_2026 =
      new Holidays(
          List.of(
              new Holidays.Year(
                  2026,
                  "a notice",
                  null,
                  null,
                  List.of(
                      new Holidays.Day("国庆节", LocalDate.parse("2026-09-20"), false),
                      new Holidays.Day("国庆节", LocalDate.parse("2026-10-01"), true),
                      new Holidays.Day("国庆节", LocalDate.parse("2026-10-02"), true)))));

  /** Nine to six with a break on weekdays, until two at night on Fridays. */
  private static final Map<String, List<String>> WEEK =
      Map.of(
          "mon", List.of("09:00-12:00", "13:30-18:00"),
          "tue", List.of("09:00-18:00"),
          "wed", List.of("09:00-18:00"),
          "thu", List.of("09:00-18:00"),
          "fri", List.of("21:00-26:00", "09:00-18:00"));

  @ParameterizedTest
  @CsvSource({
    // Monday the 23rd of November, in Shanghai.
    "2026-11-23T08:59:59, false, 2026-11-23T09:00:00",
    "2026-11-23T09:00:00, true, 2026-11-23T12:00:00",
    "2026-11-23T12:00:00, false, 2026-11-23T13:30:00",
    "2026-11-23T17:59:59, true, 2026-11-23T18:00:00",
    "2026-11-23T18:00:00, false, 2026-11-24T09:00:00",
    // Friday night belongs to Friday.
    "2026-11-27T23:00:00, true, 2026-11-28T02:00:00",
    "2026-11-28T01:59:59, true, 2026-11-28T02:00:00",
    "2026-11-28T02:00:00, false, 2026-11-30T09:00:00",
    "2026-11-29T12:00:00, false, 2026-11-30T09:00:00",
  })
  void itIsOpenInItsSpans(String local, boolean open, String until) {
    OpeningState state = hours(WEEK, null).at(inShanghai(local), NONE);
    assertThat(state.open()).isEqualTo(open);
    assertThat(state.until()).isEqualTo(inShanghai(until));
    assertThat(state.because()).isEqualTo(Because.WEEKLY);
  }

  @Test
  void onAHolidayItIsClosedAndSaysWhich() {
    OpeningState state = hours(WEEK, null).at(inShanghai("2026-10-01T10:00:00"), IN_2026);
    assertThat(state.open()).isFalse();
    assertThat(state.because()).isEqualTo(Because.HOLIDAY);
    assertThat(state.text()).isEqualTo("国庆节");
    assertThat(state.until()).isEqualTo(inShanghai("2026-10-05T09:00:00"));
  }

  @Test
  void whatBeganBeforeAHolidayGoesOnIntoIt() {
    OpeningHours hours = hours(Map.of("wed", List.of("21:00-26:00")), null);
    OpeningState state = hours.at(inShanghai("2026-10-01T01:00:00"), IN_2026);
    assertThat(state.open()).as("the span belongs to Wednesday").isTrue();
    assertThat(state.because()).isEqualTo(Because.WEEKLY);
    assertThat(state.until()).isEqualTo(inShanghai("2026-10-01T02:00:00"));
  }

  @Test
  void onAMakeUpWorkdayItIsOpenAsOnMondays() {
    OpeningState state = hours(WEEK, null).at(inShanghai("2026-09-20T11:00:00"), IN_2026);
    assertThat(state.open()).as("a Sunday").isTrue();
    assertThat(state.because()).isEqualTo(Because.MAKE_UP_WORKDAY);
    assertThat(state.until()).isEqualTo(inShanghai("2026-09-20T12:00:00"));
  }

  @Test
  void whoDoesNotFollowTheCalendarIsOpenOnHolidays() {
    OpeningState state =
        hours(wanted(WEEK, null, false, List.of())).at(inShanghai("2026-10-01T10:00:00"), IN_2026);
    assertThat(state.open()).isTrue();
    assertThat(state.because()).isEqualTo(Because.WEEKLY);
    assertThat(state.calendarMissing()).isNull();
  }

  @Test
  void anExceptionGoesBeforeTheCalendarAndTheWeek() {
    OpeningHours hours =
        hours(
            wanted(
                WEEK,
                null,
                null,
                List.of(
                    new HoursJson.WantedDay("2026-10-01", List.of("10:00-11:00"), "值班"),
                    new HoursJson.WantedDay("2026-11-30", null, " 盘点 "))));
    OpeningState duty = hours.at(inShanghai("2026-10-01T10:30:00"), IN_2026);
    assertThat(duty.open()).isTrue();
    assertThat(duty.because()).isEqualTo(Because.EXCEPTION);
    assertThat(duty.text()).isEqualTo("值班");
    OpeningState stockTaking = hours.at(inShanghai("2026-11-30T10:00:00"), IN_2026);
    assertThat(stockTaking.open()).isFalse();
    assertThat(stockTaking.text()).isEqualTo("盘点");
    assertThat(stockTaking.until()).isEqualTo(inShanghai("2026-12-01T09:00:00"));
  }

  @Test
  void anUnknownYearIsNamedAndTheWeekCounts() {
    OpeningState state = hours(WEEK, null).at(inShanghai("2028-10-02T10:00:00"), IN_2026);
    assertThat(state.open()).isTrue();
    assertThat(state.calendarMissing()).isEqualTo(2028);
    assertThat(hours(WEEK, null).at(inShanghai("2026-11-23T10:00:00"), IN_2026).calendarMissing())
        .isNull();
  }

  @Test
  void whoNeverClosesOrNeverOpensHasNoEnd() {
    OpeningState always = OpeningHours.always().at(Instant.parse("2026-10-01T00:00:00Z"), IN_2026);
    assertThat(always.open()).isTrue();
    assertThat(always.until()).isNull();
    OpeningState never = hours(Map.of(), null).at(Instant.parse("2026-10-01T00:00:00Z"), NONE);
    assertThat(never.open()).isFalse();
    assertThat(never.until()).isNull();
  }

  @Test
  void spansThatTouchAreOne() {
    OpeningHours hours =
        hours(Map.of("mon", List.of("18:00-24:00"), "tue", List.of("00:00-03:00")), null);
    assertThat(hours.at(inShanghai("2026-11-23T20:00:00"), NONE).until())
        .isEqualTo(inShanghai("2026-11-24T03:00:00"));
  }

  @Test
  void theZoneOfTheShopCountsThroughASummerTimeToo() {
    OpeningHours hours =
        hours(wanted(Map.of("sun", List.of("01:00-04:00")), "Europe/Berlin", false, List.of()));
    // On the 29th of March 2026 there is no hour from two to three.
    OpeningState state = hours.at(Instant.parse("2026-03-29T00:30:00Z"), NONE);
    assertThat(state.open()).isTrue();
    assertThat(state.until()).isEqualTo(Instant.parse("2026-03-29T02:00:00Z"));
  }

  /** Walks from change to change and finds open and closed in turn, minute by minute as asked. */
  @Test
  void whatIsSaidOfTheNextChangeHolds() {
    long seed = 42;
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      OpeningHours hours = hours(wanted(anyWeek(random), null, random.nextBoolean(), List.of()));
      Instant at = inShanghai("2026-09-18T00:00:00").plusSeconds(random.nextInt(86_400));
      for (int change = 0; change < 20; change++) {
        OpeningState state = hours.at(at, IN_2026);
        Instant until = state.until();
        if (until == null) {
          break;
        }
        assertThat(until).as("seed %d", seed).isAfter(at);
        assertThat(hours.at(until, IN_2026).open()).as("seed %d", seed).isNotEqualTo(state.open());
        Duration left = Duration.between(at, until);
        for (long part = 1; part < 5; part++) {
          Instant between = at.plus(left.multipliedBy(part).dividedBy(5));
          assertThat(hours.at(between, IN_2026).open()).isEqualTo(state.open());
        }
        at = until;
      }
    }
  }

  private static Map<String, List<String>> anyWeek(Random random) {
    Map<String, List<String>> week = new HashMap<>();
    for (String day : List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun")) {
      if (random.nextInt(4) > 0) {
        int from = random.nextInt(24 * 60);
        week.put(day, List.of(new Span(from, from + 1 + random.nextInt(24 * 60)).toString()));
      }
    }
    return week;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9:00-18:00",
        "09:00-09:00",
        "09:00-08:00",
        "24:00-25:00",
        "09:60-10:00",
        "09:00-33:01",
        "09:00 - 18:00",
        "09:00–18:00",
        "-1:00-02:00",
        "０9:00-18:00",
        ""
      })
  void whatIsNoSpanIsRefused(String written) {
    assertThat(Span.parse(written)).isEmpty();
    List<FieldError> errors = new ArrayList<>();
    assertThat(
            HoursJson.read(wanted(Map.of("mon", List.of(written)), null, null, List.of()), errors))
        .isNull();
    assertThat(errors).extracting(FieldError::field).containsExactly("weekly.mon");
  }

  @Test
  void everythingThatIsWrongIsNamed() {
    List<FieldError> errors = new ArrayList<>();
    HoursJson.read(
        new HoursJson.Wanted(
            "Mars/Olympus",
            Map.of("monday", List.of(), "tue", List.of("09:00-12:00", "11:00-13:00")),
            null,
            "whenever",
            List.of(
                new HoursJson.WantedDay("2026-02-30", List.of(), ""),
                new HoursJson.WantedDay("2026-03-01", List.of(), ""),
                new HoursJson.WantedDay("2026-03-01", List.of(), "x".repeat(101)))),
        errors);
    assertThat(errors)
        .extracting(error -> error.field() + " " + error.reason())
        .containsExactlyInAnyOrder(
            "time_zone unknown_time_zone",
            "weekly not_one_of",
            "weekly.tue overlap",
            "assessed not_a_span",
            "exceptions[0].date not_a_date",
            "exceptions[2].date twice",
            "exceptions[2].text length");
  }

  private static Instant inShanghai(String local) {
    return Instant.parse(local + "Z").minus(Duration.ofHours(8));
  }

  private static OpeningHours hours(Map<String, List<String>> weekly, @Nullable String zone) {
    return hours(wanted(weekly, zone, null, List.of()));
  }

  private static OpeningHours hours(HoursJson.Wanted wanted) {
    List<FieldError> errors = new ArrayList<>();
    OpeningHours hours = Objects.requireNonNull(HoursJson.read(wanted, errors));
    assertThat(errors).isEmpty();
    assertThat(HoursJson.readKept(HoursJson.write(hours).toString())).isEqualTo(hours);
    return hours;
  }

  private static HoursJson.Wanted wanted(
      Map<String, ? extends List<String>> weekly,
      @Nullable String zone,
      @Nullable Boolean followCalendar,
      List<HoursJson.WantedDay> exceptions) {
    Map<String, @Nullable List<@Nullable String>> days = new HashMap<>();
    weekly.forEach((day, spans) -> days.put(day, new ArrayList<>(spans)));
    return new HoursJson.Wanted(zone, days, followCalendar, null, new ArrayList<>(exceptions));
  }
}
