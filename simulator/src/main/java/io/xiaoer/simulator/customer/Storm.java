package io.xiaoer.simulator.customer;

import java.util.function.BiConsumer;

/** So many customers with so many messages each, as fast as it goes. */
public record Storm(int customers, int messages) {
  public static final int CUSTOMERS_MAX = 5_000;
  public static final int MESSAGES_MAX = 20_000;

  public Storm {
    if (!possible(customers, messages)) {
      throw new IllegalArgumentException("storm: expected " + bounds());
    }
  }

  public static boolean possible(int customers, int messages) {
    return customers >= 1
        && messages >= 1
        && customers <= CUSTOMERS_MAX
        && (long) customers * messages <= MESSAGES_MAX;
  }

  public static String bounds() {
    return "1 to " + CUSTOMERS_MAX + " customers, 1 to " + MESSAGES_MAX + " messages in all";
  }

  /** All first messages, then all second ones: no customer waits for another's last word. */
  public void breakLoose(BiConsumer<String, Content> say) {
    for (int m = 1; m <= messages; m++) {
      for (int c = 0; c < customers; c++) {
        say.accept(String.format("oStorm%021d", c), new Content.Text("第 " + m + " 条"));
      }
    }
  }
}
