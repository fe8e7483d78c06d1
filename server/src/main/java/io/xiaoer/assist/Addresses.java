package io.xiaoer.assist;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Postal addresses of the mainland in a text. It rather takes a word too many than one too few:
 * what is taken comes back. The name of a province or a city by itself is none.
 */
final class Addresses {
  private static final String HAN = "\\x{4e00}-\\x{9fa5}";

  /** What an address goes on with. */
  private static final String RUN = "[" + HAN + "A-Za-z0-9#\\-—－_()（）·/ ]";

  private static final String PROVINCE =
      "(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川"
          + "|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)"
          + "(?:省|市|维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区)?";

  private static final String NUMBER = "(?:[0-9一二三四五六七八九十]{1,6}|[A-Za-z])";
  private static final String UNIT = "(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|户|组|期|弄|房|门)";
  private static final String PLACE =
      "(?:街道|大道|大街|路|街|道|镇|乡|村|屯|社区|巷|胡同|小区|花园|公寓|大厦|广场|家园|新城|苑|庄|寨|驿站|校区|大学"
          + "|学院|中学|小学|医院|工业园|产业园|科技园|开发区|宿舍)";
  private static final String DISTRICT = "(?:市|区|县|旗|州|盟|镇|乡|街道)";

  /** Behind the last word of it: a room, or several numbers with dashes. */
  private static final String ROOM = "(?: ?[A-Za-z]?[0-9]{1,5}(?:[-—－][0-9A-Za-z]{1,5}){0,4})?";

  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile(
              PROVINCE + RUN + "{0,80}(?:" + PLACE + "|" + NUMBER + UNIT + ")" + ROOM + "(?:室|户)?"),
          Pattern.compile(
              "["
                  + HAN
                  + "]{2,8}(?:"
                  + DISTRICT
                  + "|"
                  + PLACE
                  + ")"
                  + RUN
                  + "{0,60}?(?:"
                  + NUMBER
                  + UNIT
                  + "|[0-9]{1,4}[-—－][0-9]{1,4}(?:[-—－][0-9]{1,5})?)(?:"
                  + RUN
                  + "{0,40}(?:"
                  + NUMBER
                  + UNIT
                  + "|"
                  + PLACE
                  + "))?"
                  + ROOM
                  + "(?:室|户)?"),
          // Its parts one after the other, with something between them.
          Pattern.compile(
              "(?:"
                  + PROVINCE
                  + "|["
                  + HAN
                  + "]{1,8}"
                  + DISTRICT
                  + ")(?:[ ,，/]{1,3}["
                  + HAN
                  + "]{1,10}"
                  + DISTRICT
                  + ")+(?:[ ,，/]{0,3}"
                  + RUN
                  + "{0,40}(?:"
                  + NUMBER
                  + UNIT
                  + "|"
                  + PLACE
                  + ")"
                  + ROOM
                  + ")?"));

  /** Whatever follows the word for it, where it has some length. */
  private static final Pattern ANNOUNCED =
      Pattern.compile(
          "(?:收货地址|收件地址|详细地址|新地址|地址)(?:改成|改为|换成|写|是|为)?[:： ]*("
              + RUN
              + "{2,80}(?:"
              + DISTRICT
              + "|"
              + PLACE
              + "|"
              + NUMBER
              + UNIT
              + "|口|旁|边|对面|店|站|柜)"
              + ROOM
              + ")");

  private static final int ALL_MAX = 50;

  private Addresses() {}

  /** Places in {@code text}: from, and behind. */
  static List<int[]> in(String text) {
    List<int[]> found = new ArrayList<>();
    PATTERNS.forEach(pattern -> add(found, pattern, 0, text));
    add(found, ANNOUNCED, 1, text);
    return found;
  }

  private static void add(List<int[]> found, Pattern pattern, int group, String text) {
    Matcher matcher = pattern.matcher(text);
    int at = 0;
    while (found.size() < ALL_MAX && at < text.length() && matcher.find(at)) {
      found.add(new int[] {matcher.start(group), matcher.end(group)});
      at = Math.max(matcher.end(group), at + 1);
    }
  }
}
