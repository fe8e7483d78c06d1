package io.xiaoer.simulator.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes pushes as the platform does; held to its official vectors byte for byte.
 *
 * <p>Source: developers.weixin.qq.com/miniprogram/dev/framework/server-ability/message-push.html
 */
public final class EnvelopeWriter {
  private static final int BLOCK_BYTES = 32; // The platform pads to 32, not to the cipher's own 16.
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Chance chance;

  public EnvelopeWriter(Chance chance) {
    this.chance = chance;
  }

  /** The query of a URL check; the URL is expected to answer with the bare echostr. */
  public SequencedMap<String, String> urlCheck(Keys keys, Instant at, String echostr) {
    String timestamp = Long.toString(at.getEpochSecond());
    String nonce = chance.nonce();
    SequencedMap<String, String> query = new LinkedHashMap<>();
    query.put("signature", Signature.over(keys.token(), timestamp, nonce));
    query.put("echostr", echostr);
    query.put("timestamp", timestamp);
    query.put("nonce", nonce);
    return query;
  }

  /**
   * One push of the event.
   *
   * @param event the event's fields; {@code ToUserName} and {@code FromUserName} among them
   */
  public PushRequest push(ObjectNode event, Keys keys, Mode mode, Format format, Instant at) {
    String timestamp = Long.toString(at.getEpochSecond());
    String nonce = chance.nonce();
    SequencedMap<String, String> query = query(keys, timestamp, nonce);
    return switch (mode) {
      case PLAINTEXT ->
          request(query, new String(clear(event, format), StandardCharsets.UTF_8), format);
      case SECURE -> {
        String encrypt = seal(query, event, keys, format, timestamp, nonce);
        yield request(query, secureBody(toUserName(event), encrypt, format), format);
      }
      case COMPATIBLE -> {
        String encrypt = seal(query, event, keys, format, timestamp, nonce);
        ObjectNode both = event.deepCopy().put("Encrypt", encrypt);
        yield request(query, new String(clear(both, format), StandardCharsets.UTF_8), format);
      }
    };
  }

  /**
   * A secure push around any {@code Encrypt}, also one that no platform would write; its query is
   * rightly signed.
   */
  public PushRequest around(
      String encrypt, String toUserName, String openId, Keys keys, Format format, Instant at) {
    String timestamp = Long.toString(at.getEpochSecond());
    String nonce = chance.nonce();
    SequencedMap<String, String> query = query(keys, timestamp, nonce);
    sign(query, encrypt, openId, keys, timestamp, nonce);
    return request(query, secureBody(toUserName, encrypt, format), format);
  }

  private static SequencedMap<String, String> query(Keys keys, String timestamp, String nonce) {
    SequencedMap<String, String> query = new LinkedHashMap<>();
    query.put("signature", Signature.over(keys.token(), timestamp, nonce));
    query.put("timestamp", timestamp);
    query.put("nonce", nonce);
    return query;
  }

  private String seal(
      SequencedMap<String, String> query,
      ObjectNode event,
      Keys keys,
      Format format,
      String timestamp,
      String nonce) {
    String encrypt = encrypt(clear(event, format), keys);
    sign(query, encrypt, event.path("FromUserName").asString(""), keys, timestamp, nonce);
    return encrypt;
  }

  private static void sign(
      SequencedMap<String, String> query,
      String encrypt,
      String openId,
      Keys keys,
      String timestamp,
      String nonce) {
    query.put("openid", openId);
    query.put("encrypt_type", "aes");
    query.put("msg_signature", Signature.over(keys.token(), timestamp, nonce, encrypt));
  }

  private static byte[] clear(ObjectNode event, Format format) {
    return ClearText.write(event, format);
  }

  private static String toUserName(ObjectNode event) {
    return event.path("ToUserName").asString("");
  }

  private static PushRequest request(
      SequencedMap<String, String> query, String body, Format format) {
    // Which Content-Type the platform sends is not documented.
    String contentType =
        switch (format) {
          case JSON -> "application/json";
          case XML -> "text/xml";
        };
    return new PushRequest(query, contentType, body);
  }

  private static String secureBody(String toUserName, String encrypt, Format format) {
    return switch (format) {
      case JSON ->
          JSON.createObjectNode().put("ToUserName", toUserName).put("Encrypt", encrypt).toString();
      case XML ->
          "<xml>\n    <ToUserName>"
              + ClearText.cdata(toUserName)
              + "</ToUserName>\n    <Encrypt>"
              + ClearText.cdata(encrypt)
              + "</Encrypt>\n</xml>";
    };
  }

  /**
   * 16 random bytes, the message's length in bytes as big-endian 32 bits, the message, the appid.
   */
  public String encrypt(byte[] message, Keys keys) {
    byte[] appId = keys.appId().getBytes(StandardCharsets.UTF_8);
    int bare = 16 + 4 + message.length + appId.length;
    int padding = BLOCK_BYTES - bare % BLOCK_BYTES;
    byte[] padded = new byte[bare + padding];
    ByteBuffer.wrap(padded)
        .put(chance.sixteenBytes())
        .putInt(message.length)
        .put(message)
        .put(appId);
    Arrays.fill(padded, bare, padded.length, (byte) padding);
    byte[] key = keys.aesKey();
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(Arrays.copyOf(key, 16)));
      return Base64.getEncoder().encodeToString(cipher.doFinal(padded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-256-CBC", e);
    }
  }
}
