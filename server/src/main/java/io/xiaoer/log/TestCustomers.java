package io.xiaoer.log;

/**
 * Customers that nobody is, made to try the way of a message. What they write is kept and shown as
 * everybody's; nothing is sent to them, they are in no figures of the service, and a push of theirs
 * says nothing of the platform.
 */
public final class TestCustomers {
  /** The platform's OpenIDs begin with an o. */
  private static final String PREFIX = "xiaoer-test-";

  /**
   * With what an answer to them fails: in place of an errcode of the platform, which has none that
   * is positive and this small.
   */
  public static final int ERRCODE = 1;

  private TestCustomers() {}

  /** One for each shop, so that trying again makes no further conversation. */
  public static String of(String shop) {
    return PREFIX + shop;
  }

  public static boolean has(String openId) {
    return openId.startsWith(PREFIX);
  }
}
