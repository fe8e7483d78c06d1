package io.xiaoer.inbox;

import io.xiaoer.sdk.event.Head;
import io.xiaoer.sdk.event.MsgId;
import io.xiaoer.sdk.event.OpenId;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.shop.ShopId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        msgId == null ? HASH_PREFIX + sha256(raw) : msgId.value(),
        openId == null ? "" : openId.value(),
        head.event(),
        head.createTime(),
        receivedAtMicros,
        head.format().name().toLowerCase(Locale.ROOT),
        raw);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
