package io.xiaoer.wording;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Mobile phone numbers of the mainland: 11 digits from 13 to 19, with no digit on either side, also
 * in pieces and in Chinese digits. Numbers of orders and parcels and amounts of money are none.
 */
public final class PhoneNumbers {
  private static final int DIGITS = 11;

  private static final int THOUSANDS_DIGITS = 3;

  /** As people take such a number to pieces. Other ones are several numbers. */
  private static final Set<List<Integer>> SHAPES =
      Set.of(
          List.of(11),
          List.of(3, 4, 4),
          List.of(4, 4, 3),
          List.of(4, 3, 4),
          List.of(3, 3, 5),
          List.of(3, 8),
          List.of(7, 4),
          List.of(5, 6),
          List.of(6, 5),
          List.of(2, 3, 3, 3),
          List.of(3, 2, 2, 2, 2),
          List.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));

  private static final String SEPARATORS = " -‐‑–—·._~";
  private static final int SEPARATOR_CHARS_MAX = 3;

  /** Letters beside a number that belong to it; with others it is an article's or a parcel's. */
  private static final Set<String> CALLING =
      Set.of("tel", "phone", "mobile", "call", "mob", "t", "v", "vx", "wx", "wechat", "weixin");

  /** What stands before a number that is no telephone's. */
  private static final Pattern OF_A_THING =
      Pattern.compile("(?:订单|单号|编号|货号|款号|序列号|流水号|发票号|税号|条码|批号|运单|工号|编码)(?:号码?|码)?[ :#是为.]*$");

  private static final int CHARS_BEFORE_MAX = 16;

  private PhoneNumbers() {}

  /** Digits side by side. */
  private record Piece(int from, int to, String digits) {}

  /** Places in {@code text}: from, and behind. */
  public static List<int[]> in(FoldedText text) {
    List<Piece> pieces = pieces(text);
    List<int[]> found = new ArrayList<>();
    for (int first = 0; first < pieces.size(); ) {
      int last = lastOf(text, pieces, first);
      if (last >= first && isPhone(text, pieces, first, last)) {
        found.add(new int[] {begin(text, pieces, first), pieces.get(last).to});
        first = last + 1;
      } else {
        first++;
      }
    }
    return found;
  }

  /** The piece with which one beginning with {@code first} has all digits; below it for none. */
  private static int lastOf(FoldedText text, List<Piece> pieces, int first) {
    int digits = 0;
    for (int i = first; i < pieces.size() && i < first + DIGITS; i++) {
      if (i > first && separator(text, pieces, i - 1).isEmpty()) {
        return -1;
      }
      digits += pieces.get(i).digits.length();
      if (digits >= DIGITS) {
        return digits == DIGITS || isPrefixed(text, pieces.get(first)) ? i : -1;
      }
    }
    return -1;
  }

  /** One number with the country's before it: {@code +8613800138000}. */
  private static boolean isPrefixed(FoldedText text, Piece piece) {
    int from = piece.from;
    return (piece.digits.length() == DIGITS + 2
            && piece.digits.startsWith("86")
            && from > 0
            && text.charAt(from - 1) == '+')
        || (piece.digits.length() == DIGITS + 4 && piece.digits.startsWith("0086"));
  }

  private static boolean isPhone(FoldedText text, List<Piece> pieces, int first, int last) {
    List<Piece> own = pieces.subList(first, last + 1);
    String digits = own.stream().map(Piece::digits).collect(Collectors.joining());
    if (first == last && isPrefixed(text, own.getFirst())) {
      digits = digits.substring(digits.length() - DIGITS);
    } else if (!SHAPES.contains(own.stream().map(piece -> piece.digits.length()).toList())) {
      return false;
    }
    return digits.charAt(0) == '1'
        && digits.charAt(1) >= '3'
        && (own.size() == 1 || separatorsFit(text, pieces, first, last))
        && standsAlone(text, pieces, first, last)
        && !isAmount(text, own.getFirst().from, own.getLast().to)
        && lettersFit(text, own.getFirst().from, own.getLast().to)
        && !isOfAThing(text, own.getFirst().from);
  }

  /** Amounts have a point, and not two. */
  private static boolean separatorsFit(FoldedText text, List<Piece> pieces, int first, int last) {
    return last - first > 1 || !separator(text, pieces, first).contains(".");
  }

  /** Neither more pieces of the same number on the left nor on the right. */
  private static boolean standsAlone(FoldedText text, List<Piece> pieces, int first, int last) {
    boolean whole = first == last;
    String left = first == 0 ? "" : separator(text, pieces, first - 1);
    String right = last == pieces.size() - 1 ? "" : separator(text, pieces, last);
    String inside = whole ? "" : separator(text, pieces, first);
    return (!joins(left, inside, whole) || isCountry(pieces, first))
        && !joins(right, inside, whole);
  }

  private static boolean joins(String beside, String inside, boolean whole) {
    return !beside.isEmpty()
        && (whole
            ? beside.contains("-") || beside.contains("_") || beside.contains(".")
            : beside.equals(inside));
  }

  private static boolean isCountry(List<Piece> pieces, int first) {
    return first > 0 && Set.of("86", "0086").contains(pieces.get(first - 1).digits);
  }

  private static int begin(FoldedText text, List<Piece> pieces, int first) {
    int from = pieces.get(first).from;
    return isPrefixed(text, pieces.get(first)) && from > 0 && text.charAt(from - 1) == '+'
        ? from - 1
        : from;
  }

  private static boolean isAmount(FoldedText text, int from, int to) {
    if (from > 0 && "¥$€".indexOf(text.charAt(from - 1)) >= 0) {
      return true;
    }
    if (from > 1 && text.charAt(from - 1) == '.' && isDigit(text.charAt(from - 2))) {
      return true;
    }
    if (to == text.length()) {
      return false;
    }
    return switch (text.charAt(to)) {
      case '元', '块', '%' -> true;
      case ',' -> digitsFrom(text, to + 1) == THOUSANDS_DIGITS; // another number may follow a comma
      case '.' -> digitsFrom(text, to + 1) > 0;
      default -> false;
    };
  }

  /** How many digits begin here; no more than matter are counted. */
  private static int digitsFrom(FoldedText text, int at) {
    int digits = 0;
    while (digits <= THOUSANDS_DIGITS
        && at + digits < text.length()
        && isDigit(text.charAt(at + digits))) {
      digits++;
    }
    return digits;
  }

  private static boolean lettersFit(FoldedText text, int from, int to) {
    int before = from;
    while (before > 0 && isLetter(text.charAt(before - 1))) {
      before--;
    }
    int behind = to;
    while (behind < text.length() && isLetter(text.charAt(behind))) {
      behind++;
    }
    return isCalling(text, before, from) && isCalling(text, to, behind);
  }

  private static boolean isCalling(FoldedText text, int from, int to) {
    return from == to || CALLING.contains(text.slice(from, to).toLowerCase(Locale.ROOT));
  }

  private static boolean isOfAThing(FoldedText text, int from) {
    return OF_A_THING.matcher(text.slice(Math.max(0, from - CHARS_BEFORE_MAX), from)).find();
  }

  /** What keeps a piece and the next one apart where both may be of one number, else empty. */
  private static String separator(FoldedText text, List<Piece> pieces, int piece) {
    int from = pieces.get(piece).to;
    int to = pieces.get(piece + 1).from;
    if (to - from > SEPARATOR_CHARS_MAX) {
      return "";
    }
    String between = text.slice(from, to);
    return between.chars().allMatch(c -> SEPARATORS.indexOf(c) >= 0)
        ? between.replace('‐', '-').replace('‑', '-').replace('–', '-').replace('—', '-')
        : "";
  }

  private static List<Piece> pieces(FoldedText text) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      int digit = i == text.length() ? -1 : digit(text.charAt(i));
      if (digit >= 0) {
        digits.append((char) ('0' + digit));
      } else if (!digits.isEmpty()) {
        pieces.add(new Piece(i - digits.length(), i, digits.toString()));
        digits.setLength(0);
      }
    }
    return pieces;
  }

  private static final String CHINESE = "零一二三四五六七八九";
  private static final String FORMAL = "〇壹贰叁肆伍陆柒捌玖";
  private static final String SPOKEN = "洞幺两";
  private static final String CIRCLED = "⓿❶❷❸❹❺❻❼❽❾";

  private static int digit(char c) {
    if (c < 0x80) {
      return Character.digit(c, 10);
    }
    for (String digits : List.of(CHINESE, FORMAL, SPOKEN, CIRCLED)) {
      int at = digits.indexOf(c);
      if (at >= 0) {
        return at;
      }
    }
    return Character.digit(c, 10);
  }

  private static boolean isDigit(char c) {
    return digit(c) >= 0;
  }

  private static boolean isLetter(char c) {
    return FoldedText.isLatin(c) && !isDigit(c);
  }
}
