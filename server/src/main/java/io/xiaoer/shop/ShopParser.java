package io.xiaoer.shop;

import io.xiaoer.sdk.push.EncodingAesKey;
import io.xiaoer.sdk.push.Mode;
import io.xiaoer.sdk.push.PushSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.PlainText;
import io.xiaoer.settings.Settings;
import io.xiaoer.store.Sha256;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A shop out of what was written, in the file or at the desk, or what is wrong with it. */
final class ShopParser {
  private static final int TOKEN_CHARS_MAX = 32; // the platform: 3 to 32 letters and digits
  private static final int TOKEN_CHARS_MIN = 3;

  private static final Pattern LETTERS_AND_DIGITS = Pattern.compile("[A-Za-z0-9]+");

  private ShopParser() {}

  /**
   * Null when something is wrong, which is then in {@code problems}.
   *
   * @param at what stands before the key in a problem, {@code xiaoer.shops[0]}; may be empty
   */
  static @Nullable Shop read(Settings.Shop written, String at, List<Problem> problems) {
    int before = problems.size();
    Check check = new Check(at, problems);
    if (!ShopId.isValid(written.id())) {
      check.bad("id", "1 to 32 characters of A-Z a-z 0-9 _ - (it is part of the push URL)");
    }
    check.present("user-name", written.userName(), "the shop's original id, gh_…");
    check.present("app-id", written.appId(), "the shop's AppID, wx…");
    check.present("app-secret", written.appSecret(), "the AppSecret that belongs to app-id");
    token("token", written.token(), "the Token set for message push", check);
    if (!List.of("http", "https").contains(String.valueOf(written.apiBaseUrl().getScheme()))
        || written.apiBaseUrl().getHost() == null) {
      check.bad("api-base-url", "an http or https URL (expected: https://api.weixin.qq.com)");
    }
    Mode mode = mode(written.mode(), check);
    EncodingAesKey key =
        mode == Mode.PLAINTEXT ? null : key("encoding-aes-key", written.encodingAesKey(), check);
    String previousToken = written.previousToken();
    if (previousToken != null && !previousToken.isBlank()) {
      token("previous-token", previousToken, "the Token before the present one", check);
    }
    String previousWritten = written.previousEncodingAesKey();
    EncodingAesKey previous =
        previousWritten == null || previousWritten.isBlank()
            ? null
            : key("previous-encoding-aes-key", previousWritten, check);
    if (problems.size() > before || mode == null) {
      return null;
    }
    PushSettings push = push(mode, written, key);
    if (previous != null) {
      push = push.withPreviousKey(previous);
    }
    if (previousToken != null && !previousToken.isBlank()) {
      push = push.withPreviousToken(previousToken);
    }
    return new Shop(
        new ShopId(written.id()),
        written.name().isBlank() ? written.id() : written.name(),
        written.userName(),
        written.appId(),
        written.appSecret(),
        push,
        fingerprint(written),
        withoutSlash(written.apiBaseUrl()),
        written.allowPrivateMediaHosts());
  }

  /** Another word whenever this version reads texts that the one before could not. */
  private static final String READING = "xml-control-characters";

  /** Changes whenever something changes that a push is read with; tells nothing of it. */
  private static String fingerprint(Settings.Shop written) {
    return Sha256.hex(
        String.join(
            "\n",
            READING,
            written.mode(),
            written.appId(),
            written.encodingAesKey(),
            String.valueOf(written.previousEncodingAesKey())));
  }

  /** Everything was checked before; without a key there is only plaintext. */
  private static PushSettings push(Mode mode, Settings.Shop written, @Nullable EncodingAesKey key) {
    return switch (mode) {
      case PLAINTEXT -> PushSettings.plaintext(written.token(), written.appId());
      case SECURE ->
          PushSettings.secure(written.token(), Objects.requireNonNull(key), written.appId());
      case COMPATIBLE ->
          PushSettings.compatible(written.token(), Objects.requireNonNull(key), written.appId());
    };
  }

  /** The platform takes no other, so every push with another one would be refused. */
  private static void token(String key, String written, String what, Check check) {
    if (!check.present(key, written, what)) {
      return;
    }
    if (written.length() < TOKEN_CHARS_MIN || written.length() > TOKEN_CHARS_MAX) {
      check.bad(key, written.length() + " characters (expected: 3 to 32)");
    } else if (!LETTERS_AND_DIGITS.matcher(written).matches()) {
      check.bad(
          key,
          "has characters that a Token of the platform cannot have (expected: letters and digits)");
    }
  }

  private static @Nullable Mode mode(String written, Check check) {
    for (Mode mode : Mode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(written)) {
        return mode;
      }
    }
    check.bad("mode", "'" + written + "' (expected: secure, compatible or plaintext)");
    return null;
  }

  private static @Nullable EncodingAesKey key(String name, String written, Check check) {
    if (!check.present(name, written, "the 43 characters set for message push")) {
      return null;
    }
    try {
      return EncodingAesKey.parse(written);
    } catch (IllegalArgumentException e) {
      check.bad(name, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static URI withoutSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
  }

  private record Check(String at, List<Problem> problems) {
    void bad(String key, String what) {
      problems.add(new Problem(at.isEmpty() ? key : at + "." + key, what));
    }

    boolean present(String key, String value, String what) {
      if (value.isBlank()) {
        bad(key, "missing (expected: " + what + ")");
        return false;
      }
      Optional<String> invisible = PlainText.problem(value);
      invisible.ifPresent(problem -> bad(key, problem));
      return invisible.isEmpty();
    }
  }
}
