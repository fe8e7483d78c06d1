package io.xiaoer.aftersales;

import io.xiaoer.log.LogEntry;
import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.EventFields;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one event says of a case. Its FromUserName is the same for all and not the customer.
 *
 * @param afterSaleId of a dispute: what it is about; null where the event does not say
 * @param at when it was so, by the platform's clock
 */
record CaseNews(
    Kind kind,
    String caseId,
    @Nullable String afterSaleId,
    String orderId,
    String status,
    Instant at) {
  /**
   * developers.weixin.qq.com/doc/store/shop/notify/aftersale_callback/channels_ec_aftersale_update
   */
  static final String AFTER_SALE_EVENT = "channels_ec_aftersale_update";

  /**
   * developers.weixin.qq.com/doc/store/shop/notify/complaint_callback/channels_ec_complaint_update
   */
  static final String DISPUTE_EVENT = "channels_ec_complaint_update";

  /** Also of numbers: whatever is longer or has other characters is none of the platform's. */
  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z_-]{1,64}");

  /** What a case is. */
  enum Kind {
    AFTER_SALE,
    DISPUTE
  }

  /** What came of reading. */
  sealed interface Reading {
    record News(CaseNews news) implements Reading {}

    /** A field is not there, or has what cannot be its value. */
    record Unusable(String field) implements Reading {}
  }

  static boolean concerns(LogEntry entry) {
    return entry.event().equals(AFTER_SALE_EVENT) || entry.event().equals(DISPUTE_EVENT);
  }

  /** Of an entry that {@link #concerns}. */
  static Reading of(LogEntry entry) {
    boolean dispute = entry.event().equals(DISPUTE_EVENT);
    String idField = dispute ? "complaint_id" : "after_sale_order_id";
    String statusField = dispute ? "complaint_status" : "status";
    Optional<String> id = field(idField, entry);
    Optional<String> order = field("order_id", entry);
    Optional<String> status = field(statusField, entry);
    if (id.isEmpty()) {
      return new Reading.Unusable(idField);
    }
    if (order.isEmpty()) {
      return new Reading.Unusable("order_id");
    }
    if (status.isEmpty()) {
      return new Reading.Unusable(statusField);
    }
    return new Reading.News(
        new CaseNews(
            dispute ? Kind.DISPUTE : Kind.AFTER_SALE,
            id.get(),
            dispute ? field("after_sale_order_id", entry).orElse(null) : null,
            order.get(),
            status.get(),
            entry.writtenAt()));
  }

  static boolean isWord(String text) {
    return WORD.matcher(text).matches();
  }

  private static Optional<String> field(String name, LogEntry entry) {
    return EventFields.named(name, ClearText.of(entry.raw()), 1).stream()
        .filter(CaseNews::isWord)
        .findFirst();
  }
}
