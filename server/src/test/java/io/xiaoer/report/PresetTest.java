package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.hours.Span;
import io.xiaoer.round.Round;
import io.xiaoer.round.Round.Outcome;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
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
    assertThat(Preset.SHIPPED)
        .extracting(Preset::word)
        .containsExactly("house", "taobao", "douyin", "kuaishou", "jd", "wecom");
    assertThat(Preset.SHIPPED)
        .allSatisfy(preset -> {
          assertThat(preset.formula().zh()).contains("由本系统自行计算", "÷");
          assertThat(preset.formula().en()).contains("our calculation", "÷");
          assertThat(preset.name().in("en-GB,en;q=0.8")).isEqualTo(preset.name().en());
          assertThat(preset.name().in("zh-CN,zh")).isEqualTo(preset.name().zh());
          assertThat(preset.name().in("no language;;")).isEqualTo(preset.name().zh());
        });
  }

  @Test
  void aTeamsOwnRuleCountsByItsParametersAndSaysThemInWords() {
    Preset own =
        Preset.own(
            7,
            "夜班",
            Preset.Unit.ROUND,
            Duration.ofSeconds(90),
            new Preset.Window.Fixed(new Span(21 * 60, 26 * 60)),
            true,
            false,
            Duration.ofMinutes(10),
            false);
    assertThat(own.word()).isEqualTo("own-7");
    assertThat(own.formula().zh())
        .isEqualTo(
            "90 秒回复率 = 在 90 秒内得到回复的轮次 ÷ 已回复的轮次。顾客在上次人工回复后的第一条消息开始一轮。"
                + "只统计 21:00–次日 2:00 之间开始的轮次。自动回复也算回复，没有回复的不计入，提问时无人在岗的不统计。"
                + "平均响应时长里单轮最长按 10 分钟计。"
                + "已拉黑的顾客不计，未回复而由人工结束的算“无需回复”，单独列出。"
                + "这是本店自定义的口径，由本系统自行计算，不是任何平台公布的数据。");
    assertThat(own.formula().en())
        .isEqualTo(
            "90-second rate = rounds answered within 90 seconds ÷ rounds answered. A round begins"
                + " with the customer's first message after an answer. Only what began from 21:00 to"
                + " 02:00 on the next day counts. Automatic answers count; what has no answer is left"
                + " out; what was asked while nobody was on duty is left out. In averages a wait is 10"
                + " minutes at most. Blocked customers are left out; rounds that a person closed"
                + " without an answer are listed apart. This is the team's own rule and our"
                + " calculation, not a platform's.");
    answered(1, 1, "21:00:00", "21:01:00");
    answered(2, 1, "21:30:00", "21:40:00");
    answered(3, 1, "20:59:59", "21:00:01");
    open(4, 1, "22:00:00");
    assertThat(fields(own))
        .containsEntry("rounds", 3L)
        .containsEntry("within_threshold", 1L)
        .containsEntry("missed", 1L)
        .containsEntry("rate", 0.5);
  }

  @Test
  void theWordsOfEachUnitAreThoseOfTheRulesThatComeWithTheServer() {
    assertThat(Arrays.stream(Preset.Unit.values()).map(PresetTest::firstSentence))
        .containsExactly(
            "3 分钟人工回复率 = 在 3 分钟内得到人工回复的轮次 ÷（已回复的轮次 + 等待超过 3 分钟仍未回复的轮次）",
            "3 分钟人工回复率 = 首次提问在 3 分钟内得到人工回复的会话 ÷（首次提问已回复的会话 + 首次提问等待超过 3 分钟仍未回复的会话）",
            "3 分钟人工回复率 = 当天首次提问在 3 分钟内得到人工回复的顾客 ÷（当天首次提问已回复的顾客 + 当天首次提问等待超过 3 分钟仍未回复的顾客）",
            "3 分钟人工回复率 = 在 3 分钟内得到人工回复的顾客消息 ÷（已回复的顾客消息 + 等待超过 3 分钟仍未回复的顾客消息）");
  }

  private static String firstSentence(Preset.Unit unit) {
    Preset own =
        Preset.own(
            1,
            "我们的",
            unit,
            Duration.ofMinutes(3),
            new Preset.Window.OfShop(),
            false,
            true,
            null,
            true);
    return own.formula().zh().substring(0, own.formula().zh().indexOf('。'));
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
        tally.shop(
            new LocalDays(SHANGHAI, preset.window(ASSESSED)), duty, _ -> (_, _, _) -> List.of());
    rounds.stream().sorted(Comparator.comparingLong(Round::openedAt)).forEach(shop::add);
    return tally.total().fields(preset);
  }

  /** For each rule how many were in time of how many. */
  private List<String> all() {
    return Preset.SHIPPED.stream()
        .map(preset ->
            "%s %s/%s"
                .formatted(
                    preset.word(),
                    fields(preset).get("within_threshold"),
                    fields(preset).get("rounds")))
        .toList();
  }
}
