package io.xiaoer.sdk.push;

/** Why a request is no event. */
public enum Reason {
  /** The query has a broken percent escape, or is too long. */
  QUERY_MALFORMED,
  /** No body, and no echostr either. */
  BODY_EMPTY,
  /** The body is too long, or neither a JSON object nor XML, or says nothing the platform says. */
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
  EVENT_UNREADABLE
}
