package io.xiaoer.log;

import io.xiaoer.TestPlatform;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import io.xiaoer.shop.ShopId;
import java.nio.charset.StandardCharsets;

/** Events as the push path hands them over. */
final class Events {
  static final ShopId SHOP = new ShopId("main");

  private Events() {}

  static PushEvent message(String openId, String msgId, String text) {
    byte[] raw = TestPlatform.text(openId, msgId, text).toString().getBytes(StandardCharsets.UTF_8);
    return switch (EventText.read(raw)) {
      case Read.Event(PushEvent event) -> event;
      case Read.Unreadable(String why) -> throw new AssertionError(why);
    };
  }
}
