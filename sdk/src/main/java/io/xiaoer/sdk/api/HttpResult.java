package io.xiaoer.sdk.api;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** One request and what came back. Causes are our own words: the HTTP client's quote the URL. */
sealed interface HttpResult {
  /** HTTP 200 with a JSON object, or HTTP 403. */
  record Answered(Answer answer) implements HttpResult {}

  /** The request surely did not leave. */
  record NotSent(String cause) implements HttpResult {}

  /** The request may have arrived. */
  record Unknown(String cause) implements HttpResult {}

  /** What the HTTP client's failure says about the request. */
  static HttpResult failed(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return new NotSent("no connection in time");
    }
    if (cause instanceof ConnectException) {
      return new NotSent(
          cause.getCause() instanceof UnresolvedAddressException
              ? "host not found"
              : "connection refused");
    }
    if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
      return new NotSent("host not found");
    }
    if (cause instanceof SSLHandshakeException) {
      return new NotSent("TLS handshake failed");
    }
    if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
      return new Unknown("no answer in time");
    }
    return new Unknown("line broke: " + cause.getClass().getSimpleName());
  }
}
