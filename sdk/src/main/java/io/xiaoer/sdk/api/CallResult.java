package io.xiaoer.sdk.api;

/** What a call with the shop's token came to, whatever it asked for. */
sealed interface CallResult {
  /** The platform answered without an error; whether with what was asked for is yet to be seen. */
  record Answered(Answer answer) implements CallResult {}

  record Failed(Failure why) implements CallResult {}
}
