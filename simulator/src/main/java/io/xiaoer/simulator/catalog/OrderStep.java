package io.xiaoer.simulator.catalog;

import io.xiaoer.simulator.catalog.Order.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What moves an order on, and the event by which the platform tells the shop. */
public enum OrderStep {
  PAY("channels_ec_order_pay", Status.TO_SHIP),
  DELIVER_PARTLY("channels_ec_order_deliver", Status.PARTLY_SHIPPED),
  DELIVER("channels_ec_order_deliver", Status.SHIPPED),
  CONFIRM("channels_ec_order_confirm", Status.DONE),
  CANCEL("channels_ec_order_cancel", Status.CANCELLED);

  public static final String NEW_EVENT = "channels_ec_order_new";

  private final String event;
  private final Status to;

  OrderStep(String event, Status to) {
    this.event = event;
    this.to = to;
  }

  public String event() {
    return event;
  }

  public Status to() {
    return to;
  }

  public boolean possibleFrom(Status status) {
    return switch (this) {
      case PAY -> status == Status.TO_PAY;
      case DELIVER_PARTLY -> status == Status.TO_SHIP;
      case DELIVER -> status == Status.TO_SHIP || status == Status.PARTLY_SHIPPED;
      case CONFIRM -> status == Status.SHIPPED;
      case CANCEL -> status == Status.TO_PAY || status == Status.TO_SHIP;
    };
  }

  /** Its name in addresses and on the pages: {@code pay}, {@code deliver_partly}, … */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<OrderStep> named(String word) {
    return Arrays.stream(values()).filter(step -> step.word().equals(word)).findFirst();
  }
}
