package io.xiaoer.sdk.push;

import org.jspecify.annotations.Nullable;

/**
 * The push URL of one shop without the HTTP: a request in, the answer out. Thread-safe.
 *
 * <p>200 is said to two things: an event that its {@link PushKeeper} has kept, and the platform's
 * check of the URL. Whoever reads the request bounds its body ({@link PushReceiver#bodyBytesMax},
 * else {@link PushAnswer#TOO_LARGE}), and calls {@link PushAnswer#holdBack} before they write.
 *
 * @see <a href="https://developers.weixin.qq.com/doc/store/API/basics/message_push.html">message
 *     push on the platform's pages</a>
 */
public final class PushEndpoint {
  private static final String CHECK = "GET";
  private static final String PUSH = "POST";

  private final PushReceiver receiver;

  /** For the shop whose keys the receiver has. */
  public PushEndpoint(PushReceiver receiver) {
    this.receiver = receiver;
  }

  /**
   * Whether a request with this method can be the platform's, who asks by GET and pushes by POST;
   * else the answer is {@link PushAnswer#METHOD}, and there is no need to read the body.
   */
  public static boolean takes(String method) {
    return method.equals(CHECK) || method.equals(PUSH);
  }

  /** Whether a request with this method has a body that counts; that of a GET does not. */
  public static boolean hasBody(String method) {
    return method.equals(PUSH);
  }

  /**
   * Answers one request. Throws nothing but what the keeper throws, which must be answered {@link
   * PushAnswer#NOT_KEPT}.
   *
   * @param method {@code GET} or {@code POST}
   * @param rawQuery the query as it stands in the request line, still percent-encoded
   * @param body the bytes of the body as they came, empty for a GET
   */
  public PushAnswer answer(
      String method, @Nullable String rawQuery, byte[] body, PushKeeper keeper) {
    if (!takes(method)) {
      return PushAnswer.METHOD;
    }
    Received received = receiver.receive(rawQuery, body);
    if (received instanceof Received.Event event) {
      return keeper.keep(event.event());
    }
    if (received instanceof Received.UrlCheck check) {
      if (!method.equals(CHECK)) {
        return PushAnswer.EMPTY_PUSH;
      }
      keeper.checked();
      return new PushAnswer(200, check.echo());
    }
    Received.Refused refused = (Received.Refused) received;
    keeper.refused(refused, body);
    return PushAnswer.to(refused.reason());
  }

  @Override
  public String toString() {
    return "PushEndpoint[" + receiver + "]";
  }
}
