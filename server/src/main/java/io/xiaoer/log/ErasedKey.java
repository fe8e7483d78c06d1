package io.xiaoer.log;

import io.xiaoer.store.Sha256;

/**
 * The key of an entry that was erased: by it the same push is recognised when it comes again, and
 * it tells neither the customer nor the message.
 */
final class ErasedKey {
  /** Marks such a key; no other begins so. */
  static final String PREFIX = "erased:";

  private ErasedKey() {}

  static String of(String eventKey, String openId, String event) {
    return PREFIX + Sha256.hex(eventKey + "\n" + openId + "\n" + event);
  }
}
