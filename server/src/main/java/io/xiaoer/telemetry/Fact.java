package io.xiaoer.telemetry;

/**
 * What may be noted of a piece of work: numbers, ids of ours, and words of ours. Nothing that a
 * customer is known by or has written has a place here.
 */
public enum Fact {
  SHOP("xiaoer.shop"),
  /** A word of ours, as the metrics have it. */
  OUTCOME("xiaoer.outcome"),
  /** Why it was not done, in a word of ours. */
  REASON("xiaoer.reason"),
  CONVERSATION("xiaoer.conversation_id"),
  MESSAGE("xiaoer.message_id"),
  /** From 1. */
  ATTEMPT("xiaoer.attempt"),
  /** Of the platform's answer. */
  ERRCODE("wechat.errcode"),
  STATUS("http.response.status_code");

  private final String key;

  Fact(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }
}
