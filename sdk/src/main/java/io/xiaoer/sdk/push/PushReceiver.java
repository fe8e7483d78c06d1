package io.xiaoer.sdk.push;

import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.Read;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns requests on a shop's push URL into events. One call does everything, so that no check can
 * be skipped or taken out of order; nothing that a stranger sends makes it throw. Thread-safe.
 *
 * <p>In {@link Mode#SECURE} and {@link Mode#COMPATIBLE} only the Encrypt part of the body is
 * believed, after {@code msg_signature} was found right over it; the plain {@code signature} never
 * stands in for it, because it does not cover the body. In {@link Mode#PLAINTEXT} the body is the
 * event, and {@code signature} is all there is to check.
 *
 * <p>What cannot be the platform's by its shape is refused before its signature is looked at, see
 * {@link Signature}; and what is signed and cannot be opened is refused in one way whatever the
 * reason, see {@link Reason#isSigned}.
 *
 * <p>There is no limit to a push's age: whether a repetition carries a fresh timestamp is unknown.
 *
 * @see <a href="https://developers.weixin.qq.com/doc/store/API/basics/message_push.html">message
 *     push on the platform's pages</a>
 */
public final class PushReceiver {
  /**
   * Of one body: 1 MiB. The largest published push is a few KB; this leaves room and bounds what a
   * stranger can cost.
   */
  public static final int bodyBytesMax = 1 << 20;

  private static final int BASE64_GROUP_CHARS = 4;

  private static final String NOT_WHOLE =
      "Encrypt is not the Base64 of at least 48 bytes in whole blocks of 16";

  private final Mode mode;
  private final List<byte[]> tokens;
  private final List<SecretBox> boxes;

  /** A receiver for one shop; make another one when its settings change. */
  public PushReceiver(PushSettings settings) {
    mode = settings.mode();
    tokens = settings.tokens().stream().map(Signature::bytes).toList();
    byte[] appId = settings.appId().getBytes(StandardCharsets.UTF_8);
    boxes = settings.keys().stream().map(key -> new SecretBox(key, appId)).toList();
  }

  /**
   * Receives a request with its query as it came.
   *
   * @param rawQuery the query as it stands in the request line, still percent-encoded
   * @param body the bytes of the body as they came, empty for a GET; at most 1 MiB
   */
  public Received receive(@Nullable String rawQuery, byte[] body) {
    try {
      return receive(PushQuery.parse(rawQuery), body);
    } catch (PushQuery.Malformed malformed) {
      return new Received.Refused(Reason.QUERY_MALFORMED, malformed.what());
    }
  }

  /**
   * Receives a request whose query was decoded before.
   *
   * @param query the parameters of the query, decoded
   * @param body the bytes of the body as they came, empty for a GET; at most 1 MiB
   */
  public Received receive(Map<String, String> query, byte[] body) {
    try {
      return receive(PushQuery.of(query), body);
    } catch (PushQuery.Malformed malformed) {
      return new Received.Refused(Reason.QUERY_MALFORMED, malformed.what());
    }
  }

  private Received receive(PushQuery query, byte[] body) {
    if (body.length > bodyBytesMax) {
      return new Received.Refused(
          Reason.ENVELOPE_MALFORMED,
          "body of " + body.length + " bytes (at most " + bodyBytesMax + ")");
    }
    if (body.length == 0) {
      return urlCheck(query);
    }
    return switch (mode) {
      case SECURE, COMPATIBLE -> encrypted(query, body);
      case PLAINTEXT -> plaintext(query, body);
    };
  }

  private Received urlCheck(PushQuery query) {
    if (query.echo() == null) {
      return new Received.Refused(Reason.BODY_EMPTY, "no body and no echostr");
    }
    Received.Refused refused = verify("signature", query.signature(), query, null);
    return refused != null ? refused : new Received.UrlCheck(query.echo());
  }

  private Received plaintext(PushQuery query, byte[] body) {
    Received.Refused refused = verify("signature", query.signature(), query, null);
    return refused != null ? refused : event(ClearText.of(body));
  }

  private Received encrypted(PushQuery query, byte[] body) {
    Envelope envelope = Envelope.read(body);
    if (envelope instanceof Envelope.Malformed malformed) {
      return new Received.Refused(Reason.ENVELOPE_MALFORMED, malformed.why());
    }
    if (!(envelope instanceof Envelope.Encrypted encrypted)) {
      return new Received.Refused(
          Reason.PLAINTEXT_REFUSED, "a clear-text event, and this shop's are encrypted");
    }
    byte[] cipherText = cipherText(encrypted.base64());
    if (cipherText == null) {
      return new Received.Refused(Reason.ENVELOPE_MALFORMED, NOT_WHOLE);
    }
    Received.Refused refused =
        verify("msg_signature", query.msgSignature(), query, encrypted.base64());
    return refused != null ? refused : decrypt(cipherText);
  }

  /**
   * Reads a push again whose signature was found right when it came but which could not be read
   * then, since the shop's keys had just changed. No signature is verified: this is only for bytes
   * that nobody could have altered since.
   *
   * @param body as it came
   */
  public Received readAgain(byte[] body) {
    if (mode == Mode.PLAINTEXT) {
      return event(ClearText.of(body));
    }
    byte[] cipherText =
        Envelope.read(body) instanceof Envelope.Encrypted encrypted
            ? cipherText(encrypted.base64())
            : null;
    return cipherText != null
        ? decrypt(cipherText)
        : new Received.Refused(Reason.ENVELOPE_MALFORMED, NOT_WHOLE);
  }

  /**
   * What makes two pushes the same one to whoever keeps those that could not be read: the Encrypt
   * part alone, since everything around it can be written in many ways. In {@link Mode#PLAINTEXT}
   * it is the whole body.
   *
   * @param body as it came
   */
  public byte[] identity(byte[] body) {
    return mode != Mode.PLAINTEXT && Envelope.read(body) instanceof Envelope.Encrypted encrypted
        ? encrypted.base64()
        : body.clone();
  }

  /** Null when it is not the padded Base64 of whole blocks. */
  private static byte @Nullable [] cipherText(byte[] base64) {
    if (base64.length % BASE64_GROUP_CHARS != 0) {
      return null; // the decoder would do without the padding
    }
    try {
      byte[] cipherText = Base64.getDecoder().decode(base64);
      return SecretBox.isWhole(cipherText) ? cipherText : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * With every key there is, and read as an event whatever came out: how far a cipher text could be
   * opened must not show in the time it takes, see {@link SecretBox}.
   */
  private Received decrypt(byte[] cipherText) {
    SecretBox.Opened furthest = null;
    for (SecretBox box : boxes) {
      SecretBox.Opened opened = box.open(cipherText);
      if (furthest == null || opened.outcome().compareTo(furthest.outcome()) > 0) {
        furthest = opened;
      }
    }
    if (furthest == null) {
      return new Received.Refused(Reason.UNDECRYPTABLE, "no EncodingAESKey");
    }
    Received event = event(furthest.text());
    return switch (furthest.outcome()) {
      case SHUT ->
          new Received.Refused(
              Reason.UNDECRYPTABLE,
              "padding or length is wrong: most likely another EncodingAESKey");
      case FOREIGN -> new Received.Refused(Reason.APP_ID_WRONG, "encrypted for another appid");
      case OPEN -> event;
    };
  }

  /** Null when the signature is right. */
  private Received.@Nullable Refused verify(
      String name, @Nullable String given, PushQuery query, byte @Nullable [] encrypt) {
    String timestamp = query.timestamp();
    String nonce = query.nonce();
    if (given == null || timestamp == null || nonce == null) {
      String missing = given == null ? name : timestamp == null ? "timestamp" : "nonce";
      return new Received.Refused(Reason.SIGNATURE_MISSING, "query has no " + missing);
    }
    String misshapen = Signature.misshapen(timestamp, nonce);
    if (misshapen != null) {
      return new Received.Refused(Reason.QUERY_MALFORMED, misshapen);
    }
    byte[] time = Signature.bytes(timestamp);
    byte[] once = Signature.bytes(nonce);
    boolean right = false;
    for (byte[] token : tokens) {
      right |=
          encrypt == null
              ? Signature.isRight(given, token, time, once)
              : Signature.isRight(given, token, time, once, encrypt);
    }
    return right
        ? null
        : new Received.Refused(
            Reason.SIGNATURE_WRONG, name + " is wrong: altered, or made with another token");
  }

  private static Received event(ClearText clear) {
    Read read = EventText.read(clear);
    if (read instanceof Read.Event event) {
      return new Received.Event(event.event());
    }
    return new Received.Refused(Reason.EVENT_UNREADABLE, ((Read.Unreadable) read).why());
  }

  @Override
  public String toString() {
    return "PushReceiver[" + mode + "]";
  }
}
