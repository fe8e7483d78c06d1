package io.xiaoer.assist;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.xiaoer.assist.Promise.Kind;
import io.xiaoer.wording.OutsideContacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds in a draft what the shop has not stated, by rules and not by another model: whatever a
 * customer has talked the model into, this has not read what the customer wrote. It is there to be
 * looked at by a person, so it marks a sentence too many rather than one too few; a clause that the
 * team's phrases or people of the shop have said word for word is fine.
 */
final class PromiseCheck {
  /** Of one draft; more tell nobody more. */
  private static final int PROMISES_MAX = 40;

  private static final Pattern OFFERS =
      Pattern.compile(
          "(?:[0-9.]+|[一二三四五六七八九两半]+)折(?:[^叠痕断页射扇磨腾合]|$)|打折|折扣|折上折|折后|打[0-9.一二三四五六七八九]+折|特价|优惠|满减|立减|减价|降价|改价|便宜|代金券|抵用券|购物券|抵扣|券"
              + "|红包|返现|返利|返券|返点|半价|买[一二两三四五0-9]+[送赠]|赠品|赠送|附赠|送您|送你|送给|送一|免费|免单|白送|不要钱|不收钱|不收费|成本价|内部价|员工价|最低价"
              + "|包邮|免邮|包运费|免运费|免快递费|运费险|包快递|不收运费|不用(?:出|付)?(?:运费|邮费)|(?:运费|邮费|快递费)(?:由|我|咱|店|商家|全|都|免|算|不|给|本)"
              + "|积分|会员价|vip"
              + "|discount|coupon|voucher|promo ?code|gift|for free|free|cash ?back|rebate|half[- ]price|bao ?you|you ?hui|mian ?fei|da ?zhe|hong ?bao|fan ?xian|mian ?yun ?fei|pian ?yi");

  private static final Pattern REFUNDS =
      Pattern.compile(
          "退款|退钱|退还|退您|退你|退给|退全|退一半|退一部分|退部分|退掉|退回|全退|全额|仅退|先退|退货|退换|退差|退运费|退定金|退押金|差价|价保|保价|赔|补偿|弥补|补您|补你|补给|补钱|补款|返还|返您|返你|返钱|打钱|打款|转钱"
              + "|换新|给您换|给你换|帮您换|帮你换|免费换|随时换|换给|换一[个件台条双只套]|换个新|换货|补发|补寄|重发|重新发|重新寄|再发一|再寄一|重寄|报销|承担|负责到底|腿款|推款|褪款|蹆款|忒款|t款|陪偿|培偿|赔长"
              + "|refund|reimburs|compensat|money[- ]back|make (?:it )?up to you|replacement|replace (?:it|your|the)|send (?:you )?(?:a )?(?:new|another)|return (?:your|the) money"
              + "|tui ?kuan|tui ?huo|tui ?qian|pei ?chang|pei ?fu|bu ?chang|bu ?fa|chong ?fa");

  private static final Pattern CONTACTS =
      Pattern.compile(
          "微信|威信|薇信|wechat|weixin|wei ?xin|whats ?app|telegram|飞机号|skype|instagram|facebook|qq|扣扣|企鹅|支付宝|alipay|paypal|zhi ?fu ?bao"
              + "|银行卡|银行账|银行转|卡号|账户|账号是|转账|收款码|收款账|汇款|打款到|bank (?:transfer|account|card)|bitcoin|usdt|比特币"
              + "|私聊|私下|线下|加我|加个好友|扫码|扫一扫|二维码|拨打|打(?:我|我们|这个|客服)?电话|call (?:me|us)|text me|contact (?:me|us)|e-?mail|邮箱"
              + "|[a-z0-9._%+-]+@[a-z0-9-]+(?:\\.[a-z0-9-]+)+|jia ?wei|jia ?wo");

  /** What a shop may name: they are of the platform itself. */
  private static final Pattern OF_THE_PLATFORM =
      Pattern.compile("^微信(?:支付|小店|客服|钱包|零钱|小程序|订单|团队|平台)");

  private static final Pattern NUMBERS =
      Pattern.compile("(?:\\+|00)?[0-9]{2,4}(?:[- ]?[0-9]{2,4}){1,5}|[a-z]{0,6}[0-9][a-z0-9]{5,}");

  private static final Pattern LINKS =
      Pattern.compile(
          "(?:https?|ftp|weixin|weapp)://[^\\s，。]+|www\\.[a-z0-9.-]+|#小程序|#接龙|[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.(?:com|cn|net|org|top|xyz|cc|vip|shop|store|io|app|info|club|site|online|link|ltd|me|co|ly|tv|ru|link)(?:[/:?][^\\s，。]*)?|[a-z0-9-]+ ?(?:点|dot) ?(?:com|cn|net)|短链|网址是|复制(?:这|此|下|链|到)|点(?:击|开)?(?:这个|此|下方|下面的?|以下)?链接");

  private static final Pattern OTHERS =
      Pattern.compile(
          "保证|承诺|担保|包您|包你|包退|包换|包赔|包过|绝对|百分百|百分之百|100%|一定(?:会|能|给|帮|让|在|可以)|肯定(?:会|能|给|可以|没)|必定|必须给|无条件|假一赔|同意您|答应|批准|特批|破例|例外"
              + "|guarantee|promise|swear|approved|authoriz"
              + "|系统提示|提示词|system prompt|prompt|instructions?|指令|开发者模式|developer mode|dan模式|越狱|jailbreak|语言模型|language model|as an ai|人工智能|机器人|openai|chat ?gpt|deep ?seek|qwen|通义|大模型|api ?key|密钥|password|密码|管理员|后台|内部(?:价|资料|信息|规定|渠道)|进价|利润|底价|用户数据|数据库|其他顾客|别的顾客|忽略|规则(?:一|二|三|四|五|如下)|json|代号"
              + "|[{}<>]|```|\\*\\*|~~|(?:^|\\n)#+ |\\[[^\\]]*\\]\\("
              + "|好评返|五星好评|给(?:个)?好评|刷单|举报|投诉平台|违法|起诉|律师");

  /** A word that is denied at once: 不包邮, 没有优惠. */
  private static final Pattern DENIED =
      Pattern.compile(
          "(?:不|没有|没|暂无|无法|不能|不可以|不支持|不参与|不参加|不享受|不提供|没法|不再|无)(?:再|能|给您|另外|额外|其他|单独|直接|做|有|申请|参加)?$");

  private static final Pattern APPLYING = Pattern.compile("(?:申请|售后|发起|提交|操作|选择|点击|点)[^，。]{0,4}$");

  private static final Pattern APPLIED =
      Pattern.compile("^(?:申请|进度|原因|流程|状态|页面|按钮|入口|方式|问题|详情|的原因|的申请|规则|政策|信息|凭证)");

  private static final Pattern GIVING =
      Pattern.compile(
          "给您|给你|帮您|帮你|为您|为你|马上|立即|立刻|今天|明天|已经|已|会|全额|同意|通过|保证|一定|到账|直接|都|优先|双倍|加倍|现金|就|放心|成功|批准|无条件|随时|承担|出运费");

  private static final Pattern ENOUGH = Pattern.compile("就(?:行|可以|好)(?:了)?$");

  private static final Pattern OFFERING =
      Pattern.compile("给|帮|为|我|马上|立即|直接|送|好吗|行吗|可以吗|怎么样|如何|愿意|接受|满意");

  private static final Pattern WISHING = Pattern.compile("(?:您|你|请问)[^，。]*(?:想|要|需要|希望|是|打算)");

  private PromiseCheck() {}

  /** Everything that somebody should look at, by where it begins. */
  static List<Promise> check(String draft, ShopFacts facts) {
    ShopStatements shop = new ShopStatements(facts);
    Search search = new Search(draft, shop);
    ReadableText text = ReadableText.of(draft);
    search.look(text);
    ReadableText joined = text.joined();
    if (!joined.text().equals(text.text())) {
      search.look(joined);
    }
    search.lookAtTheWhole(text);
    return search.found();
  }

  /** One draft being looked through. */
  private static final class Search {
    private final String draft;
    private final ShopStatements shop;
    private final List<Promise> found = new ArrayList<>();

    Search(String draft, ShopStatements shop) {
      this.draft = draft;
      this.shop = shop;
    }

    void look(ReadableText text) {
      for (Clause clause : Clause.of(text.text())) {
        amounts(text, clause);
        times(text, clause);
        words(text, clause, OFFERS, Kind.AMOUNT);
        words(text, clause, REFUNDS, Kind.REFUND);
        words(text, clause, OTHERS, Kind.OTHER);
        contacts(text, clause);
      }
    }

    private void amounts(ReadableText text, Clause clause) {
      for (Promises.Amount amount : Promises.amounts(clause.text())) {
        String written = clause.text().substring(amount.from(), amount.to());
        if (!amount.value().map(value -> shop.hasAmount(value, clause)).orElse(false)
            && !shop.repeats(clause, written)) {
          add(text, Kind.AMOUNT, clause.from() + amount.from(), clause.from() + amount.to());
        }
      }
    }

    private void times(ReadableText text, Clause clause) {
      for (Promises.Time time : Promises.times(clause.text())) {
        if (!shop.hasTime(time.normal(), clause)) {
          add(text, Kind.DATE, clause.from() + time.from(), clause.from() + time.to());
        }
      }
    }

    private void words(ReadableText text, Clause clause, Pattern pattern, Kind kind) {
      Matcher matcher = pattern.matcher(clause.text());
      int at = 0;
      while (at < clause.text().length() && matcher.find(at)) {
        String word = matcher.group();
        boolean fine =
            shop.repeats(clause, word)
                || (kind != Kind.OTHER && isNoPromise(clause, matcher.start(), matcher.end()));
        if (!fine) {
          add(text, kind, clause.from() + matcher.start(), clause.from() + matcher.end());
        }
        at = Math.max(matcher.end(), at + 1);
      }
    }

    /** Denied, asked back, or how something is applied for. */
    private static boolean isNoPromise(Clause clause, int from, int to) {
      String before = clause.text().substring(0, from);
      String behind = clause.text().substring(to);
      if (DENIED.matcher(before).find() && clause.negations() == 1) {
        return true;
      }
      boolean applies = APPLYING.matcher(before).find() || APPLIED.matcher(behind).find();
      String without = ENOUGH.matcher(clause.text()).replaceAll("");
      if (applies && !GIVING.matcher(without).find()) {
        return true;
      }
      return clause.asks()
          && WISHING.matcher(clause.text()).find()
          && !OFFERING.matcher(clause.text()).find();
    }

    private void contacts(ReadableText text, Clause clause) {
      each(
          clause.text(),
          CONTACTS,
          (from, to) -> {
            boolean ours = OF_THE_PLATFORM.matcher(clause.text().substring(from)).find();
            if (!ours && !shop.repeats(clause, clause.text().substring(from, to))) {
              add(text, Kind.CONTACT, clause.from() + from, clause.from() + to);
            }
          });
      each(
          clause.text(),
          NUMBERS,
          (from, to) -> {
            String number = clause.text().substring(from, to);
            String digits = number.replaceAll("[^0-9a-z]", "");
            if (digits.chars().filter(Character::isDigit).count() >= 6
                && !shop.hasNumber(digits)
                && !shop.has(number)) {
              add(text, Kind.CONTACT, clause.from() + from, clause.from() + to);
            }
          });
    }

    void lookAtTheWhole(ReadableText text) {
      each(
          text.text(),
          LINKS,
          (from, to) -> {
            if (!shop.has(text.text().substring(from, to))) {
              add(text, Kind.LINK, from, to);
            }
          });
      OutsideContacts.links(draft).forEach(place -> addWritten(Kind.LINK, place));
      OutsideContacts.contacts(draft).forEach(place -> addWritten(Kind.CONTACT, place));
      OutsideContacts.insults(draft).forEach(place -> add(Kind.OTHER, place[0], place[1]));
      Mask.leftIn(draft).forEach(place -> add(Kind.CONTACT, place[0], place[1]));
      foreign(text);
      instructions(text);
    }

    private void addWritten(Kind kind, int[] place) {
      String words = ReadableText.of(draft.substring(place[0], place[1])).text();
      if (!shop.has(words) && !shop.hasNumber(words)) {
        add(kind, place[0], place[1]);
      }
    }

    private static final Pattern LATIN = Pattern.compile("[a-z]{2,}(?:[ ,.'’!?:-]+[a-z]+)*");
    private static final int LATIN_WORDS_MAX = 2;

    /** Letters of other scripts than the shop's, and Latin words that it does not use. */
    private void foreign(ReadableText text) {
      each(
          text.text(),
          LATIN,
          (from, to) -> {
            String[] words = text.text().substring(from, to).split("[^a-z]+", -1);
            long unknown = 0;
            for (String word : words) {
              unknown += word.length() > 1 && !shop.hasWord(word) ? 1 : 0;
            }
            if (unknown > LATIN_WORDS_MAX) {
              add(text, Kind.OTHER, from, to);
            }
          });
      int from = -1;
      for (int i = 0; i <= text.text().length(); i++) {
        boolean foreign = i < text.text().length() && isForeign(text.text().charAt(i));
        if (foreign && from < 0) {
          from = i;
        } else if (!foreign && from >= 0) {
          add(text, Kind.OTHER, from, i);
          from = -1;
        }
      }
    }

    private static boolean isForeign(char c) {
      return Character.isLetter(c)
          && c > 0x24f
          && Character.UnicodeScript.of(c) != Character.UnicodeScript.HAN;
    }

    private static final int INSTRUCTION_CHARS = 10;

    /** A stretch of what the model was told. */
    private void instructions(ReadableText text) {
      String told = ReadableText.of(Prompt.ALL_INSTRUCTIONS).text();
      for (int i = 0; i + INSTRUCTION_CHARS <= text.text().length(); i++) {
        if (told.contains(text.text().substring(i, i + INSTRUCTION_CHARS))) {
          add(text, Kind.OTHER, i, i + INSTRUCTION_CHARS);
        }
      }
    }

    @FunctionalInterface
    private interface Hit {
      void at(int from, int to);
    }

    private static void each(String text, Pattern pattern, Hit hit) {
      Matcher matcher = pattern.matcher(text);
      int at = 0;
      while (at < text.length() && matcher.find(at)) {
        hit.at(matcher.start(), matcher.end());
        at = Math.max(matcher.end(), at + 1);
      }
    }

    private void add(ReadableText text, Kind kind, int from, int to) {
      add(kind, text.from(from), text.to(to - 1));
    }

    private void add(Kind kind, int from, int to) {
      found.add(new Promise(kind, from, to, draft.substring(from, to)));
    }

    /** What overlaps is one passage, of the kind that begins first. */
    List<Promise> found() {
      found.sort(
          Comparator.comparingInt(Promise::from)
              .thenComparing(Comparator.comparingInt(Promise::to).reversed()));
      List<Promise> apart = new ArrayList<>();
      for (Promise promise : found) {
        Promise last = apart.isEmpty() ? null : apart.getLast();
        if (last == null || promise.from() >= last.to()) {
          apart.add(promise);
        } else if (promise.to() > last.to()) {
          apart.set(
              apart.size() - 1,
              new Promise(
                  last.kind(),
                  last.from(),
                  promise.to(),
                  draft.substring(last.from(), promise.to())));
        }
      }
      return List.copyOf(apart.subList(0, Math.min(PROMISES_MAX, apart.size())));
    }
  }
}
