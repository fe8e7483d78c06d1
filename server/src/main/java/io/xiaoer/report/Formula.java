package io.xiaoer.report;

import io.xiaoer.hours.Span;
import io.xiaoer.report.Preset.Unit;
import io.xiaoer.report.Preset.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says in words what a team's own rule counts, for who reads the number. Whatever the parameters
 * are, the words are made of them and of nothing else.
 */
final class Formula {
  private static final int MINUTE = 60;
  private static final int DAY_MINUTES = 24 * 60;

  private final Unit unit;
  private final @Nullable Duration threshold;
  private final Window window;
  private final boolean automaticCounts;
  private final boolean unansweredIsMissed;
  private final @Nullable Duration cap;
  private final boolean nobodyOnDutyIsMissed;

  Formula(
      Unit unit,
      @Nullable Duration threshold,
      Window window,
      boolean automaticCounts,
      boolean unansweredIsMissed,
      @Nullable Duration cap,
      boolean nobodyOnDutyIsMissed) {
    this.unit = unit;
    this.threshold = threshold;
    this.window = window;
    this.automaticCounts = automaticCounts;
    this.unansweredIsMissed = unansweredIsMissed;
    this.cap = cap;
    this.nobodyOnDutyIsMissed = nobodyOnDutyIsMissed;
  }

  Words words() {
    return new Words(chinese(), english());
  }

  private String chinese() {
    String answered = automaticCounts ? "得到回复" : "得到人工回复";
    String within = threshold == null ? "" : "在 " + chinese(threshold) + "内";
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "%s%s = %s%s%s的%s ÷%s。"
            .formatted(
                threshold == null ? "" : chinese(threshold),
                automaticCounts ? "回复率" : "人工回复率",
                chineseFirst(),
                within,
                answered,
                chineseUnit(),
                chineseAll()));
    sentences.add(
        switch (unit) {
          case ROUND -> "顾客在上次人工回复后的第一条消息开始一轮。";
          case SESSION -> "会话从顾客的第一条消息开始，关闭或顾客 24 小时没有再写就结束。";
          case CUSTOMER_DAY -> "一位顾客一天计一次。";
          case MESSAGE -> "每条消息都从它那一轮的第一条消息算起。";
        });
    String begun =
        switch (unit) {
          case ROUND -> "轮次";
          case SESSION -> "会话";
          case CUSTOMER_DAY, MESSAGE -> "提问";
        };
    sentences.add(
        switch (window) {
          case Window.OfShop _ -> "只统计小店考核时段内开始的" + begun + "。";
          case Window.Fixed(Span span) -> "只统计 " + chinese(span) + " 之间开始的" + begun + "。";
          case Window.WholeDay _ -> "全天统计。";
        });
    sentences.add(
        "%s，%s，%s。"
            .formatted(
                automaticCounts ? "自动回复也算回复" : "自动回复不算回复",
                unansweredIsMissed ? "没有回复的算未达标" : "没有回复的不计入",
                nobodyOnDutyIsMissed ? "提问时无人在岗也照常统计" : "提问时无人在岗的不统计"));
    if (cap != null) {
      sentences.add("平均响应时长里单轮最长按 " + chinese(cap) + "计。");
    }
    sentences.add("已拉黑的顾客不计，未回复而由人工结束的算“无需回复”，单独列出。");
    sentences.add("这是本店自定义的口径，由本系统自行计算，不是任何平台公布的数据。");
    return String.join("", sentences);
  }

  private String chineseAll() {
    String answered = chineseFirst() + "已回复的" + chineseUnit();
    if (!unansweredIsMissed) {
      return " " + answered;
    }
    if (threshold != null) {
      return "（%s + %s等待超过 %s仍未回复的%s）"
          .formatted(answered, chineseFirst(), chinese(threshold), chineseUnit());
    }
    return unit == Unit.CUSTOMER_DAY ? " 当天咨询的全部顾客" : " 全部" + chineseUnit();
  }

  private String chineseUnit() {
    return switch (unit) {
      case ROUND -> "轮次";
      case SESSION -> "会话";
      case CUSTOMER_DAY -> "顾客";
      case MESSAGE -> "顾客消息";
    };
  }

  private String chineseFirst() {
    return switch (unit) {
      case ROUND, MESSAGE -> "";
      case SESSION -> "首次提问";
      case CUSTOMER_DAY -> "当天首次提问";
    };
  }

  private static String chinese(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds % MINUTE == 0 ? seconds / MINUTE + " 分钟" : seconds + " 秒";
  }

  private static String chinese(Span span) {
    return time(span.from())
        + "–"
        + (span.to() > DAY_MINUTES ? "次日 " : "")
        + time(afterMidnight(span.to()));
  }

  private String english() {
    String answered = automaticCounts ? "answered" : "answered by a person";
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "%s = %s %s%s ÷ %s."
            .formatted(
                threshold == null ? "Reply rate" : adjective(threshold) + " rate",
                englishUnit(),
                answered,
                threshold == null ? "" : " within " + english(threshold),
                englishAll()));
    sentences.add(
        switch (unit) {
          case ROUND -> "A round begins with the customer's first message after an answer.";
          case SESSION ->
              "A session begins with the customer's first message and ends when it is closed or the"
                  + " customer has written nothing for 24 hours.";
          case CUSTOMER_DAY -> "A customer counts once a day.";
          case MESSAGE -> "The time of a message runs from the first one of its round.";
        });
    sentences.add(
        switch (window) {
          case Window.OfShop _ -> "Only what began within the shop's assessed hours counts.";
          case Window.Fixed(Span span) ->
              "Only what began from %s to %s%s counts."
                  .formatted(
                      padded(span.from()),
                      padded(afterMidnight(span.to())),
                      span.to() > DAY_MINUTES ? " on the next day" : "");
          case Window.WholeDay _ -> "The whole day counts.";
        });
    sentences.add(
        "Automatic answers %s; what has no answer %s; what was asked while nobody was on duty %s."
            .formatted(
                automaticCounts ? "count" : "do not count",
                unansweredIsMissed ? "counts as missed" : "is left out",
                nobodyOnDutyIsMissed ? "counts like the rest" : "is left out"));
    if (cap != null) {
      sentences.add("In averages a wait is %s at most.".formatted(english(cap)));
    }
    sentences.add(
        "Blocked customers are left out; rounds that a person closed without an answer are listed"
            + " apart.");
    sentences.add("This is the team's own rule and our calculation, not a platform's.");
    return String.join(" ", sentences);
  }

  private String englishAll() {
    String answered = englishUnit() + " answered";
    if (!unansweredIsMissed) {
      return answered;
    }
    if (threshold != null) {
      return "(%s + %s without an answer for more than %s)"
          .formatted(answered, englishWaiting(), english(threshold));
    }
    return switch (unit) {
      case ROUND -> "all rounds";
      case SESSION -> "all sessions";
      case CUSTOMER_DAY -> "all customers of the day";
      case MESSAGE -> "all customers' messages";
    };
  }

  private String englishUnit() {
    return switch (unit) {
      case ROUND -> "rounds";
      case SESSION -> "sessions whose first question was";
      case CUSTOMER_DAY -> "customers whose first question of the day was";
      case MESSAGE -> "customers' messages";
    };
  }

  private String englishWaiting() {
    return switch (unit) {
      case ROUND -> "rounds";
      case SESSION -> "sessions whose first question is";
      case CUSTOMER_DAY -> "customers whose first question of the day is";
      case MESSAGE -> "messages";
    };
  }

  private static String adjective(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds % MINUTE == 0 ? seconds / MINUTE + "-minute" : seconds + "-second";
  }

  private static String english(Duration duration) {
    long seconds = duration.toSeconds();
    long number = seconds % MINUTE == 0 ? seconds / MINUTE : seconds;
    return number + (seconds % MINUTE == 0 ? " minute" : " second") + (number == 1 ? "" : "s");
  }

  private static int afterMidnight(int minutes) {
    return minutes > DAY_MINUTES ? minutes - DAY_MINUTES : minutes;
  }

  private static String time(int minutes) {
    return String.format(Locale.ROOT, "%d:%02d", minutes / MINUTE, minutes % MINUTE);
  }

  private static String padded(int minutes) {
    return String.format(Locale.ROOT, "%02d:%02d", minutes / MINUTE, minutes % MINUTE);
  }
}
