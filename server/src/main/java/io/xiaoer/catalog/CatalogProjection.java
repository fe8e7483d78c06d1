package io.xiaoer.catalog;

import io.xiaoer.catalog.Item.Kind;
import io.xiaoer.log.LogConsumer.Projected;
import io.xiaoer.log.LogConsumer.Projection;
import io.xiaoer.log.LogEntry;
import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.EventFields;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.Message;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notes which products and orders the log names, so that they are looked up. */
final class CatalogProjection implements Projection {
  /** One event is about one order; more is a mistake, or a list that nobody shares. */
  private static final int IDS_MAX = 20;

  /** A log that is read from its beginning names what nobody looks at any more. */
  private static final Duration OLD = Duration.ofDays(7);

  private static final byte[] SHARE = "_share".getBytes(StandardCharsets.US_ASCII);

  private static final String ORDER_ITSELF = "channels_ec_order_";
  private static final List<String> OF_ORDERS =
      List.of(ORDER_ITSELF, "channels_ec_aftersale_", "channels_ec_complaint_");
  private static final List<String> OF_PRODUCTS = List.of("product_", "channels_ec_stock_");

  private static final Projected DONE = new Projected.Done();

  private final InstantSource clock;

  CatalogProjection(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public boolean concerns(LogEntry entry) {
    return entry.isMessage()
        ? entry.mentions(SHARE)
        : isAbout(OF_ORDERS, entry) || isAbout(OF_PRODUCTS, entry);
  }

  @Override
  public Projected apply(JdbcClient jdbc, LogEntry entry) {
    if (entry.isMessage()) {
      return message(jdbc, entry);
    }
    if (isAbout(OF_ORDERS, entry)) {
      changed(jdbc, entry, Kind.ORDER, "order_id");
    } else if (isAbout(OF_PRODUCTS, entry)) {
      changed(jdbc, entry, Kind.PRODUCT, "product_id");
    }
    return DONE;
  }

  private static boolean isAbout(List<String> events, LogEntry entry) {
    return events.stream().anyMatch(entry.event()::startsWith);
  }

  private Projected message(JdbcClient jdbc, LogEntry entry) {
    return switch (EventText.read(entry.raw())) {
      case Read.Unreadable(String why) -> new Projected.Parked(why);
      case Read.Event(PushEvent.Other _) -> DONE;
      case Read.Event(PushEvent.KfMessage event) -> {
        switch (event.message()) {
          case Message.ProductShare(String id) -> shared(jdbc, entry, Kind.PRODUCT, id);
          case Message.OrderShare(String id) -> shared(jdbc, entry, Kind.ORDER, id);
          case Message.Words _, Message.Attachment _, Message.Unknown _ -> {}
        }
        yield DONE;
      }
    };
  }

  private void shared(JdbcClient jdbc, LogEntry entry, Kind kind, String id) {
    Instant now = clock.instant();
    Item.of(entry.shop(), kind, id)
        .ifPresent(item -> {
          if (isOld(entry, now)) {
            LookUps.name(jdbc, item, customer(entry, kind), now);
          } else {
            LookUps.ask(jdbc, item, Urgency.SHOWN, customer(entry, kind), now);
          }
        });
  }

  private void changed(JdbcClient jdbc, LogEntry entry, Kind kind, String field) {
    Instant now = clock.instant();
    for (String id : EventFields.named(field, ClearText.of(entry.raw()), IDS_MAX)) {
      Item.of(entry.shop(), kind, id)
          .ifPresent(item -> {
            if (isOld(entry, now)) {
              LookUps.name(jdbc, item, customer(entry, kind), now);
            } else {
              LookUps.changed(jdbc, item, customer(entry, kind), now);
            }
          });
    }
  }

  /**
   * Messages and the events of orders themselves name the user in FromUserName. Those of
   * after-sales orders and disputes have a fixed openid there, the same for all customers
   * (developers.weixin.qq.com/doc/store/shop/notify/aftersale_callback/channels_ec_aftersale_update).
   */
  private static @Nullable String customer(LogEntry entry, Kind kind) {
    boolean named = entry.isMessage() || entry.event().startsWith(ORDER_ITSELF);
    return kind == Kind.ORDER && named && !entry.openId().isEmpty() ? entry.openId() : null;
  }

  private static boolean isOld(LogEntry entry, Instant now) {
    return entry.receivedAt().isBefore(now.minus(OLD));
  }
}
