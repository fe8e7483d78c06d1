package io.xiaoer.simulator.customer;

import java.util.Locale;

/** So many customers with so many messages each, as fast as it goes. */
public record Storm(int customers, int messages) {
  public static final int CUSTOMERS_MAX = 5_000;
  public static final int MESSAGES_MAX = 20_000;

  /** Hears every message of the storm. */
  public interface Listener {
    void said(String openId, String name, Content content);
  }

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
  public void breakLoose(Listener listener) {
    for (int m = 1; m <= messages; m++) {
      for (int c = 0; c < customers; c++) {
        listener.said(
            String.format(Locale.ROOT, "oStorm%021d", c),
            "顾客 " + (c + 1),
            new Content.Text("第 " + m + " 条"));
      }
    }
  }
}
