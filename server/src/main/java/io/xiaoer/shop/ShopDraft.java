package io.xiaoer.shop;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wrote of a shop. Null means: as it was, or as usual for a new one; an empty
 * previous token or key takes it away.
 */
public record ShopDraft(
    @Nullable String name,
    @Nullable String userName,
    @Nullable String appId,
    @Nullable String appSecret,
    @Nullable String token,
    @Nullable String encodingAesKey,
    @Nullable String previousToken,
    @Nullable String previousEncodingAesKey,
    @Nullable String mode,
    @Nullable String apiBaseUrl,
    @Nullable Boolean active) {
  @Override
  public String toString() {
    return "ShopDraft";
  }
}
