package io.xiaoer.log;

import io.xiaoer.sdk.event.EventKey;
import io.xiaoer.sdk.event.Head;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.shop.ShopId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A row to be: everything the writer needs, computed before it queues. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NewEvent(
    String shop,
    String eventKey,
    String openId,
    String event,
    @Nullable Long createTime,
    long receivedAtMicros,
    String format,
    byte[] raw) {

  static NewEvent of(ShopId shop, PushEvent event, long receivedAtMicros) {
    Head head = event.head();
    EventKey key = EventKey.of(event);
    return new NewEvent(
        shop.value(),
        key.id(),
        key.openId(),
        key.event(),
        head.createTime(),
        receivedAtMicros,
        head.format().name().toLowerCase(Locale.ROOT),
        head.raw().bytes());
  }

  /** The key that its entry has if that was erased. */
  String erasedKey() {
    return ErasedKey.of(eventKey, openId, event);
  }
}
