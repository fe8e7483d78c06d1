package io.xiaoer.simulator.customer;

import java.time.Duration;
import java.time.Instant;

/** How much a shop may still say: 5 messages within 48 hours of the customer's last one. */
public sealed interface Allowance {
  int MESSAGES_MAX = 5;
  Duration WINDOW = Duration.ofDays(2);

  record Granted(int left) implements Allowance {}

  record UsedUp() implements Allowance {}

  record WindowClosed() implements Allowance {}

  static Allowance at(Instant now, Instant lastFromCustomer, int answersSince) {
    if (now.isAfter(lastFromCustomer.plus(WINDOW))) {
      return new WindowClosed();
    }
    return answersSince >= MESSAGES_MAX ? new UsedUp() : new Granted(MESSAGES_MAX - answersSince);
  }
}
