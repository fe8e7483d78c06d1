package io.xiaoer.autoreply;

import io.xiaoer.conversation.MessageBody;
import io.xiaoer.shop.ShopId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is said by itself, and when.
 *
 * @param shop null for all
 * @param keywords narrow every trigger; a keyword rule has some
 * @param when at which of the shop's hours it applies
 * @param reply a text may have variables, see {@link Template}
 * @param perCustomer how often one customer is told
 * @param enabled whether somebody has switched it on
 * @param revision rises with each change of this rule
 */
record Rule(
    long id,
    String name,
    @Nullable ShopId shop,
    Trigger trigger,
    Keywords keywords,
    When when,
    MessageBody.Sendable reply,
    Limit perCustomer,
    boolean enabled,
    long revision,
    Instant changedAt,
    String changedBy) {
  static final int NAME_CHARS_MAX = 50;
  static final int RULES_MAX = 200;

  /** What the platform takes as one message, as far as its neighbours tell. */
  static final int TEXT_BYTES_MAX = 2_048;

  /** What makes it apply; those named first go before the others. */
  enum Trigger {
    /** The customer's words. */
    KEYWORD(When.ALWAYS, Limit.MESSAGE, true),
    /** The shop is closed, or it is open and nobody is online. */
    OFF_HOURS(When.CLOSED, Limit.DAY, true),
    /** The customer waits and nobody serves them. */
    QUEUED(When.OPEN, Limit.CONVERSATION, true),
    /** Somebody serves the customer, who has not been told who. */
    ASSIGNED(When.ALWAYS, Limit.CONVERSATION, false),
    /** The customer writes. */
    WELCOME(When.ALWAYS, Limit.DAY, true),
    /** A person closes the conversation; the only one that no message of the customer triggers. */
    CLOSING(When.ALWAYS, Limit.CONVERSATION, false);

    private final When when;
    private final Limit limit;
    private final boolean enabled;

    Trigger(When when, Limit limit, boolean enabled) {
      this.when = when;
      this.limit = limit;
      this.enabled = enabled;
    }

    When usualWhen() {
      return when;
    }

    Limit usualLimit() {
      return limit;
    }

    boolean usuallyEnabled() {
      return enabled;
    }

    /** Said once in a session whatever the limit allows: follow-ups get no second greeting. */
    boolean isOncePerSession() {
      return switch (this) {
        case WELCOME, QUEUED, ASSIGNED, CLOSING -> true;
        case KEYWORD, OFF_HOURS -> false;
      };
    }
  }

  /** At which hours of the shop. */
  enum When {
    OPEN,
    CLOSED,
    ALWAYS;

    boolean includes(boolean open) {
      return switch (this) {
        case OPEN -> open;
        case CLOSED -> !open;
        case ALWAYS -> true;
      };
    }
  }

  /** How often one customer is told, at most. */
  enum Limit {
    /** Once a day, as the shop's time zone has it. */
    DAY,
    /** Once until the conversation is closed, or silent for a day. */
    CONVERSATION,
    /** With each burst of messages. */
    MESSAGE
  }

  boolean isFor(ShopId which) {
    return shop == null || shop.equals(which);
  }

  /** Switched on, and not switched off by a pattern that would be refused today. */
  boolean isOn() {
    return enabled && keywords.refusal().isEmpty();
  }

  /** As the API and the tables name it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "Rule[" + id + "]";
  }
}
