package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.purchase.Purchase;
import io.xiaoer.report.Buyers.Buyer;
import io.xiaoer.report.Buyers.Order;
import io.xiaoer.round.Round;
import io.xiaoer.round.Round.Outcome;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who paid after they had asked, and whose answer that is ascribed to. */
class BuyersTest {
  private static final Instant NOON = Instant.parse("2026-11-23T04:00:00Z");
  private static final Duration DAYS = Duration.ofDays(3);

  private final List<Round> rounds = new ArrayList<>();
  private final List<Purchase> purchases = new ArrayList<>();

  @Test
  void anOrderIsAscribedToTheLastWhoAnsweredBeforeItWasPaid() {
    answered("mei", 0, 1);
    answered("lan", 10, 12);
    answered("wang", 20, 40);
    pays("A", 30);
    assertThat(orders()).containsExactly("A lan");
    assertThat(buyer().agents()).containsExactly("lan", "mei", "wang");
    assertThat(buyer().orders("mei")).isEmpty();
    assertThat(buyer().isOf("mei")).isTrue();
    assertThat(buyer().isOf("")).isFalse();
  }

  @Test
  void anOrderThatWasPaidBeforeAnyAnswerIsNobodys() {
    answered("mei", 0, 5);
    pays("A", 4);
    assertThat(orders()).containsExactly("A ");
  }

  @Test
  void anOrderCountsOnlyWithinTheTimeAfterAQuestion() {
    open(0);
    pays("before", -1);
    pays("with it", 0);
    pays("last", DAYS.toMinutes());
    pays("late", DAYS.toMinutes() + 1);
    assertThat(orders()).containsExactly("with it ", "last ");
  }

  @Test
  void anAnswerOfLongAgoHasNoShareInAnOrderOfToday() {
    answered("mei", 0, 1);
    open(DAYS.toMinutes() + 10);
    pays("A", DAYS.toMinutes() + 20);
    assertThat(orders()).containsExactly("A ");
  }

  @Test
  void eachOrderHasItsOwnAgent() {
    answered("mei", 0, 1);
    pays("A", 2);
    answered("lan", 3, 4);
    pays("B", 5);
    assertThat(orders()).containsExactly("A mei", "B lan");
  }

  @Test
  void whoPaysNothingAskedAllTheSame() {
    open(7);
    assertThat(buyer().orders()).isEmpty();
    assertThat(buyer().isOf("")).isTrue();
    assertThat(buyer().askedAt()).isEqualTo(micros(7));
  }

  private void answered(String by, long asked, long answered) {
    add(asked, Outcome.ANSWERED, micros(answered), by);
  }

  private void open(long asked) {
    add(asked, Outcome.GOES_ON, Round.NEVER, "");
  }

  private void add(long asked, Outcome outcome, long ended, String by) {
    rounds.add(
        new Round(
            rounds.size() + 1L,
            1,
            micros(asked),
            micros(asked),
            1,
            Round.NEVER,
            outcome,
            ended,
            by,
            by));
  }

  private void pays(String order, long minutes) {
    purchases.add(new Purchase(1, order, micros(minutes)));
  }

  private static long micros(long minutes) {
    return Micros.of(NOON.plus(Duration.ofMinutes(minutes)));
  }

  private Buyer buyer() {
    Buyers buyers = new Buyers(new ShopId("main"), DAYS, purchases);
    rounds.forEach(buyers::add);
    assertThat(buyers.all()).hasSize(1);
    return buyers.all().iterator().next();
  }

  private List<String> orders() {
    return buyer().orders().stream().map(BuyersTest::words).toList();
  }

  private static String words(Order order) {
    return order.id() + " " + order.agent();
  }
}
