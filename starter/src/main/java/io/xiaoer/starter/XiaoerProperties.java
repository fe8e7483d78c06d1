package io.xiaoer.starter;

import io.xiaoer.sdk.push.EncodingAesKey;
import io.xiaoer.sdk.push.Mode;
import io.xiaoer.sdk.push.PushSettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What stands below {@code xiaoer} in the application's configuration.
 *
 * @param shops in the words of Xiaoer's own {@code xiaoer.yaml}
 * @param api how the platform is called
 * @param inbox how messages are handled
 */
@ConfigurationProperties("xiaoer")
public record XiaoerProperties(
    @DefaultValue List<Shop> shops, @DefaultValue Api api, @DefaultValue Inbox inbox) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  /**
   * Checks all of it.
   *
   * @throws IllegalArgumentException naming the key that is wrong, and never a secret
   */
  public XiaoerProperties {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < shops.size(); i++) {
      String at = "xiaoer.shops[" + i + "].";
      Shop shop = shops.get(i);
      if (!ID.matcher(shop.id()).matches()) {
        throw new IllegalArgumentException(
            at + "id: 1 to 32 characters of A-Z a-z 0-9 _ - (it is part of the push URL)");
      }
      if (!ids.add(shop.id())) {
        throw new IllegalArgumentException(at + "id: another shop has it, too");
      }
      present(at + "app-id", shop.appId());
      present(at + "app-secret", shop.appSecret());
      present(at + "token", shop.token());
      if (shop.mode() != Mode.PLAINTEXT) {
        key(at + "encoding-aes-key", shop.encodingAesKey());
      }
      if (!shop.previousEncodingAesKey().isBlank()) {
        key(at + "previous-encoding-aes-key", shop.previousEncodingAesKey());
      }
    }
    shops = List.copyOf(shops);
  }

  private static void present(String key, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(key + ": missing");
    }
  }

  private static void key(String name, String value) {
    try {
      EncodingAesKey unused = EncodingAesKey.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * A shop. Prints its id and nothing else, since it holds secrets.
   *
   * @param id 1 to 32 characters of A-Z a-z 0-9 _ -; the push URL is {@code /callback/<id>}
   * @param userName the shop's original id, {@code gh_…}; for people, and not needed
   * @param appId {@code wx…}
   * @param appSecret the AppSecret that belongs to it
   * @param token the Token set for message push
   * @param encodingAesKey the EncodingAESKey set for message push, 43 characters; not needed in
   *     plaintext mode
   * @param previousToken the one before, while it is being changed; may be empty
   * @param previousEncodingAesKey the one before, while it is being changed; may be empty
   * @param mode secure, compatible or plaintext; a self-built shop gets secure
   * @param apiBaseUrl where the shop's answers go: the platform, or a simulator
   */
  public record Shop(
      @DefaultValue("") String id,
      @DefaultValue("") String userName,
      @DefaultValue("") String appId,
      @DefaultValue("") String appSecret,
      @DefaultValue("") String token,
      @DefaultValue("") String encodingAesKey,
      @DefaultValue("") String previousToken,
      @DefaultValue("") String previousEncodingAesKey,
      @DefaultValue("secure") Mode mode,
      @DefaultValue("https://api.weixin.qq.com") URI apiBaseUrl) {

    PushSettings push() {
      PushSettings push =
          switch (mode) {
            case SECURE -> PushSettings.secure(token, EncodingAesKey.parse(encodingAesKey), appId);
            case COMPATIBLE ->
                PushSettings.compatible(token, EncodingAesKey.parse(encodingAesKey), appId);
            case PLAINTEXT -> PushSettings.plaintext(token, appId);
          };
      if (!previousEncodingAesKey.isBlank()) {
        push = push.withPreviousKey(EncodingAesKey.parse(previousEncodingAesKey));
      }
      return previousToken.isBlank() ? push : push.withPreviousToken(previousToken);
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * How the platform is called.
   *
   * @param deadline of one call altogether, a token and a second try included
   */
  public record Api(@DefaultValue("10s") Duration deadline) {}

  /**
   * How messages are handled.
   *
   * @param createTables whether the tables are made at the start where they are not there
   * @param workers handlers at once in this instance; each takes a connection of the pool
   * @param poll how soon what another instance has left is seen, and what is to be tried again
   * @param claimTime after how long without a sign of life another instance takes over; clocks must
   *     agree within a fraction of it
   * @param attemptsMax how often a handler is called with one message before it is a dead letter
   * @param firstPause before the second attempt; each further pause is four times as long
   * @param pauseMax no pause is longer
   * @param stopWithin how long a stop waits for handlers
   */
  public record Inbox(
      @DefaultValue("true") boolean createTables,
      @DefaultValue("4") int workers,
      @DefaultValue("1s") Duration poll,
      @DefaultValue("15s") Duration claimTime,
      @DefaultValue("8") int attemptsMax,
      @DefaultValue("1s") Duration firstPause,
      @DefaultValue("10m") Duration pauseMax,
      @DefaultValue("20s") Duration stopWithin) {}
}
