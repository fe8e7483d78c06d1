package io.xiaoer.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Where sums come from. */
final class Sums {
  private Sums() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
