package io.xiaoer.sdk.event;

/** What came of reading a clear text. */
public sealed interface Read {
  /** It is an event. */
  record Event(PushEvent event) implements Read {}

  /**
   * A text that is no event.
   *
   * @param why safe for logs: it names the place of the trouble and nothing of the content
   */
  record Unreadable(String why) implements Read {}
}
