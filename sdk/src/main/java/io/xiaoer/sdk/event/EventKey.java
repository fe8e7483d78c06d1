package io.xiaoer.sdk.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * By what a repeated push is recognised within one shop: the kind of event, the customer, and the
 * message's id, or the hash of the clear text where there is no id. An id alone is not enough,
 * since ids of different events are not promised to differ.
 *
 * <p>All three are texts that any database can keep and compare byte by byte: no NUL, no half of a
 * character, each of at most 128 characters.
 *
 * @param event as {@link Head#event()}; a longer one by its beginning and its hash
 * @param openId empty when the event names none
 * @param id the msg_id, or {@value #hashPrefix} and 64 hex digits
 */
public record EventKey(String event, String openId, String id) {
  /** Marks a key that is a hash; no msg_id of the platform has a colon. */
  public static final String hashPrefix = "sha256:";

  /** The longest known names have some 40. An entry of PostgreSQL's index takes 2 704 bytes. */
  static final int eventCharsMax = 128;

  private static final int eventBeginningChars = 48;

  /** Of one event; the same for every push of it. */
  public static EventKey of(PushEvent event) {
    Head head = event.head();
    MsgId msgId = head.msgId();
    OpenId openId = head.openId();
    return new EventKey(
        bounded(storable(head.event())),
        openId == null ? "" : storable(openId.value()),
        msgId == null ? hash(head.raw().shared()) : storable(msgId.value()));
  }

  /** A longer name is kept by its beginning and its hash; the clear text has all of it. */
  private static String bounded(String event) {
    if (event.length() <= eventCharsMax) {
      return event;
    }
    int end =
        Character.isHighSurrogate(event.charAt(eventBeginningChars - 1))
            ? eventBeginningChars - 1
            : eventBeginningChars;
    return event.substring(0, end) + "… " + hash(event.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes) {
    try {
      return hashPrefix
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
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

  /** Not the customer. */
  @Override
  public String toString() {
    return "EventKey[" + event + ", " + id + "]";
  }
}
