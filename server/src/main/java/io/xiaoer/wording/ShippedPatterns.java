package io.xiaoer.wording;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the shipped groups look for in a text that is folded loosely. Where a pattern has a group,
 * that is the hit, and what stands around it only decides: this kind of pattern has no look-ahead.
 */
final class ShippedPatterns {
  private static final String ADD = "加(?:一下|下|一个|个|我们|我的|我|你的|你|您的|您|咱|客服|老板|店长|售后|好友|的)*";
  private static final String WECHAT = "(?:[微威薇徽维][-_.·*~|/]{0,2}[信❤心芯]|卫星|v信|w信|微❤)";

  /** What may follow at once. */
  private static final String ACCOUNT = "[a-z0-9_-]*";

  /** Neither inside a Latin word nor part of an address or of an article's number. */
  private static final String BEFORE = "(?:^|[^a-z0-9._/@号款-])";

  static final List<Pattern> CONTACTS =
      patterns(
          ADD + WECHAT + "号?(?:是|:)?" + ACCOUNT,
          ADD + "(?:we ?chat|wei ?xin|qq|扣扣|企鹅号?)",
          "(?:^|[^增添附参更])(" + ADD + "[+]?(?:v ?x?|w ?x|薇|威)号?)(?:[^a-z0-9领字型口绒形脖产]|$)",
          "(?:^|[^增添附参更])(" + ADD + "(?:v ?x?|w ?x)[: ]?[a-z0-9][a-z0-9_-]{4,19})",
          "(?:^|[^增添附参更])(" + ADD + "微)(?:[^信辣量波型小糖甜米弱笑妙商调火热酸咸苦软火距晶生电塑处信服博卷绒透弹辣]|$)",
          "(?:^|[^a-z0-9])([+➕] ?(?:v ?x?|w ?x))(?:[^a-z0-9领字型口绒]|$)",
          "([+➕](?:微信?|薇信?|威信?))(?:[^辣量波型小糖甜]|$)",
          "(?:我|我们|本店|店铺?|客服|老板|店长|私人|个人)的?" + WECHAT + "(?:号|是|:|[a-z0-9])" + ACCOUNT,
          WECHAT + "(?:号|號)(?:是|为|:|=|[a-z0-9])" + ACCOUNT,
          WECHAT + "(?:私聊|联系我|联系客服|同号|加我|加一下|加你|加您|加好友|名片|:[a-z0-9])",
          "(?:给|发|留|报)(?:我|下|一下|一个|个|你的|您的|你|您)*(" + WECHAT + "号?)(?:[^退支红零付转客小服公视聊里上的消通提推账钱余卡]|$)",
          "(?:薇信|徽信|v信|微❤|微心号|威信号)",
          BEFORE + "(v ?x|w ?x|v ?xin|wei ?xin|we ?chat)(?:号|同号|联系|:|=|是)",
          "(?:^|[^a-z0-9._/@加号款-])(v ?x)(?:[^a-z0-9._系型-]|$)",
          BEFORE + "((?:v ?x[: ]?|w ?x[: ])[a-z][a-z0-9_-]{5,19})(?:[^a-z0-9]|$)",
          "(?:qq|扣扣)[号群]|加q群",
          BEFORE + "((?:qq|扣扣) ?:?[1-9][0-9]{4,10})(?:[^0-9]|$)",
          "加(?:一下|下|个|我|你|您)*(?:好友|私人号|个人号)",
          "私下(?:交易|转账|联系|付款|加)|线下(?:交易|转账)|(?:平台|小店)(?:以外|之外|外)(?:交易|下单|付款|转账)|绕[过开]平台|不走平台");

  static final List<Pattern> LINKS =
      patterns(
          "复制.{0,20}打开(?:淘宝|天猫|拼多多|抖音|京东|闲鱼|快手|小红书)",
          "(?:去|到|来|上|在)?(?:淘宝|天猫|拼多多|抖音|京东|闲鱼|快手|小红书|1688)(?:上)?(?:搜|店铺?|下单|拍下|购买|买|找我|私信)",
          "淘口令");

  static final List<Pattern> QR_CODES =
      patterns(
          "[二2贰][维微唯]码|qr ?code",
          "扫(?:一下|下|我|这个|图中的?|下面的?)*码(?:加|进|入群|关注|添加|领|下单)",
          "扫一扫(?:加|进|添加|关注|领)",
          "长按识别|识别(?:一下|下)?(?:图中|图片|上图|下图)的?.{0,3}码",
          "长按(?:添加|图片)",
          "[加进入](?:我们的?|一下|下|个|我的)?(?:微信|粉丝|福利|售后|会员|优惠|返利)?群(?:[^体]|$)");

  static final List<Pattern> INSULTS =
      patterns(
          "傻[逼比b笔叉×]|煞[笔逼]|[沙莎杀]逼|傻缺|傻吊|傻屌|脑残|智障|弱智|白痴|蠢货|蠢猪|猪脑子|神经病|精神病吧|有病吧|有毛病吧|脑子有(?:病|问题|坑|水|泡)|你有病(?:[^历假例]|$)",
          "贱人|贱货|犯贱|婊子|王八蛋|混蛋|混账|狗东西|狗日的?|畜生|人渣|泼妇|穷鬼|穷逼|穷酸|杂种|孬种|臭不要脸|不要脸",
          "[操草艹肏]你[妈马娘]|草泥马|[他你]妈的(?:[^生手身头母电地礼快])|他妈的$|特么的|去你妈|滚你妈|nmsl|cnm|你妈死|死全家|死妈",
          "去死(?:[^皮角结]|$)|滚蛋|滚犊子|滚远点|(?:给我|快)滚(?:[^动轮边珠筒]|$)|滚出去|滚一边",
          "废物(?:[^利回处箱桶再]|$)|垃圾(?:人|顾客|客户|买家)|爱买不买|爱要不要|买不起(?:就|别)|没钱(?:就)?别买|没素质|素质(?:真)?(?:低|差)|智商(?:堪忧|低|欠费|不够)",
          "(?:^|[^a-z0-9._-])(s ?b|t ?m ?d|c ?n ?m|n ?m ?s ?l)(?:[^a-z0-9._-]|$)",
          "(?:^|[^a-z])(fuck(?:ing|er)?|shit|idiot|stupid|moron|asshole|bastard|bitch)(?:[^a-z]|$)");

  private ShippedPatterns() {}

  private static List<Pattern> patterns(String... written) {
    return Stream.of(written).map(one -> Pattern.compile(one, Pattern.MULTILINE)).toList();
  }
}
