package io.xiaoer.report;

import io.xiaoer.purchase.Purchase;
import io.xiaoer.round.Round;
import io.xiaoer.round.Round.Outcome;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Who of the customers that asked paid an order soon after. Pure: it is shown what the customers of
 * one shop paid, then the rounds of the days asked for, in any order.
 *
 * <p>An order counts when it was paid within the time after one of the customer's rounds began. It
 * is ascribed to whoever was the last to answer one of these rounds before it was paid, and to
 * nobody when nobody had.
 */
final class Buyers {
  private final ShopId shop;
  private final long within;
  private final Map<Long, Buyer> buyers = new HashMap<>();
  private final Map<Long, List<Order>> paid = new HashMap<>();

  Buyers(ShopId shop, Duration within, List<Purchase> purchases) {
    this.shop = shop;
    this.within = Micros.of(within);
    for (Purchase one : purchases) {
      paid.computeIfAbsent(one.conversationId(), _ -> new ArrayList<>()).add(new Order(one));
    }
  }

  /** An order that a customer paid. */
  static final class Order {
    private final Purchase purchase;
    private boolean counts;
    private String agent = ServiceReport.NONE;
    private long answeredAt = Long.MIN_VALUE;

    private Order(Purchase purchase) {
      this.purchase = purchase;
    }

    String id() {
      return purchase.orderId();
    }

    long paidAt() {
      return purchase.paidAt();
    }

    /** The username; {@link ServiceReport#NONE} for nobody. */
    String agent() {
      return agent;
    }

    private void follows(Round round, long within) {
      long paidAt = purchase.paidAt();
      if (round.openedAt() > paidAt || paidAt - round.openedAt() > within) {
        return;
      }
      counts = true;
      if (round.outcome() == Outcome.ANSWERED
          && round.endedAt() <= paidAt
          && round.endedAt() > answeredAt) {
        agent = round.endedBy();
        answeredAt = round.endedAt();
      }
    }
  }

  /** A customer who asked. */
  static final class Buyer {
    private final ShopId shop;
    private final long conversation;
    private final List<Order> orders;
    private final TreeSet<String> agents = new TreeSet<>();
    private long askedAt = Long.MAX_VALUE;

    private Buyer(ShopId shop, long conversation, List<Order> orders) {
      this.shop = shop;
      this.conversation = conversation;
      this.orders = orders;
    }

    ShopId shop() {
      return shop;
    }

    long conversation() {
      return conversation;
    }

    /** When they first did, in the days asked for. */
    long askedAt() {
      return askedAt;
    }

    /** Who answered them, by username. */
    Collection<String> agents() {
      return agents;
    }

    /** What they paid soon after, in its order. */
    List<Order> orders() {
      return orders.isEmpty() ? orders : orders.stream().filter(order -> order.counts).toList();
    }

    List<Order> orders(String agent) {
      return orders.stream().filter(order -> order.counts && order.agent.equals(agent)).toList();
    }

    boolean isOf(String agent) {
      return agent.equals(ServiceReport.NONE) ? agents.isEmpty() : agents.contains(agent);
    }
  }

  void add(Round round) {
    Buyer buyer =
        buyers.computeIfAbsent(
            round.conversationId(), id -> new Buyer(shop, id, paid.getOrDefault(id, List.of())));
    buyer.askedAt = Math.min(buyer.askedAt, round.openedAt());
    if (round.outcome() == Outcome.ANSWERED) {
      buyer.agents.add(round.endedBy());
    }
    buyer.orders.forEach(order -> order.follows(round, within));
  }

  Collection<Buyer> all() {
    return buyers.values();
  }
}
