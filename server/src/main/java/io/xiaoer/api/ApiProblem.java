package io.xiaoer.api;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * A request that is refused, as RFC 9457 problem details; {@code detail} says what would be right.
 */
final class Refusal extends ErrorResponseException {
  private static final long serialVersionUID = 1;

  Refusal(HttpStatus status, String detail) {
    super(status);
    setDetail(detail);
  }

  /** With a word for programs beside the sentence for people. */
  Refusal(HttpStatus status, String reason, String detail) {
    this(status, detail);
    getBody().setProperty("reason", reason);
  }
}
