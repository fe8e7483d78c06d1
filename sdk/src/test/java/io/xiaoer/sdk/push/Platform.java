package io.xiaoer.sdk.push;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The platform's side of a push, written after its pages and sharing nothing with the code under
 * test.
 */
final class Platform {
  static final String TOKEN = "AAAAA";
  static final String KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  static final String APP_ID = "wxba5fad812f8e6fb9";
  static final String TIMESTAMP = "1714112445";
  static final String NONCE = "415670741";

  private Platform() {}

  record Push(String query, String text) {
    byte[] body() {
      return bytes(text);
    }
  }

  static PushSettings secure() {
    return PushSettings.secure(TOKEN, EncodingAesKey.parse(KEY), APP_ID);
  }

  static PushSettings settings(Mode mode) {
    return switch (mode) {
      case SECURE -> secure();
      case COMPATIBLE -> PushSettings.compatible(TOKEN, EncodingAesKey.parse(KEY), APP_ID);
      case PLAINTEXT -> PushSettings.plaintext(TOKEN, APP_ID);
    };
  }

  /** A push of a clear text, in the format that the text itself is in. */
  static Push push(Mode mode, String clear) {
    String encrypt = encrypt(KEY, packed(clear.getBytes(StandardCharsets.UTF_8), APP_ID));
    boolean xml = clear.startsWith("<");
    return switch (mode) {
      case SECURE ->
          new Push(
              signedQuery(TOKEN, encrypt),
              xml
                  ? "<xml>\n  <ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>\n"
                      + "  <Encrypt><![CDATA["
                      + encrypt
                      + "]]></Encrypt>\n</xml>"
                  : "{\"ToUserName\":\"gh_97417a04a28d\",\"Encrypt\":\"" + encrypt + "\"}");
      case COMPATIBLE ->
          new Push(
              signedQuery(TOKEN, encrypt),
              xml
                  ? clear.replace("</xml>", "<Encrypt>" + encrypt + "</Encrypt></xml>")
                  : clear.substring(0, clear.length() - 1) + ",\"Encrypt\":\"" + encrypt + "\"}");
      case PLAINTEXT -> new Push(plainQuery(TOKEN), clear);
    };
  }

  /** A secure push in JSON of a cipher text that was made in some special way. */
  static Push carrying(String encrypt) {
    return new Push(signedQuery(TOKEN, encrypt), "{\"Encrypt\":\"" + encrypt + "\"}");
  }

  static String signedQuery(String token, String encrypt) {
    return plainQuery(token)
        + "&openid=o9AgO5Kd5ggOC-bXrbNODIiE3bGY&encrypt_type=aes&msg_signature="
        + signature(token, TIMESTAMP, NONCE, encrypt);
  }

  static String plainQuery(String token) {
    return "signature="
        + signature(token, TIMESTAMP, NONCE)
        + "&timestamp="
        + TIMESTAMP
        + "&nonce="
        + NONCE;
  }

  static String signature(String... parts) {
    String joined = Stream.of(parts).sorted().collect(Collectors.joining());
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes(joined)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Random bytes, length, message, appid, padding: what is encrypted. */
  static byte[] packed(byte[] message, String appId) {
    byte[] app = bytes(appId);
    return padded(
        ByteBuffer.allocate(20 + message.length + app.length)
            .put("a8eedb185eb2fecf".getBytes(StandardCharsets.US_ASCII))
            .putInt(message.length)
            .put(message)
            .put(app)
            .array());
  }

  static byte[] padded(byte[] text) {
    int padding = 32 - text.length % 32;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(text);
    for (int i = 0; i < padding; i++) {
      out.write(padding);
    }
    return out.toByteArray();
  }

  /** Encrypts whole blocks as they are. */
  static String encrypt(String encodingAesKey, byte[] blocks) {
    byte[] key = Base64.getDecoder().decode(encodingAesKey + "=");
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(key, 0, 16));
      return Base64.getEncoder().encodeToString(cipher.doFinal(blocks));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String key(RandomGenerator random) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return Base64.getEncoder().encodeToString(key).substring(0, 43);
  }

  static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each ->
            each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
