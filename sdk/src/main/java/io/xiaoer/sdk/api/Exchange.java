package io.xiaoer.sdk.api;

/** One request and what came back. Causes are our own words: the HTTP client's quote the URL. */
sealed interface Exchange {
  /** HTTP 200 with a JSON object. */
  record Answered(Answer answer) implements Exchange {}

  /** The request surely did not leave. */
  record NotSent(String cause) implements Exchange {}

  /** The request may have arrived. */
  record Unknown(String cause) implements Exchange {}
}
