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
 * <p>There is no limit to a push's age: whether a repetition carries a fresh timestamp is unknown.
 *
 * @see <a href="https://developers.weixin.qq.com/doc/store/API/basics/message_push.html">message
 *     push on the platform's pages</a>
 */
public final class PushReceiver {
  /** Of one body. The platform's are a few kilobytes at most. */
  static final int bodyBytesMax = 1 << 20;

  private final Mode mode;
  private final List<byte[]> tokens;
  private final List<SecretBox> boxes;

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
    Received.Refused refused =
        verify("msg_signature", query.msgSignature(), query, encrypted.base64());
    if (refused != null) {
      return refused;
    }
    return decrypt(encrypted.base64());
  }

  /**
   * Reads a push again whose signature was found right when it came but which could not be read
   * then, since the shop's keys had just changed. No signature is verified: this is only for bytes
   * that nobody could have altered since.
   *
   * @param body as it came
   */
  public Received readAgain(byte[] body) {
    return switch (mode) {
      case SECURE, COMPATIBLE ->
          Envelope.read(body) instanceof Envelope.Encrypted encrypted
              ? decrypt(encrypted.base64())
              : new Received.Refused(Reason.ENVELOPE_MALFORMED, "body has no Encrypt");
      case PLAINTEXT -> event(ClearText.of(body));
    };
  }

  private Received decrypt(byte[] base64) {
    byte[] cipherText;
    try {
      cipherText = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new Received.Refused(Reason.UNDECRYPTABLE, "Encrypt is not Base64");
    }
    SecretBox.Opened opened = open(cipherText);
    if (opened instanceof SecretBox.Opened.Message message) {
      return event(message.text());
    }
    SecretBox.Opened.Refused closed = (SecretBox.Opened.Refused) opened;
    return new Received.Refused(closed.reason(), closed.detail());
  }

  /** With the current key, then with the previous ones; refused as the one that came furthest. */
  private SecretBox.Opened open(byte[] cipherText) {
    SecretBox.Opened furthest = null;
    for (SecretBox box : boxes) {
      SecretBox.Opened opened = box.open(cipherText);
      if (opened instanceof SecretBox.Opened.Message) {
        return opened;
      }
      if (furthest == null
          || (opened instanceof SecretBox.Opened.Refused refused
              && refused.reason() == Reason.APP_ID_WRONG)) {
        furthest = opened;
      }
    }
    return furthest != null
        ? furthest
        : new SecretBox.Opened.Refused(Reason.UNDECRYPTABLE, "no EncodingAESKey");
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
