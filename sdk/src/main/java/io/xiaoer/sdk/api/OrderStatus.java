package io.xiaoer.sdk.api;

import org.jspecify.annotations.Nullable;

/**
 * How far an order has come.
 *
 * @param code the platform's number, also one unknown here
 */
public record OrderStatus(int code) {
  /** What the number means. */
  public enum Stage {
    /** 10, 待付款. */
    AWAITING_PAYMENT,
    /** 20, 待发货. */
    AWAITING_SHIPMENT,
    /** 21, 部分发货. */
    PARTLY_SHIPPED,
    /** 30, 待收货. */
    AWAITING_RECEIPT,
    /** 100, 完成. */
    COMPLETED,
    /** 190, 200 and 250, 已取消. */
    CANCELLED,
    /** A number of a later version: show {@link OrderStatus#code()}. */
    UNKNOWN
  }

  /** Null when there is no number, or one that no status has. */
  static @Nullable OrderStatus of(@Nullable Long code) {
    return code == null || code.intValue() != code ? null : new OrderStatus(code.intValue());
  }

  /** What the number means, {@link Stage#UNKNOWN} where this library does not know it. */
  public Stage stage() {
    return switch (code) {
      case 10 -> Stage.AWAITING_PAYMENT;
      case 20 -> Stage.AWAITING_SHIPMENT;
      case 21 -> Stage.PARTLY_SHIPPED;
      case 30 -> Stage.AWAITING_RECEIPT;
      case 100 -> Stage.COMPLETED;
      case 190, 200, 250 -> Stage.CANCELLED;
      default -> Stage.UNKNOWN;
    };
  }
}
