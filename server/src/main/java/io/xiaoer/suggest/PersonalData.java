package io.xiaoer.suggest;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether a text may be about one customer: telephone numbers, addresses, names, accounts, links,
 * numbers of orders and parcels. An answer that may be is not kept, so in doubt it is; a useful one
 * that is lost costs nothing but a suggestion.
 */
final class PersonalData {
  private static final String DIGIT = "[0-9〇零一二三四五六七八九幺]";

  /**
   * The most frequent ones; a name of another is caught by what stands before it, or not at all.
   */
  private static final String SURNAME =
      "(?:欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|东方"
          + "|[王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
          + "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文])";

  private static final List<Pattern> SIGNS =
      List.of(
          // Of telephones, orders, parcels, accounts; also in pieces.
          Pattern.compile(DIGIT + "{7,}"),
          Pattern.compile("(?:" + DIGIT + "[ \\-_.·~]{0,2}){9,}"),
          Pattern.compile("(?:电话|手机|座机|热线|拨打|致电|联系方式)[^0-9]{0,6}" + DIGIT + "{3,}"),
          Pattern.compile("(?:单号|订单号?|运单|编号|取件码|验证码|密码)[^0-9A-Za-z]{0,4}[0-9A-Za-z-]{4,}"),
          // Where somebody lives or something is sent.
          Pattern.compile(
              "(?:[省市区县旗镇乡村街道路巷弄]|大道|胡同|小区|花园|公寓|大厦|广场|社区)[^,。!?;\\s]{0,10}?"
                  + "[0-9一二三四五六七八九十百]+\\s*(?:号|栋|幢|座|单元|楼|层|室|弄|组|户)"),
          Pattern.compile("[0-9一二三四五六七八九十]+\\s*(?:栋|幢|单元|室)"),
          Pattern.compile("(?:地址|收件|寄到|寄往|送到|派送至)(?:是|为|:)\\s*\\S{4,}"),
          // Who somebody is.
          Pattern.compile("(?:收货人|收件人|姓名|联系人|名字)(?:是|为|叫|:)\\s*\\S"),
          Pattern.compile(SURNAME + "\\p{IsHan}{0,2}(?:先生|女士|小姐|太太|老师|同学|阿姨|叔叔)"),
          Pattern.compile("(?i)(?:微信|薇信|v信|vx|wx|qq|扣扣|支付宝)号?(?:是|为|:)?\\s*[a-z0-9_-]{5,}"),
          Pattern.compile("[\\w.+-]{2,}@[\\w-]+\\.[\\w.]{2,}"),
          Pattern.compile("(?i)https?:|www\\.|wxid_"));

  private PersonalData() {}

  static boolean isIn(String text) {
    String folded = Normalizer.normalize(text, Form.NFKC);
    return SIGNS.stream().anyMatch(sign -> sign.matcher(folded).find());
  }
}
