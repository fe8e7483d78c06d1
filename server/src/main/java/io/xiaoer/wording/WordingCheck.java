package io.xiaoer.wording;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.shop.ShopId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds in a text what a shop does not want said. For whatever writes to customers by itself. */
public final class WordingCheck {
  private static final String HITS = "xiaoer.policy.hits";
  private static final String ACTION = "action";

  private final ShopWordings wordings;
  private final MeterRegistry registry;

  WordingCheck(ShopWordings wordings, MeterRegistry registry) {
    this.wordings = wordings;
    this.registry = registry;
    for (WordingAction action : WordingAction.values()) {
      Counter.builder(HITS)
          .description("words that rules found in answers, by what the rule demands")
          .tag(ACTION, action.word())
          .register(registry);
    }
  }

  /** Every hit, by where it begins; for telling people while they write. Nothing is counted. */
  public List<WordingHit> check(ShopId shop, String text) {
    return wordings.wording(shop).check(text);
  }

  /** The same within a transaction. */
  public List<WordingHit> check(JdbcClient jdbc, ShopId shop, String text) {
    return wordings.wording(jdbc, shop).check(text);
  }

  /**
   * Why a text that nobody wrote must not be sent, within the transaction that would send it. What
   * is to be confirmed passes: who saved the text was asked then. Its hits are counted.
   */
  public Optional<WordingHit> refusal(JdbcClient jdbc, ShopId shop, String text) {
    List<WordingHit> hits = check(jdbc, shop, text);
    count(hits);
    return hits.stream().filter(hit -> hit.action() == WordingAction.REFUSE).findFirst();
  }

  void count(List<WordingHit> hits) {
    hits.forEach(hit -> registry.counter(HITS, ACTION, hit.action().word()).increment());
  }
}
