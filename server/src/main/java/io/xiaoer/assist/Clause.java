package io.xiaoer.assist;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/** A piece of a text between two marks that end a thought. */
record Clause(int from, int to, String text, boolean asks) {
  private static final String ENDS = "，,。！!？?；;\n、~～";

  /** Words of courtesy and filling, which change nothing. */
  private static final Pattern FILLING =
      Pattern.compile(
          "亲爱的|亲亲|亲|您好|你好|哈喽|的呢|的哦|的呀|的哈|哦|喔|噢|呢|呀|哈|啦|嘛|咯|呦|哟|这边|我们|咱们|本店|店铺|店里|一般|通常"
              + "|[^\\x{4e00}-\\x{9fff}a-z0-9]");

  private static final Pattern UNREASONED = Pattern.compile("无理由");
  private static final String NEGATIONS = "不没无非未勿别莫免";

  static List<Clause> of(String text) {
    List<Clause> clauses = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isEnd(text, i)) {
        if (i > from) {
          String piece = text.substring(from, i);
          boolean asks =
              (i < text.length() && "？?".indexOf(text.charAt(i)) >= 0)
                  || piece.endsWith("吗")
                  || piece.endsWith("呢");
          clauses.add(new Clause(from, i, piece, asks));
        }
        from = i + 1;
      }
    }
    return clauses;
  }

  /** A comma inside of a number ends nothing. */
  private static boolean isEnd(String text, int at) {
    if (ENDS.indexOf(text.charAt(at)) < 0) {
      return false;
    }
    return !(text.charAt(at) == ','
        && at > 0
        && at + 1 < text.length()
        && Character.isDigit(text.charAt(at - 1))
        && Character.isDigit(text.charAt(at + 1)));
  }

  /** What it comes down to. */
  String core() {
    return FILLING.matcher(text).replaceAll("");
  }

  /** Words that turn the meaning round. */
  long negations() {
    return UNREASONED
        .matcher(text)
        .replaceAll("")
        .chars()
        .filter(c -> NEGATIONS.indexOf(c) >= 0)
        .count();
  }
}
