package io.xiaoer.sdk.push;

import java.util.ArrayList;
import java.util.List;

/**
 * What a shop's push URL is configured with on the platform. Immutable.
 *
 * <p>While a token or key is being changed, pushes made with the old and with the new one arrive
 * side by side, and repetitions of old ones for hours after: give the old one as previous.
 */
public final class PushSettings {
  private final Mode mode;
  private final String appId;
  private final List<String> tokens; // the current one first, then the previous ones
  private final List<EncodingAesKey> keys;

  private PushSettings(Mode mode, String appId, List<String> tokens, List<EncodingAesKey> keys) {
    if (appId.isBlank()) {
      throw new IllegalArgumentException("app-id: blank (expected: wx…)");
    }
    for (String token : tokens) {
      if (token.isBlank()) {
        throw new IllegalArgumentException("token: blank (expected: 3 to 32 characters)");
      }
    }
    this.mode = mode;
    this.appId = appId;
    this.tokens = List.copyOf(tokens);
    this.keys = List.copyOf(keys);
  }

  /**
   * For {@link Mode#SECURE}.
   *
   * @throws IllegalArgumentException when token or appId is blank
   */
  public static PushSettings secure(String token, EncodingAesKey key, String appId) {
    return new PushSettings(Mode.SECURE, appId, List.of(token), List.of(key));
  }

  /**
   * For {@link Mode#COMPATIBLE}.
   *
   * @throws IllegalArgumentException when token or appId is blank
   */
  public static PushSettings compatible(String token, EncodingAesKey key, String appId) {
    return new PushSettings(Mode.COMPATIBLE, appId, List.of(token), List.of(key));
  }

  /**
   * For {@link Mode#PLAINTEXT}.
   *
   * @throws IllegalArgumentException when token or appId is blank
   */
  public static PushSettings plaintext(String token, String appId) {
    return new PushSettings(Mode.PLAINTEXT, appId, List.of(token), List.of());
  }

  /** Also accepts what was encrypted with this key. Of no effect in {@link Mode#PLAINTEXT}. */
  public PushSettings withPreviousKey(EncodingAesKey previous) {
    return new PushSettings(mode, appId, tokens, and(keys, previous));
  }

  /**
   * Also accepts what was signed with this token.
   *
   * @throws IllegalArgumentException when it is blank
   */
  public PushSettings withPreviousToken(String previous) {
    return new PushSettings(mode, appId, and(tokens, previous), keys);
  }

  private static <T> List<T> and(List<T> before, T next) {
    List<T> all = new ArrayList<>(before);
    all.add(next);
    return all;
  }

  /** How the shop's pushes are protected. */
  public Mode mode() {
    return mode;
  }

  /** The shop's AppID, {@code wx…}. */
  public String appId() {
    return appId;
  }

  List<String> tokens() {
    return tokens;
  }

  List<EncodingAesKey> keys() {
    return keys;
  }

  @Override
  public String toString() {
    return "PushSettings["
        + mode
        + ", "
        + appId
        + ", tokens: "
        + tokens.size()
        + ", keys: "
        + keys.size()
        + "]";
  }
}
