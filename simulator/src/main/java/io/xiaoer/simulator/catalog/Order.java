package io.xiaoer.simulator.catalog;

import java.time.Instant;

/** A customer's order of one product. */
public record Order(
    String id, String shop, String openId, Product product, int count, Status status, Instant at) {

  /** The platform's states, as far as these orders use them. */
  public enum Status {
    TO_PAY(10, "待付款"),
    TO_SHIP(20, "待发货"),
    SHIPPED(30, "待收货"),
    DONE(100, "已完成");

    private final int number;
    private final String label;

    Status(int number, String label) {
      this.number = number;
      this.label = label;
    }

    public int number() {
      return number;
    }

    public String label() {
      return label;
    }
  }

  public long priceFen() {
    return product.priceFen() * count;
  }
}
