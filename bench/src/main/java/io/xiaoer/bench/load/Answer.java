package io.xiaoer.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What came back on one connection so far. */
sealed interface Answer {
  record Success() implements Answer {}

  /** More bytes are to come. */
  record Incomplete() implements Answer {}

  /** Anything but 200 with the body {@code success}. */
  record Other(String what) implements Answer {}

  Success SUCCESS = new Success();
  Incomplete INCOMPLETE = new Incomplete();

  byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
  byte[] BODY = "\r\n\r\nsuccess".getBytes(StandardCharsets.US_ASCII);
  String CONTENT_LENGTH = "\r\ncontent-length:";

  static Answer read(byte[] bytes, int length) {
    // A whole answer ends in the body: no server sends these bytes within a header.
    if (length > OK.length + BODY.length
        && Arrays.equals(bytes, 0, OK.length, OK, 0, OK.length)
        && Arrays.equals(bytes, length - BODY.length, length, BODY, 0, BODY.length)) {
      return SUCCESS;
    }
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return INCOMPLETE;
    }
    int body = head + 4;
    return length < body + contentLength(text.substring(0, head))
        ? INCOMPLETE
        : new Other(text.lines().findFirst().orElse("") + " | " + text.substring(body));
  }

  private static int contentLength(String head) {
    String lower = head.toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf(CONTENT_LENGTH);
    if (at < 0) {
      return 0;
    }
    int end = lower.indexOf('\r', at + CONTENT_LENGTH.length());
    String number =
        lower.substring(at + CONTENT_LENGTH.length(), end < 0 ? lower.length() : end).strip();
    return Integer.parseInt(number);
  }
}
