package io.xiaoer.starter.inbox;

import io.xiaoer.sdk.event.EventKey;
import io.xiaoer.sdk.event.MsgId;
import io.xiaoer.sdk.event.PushEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The keys of a row, in ASCII of a bounded length whatever the platform writes. */
final class Keys {
  /** Sorts behind every number. */
  private static final String NO_NUMBER = "~";

  private Keys() {}

  /** No text of an {@link EventKey} has a NUL, so no two keys run into each other. */
  static String event(String shop, EventKey key) {
    return sha256(String.join("\0", shop, key.event(), key.openId(), key.id()));
  }

  /**
   * What is in one lane is handled one after the other: the messages of a customer, their other
   * events, and each event that names nobody by itself.
   */
  static String lane(String shop, Kind kind, EventKey key) {
    return key.openId().isEmpty()
        ? sha256(String.join("\0", kind.name(), event(shop, key)))
        : sha256(String.join("\0", kind.name(), shop, key.openId()));
  }

  /** Sorts as text, byte by byte, in the order of the ids as numbers; the others come behind. */
  static String sort(PushEvent event) {
    MsgId id = event.head().msgId();
    return event instanceof PushEvent.KfMessage ? sort(id == null ? null : id.value()) : NO_NUMBER;
  }

  static String sort(@Nullable String id) {
    if (id == null || id.isEmpty() || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return NO_NUMBER;
    }
    int from = 0;
    while (from < id.length() - 1 && id.charAt(from) == '0') {
      from++;
    }
    String digits = id.substring(from);
    return String.format(Locale.ROOT, "%03d", digits.length()) + digits;
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
