package io.xiaoer.report;

import io.xiaoer.api.RequestParams;
import io.xiaoer.hours.Span;
import io.xiaoer.round.Round;
import io.xiaoer.round.Round.Outcome;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule by which rounds become figures. Each of the platforms' own rates has one like it; ours are
 * our calculation from what we have seen, and say so.
 *
 * @param word as the API names it
 * @param formula in words, for who reads the number
 * @param threshold who was answered within it was answered in time; null: whenever it was
 * @param automaticCounts whether an answer that nobody wrote is one
 * @param unansweredIsMissed whether who got no answer lowers the rate
 * @param cap longer waits enter averages as this; null: as they were
 * @param nobodyOnDutyIsMissed whether what was asked while nobody was there counts
 */
record Preset(
    String word,
    Words name,
    Words formula,
    Unit unit,
    @Nullable Duration threshold,
    Window window,
    boolean automaticCounts,
    boolean unansweredIsMissed,
    @Nullable Duration cap,
    boolean nobodyOnDutyIsMissed) {

  /** What is counted. */
  enum Unit {
    /** From a question to the answer. */
    ROUND,
    /**
     * The rounds of a customer, until it is closed or they write nothing for {@link #SESSION_GAP}.
     * Its first round decides.
     */
    SESSION,
    /** A customer on a day, whose first round decides. */
    CUSTOMER_DAY,
    /** Each message of a customer, answered with its round. */
    MESSAGE;

    static final Duration SESSION_GAP = Duration.ofHours(24);

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The part of the day in which a round must have begun to count. */
  sealed interface Window {
    /** The one that the shop has set. */
    record OfShop() implements Window {}

    record Fixed(Span span) implements Window {}

    record WholeDay() implements Window {}

    String OF_SHOP = "shop";
    String FIXED = "fixed";
    String WHOLE_DAY = "whole_day";

    default String word() {
      return switch (this) {
        case OfShop _ -> OF_SHOP;
        case Fixed _ -> FIXED;
        case WholeDay _ -> WHOLE_DAY;
      };
    }

    /** {@code span} is asked for by a fixed one; empty when it is missing, or the word is none. */
    static Optional<Window> of(String word, @Nullable Span span) {
      return switch (word) {
        case OF_SHOP -> Optional.of(new OfShop());
        case FIXED -> Optional.ofNullable(span).map(Fixed::new);
        case WHOLE_DAY -> Optional.of(new WholeDay());
        default -> Optional.empty();
      };
    }
  }

  private static final Duration THREE_MINUTES = Duration.ofMinutes(3);
  private static final Window FROM_EIGHT_TO_ELEVEN = new Window.Fixed(new Span(8 * 60, 23 * 60));

  static final Preset HOUSE =
      new Preset(
          "house",
          new Words("本店口径", "House rule"),
          new Words(
              "3 分钟人工回复率 = 3 分钟内得到人工回复的轮次 ÷（已回复的轮次 + 等待超过 3 分钟仍未回复的轮次）。"
                  + "顾客在上次人工回复后的第一条消息开始一轮，平台收下人工回复才算结束；"
                  + "按开始时间计，只统计小店考核时段内开始的轮次。自动回复不算回复，无人在岗也算未达标；"
                  + "已拉黑的顾客不计，未回复而由人工结束的算“无需回复”，单独列出。"
                  + "由本系统自行计算，不是平台公布的数据。",
              "3-minute rate = rounds answered by a person within 3 minutes ÷ (rounds answered +"
                  + " rounds without an answer for more than 3 minutes). A round begins with the"
                  + " customer's first message after an answer, and ends when the platform has taken"
                  + " a person's answer. It counts by when it began, within the shop's assessed"
                  + " hours. Automatic answers do not count; rounds without anybody on duty do."
                  + " Blocked customers are left out; rounds that a person closed without an answer"
                  + " are listed apart. This is our calculation, not the platform's."),
          Unit.ROUND,
          THREE_MINUTES,
          new Window.OfShop(),
          false,
          true,
          null,
          true);

  static final Preset TAOBAO =
      new Preset(
          "taobao",
          new Words("类淘宝口径", "Like Taobao"),
          new Words(
              "3 分钟人工响应率 = 3 分钟内得到人工回复的对话轮次 ÷ 对话轮次，只统计 8:00–23:00 之间开始的轮次；"
                  + "当天没有回复的轮次算未达标。平均响应时长里单轮最长按 10 分钟计。自动回复不算回复。"
                  + "参照淘宝公开的规则，由本系统自行计算，不是任何平台公布的数据。",
              "3-minute rate = rounds answered by a person within 3 minutes ÷ all rounds, of those"
                  + " that began from 08:00 to 23:00; rounds without an answer count as missed. In"
                  + " averages a wait is 10 minutes at most. Automatic answers do not count. After"
                  + " Taobao's public rule; our calculation, not a platform's."),
          Unit.ROUND,
          THREE_MINUTES,
          FROM_EIGHT_TO_ELEVEN,
          false,
          true,
          Duration.ofMinutes(10),
          true);

  static final Preset DOUYIN =
      new Preset(
          "douyin",
          new Words("类抖音口径", "Like Douyin"),
          new Words(
              "3 分钟人工回复率 = 首次提问在 3 分钟内得到人工回复的会话 ÷ 全部会话，只统计 8:00–23:00 之间开始的会话。"
                  + "会话从顾客的第一条消息开始，关闭或顾客 24 小时没有再写就结束。没有回复的会话算未达标，自动回复不算回复。"
                  + "参照抖音公开的规则，由本系统自行计算，不是任何平台公布的数据。",
              "3-minute rate = sessions whose first question a person answered within 3 minutes ÷ all"
                  + " sessions that began from 08:00 to 23:00. A session begins with the customer's"
                  + " first message and ends when it is closed or the customer has written nothing for"
                  + " 24 hours. Sessions without an answer count as missed; automatic answers do not"
                  + " count. After Douyin's public rule; our calculation, not a platform's."),
          Unit.SESSION,
          THREE_MINUTES,
          FROM_EIGHT_TO_ELEVEN,
          false,
          true,
          null,
          true);

  static final Preset KUAISHOU =
      new Preset(
          "kuaishou",
          new Words("类快手口径", "Like Kuaishou"),
          new Words(
              "5 分钟回复率 = 5 分钟内得到回复的顾客消息 ÷ 全部顾客消息，只统计 8:00–24:00 之间的提问；"
                  + "时间从一轮的第一条消息算起，自动回复也算回复，没有回复的算未达标。"
                  + "参照快手公开的规则，由本系统自行计算，不是任何平台公布的数据。",
              "5-minute rate = customers' messages answered within 5 minutes ÷ all messages, of rounds"
                  + " that began from 08:00 to 24:00. Time runs from the first message of a round;"
                  + " automatic answers count; messages without an answer count as missed. After"
                  + " Kuaishou's public rule; our calculation, not a platform's."),
          Unit.MESSAGE,
          Duration.ofMinutes(5),
          new Window.Fixed(new Span(8 * 60, 24 * 60)),
          true,
          true,
          null,
          true);

  static final Preset JD =
      new Preset(
          "jd",
          new Words("类京东口径", "Like JD"),
          new Words(
              "30 秒应答率 = 当天首次提问在 30 秒内得到人工回复的顾客 ÷ 当天咨询的顾客，一位顾客一天计一次，"
                  + "只统计 9:00–24:00 之间开始的提问。没有回复的算未达标，自动回复不算回复，提问时无人在岗的不统计。"
                  + "参照京东公开的规则，由本系统自行计算，不是任何平台公布的数据。",
              "30-second rate = customers whose first question of the day a person answered within 30"
                  + " seconds ÷ customers of the day, each once a day, of questions asked from 09:00"
                  + " to 24:00. Customers without an answer count as missed; automatic answers do not"
                  + " count; what was asked while nobody was on duty is left out. After JD's public"
                  + " rule; our calculation, not a platform's."),
          Unit.CUSTOMER_DAY,
          Duration.ofSeconds(30),
          new Window.Fixed(new Span(9 * 60, 24 * 60)),
          false,
          true,
          null,
          false);

  static final Preset WECOM =
      new Preset(
          "wecom",
          new Words("类微信客服口径", "Like WeChat customer service"),
          new Words(
              "人工回复率 = 得到人工回复的会话 ÷ 全部会话，全天统计，不限多久回复；首次回复时长是各会话第一次回复的平均用时。"
                  + "会话从顾客的第一条消息开始，关闭或顾客 24 小时没有再写就结束；自动回复不算回复。"
                  + "字段名与微信客服统计接口相同，数值由本系统自行计算，不是平台公布的数据。",
              "Reply rate = sessions with an answer of a person ÷ all sessions, of the whole day and"
                  + " however late; the first reply is the average of each session's first answer. A"
                  + " session begins with the customer's first message and ends when it is closed or"
                  + " the customer has written nothing for 24 hours; automatic answers do not count."
                  + " The fields have the names of WeChat's own statistics; the numbers are our"
                  + " calculation, not the platform's."),
          Unit.SESSION,
          null,
          new Window.WholeDay(),
          false,
          true,
          null,
          true);

  /** Those that come with the server. */
  static final List<Preset> SHIPPED = List.of(HOUSE, TAOBAO, DOUYIN, KUAISHOU, JD, WECOM);

  private static final String OWN = "own-";

  /** A team's own; its formula is made of its parameters. */
  static Preset own(
      long id,
      String name,
      Unit unit,
      @Nullable Duration threshold,
      Window window,
      boolean automaticCounts,
      boolean unansweredIsMissed,
      @Nullable Duration cap,
      boolean nobodyOnDutyIsMissed) {
    return new Preset(
        ownWord(id),
        new Words(name, name),
        new Formula(
                unit,
                threshold,
                window,
                automaticCounts,
                unansweredIsMissed,
                cap,
                nobodyOnDutyIsMissed)
            .words(),
        unit,
        threshold,
        window,
        automaticCounts,
        unansweredIsMissed,
        cap,
        nobodyOnDutyIsMissed);
  }

  static String ownWord(long id) {
    return OWN + id;
  }

  /** The id in the word of a team's own; empty for another one. */
  static Optional<Long> ownId(String word) {
    return word.startsWith(OWN)
        ? RequestParams.number(word.substring(OWN.length()))
        : Optional.empty();
  }

  /** The same at any time of the day. */
  Preset ofWholeDay() {
    return new Preset(
        word,
        name,
        formula,
        unit,
        threshold,
        new Window.WholeDay(),
        automaticCounts,
        unansweredIsMissed,
        cap,
        nobodyOnDutyIsMissed);
  }

  /** The part of the day that counts in a shop, whose own one is given. */
  Span window(Span ofShop) {
    return switch (window) {
      case Window.OfShop _ -> ofShop;
      case Window.Fixed(Span span) -> span;
      case Window.WholeDay _ -> new Span(0, 24 * 60);
    };
  }

  /** The part of the day that counts in every shop; empty when each has its own. */
  Optional<String> fixedWindow() {
    return switch (window) {
      case Window.OfShop _ -> Optional.empty();
      case Window.Fixed _, Window.WholeDay _ ->
          Optional.of(window(new Span(0, 24 * 60)).toString());
    };
  }

  /** Whether one needs to know who was on duty. */
  boolean asksForDuty() {
    return !nobodyOnDutyIsMissed;
  }

  /** When a round was answered; {@link Round#NEVER} when it was not. */
  long answeredAt(Round round) {
    long byPerson = round.outcome() == Outcome.ANSWERED ? round.endedAt() : Round.NEVER;
    return automaticCounts ? Math.min(byPerson, round.automaticAt()) : byPerson;
  }

  /** How long the customer waited for the answer; the platform's clock and ours may differ. */
  long waitMicros(Round round) {
    return Math.max(0, answeredAt(round) - round.openedAt());
  }

  long cappedMicros(long wait) {
    return cap == null ? wait : Math.min(wait, Micros.of(cap));
  }

  long thresholdMicros() {
    return threshold == null ? Long.MAX_VALUE : Micros.of(threshold);
  }

  /** What a round in the window is, seen from a moment. */
  Verdict verdict(Round round, OnDuty duty, long now) {
    if (!nobodyOnDutyIsMissed && duty == OnDuty.NOBODY) {
      return Verdict.LEFT_OUT;
    }
    if (answeredAt(round) != Round.NEVER) {
      return waitMicros(round) <= thresholdMicros() ? Verdict.IN_TIME : Verdict.LATE;
    }
    if (round.outcome() == Outcome.CLOSED) {
      return Verdict.NO_ANSWER_NEEDED;
    }
    return threshold != null && now - round.openedAt() <= thresholdMicros()
        ? Verdict.WAITING
        : Verdict.UNANSWERED;
  }

  boolean isMissed(Verdict verdict) {
    return switch (verdict) {
      case LATE -> true;
      case UNANSWERED -> unansweredIsMissed;
      case IN_TIME, WAITING, NO_ANSWER_NEEDED, LEFT_OUT -> false;
    };
  }
}
