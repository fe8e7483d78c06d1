package io.xiaoer.assist;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Amounts and times in one clause of a readable text. */
final class Promises {
  private static final String N = Numerals.PATTERN;

  private static final String CURRENCY_BEFORE = "(?:¥|￥|\\$|€|£|rmb|cny|usd|us\\$|人民币)";
  private static final String CURRENCY_BEHIND =
      "(?:元|块|圆|角|毛钱|分钱|人民币|rmb|cny|yuan|kuai|刀|美元|美金|大洋|usd|dollars?|bucks?|eur|euros?)";

  private static final List<Pattern> AMOUNTS =
      List.of(
          Pattern.compile(CURRENCY_BEFORE + " ?(" + N + ")"),
          Pattern.compile("(" + N + ")多? ?" + CURRENCY_BEHIND),
          Pattern.compile(
              "(?:减|省|退|赔|补|返|送|便宜|优惠|降|让|少收|只收|只要|仅需|差价|价格|卖|总共|一共|合计)"
                  + "(?:您|你|给|到|成|了|掉|价|款|钱|是|为|约|大概|:| ){0,4}([0-9]+(?:\\.[0-9]+)?)"
                  + "(?:[^0-9.天日小时个工分钟周月年点号码折次%％厘米克斤件双条只盒包]|$)"),
          Pattern.compile("([0-9]+(?:\\.[0-9]+)? ?(?:%|％)|百分之" + N + "|[0-9]+ ?percent)"),
          Pattern.compile("(🧧|💰|💵|💴|💸)"));

  private static final String UNIT =
      "(?:个?小时|个?钟头|天|日(?:内|之内|以内)?|个?工作日|分钟|秒钟?|个?星期|个?礼拜|周|个月|年"
          + "| ?(?:hours?|hrs?|days?|working days?|business days?|minutes?|mins?|weeks?|months?|years?))";

  private static final List<Pattern> TIMES =
      List.of(
          Pattern.compile("((?:" + N + "(?:[-~到至—])?)?" + N + UNIT + ")"),
          Pattern.compile("(" + N + "月(?:" + N + "[日号])?(?:底|初|中旬)?)"),
          Pattern.compile("([0-9]{4}[-./年][0-9]{1,2}[-./月][0-9]{1,2})"),
          Pattern.compile(
              "((?:本月|这个月|下个?月)?" + N + "[日号])(?:前|之前|以前|发|到|左右|晚|早|上午|下午|中午|截|开|寄|就|能|会|可)"),
          Pattern.compile("([0-9]{1,2}[:：][0-9]{2})"),
          Pattern.compile("([0-9]{1,2}点(?:半|钟|整)?)"),
          Pattern.compile("((?:上午|下午|早上|晚上|中午|凌晨|傍晚)" + N + "点)"),
          Pattern.compile("([一二三四五六七八九十两]{1,3}点(?:半|钟|整|前|之前|左右|发|到))"),
          Pattern.compile(
              "(今天|今日|今晚|今早|今儿|当天|当日|当晚|即日|明天|明日|明早|明晚|明儿|后天|大后天|次日|隔日|隔天|第二天|次晨"
                  + "|下下?周[一二三四五六日天末]?|下个?(?:星期|礼拜)[一二三四五六日天]?|下个?月|本周[一二三四五六日天末内]?|这周[一二三四五六日天末]?"
                  + "|周[一二三四五六日天末]|星期[一二三四五六日天]|礼拜[一二三四五六日天]|月底|月初|年底|年前|年后|节前|节后|本月内?|周内|日内|几天内|两三天|三五天|七八天)"),
          Pattern.compile("((?:上午|下午|傍晚|晚上|凌晨|中午|早上))(?:前|之前|就|会|能|可以|发|寄|到|送|给)"),
          Pattern.compile(
              "((?:马上|立刻|立马|立即|即刻|火速|加急|优先|秒)(?:就|给|为|帮|您|你|把|会|安排|处理|办理|可以|能|优先|加急){0,4}(?:发货|发出|发走|发|寄|退|到账|到|补|赔|送))"),
          Pattern.compile("(永久|终身|终生|一辈子|永远|无限期|长期有效)"),
          Pattern.compile(
              "(?:^|[^a-z])(tomorrow|tonight|today|overnight|same[- ]day|next (?:day|week|month|morning)"
                  + "|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|immediately|right away|asap|lifetime|forever)"));

  private Promises() {}

  /**
   * An amount.
   *
   * @param value in yuan or whatever it is in; empty where it is no number
   */
  record Amount(int from, int to, Optional<BigDecimal> value) {}

  /**
   * A time.
   *
   * @param normal so that the same time is the same text
   */
  record Time(int from, int to, String normal) {}

  static List<Amount> amounts(String clause) {
    List<Amount> found = new ArrayList<>();
    for (Pattern pattern : AMOUNTS) {
      Matcher matcher = pattern.matcher(clause);
      int at = 0;
      while (at < clause.length() && matcher.find(at)) {
        String number = matcher.group(1);
        if (!isTogether(clause, matcher.start(1), matcher.end(1))) {
          found.add(new Amount(matcher.start(), matcher.end(1), Numerals.read(number)));
        }
        at = Math.max(matcher.end(1), at + 1);
      }
    }
    return found;
  }

  /** 一块儿, 一块发: that is no money. */
  private static boolean isTogether(String clause, int from, int to) {
    return clause.substring(from, to).equals("一")
        && clause.startsWith("块", to)
        && !clause.startsWith("块钱", to);
  }

  static List<Time> times(String clause) {
    List<Time> found = new ArrayList<>();
    for (Pattern pattern : TIMES) {
      Matcher matcher = pattern.matcher(clause);
      int at = 0;
      while (at < clause.length() && matcher.find(at)) {
        if (matcher.start(1) == 0 || clause.charAt(matcher.start(1) - 1) != '月') {
          found.add(new Time(matcher.start(1), matcher.end(1), normal(matcher.group(1))));
        } // Else it is the end of a date that was found before.
        at = Math.max(matcher.end(1), at + 1);
      }
    }
    return found;
  }

  private static final Pattern CHINESE = Pattern.compile("[零〇一二两三四五六七八九十百]+");

  /** 四十八个小时内 is 48小时. */
  private static String normal(String time) {
    String plain =
        time.replaceAll("(?:之内|以内|内)$", "").replace("个", "").replace("钟头", "小时").replace(" ", "");
    if (plain.startsWith("周") || plain.contains("星期") || plain.contains("礼拜")) {
      return plain;
    }
    Matcher matcher = CHINESE.matcher(plain);
    StringBuilder normal = new StringBuilder();
    int at = 0;
    while (at < plain.length() && matcher.find(at)) {
      normal.append(plain, at, matcher.start());
      normal.append(
          Numerals.read(matcher.group()).map(BigDecimal::toPlainString).orElse(matcher.group()));
      at = matcher.end();
    }
    return normal.append(plain, at, plain.length()).toString();
  }
}
