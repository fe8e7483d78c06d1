package io.xiaoer.sdk.push;

import io.xiaoer.sdk.event.PushEvent;

/** What a request on the push URL turned out to be. */
public sealed interface Received {
  /** An event of the platform: keep it durably, then answer {@code success}. */
  record Event(PushEvent event) implements Received {}

  /**
   * The platform checks the URL, with a GET.
   *
   * @param echo to be answered as it is, as plain text: no quotes, no byte order mark, no newline
   */
  record UrlCheck(String echo) implements Received {}

  /**
   * Not to be believed. Anybody can post to a public URL.
   *
   * @param detail safe for logs and for the answer: no secret, and nothing of the content
   */
  record Refused(Reason reason, String detail) implements Received {}
}
