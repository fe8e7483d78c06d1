package io.xiaoer.sdk.push;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a push URL answers. An empty 200 counts as an acknowledgement with the platform, so every
 * answer that is not one has another status and a body that says why.
 *
 * <p>An answer is written with {@link #status}, {@link #headers} and {@link #bytes}, after {@link
 * #holdBack}.
 *
 * @param status an HTTP status; 200 acknowledges
 * @param body in plain text, never empty, and without anything of the push
 * @see <a href="https://developers.weixin.qq.com/doc/store/API/basics/message_push.html">message
 *     push on the platform's pages</a>
 */
public record PushAnswer(int status, String body) {
  /** The event is kept, or was kept before: the platform does not push it again. */
  public static final PushAnswer SUCCESS = new PushAnswer(200, "success");

  /** No shop has this push URL (404). */
  public static final PushAnswer UNKNOWN_SHOP = new PushAnswer(404, "no shop of this name here");

  /** Neither GET nor POST (405). */
  public static final PushAnswer METHOD = new PushAnswer(405, "GET or POST");

  /** A body of more than {@link PushReceiver#bodyBytesMax} (413). */
  public static final PushAnswer TOO_LARGE = new PushAnswer(413, "body over 1 MiB");

  /** The sender hung up within the body, or took too long (400). */
  public static final PushAnswer UNREADABLE_BODY =
      new PushAnswer(400, "the body did not arrive whole");

  /** A POST with no body and an echostr (400). */
  public static final PushAnswer EMPTY_PUSH = new PushAnswer(400, "an empty push");

  /**
   * Rightly signed, so it is worth another try (503): a key may have just changed. One answer for
   * every reason, see {@link Reason#isSigned}.
   */
  public static final PushAnswer UNOPENED =
      new PushAnswer(503, "not readable with this shop's keys, push again");

  /** Not known to be kept, for a reason that is nobody else's business (503). */
  public static final PushAnswer NOT_KEPT = new PushAnswer(503, "not kept, push again");

  /** The reasons take differently long to find, and the time must not tell which of them it was. */
  private static final TimeGrid UNOPENED_ANSWERED = new TimeGrid(Duration.ofMillis(20));

  /**
   * An answer of one's own.
   *
   * @throws IllegalArgumentException when the body is empty
   */
  public PushAnswer {
    if (body.isEmpty()) {
      throw new IllegalArgumentException("an answer without a body could be taken for success");
    }
  }

  /** To what was refused, by its reason. */
  public static PushAnswer to(Reason reason) {
    return switch (reason) {
      case SIGNATURE_MISSING, SIGNATURE_WRONG, PLAINTEXT_REFUSED -> refused(403, reason);
      case QUERY_MALFORMED, BODY_EMPTY, ENVELOPE_MALFORMED -> refused(400, reason);
      case UNDECRYPTABLE, APP_ID_WRONG, EVENT_UNREADABLE -> UNOPENED;
    };
  }

  private static PushAnswer refused(int status, Reason reason) {
    return new PushAnswer(status, "refused: " + reason.name().toLowerCase(Locale.ROOT));
  }

  /** The body as it is sent: UTF-8, no byte order mark. */
  public byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /** What stands in the head of the answer besides its length, in this order. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (status == METHOD.status) {
      headers.put("Allow", "GET, POST");
    }
    headers.put("Content-Type", "text/plain;charset=utf-8");
    headers.put("X-Content-Type-Options", "nosniff");
    return headers;
  }

  /**
   * Waits where the time that an answer took could tell what it must not tell; returns at once for
   * all others. To be called before anything of the answer is written.
   *
   * @param cameNanos when the request came, as {@link System#nanoTime}
   */
  public void holdBack(long cameNanos) {
    if (equals(UNOPENED)) {
      UNOPENED_ANSWERED.await(cameNanos);
    }
  }
}
