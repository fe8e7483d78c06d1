package io.xiaoer.shop;

import io.xiaoer.sdk.push.PushSettings;
import java.net.URI;

/**
 * One shop. {@code toString} names it and nothing else, since it holds secrets.
 *
 * @param appSecret what the platform gives tokens for
 * @param push how its pushes are verified and decrypted
 * @param keysFingerprint another one whenever {@code push} reads with something else
 * @param apiBaseUrl where its answers go; the platform, or the simulator
 * @param allowPrivateMediaHosts whether what customers send may be fetched from inner addresses
 */
public record Shop(
    ShopId id,
    String name,
    String userName,
    String appId,
    String appSecret,
    PushSettings push,
    String keysFingerprint,
    URI apiBaseUrl,
    boolean allowPrivateMediaHosts) {
  @Override
  public String toString() {
    return id.value();
  }
}
