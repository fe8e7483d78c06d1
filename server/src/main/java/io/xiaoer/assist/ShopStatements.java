package io.xiaoer.assist;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the shop has stated, ready to be compared with. */
final class ShopStatements {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final BigDecimal FEN = new BigDecimal(100);

  private final List<Clause> clauses = new ArrayList<>();
  private final Set<BigDecimal> amounts = new HashSet<>();
  private final List<Time> times = new ArrayList<>();
  private final Set<String> numbers = new HashSet<>();
  private final String all;

  /** A time and what the clause is about in which it stands. */
  private record Time(String value, Set<Topic> topics) {}

  /** What a time can be about. */
  enum Topic {
    SHIPPING("发货|发出|寄出|寄|出库|揽收|发走|ship|dispatch"),
    ARRIVAL("到货|送达|送到|到达|收到|签收|派送|派件|能到|会到|就到|arriv|deliver"),
    REFUND("退款|到账|退还|原路|refund"),
    RETURN("无理由|退货|换货|退换|return"),
    WARRANTY("保修|质保|维修|三包|保质|warrant"),
    HOURS("在线|上班|营业|接待|值班|休息|open"),
    OFFER("活动|优惠|截止|预售|特价|折|sale"),
    STOCK("补货|到仓|上新|上架|有货|stock"),
    ORDER("下单|下的单|付款|付的款|支付|拍下|购买|拍的|买的|order|paid"),
    ANSWER("答复|回复|联系|处理|解决|reply|answer");

    private final Pattern words;

    Topic(String words) {
      this.words = Pattern.compile(words);
    }

    static Set<Topic> of(String clause) {
      Set<Topic> topics = EnumSet.noneOf(Topic.class);
      for (Topic topic : values()) {
        if (topic.words.matcher(clause).find()) {
          topics.add(topic);
        }
      }
      return topics;
    }
  }

  ShopStatements(ShopFacts facts) {
    List<String> texts = Stream.concat(facts.phrases().stream(), facts.said().stream()).toList();
    StringBuilder whole = new StringBuilder();
    for (String text : texts) {
      String readable = ReadableText.of(text).text();
      whole.append(readable).append('\n');
      for (Clause clause : Clause.of(readable)) {
        clauses.add(clause);
        Promises.times(clause.text())
            .forEach(hit -> times.add(new Time(hit.normal(), Topic.of(clause.text()))));
      }
    }
    facts.products().forEach(product -> add(product.price()));
    for (ShopFacts.Order order : facts.orders()) {
      add(order.price());
      add(order.freight());
      order.goods().forEach(good -> add(good.price()));
      numbers.add(order.id().toLowerCase(Locale.ROOT));
      order.waybills().forEach(waybill -> numbers.add(waybill.toLowerCase(Locale.ROOT)));
      Stream.of(order.orderedAt(), order.paidAt()).filter(Objects::nonNull).forEach(this::add);
    }
    facts
        .products()
        .forEach(product -> whole.append(ReadableText.of(product.title()).text()).append('\n'));
    facts.orders().stream()
        .flatMap(order -> order.goods().stream())
        .forEach(good -> whole.append(ReadableText.of(good.title()).text()).append('\n'));
    all = whole.toString();
  }

  private void add(@Nullable Long fen) {
    if (fen != null) {
      amounts.add(new BigDecimal(fen).divide(FEN).stripTrailingZeros());
    }
  }

  private void add(Instant at) {
    var date = at.atZone(ZONE);
    for (String written :
        List.of(
            "%s月%s日".formatted(date.getMonthValue(), date.getDayOfMonth()),
            "%s月%s号".formatted(date.getMonthValue(), date.getDayOfMonth()))) {
      times.add(new Time(written, EnumSet.of(Topic.ORDER)));
    }
  }

  /** The price of something; what a phrase says of 99元 holds for that phrase only. */
  boolean hasAmount(BigDecimal amount, Clause clause) {
    return amounts.contains(amount) && (amount.signum() != 0 || clause.text().contains("运费"));
  }

  /** The same time, about what the clause is about. */
  boolean hasTime(String value, Clause clause) {
    Set<Topic> topics = Topic.of(clause.text());
    return times.stream()
        .anyMatch(time ->
            time.value.equals(value)
                && time.topics.isEmpty() == topics.isEmpty()
                && time.topics.containsAll(topics));
  }

  boolean hasNumber(String number) {
    return numbers.contains(number.toLowerCase(Locale.ROOT));
  }

  /** Word for word, wherever. */
  boolean has(String readable) {
    return all.contains(readable);
  }

  /** Whether a clause repeats what the shop says, and says no more than {@code word} does not. */
  boolean repeats(Clause clause, String word) {
    String core = clause.core();
    return core.length() >= word.length() + 3
        && clauses.stream()
            .anyMatch(own -> own.negations() == clause.negations() && own.core().contains(core));
  }

  /** For words in Latin letters: those that the shop uses. */
  boolean hasWord(String word) {
    Matcher matcher =
        Pattern.compile("(?:^|[^a-z])" + Pattern.quote(word) + "(?:[^a-z]|$)").matcher(all);
    return matcher.find();
  }
}
