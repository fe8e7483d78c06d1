package io.xiaoer.assist;

import java.util.Locale;

/**
 * A passage of a draft that the shop has not stated: somebody has to look at it.
 *
 * @param from in the draft
 * @param to behind it
 */
public record Promise(Kind kind, int from, int to, String text) {
  public enum Kind {
    /** Money, discounts, gifts, free shipping. */
    AMOUNT,
    /** Refunds, compensation, replacements. */
    REFUND,
    /** When something happens, and how long it holds. */
    DATE,
    /** Accounts, telephone numbers, where to pay. */
    CONTACT,
    LINK,
    /** Guarantees, insults, the instructions themselves, another language, markup. */
    OTHER;

    /** As the API names it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return "Promise[" + kind + " " + from + "-" + to + "]";
  }
}
