package io.xiaoer.sdk.push;

/** Why a request is no event. */
public enum Reason {
  /** A value that the signature needs is broken, too long, or cannot be the platform's. */
  QUERY_MALFORMED,
  /** No body, and no echostr either. */
  BODY_EMPTY,
  /**
   * The body is too long, or neither a JSON object nor XML, or says nothing the platform says; or
   * its Encrypt is not the Base64 of whole blocks.
   */
  ENVELOPE_MALFORMED,
  /** A query parameter that the signature needs, or the signature itself, is not there. */
  SIGNATURE_MISSING,
  /** Signed with another token, or altered: not from the platform, or the token is mistyped. */
  SIGNATURE_WRONG,
  /** A clear-text event sent to a shop whose events are encrypted. */
  PLAINTEXT_REFUSED,
  /**
   * Rightly signed, but not readable with the key: most likely the key is mistyped or was changed.
   */
  UNDECRYPTABLE,
  /** Decrypted, but meant for another appid. */
  APP_ID_WRONG,
  /** Decrypted and meant for this appid, but not an event. */
  EVENT_UNREADABLE;

  /**
   * Whether the signature was right. What is refused for such a reason may well be the platform's:
   * keep the body, have it pushed again, and {@linkplain PushReceiver#readAgain read it again} when
   * keys or appid were corrected.
   *
   * <p><b>Answer all of them alike</b>, with one status and one body (503), and do the same work
   * for each. The reason is for the operator. A sender who can tell two of them apart, by the
   * answer or by its time, can decrypt a recorded push without the key.
   */
  public boolean isSigned() {
    return switch (this) {
      case UNDECRYPTABLE, APP_ID_WRONG, EVENT_UNREADABLE -> true;
      case QUERY_MALFORMED,
          BODY_EMPTY,
          ENVELOPE_MALFORMED,
          SIGNATURE_MISSING,
          SIGNATURE_WRONG,
          PLAINTEXT_REFUSED ->
          false;
    };
  }
}
