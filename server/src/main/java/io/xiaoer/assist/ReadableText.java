package io.xiaoer.assist;

import io.xiaoer.wording.FoldedText;

/**
 * A text in one spelling, for looking in it: small letters, simplified characters, and nothing that
 * cannot be seen. It knows where each of its chars came from.
 */
final class ReadableText {
  private static final String TRADITIONAL =
      "運費優惠賠償補還紅換貨錢發時點號聯繫電話網贈減價萬兩週內後個億圓塊這們馬處債證諾終險報銷約連絡開單壞訂購買賣區隨錄現銀戶帳匯轉讓給請說謝員機體級選應該對產質維親點擊鏈";
  private static final String SIMPLIFIED =
      "运费优惠赔偿补还红换货钱发时点号联系电话网赠减价万两周内后个亿圆块这们马处债证诺终险报销约连络开单坏订购买卖区随录现银户账汇转让给请说谢员机体级选应该对产质维亲点击链";

  /** What may stand between two characters of a word to hide it. */
  private static final String BETWEEN = "-_.·*~|/\\'\"“”‘’()（）【】[]<>+=^`…•—–‐‑#&@$%:：";

  private final String text;
  private final int[] from;
  private final int[] to;

  private ReadableText(String text, int[] from, int[] to) {
    this.text = text;
    this.from = from;
    this.to = to;
  }

  static ReadableText of(String written) {
    FoldedText folded = FoldedText.visible(written).loose();
    int length = folded.length();
    char[] chars = new char[length];
    int[] from = new int[length];
    int[] to = new int[length];
    for (int i = 0; i < length; i++) {
      char c = folded.charAt(i);
      int at = TRADITIONAL.indexOf(c);
      chars[i] = at < 0 ? c : SIMPLIFIED.charAt(at);
      from[i] = folded.from(i);
      to[i] = folded.to(i);
    }
    return new ReadableText(new String(chars), from, to);
  }

  /** Without what stands between two Chinese characters and belongs to neither. */
  ReadableText joined() {
    StringBuilder joined = new StringBuilder();
    int[] fromJoined = new int[from.length];
    int[] toJoined = new int[to.length];
    for (int i = 0; i < text.length(); i++) {
      if (isBetween(i)) {
        continue;
      }
      fromJoined[joined.length()] = from[i];
      toJoined[joined.length()] = to[i];
      joined.append(text.charAt(i));
    }
    return new ReadableText(joined.toString(), fromJoined, toJoined);
  }

  private boolean isBetween(int at) {
    if (BETWEEN.indexOf(text.charAt(at)) < 0) {
      return false;
    }
    int before = at - 1;
    while (before >= 0 && BETWEEN.indexOf(text.charAt(before)) >= 0) {
      before--;
    }
    int behind = at + 1;
    while (behind < text.length() && BETWEEN.indexOf(text.charAt(behind)) >= 0) {
      behind++;
    }
    return before >= 0
        && behind < text.length()
        && isHan(text.charAt(before))
        && isHan(text.charAt(behind));
  }

  static boolean isHan(char c) {
    return c >= 0x4e00 && c <= 0x9fff;
  }

  String text() {
    return text;
  }

  /** Where a char began in the text as it was written. */
  int from(int at) {
    return from[at];
  }

  /** Behind a char in the text as it was written. */
  int to(int at) {
    return to[at];
  }
}
