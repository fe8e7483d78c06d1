package io.xiaoer.log;

import io.xiaoer.sdk.event.Head;
import io.xiaoer.sdk.event.MsgId;
import io.xiaoer.sdk.event.OpenId;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Sha256;
import java.nio.charset.StandardCharsets;
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

  /** Marks a key that is a hash; no msg_id of the platform has a colon. */
  static final String HASH_PREFIX = "sha256:";

  static NewEvent of(ShopId shop, PushEvent event, long receivedAtMicros) {
    Head head = event.head();
    byte[] raw = head.raw().bytes();
    MsgId msgId = head.msgId();
    OpenId openId = head.openId();
    return new NewEvent(
        shop.value(),
        msgId == null ? HASH_PREFIX + Sha256.hex(raw) : storable(msgId.value()),
        openId == null ? "" : storable(openId.value()),
        bounded(storable(head.event())),
        head.createTime(),
        receivedAtMicros,
        head.format().name().toLowerCase(Locale.ROOT),
        raw);
  }

  /** The longest known names have some 40. An entry of PostgreSQL's index takes 2 704 bytes. */
  static final int EVENT_CHARS_MAX = 128;

  private static final int EVENT_BEGINNING_CHARS = 48;

  /** A longer name is kept by its beginning and its hash; the clear text has all of it. */
  private static String bounded(String event) {
    if (event.length() <= EVENT_CHARS_MAX) {
      return event;
    }
    int end =
        Character.isHighSurrogate(event.charAt(EVENT_BEGINNING_CHARS - 1))
            ? EVENT_BEGINNING_CHARS - 1
            : EVENT_BEGINNING_CHARS;
    return event.substring(0, end)
        + "… "
        + HASH_PREFIX
        + Sha256.hex(event.getBytes(StandardCharsets.UTF_8));
  }

  /** What every engine can keep as text: PostgreSQL knows no NUL and no half of a character. */
  private static String storable(String text) {
    boolean plain = true;
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain = c != 0 && !Character.isSurrogate(c);
    }
    return plain
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
            .replace('\0', '\uFFFD');
  }
}
