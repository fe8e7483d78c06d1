package io.xiaoer.starter.inbox;

import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.OpenId;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what was kept, and calls the application's handler with it. */
final class InboxHandlers {
  private final KfMessageHandler messages;
  private final @Nullable ShopEventHandler events;

  InboxHandlers(KfMessageHandler messages, @Nullable ShopEventHandler events) {
    this.messages = messages;
    this.events = events;
  }

  void call(Claim.Row row) throws Exception {
    Read read = EventText.read(ClearText.of(row.raw()));
    if (!(read instanceof Read.Event whole)) {
      throw new IllegalStateException(row + " cannot be read any more");
    }
    switch (row.kind()) {
      case MESSAGE -> messages.handle(message(row, whole.event()));
      case EVENT -> {
        if (events == null) {
          throw new IllegalStateException("no ShopEventHandler for " + row);
        }
        events.handle(
            new InboxEvent(
                row.id(),
                row.key(),
                row.shop(),
                whole.event().head(),
                Instant.ofEpochMilli(row.receivedAt()),
                row.attempt()));
      }
    }
  }

  private static InboxMessage message(Claim.Row row, PushEvent event) {
    OpenId openId = event.head().openId();
    if (!(event instanceof PushEvent.KfMessage message) || openId == null) {
      throw new IllegalStateException(row + " is read as something else now");
    }
    return new InboxMessage(
        row.id(),
        row.key(),
        row.shop(),
        openId,
        message.origin(),
        message.message(),
        message.head(),
        Instant.ofEpochMilli(row.receivedAt()),
        row.attempt());
  }
}
