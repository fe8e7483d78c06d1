package io.xiaoer.log;

import io.xiaoer.sdk.event.Format;
import io.xiaoer.shop.ShopId;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One event as the log keeps it.
 *
 * @param seq place in the log, rising in commit order
 * @param openId the customer; empty where the event names none
 * @param msgId the platform's id; null where the event has none
 * @param createTime the platform's clock, Unix seconds, as it came; null where missing
 * @param raw the clear text, byte for byte; not to be changed; empty of one that was erased or is
 *     old
 */
@SuppressWarnings("ArrayRecordComponent") // entries are never compared
public record LogEntry(
    long seq,
    ShopId shop,
    String event,
    String openId,
    @Nullable String msgId,
    @Nullable Long createTime,
    Instant receivedAt,
    Format format,
    byte[] raw) {
  /**
   * Whether the bytes of this word stand anywhere in it, be it in somebody's text: a look that
   * spares most entries the reading, and takes a tenth of its time.
   *
   * @param word in ASCII
   */
  public boolean mentions(byte[] word) {
    return mentions(raw, word);
  }

  static boolean mentions(byte[] raw, byte[] word) {
    int last = raw.length - word.length;
    for (int at = 0; at <= last; at++) {
      if (raw[at] == word[0] && Arrays.equals(raw, at, at + word.length, word, 0, word.length)) {
        return true;
      }
    }
    return false;
  }

  /** A customer's message to the shop. */
  public boolean isMessage() {
    return event.equals("commkf_send_msg_to_kf");
  }

  /**
   * Whether its content was removed, with its customer or because it was old: nothing is left but
   * that it was here.
   */
  public boolean isErased() {
    return raw.length == 0; // No push is empty.
  }

  /** When it happened: by the platform's clock, or by ours where that one cannot be right. */
  public Instant writtenAt() {
    return CreateTime.believed(createTime, receivedAt).orElse(receivedAt);
  }

  @Override
  public String toString() {
    return "LogEntry[" + seq + " " + shop + " " + event + " " + raw.length + " bytes]";
  }
}
