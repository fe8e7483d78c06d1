package io.xiaoer.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be done that is noted. */
public enum AuditAction {
  LOGGED_IN,
  LOGIN_FAILED,
  LOGGED_OUT,
  SESSIONS_ENDED,
  PASSWORD_CHANGED,
  STAFF_ADDED,
  STAFF_CHANGED,
  SHOP_ADDED,
  SHOP_CHANGED,
  SHOP_REMOVED,
  API_KEY_ADDED,
  API_KEY_REMOVED,
  HANDED_OVER,
  PUT_BACK,
  CUSTOMER_NAMED,
  CUSTOMER_BLOCKED,
  CUSTOMER_UNBLOCKED,
  EXPORTED,
  RESTORED,
  QUARANTINE_READ_AGAIN,
  QUARANTINE_DROPPED,
  PARKED_READ_AGAIN,
  SENDING_TRIED_AGAIN,
  ANSWER_DECIDED,
  CONVERSATION_CLOSED,
  CUSTOMER_TAGGED,
  PHRASE_ADDED,
  PHRASE_CHANGED,
  PHRASE_REMOVED,
  HOURS_CHANGED,
  CALENDAR_IMPORTED,
  ASSIGNMENT_CHANGED,
  SENT_AWAY,
  STATE_SET,
  GROUP_ADDED,
  GROUP_CHANGED,
  GROUP_REMOVED,
  WORDING_CHANGED,
  WORDING_CONFIRMED,
  WORDING_REFUSED,
  AUTOMATIC_REPLY_ADDED,
  AUTOMATIC_REPLY_CHANGED,
  AUTOMATIC_REPLY_REMOVED,
  AUTO_CLOSE_CHANGED,
  WEBHOOK_ADDED,
  WEBHOOK_CHANGED,
  WEBHOOK_REMOVED,
  WEBHOOK_RESUMED,
  WEBHOOK_REPLAYED;

  /** As the API and the table name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<AuditAction> of(String word) {
    return Arrays.stream(values()).filter(action -> action.word().equals(word)).findFirst();
  }
}
