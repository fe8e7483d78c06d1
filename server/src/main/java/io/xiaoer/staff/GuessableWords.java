package io.xiaoer.staff;

import java.text.Normalizer;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells passwords that are made of nothing but what is tried first: the words of a list of our own,
 * what stands around the account (its name, the shops), years, rows of keys, what repeats. Such a
 * part may be in a password that has more; only one that has hardly anything else is refused.
 */
final class GuessableWords {
  /** So many letters and digits beside guessable parts make it something else. */
  private static final int REST_MIN = 4;

  /** Longer digits than this are no year, and no number that is put behind a word. */
  private static final int SHORT_DIGITS_MAX = 4;

  private static final int WORD_CHARS_MIN = 3;

  /** What lists of leaked passwords begin with, in Latin letters and in pinyin. */
  private static final List<String> COMMON =
      List.of(
          "password",
          "passwort",
          "passwd",
          "pass",
          "admin",
          "administrator",
          "root",
          "user",
          "login",
          "welcome",
          "letmein",
          "hello",
          "test",
          "guest",
          "default",
          "changeme",
          "secret",
          "master",
          "monkey",
          "dragon",
          "football",
          "baseball",
          "sunshine",
          "princess",
          "shadow",
          "superman",
          "batman",
          "iloveyou",
          "love",
          "qwerty",
          "qwertyuiop",
          "asdfghjkl",
          "asdfgh",
          "asdf",
          "zxcvbnm",
          "zxcv",
          "qazwsx",
          "qweasd",
          "qweasdzxc",
          "1qaz2wsx",
          "1q2w3e4r",
          "q1w2e3r4",
          "abcdefgh",
          "abcdef",
          "abcd",
          "abc",
          "xyz",
          "woaini",
          "woaiwojia",
          "woaiwo",
          "woaini1314",
          "iloveu",
          "mima",
          "nihao",
          "wode",
          "woshi",
          "zhongguo",
          "beijing",
          "shanghai",
          "guangzhou",
          "shenzhen",
          "hangzhou",
          "china",
          "kefu",
          "dianpu",
          "wodian",
          "xiaodian",
          "weixin",
          "wechat",
          "taobao",
          "tencent",
          "wangwei",
          "wanglei",
          "zhangwei",
          "zhang",
          "wang",
          "chen",
          "yang",
          "zhao",
          "huang",
          "gongsi",
          "company",
          "guanliyuan",
          "yonghu",
          "denglu",
          "service",
          "support",
          "summer",
          "winter",
          "spring",
          "autumn",
          "monday",
          "friday",
          "xiaoer",
          "xiaodianer",
          "desk",
          "shop",
          "store",
          "server");

  /** In Chinese, where two characters are a word. */
  private static final List<String> COMMON_CHINESE =
      List.of("密码", "客服", "微信", "小店", "小二", "管理员", "我爱你", "你好", "公司", "中国", "测试", "店铺");

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern REPEATED = Pattern.compile("(.{1,8}?)\\1{2,}");
  private static final Pattern DATE =
      Pattern.compile("(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])");

  private GuessableWords() {}

  /** {@code own}: what a stranger knows of the account. */
  static boolean areAllOf(String password, Collection<String> own) {
    String plain = folded(password);
    String unmasked = unmasked(plain);
    BitSet known = new BitSet(plain.length());
    COMMON.forEach(word -> cover(known, plain, unmasked, word));
    COMMON_CHINESE.forEach(word -> cover(known, plain, unmasked, word));
    own.stream()
        .map(GuessableWords::folded)
        .filter(GuessableWords::isWord)
        .forEach(word -> cover(known, plain, unmasked, word));
    coverRuns(known, plain);
    Matcher repeated = REPEATED.matcher(plain);
    while (repeated.find()) {
      known.set(repeated.start() + repeated.group(1).length(), repeated.end());
    }
    Matcher digits = DIGITS.matcher(plain);
    while (digits.find()) {
      if (digits.end() - digits.start() <= SHORT_DIGITS_MAX
          || DATE.matcher(digits.group()).matches()) {
        known.set(digits.start(), digits.end());
      }
    }
    long rest =
        plain.chars().filter(Character::isLetterOrDigit).count()
            - known.stream().filter(at -> Character.isLetterOrDigit(plain.charAt(at))).count();
    return rest < REST_MIN;
  }

  /** A name of one letter is in every password. */
  private static boolean isWord(String word) {
    boolean latin = word.chars().allMatch(c -> c < 0x80);
    return word.length() >= (latin ? WORD_CHARS_MIN : 2);
  }

  private static void cover(BitSet known, String plain, String unmasked, String word) {
    for (String text : List.of(plain, unmasked)) {
      for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        known.set(at, at + word.length());
      }
    }
  }

  /** Three and more that follow each other, up or down: 123, cba. */
  private static void coverRuns(BitSet known, String text) {
    for (int step : new int[] {1, -1}) {
      int begin = 0;
      for (int at = 1; at <= text.length(); at++) {
        if (at == text.length() || text.charAt(at) - text.charAt(at - 1) != step) {
          if (at - begin >= WORD_CHARS_MIN) {
            known.set(begin, at);
          }
          begin = at;
        }
      }
    }
  }

  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  /** Letters for the digits and signs that people write in their place; as long as it was. */
  private static String unmasked(String text) {
    return text.replace('0', 'o')
        .replace('1', 'i')
        .replace('3', 'e')
        .replace('4', 'a')
        .replace('5', 's')
        .replace('7', 't')
        .replace('@', 'a')
        .replace('$', 's')
        .replace('!', 'i');
  }
}
