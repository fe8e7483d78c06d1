package io.xiaoer.assist;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names of people in a text: those that a word announces (收件人), those with a title, and what looks
 * like a name and stands by itself beside an address or a telephone number. A name in the middle of
 * a sentence cannot be told from other words, unless it is known.
 */
final class Names {
  private static final String DOUBLE =
      "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 长孙 宇文 轩辕 南宫 端木 独孤 闻人 澹台";
  private static final String SINGLE =
      "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
          + "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚"
          + "文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿"
          + "牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边";

  /** Words that begin as names do. */
  private static final Set<String> WORDS =
      Set.of(
          "谢谢", "高兴", "方便", "明天", "安徽", "万一", "单号", "许多", "白色", "黄色", "金色", "温馨", "常用", "左右", "时间",
          "时候", "和平", "成都", "包邮", "包裹", "安排", "应该", "任何", "马上", "平台", "江苏", "江西", "云南", "宁夏", "广东",
          "石家庄", "常州", "温州", "金华", "宁波", "马鞍山", "高高", "成品", "单独", "方式", "文明", "关于", "关注", "武汉",
          "武昌", "贵州", "黄石", "黄山", "陕西", "连同", "游客", "华为", "解决", "强烈", "边框", "易碎", "管家", "向您", "向你",
          "康复", "白天", "时尚", "项链", "包装", "司机", "解释", "房间", "席子", "常温", "高级", "安全", "安装", "孙子", "方法",
          "申请", "查询", "查看", "单价", "成功", "施工", "查收", "万分", "严重", "路上", "金额", "江南", "洪水", "石头", "龙头",
          "马桶", "牛奶", "童装", "童鞋", "车辆", "边上");

  private static final String HAN = "[\\x{4e00}-\\x{9fa5}]";
  private static final String FAMILY = "(?:" + DOUBLE.replace(' ', '|') + "|[" + SINGLE + "])";

  private static final Pattern ANNOUNCED =
      Pattern.compile(
          "(?:收件人|收货人|联系人|签收人|收方|姓名|名字|我叫|叫我|名叫|真名|户主|买家|客户)"
              + "(?:姓名|名字|名)?(?:改成|改为|换成|是|叫|为)?[:：= ]*("
              + FAMILY
              + HAN
              + "{1,2})");

  private static final Pattern INTRODUCED =
      Pattern.compile("我是(" + FAMILY + HAN + "{1,2})(?:[^\\x{4e00}-\\x{9fa5}]|$)");

  private static final Pattern TITLED =
      Pattern.compile("(" + FAMILY + HAN + "{0,2}?)(?:先生|女士|小姐|太太|同学)");

  private static final Pattern ALONE =
      Pattern.compile(
          "(?:^|[^\\x{4e00}-\\x{9fa5}])("
              + FAMILY
              + HAN
              + "{1,2})(?:[（(][^）)]{0,6}[）)])?(?:[^\\x{4e00}-\\x{9fa5}]|$)",
          Pattern.MULTILINE);

  private static final Pattern ENGLISH =
      Pattern.compile(
          "(?i:my name is|name ?[:：]|recipient ?[:：]) *([A-Z][a-z]+(?: [A-Z][a-z]+){0,2})");

  private static final Pattern PARCEL_OF =
      Pattern.compile(
          "(?:^|[^\\x{4e00}-\\x{9fa5}])(" + FAMILY + HAN + "{1,2})的(?:快递|包裹|订单|货|件|单子)");

  private static final int ALL_MAX = 200;

  private Names() {}

  /** Those of a text; {@code besidePersonal}: there is an address or a telephone number in it. */
  static Set<String> in(String text, boolean besidePersonal) {
    Set<String> found = new HashSet<>();
    for (Pattern pattern : List.of(ANNOUNCED, INTRODUCED, TITLED, ENGLISH, PARCEL_OF)) {
      found.addAll(matches(pattern, text));
    }
    if (besidePersonal) {
      found.addAll(matches(ALONE, text));
    }
    return found.stream()
        .map(Names::withoutWordBehind)
        .filter(name -> !WORDS.contains(name))
        .collect(Collectors.toSet());
  }

  /** What follows a name that was announced at once: 收件人张三电话…. */
  private static final List<String> BEHIND =
      List.of("电话", "手机", "地址", "电", "手", "地", "住", "的", "，");

  private static String withoutWordBehind(String name) {
    if (name.length() < 3) {
      return name;
    }
    return BEHIND.stream()
        .filter(name::endsWith)
        .findFirst()
        .map(word -> name.substring(0, Math.max(2, name.length() - word.length())))
        .orElse(name);
  }

  private static List<String> matches(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    int at = 0;
    while (found.size() < ALL_MAX && at <= text.length() && matcher.find(at)) {
      found.add(matcher.group(1));
      at = Math.max(matcher.end(1), at + 1); // What stands behind it may begin the next one.
    }
    return found;
  }

  /** Known ones as they may stand in a text: whole, and without blanks at their ends. */
  static Set<String> known(String... names) {
    return Arrays.stream(names)
        .map(String::strip)
        .filter(name -> name.length() >= 2)
        .collect(Collectors.toSet());
  }
}
