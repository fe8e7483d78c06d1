package io.xiaoer.simulator.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer's order.
 *
 * @param lines one at least
 * @param paidAt null until it is paid
 */
public record Order(
    String id,
    String shop,
    String openId,
    List<Line> lines,
    long freightFen,
    String customerNotes,
    String merchantNotes,
    Status status,
    Instant at,
    @Nullable Instant paidAt) {

  /** So many pieces of one product. */
  public record Line(Product product, int count) {
    public static final int COUNT_MAX = 999;

    public long priceFen() {
      return product.priceFen() * count;
    }
  }

  /** The platform's states, as far as these orders use them. */
  public enum Status {
    TO_PAY(10, "待付款"),
    TO_SHIP(20, "待发货"),
    PARTLY_SHIPPED(21, "部分发货"),
    SHIPPED(30, "待收货"),
    DONE(100, "已完成"),
    CANCELLED(250, "已取消");

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

  public Order {
    lines = List.copyOf(lines);
  }

  public long goodsFen() {
    return lines.stream().mapToLong(Line::priceFen).sum();
  }

  /** Goods and freight. */
  public long priceFen() {
    return goodsFen() + freightFen;
  }

  /** Whether a parcel has left. */
  public boolean hasParcel() {
    return switch (status) {
      case TO_PAY, TO_SHIP, CANCELLED -> false;
      case PARTLY_SHIPPED, SHIPPED, DONE -> true;
    };
  }

  Order after(OrderStep step, Instant now) {
    return new Order(
        id,
        shop,
        openId,
        lines,
        freightFen,
        customerNotes,
        merchantNotes,
        step.to(),
        at,
        step == OrderStep.PAY ? now : paidAt);
  }
}
