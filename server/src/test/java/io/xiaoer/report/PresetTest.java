package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.hours.Span;
import io.xiaoer.round.Round;
import io.xiaoer.round.Round.Outcome;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules by which figures are made, with the cases that their platforms publish. */
class PresetTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
  private static final Span ASSESSED = new Span(8 * 60, 23 * 60);

  private final List<Round> rounds = new ArrayList<>();
  private Tally.Duty duty = _ -> OnDuty.UNKNOWN;
  private Instant now = at("23:59:59");

  @Test
  void aSecondQuestionDoesNotBeginTheTimeAnew() {
    answered(1, 2, "10:10:15", "10:18:10");
    assertThat(all())
        .containsExactly(
            "house 0/1", "taobao 0/1", "douyin 0/1", "kuaishou 0/2", "jd 0/1", "wecom 1/1");
    answered(1, 1, "10:18:30", "10:19:00");
    assertThat(all())
        .containsExactly(
            "house 1/2", "taobao 1/2", "douyin 0/1", "kuaishou 1/3", "jd 0/1", "wecom 1/1");
  }

  @Test
  void tenQuestionsWithoutAnAnswerAreMissedOnce() {
    open(1, 10, "10:00:00");
    assertThat(all())
        .containsExactly(
            "house 0/1", "taobao 0/1", "douyin 0/1", "kuaishou 0/10", "jd 0/1", "wecom 0/1");
    assertThat(fields(Preset.HOUSE))
        .containsEntry("rate", 0.0)
        .containsEntry("unanswered", 1L)
        .containsEntry("missed", 1L)
        .as("who got no answer is in rates, and in no average")
        .containsEntry("first_response_seconds", null)
        .containsEntry("response_seconds", null);
  }

  @Test
  void whatIsAskedBeforeTheWindowIsNotCountedWhenItIsAnsweredInIt() {
    answered(1, 1, "08:56:00", "09:01:00");
    assertThat(all())
        .containsExactly(
            "house 0/1", "taobao 0/1", "douyin 0/1", "kuaishou 1/1", "jd 0/0", "wecom 1/1");
    assertThat(fields(Preset.JD)).containsEntry("rate", null).containsEntry("customers", 0L);
  }

  @Test
  void aRoundCountsByWhenItBegan() {
    answered(1, 1, "22:59:50", "23:00:20");
    assertThat(all())
        .containsExactly(
            "house 1/1", "taobao 1/1", "douyin 1/1", "kuaishou 1/1", "jd 1/1", "wecom 1/1");
    rounds.clear();
    answered(1, 1, "23:00:00", "23:00:05");
    assertThat(all())
        .containsExactly(
            "house 0/0", "taobao 0/0", "douyin 0/0", "kuaishou 1/1", "jd 1/1", "wecom 1/1");
    rounds.clear();
    answered(1, 1, "07:59:59", "08:00:09");
    assertThat(all())
        .containsExactly(
            "house 0/0", "taobao 0/0", "douyin 0/0", "kuaishou 0/0", "jd 0/0", "wecom 1/1");
  }

  @Test
  void anAnswerThatNobodyWroteCountsOnlyWhereTheRuleSaysSo() {
    add(1, 1, "10:00:00", "10:00:00", "10:00:02", Outcome.ANSWERED, "10:06:00");
    add(2, 1, "10:00:00", "10:00:00", "10:00:02", Outcome.GOES_ON, null);
    assertThat(all())
        .containsExactly(
            "house 0/2", "taobao 0/2", "douyin 0/2", "kuaishou 2/2", "jd 0/2", "wecom 1/2");
    assertThat(fields(Preset.HOUSE)).containsEntry("served_customers", 1L);
  }

  @Test
  void whatAPersonClosesNeedsNoAnswerAndBeginsAnewWhenItIsOpenedAgain() {
    add(1, 1, "10:00:00", "10:00:00", null, Outcome.CLOSED, "10:30:00");
    answered(1, 1, "12:00:00", "12:00:20");
    assertThat(all())
        .containsExactly(
            "house 1/1", "taobao 1/1", "douyin 1/1", "kuaishou 1/1", "jd 1/1", "wecom 1/1");
    assertThat(fields(Preset.HOUSE))
        .containsEntry("no_answer_needed", 1L)
        .containsEntry("response_seconds", 20.0);
  }

  @Test
  void whoStillHasTimeIsNotDecided() {
    open(1, 1, "10:00:00");
    now = at("10:02:59");
    assertThat(fields(Preset.HOUSE))
        .containsEntry("rounds", 1L)
        .containsEntry("unanswered", 1L)
        .containsEntry("missed", 0L)
        .containsEntry("rate", null);
  }

  @Test
  void whatIsAskedWhileNobodyIsThereIsMissedUnlessTheRuleLeavesItOut() {
    duty = _ -> OnDuty.NOBODY;
    open(1, 1, "10:00:00");
    assertThat(fields(Preset.HOUSE)).containsEntry("missed", 1L);
    assertThat(fields(Preset.JD)).containsEntry("missed", 0L).containsEntry("customers", 0L);
  }

  @Test
  void longWaitsAreCutWhereTheRuleSaysSo() {
    answered(1, 1, "10:00:00", "11:00:00");
    assertThat(fields(Preset.HOUSE)).containsEntry("response_seconds", 3_600.0);
    assertThat(fields(Preset.TAOBAO)).containsEntry("response_seconds", 600.0);
  }

  @Test
  void theFirstResponseIsTheFirstOfACustomersDay() {
    answered(1, 1, "10:00:00", "10:00:10");
    answered(1, 1, "11:00:00", "11:00:50");
    answered(2, 1, "11:00:00", "11:00:20");
    assertThat(fields(Preset.HOUSE))
        .containsEntry("customers", 2L)
        .containsEntry("served_customers", 2L)
        .containsEntry("first_response_seconds", 15.0)
        .containsEntry("response_seconds", 26.7)
        .containsEntry("within_30s", 2L)
        .containsEntry("rate_30s", 0.6667);
    assertThat(fields(Preset.WECOM))
        .containsEntry("session_cnt", 2L)
        .containsEntry("customer_cnt", 2L)
        .containsEntry("customer_msg_cnt", 3L)
        .containsEntry("reply_rate", 1.0)
        .containsEntry("first_reply_average_sec", 15.0);
  }

  @Test
  void aPushThatComesLateIsLabelled() {
    add(1, 1, "10:00:00", "10:05:00", null, Outcome.ANSWERED, "10:05:20");
    answered(2, 1, "10:00:00", "10:00:20");
    assertThat(fields(Preset.HOUSE)).containsEntry("late_push", 1L).containsEntry("missed", 1L);
  }

  @Test
  void aClockThatIsWrongByASecondMakesNoWaitNegative() {
    answered(1, 1, "10:00:01", "10:00:00");
    assertThat(fields(Preset.HOUSE))
        .containsEntry("within_30s", 1L)
        .containsEntry("response_seconds", 0.0);
  }

  @Test
  void theZoneOfTheMachineDoesNotMatter() {
    answered(1, 1, "22:59:50", "23:00:20");
    answered(2, 1, "07:59:59", "08:00:20");
    Map<String, @Nullable Object> here = fields(Preset.HOUSE);
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
      assertThat(fields(Preset.HOUSE)).isEqualTo(here).containsEntry("rounds", 1L);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void eachRuleSaysInBothLanguagesWhatItIsAndWhoseCalculationItIs() {
    assertThat(Preset.ALL)
        .extracting(Preset::word)
        .containsExactly("house", "taobao", "douyin", "kuaishou", "jd", "wecom");
    assertThat(Preset.ALL)
        .allSatisfy(preset -> {
          assertThat(preset.formula().zh()).contains("由本系统自行计算", "÷");
          assertThat(preset.formula().en()).contains("our calculation", "÷");
          assertThat(preset.name().in("en-GB,en;q=0.8")).isEqualTo(preset.name().en());
          assertThat(preset.name().in("zh-CN,zh")).isEqualTo(preset.name().zh());
          assertThat(preset.name().in("no language;;")).isEqualTo(preset.name().zh());
        });
  }

  private void answered(long conversation, int messages, String asked, String answered) {
    add(conversation, messages, asked, asked, null, Outcome.ANSWERED, answered);
  }

  private void open(long conversation, int messages, String asked) {
    add(conversation, messages, asked, asked, null, Outcome.GOES_ON, null);
  }

  private void add(
      long conversation,
      int messages,
      String asked,
      String arrived,
      @Nullable String automatic,
      Outcome outcome,
      @Nullable String ended) {
    rounds.add(
        new Round(
            rounds.size() + 1,
            conversation,
            micros(asked),
            micros(arrived),
            messages,
            automatic == null ? Round.NEVER : micros(automatic),
            outcome,
            ended == null ? Round.NEVER : micros(ended),
            ended == null ? "" : "mei",
            "mei"));
  }

  private static Instant at(String time) {
    return LocalDateTime.parse(DAY + "T" + time).atZone(SHANGHAI).toInstant();
  }

  private static long micros(String time) {
    return Micros.of(at(time));
  }

  private Map<String, @Nullable Object> fields(Preset preset) {
    Tally tally = new Tally(preset, DAY, DAY, now);
    Tally.OfShop shop =
        tally.shop(new LocalDays(SHANGHAI, preset.window(ASSESSED)), duty, (_, _, _) -> List.of());
    rounds.stream().sorted(Comparator.comparingLong(Round::openedAt)).forEach(shop::add);
    return tally.total().fields(preset);
  }

  /** For each rule how many were in time of how many. */
  private List<String> all() {
    return Preset.ALL.stream()
        .map(preset ->
            "%s %s/%s"
                .formatted(
                    preset.word(),
                    fields(preset).get("within_threshold"),
                    fields(preset).get("rounds")))
        .toList();
  }
}
