package io.xiaoer.purchase;

import io.xiaoer.log.LogConsumer.Projected;
import io.xiaoer.log.LogConsumer.Projection;
import io.xiaoer.log.LogEntry;
import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.EventFields;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Notes who paid an order. The event says so itself: its FromUserName is the openid of the order's
 * user (developers.weixin.qq.com/doc/store/shop/notify/order_callback/channels_ec_order_new.html),
 * in the same shop the one that the user's messages come with. Which of the two users of a gift it
 * names is not published.
 */
final class PurchaseProjection implements Projection {
  private static final String PAID = "channels_ec_order_pay";
  private static final Pattern ORDER_ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
  private static final Pattern UNIX_SECONDS = Pattern.compile("[1-9]\\d{8,10}");

  @Override
  public boolean concerns(LogEntry entry) {
    return entry.event().equals(PAID) && !entry.openId().isEmpty();
  }

  @Override
  public Projected apply(JdbcClient jdbc, LogEntry entry) {
    if (concerns(entry)) {
      for (String order : named("order_id", entry)) {
        if (ORDER_ID.matcher(order).matches()) {
          note(jdbc, entry, order);
        }
      }
    }
    return new Projected.Done();
  }

  private static void note(JdbcClient jdbc, LogEntry entry, String order) {
    jdbc.sql(
            """
            INSERT INTO purchase (shop, order_id, open_id, paid_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (shop, order_id) DO NOTHING
            """)
        .params(entry.shop().value(), order, entry.openId(), Micros.of(paidAt(entry)))
        .update();
  }

  /** By the event's own field, or else when the event was made. */
  private static Instant paidAt(LogEntry entry) {
    return named("pay_time", entry).stream()
        .filter(UNIX_SECONDS.asMatchPredicate())
        .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds)))
        .findFirst()
        .orElseGet(entry::writtenAt);
  }

  private static List<String> named(String field, LogEntry entry) {
    return EventFields.named(field, ClearText.of(entry.raw()), 1);
  }
}
