package io.xiaoer.starter;

import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.push.PushAnswer;
import io.xiaoer.sdk.push.PushEndpoint;
import io.xiaoer.sdk.push.PushKeeper;
import io.xiaoer.sdk.push.PushReceiver;
import io.xiaoer.sdk.push.Received;
import io.xiaoer.starter.BoundedBodies.Body;
import io.xiaoer.starter.inbox.MessageInbox;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /callback/{shop}}. GET is the platform's URL check, POST a push. The content type is not
 * documented, so the bytes decide.
 */
final class PushServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(PushServlet.class);

  static final String PATH = "/callback";

  private static final PushAnswer NO_ROOM =
      new PushAnswer(503, "too many large bodies at once, push again");
  private static final byte[] NO_BODY = new byte[0];

  private final transient BoundedBodies bodies = new BoundedBodies();
  private final transient Map<String, PushEndpoint> byPath = new HashMap<>();
  private final transient MessageInbox inbox;
  private final transient PushListener listener;
  private final transient Seldom seldom = new Seldom();

  PushServlet(XiaoerProperties properties, MessageInbox inbox, PushListener listener) {
    this.inbox = inbox;
    this.listener = listener;
    for (XiaoerProperties.Shop shop : properties.shops()) {
      byPath.put("/" + shop.id(), new PushEndpoint(new PushReceiver(shop.push())));
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long came = System.nanoTime();
    PushAnswer answer = answerOrNotKept(request);
    answer.holdBack(came);
    byte[] body = answer.bytes();
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private PushAnswer answerOrNotKept(HttpServletRequest request) {
    try {
      return answer(request);
    } catch (RuntimeException e) {
      // Whatever it is, the platform must not take it for an acknowledgement.
      seldom.run(() -> log.error("push: could not be kept, answered 503", e));
      return PushAnswer.NOT_KEPT;
    }
  }

  private PushAnswer answer(HttpServletRequest request) {
    String path = withoutSlash(String.valueOf(request.getPathInfo()));
    PushEndpoint endpoint = byPath.get(path);
    if (endpoint == null) {
      return PushAnswer.UNKNOWN_SHOP;
    }
    if (!PushEndpoint.takes(request.getMethod())) {
      return PushAnswer.METHOD;
    }
    Keeper keeper = new Keeper(path.substring(1));
    if (!PushEndpoint.hasBody(request.getMethod())) {
      return answer(endpoint, request, NO_BODY, keeper);
    }
    return bodies.read(request, body -> answer(endpoint, request, body, keeper));
  }

  /** Some write a slash behind an address, and a proxy may add one. */
  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static PushAnswer answer(
      PushEndpoint endpoint, HttpServletRequest request, Body body, Keeper keeper) {
    if (body instanceof Body.Whole whole) {
      return answer(endpoint, request, whole.bytes(), keeper);
    }
    if (body instanceof Body.TooLarge) {
      return PushAnswer.TOO_LARGE;
    }
    return body instanceof Body.NoRoom ? NO_ROOM : PushAnswer.UNREADABLE_BODY;
  }

  private static PushAnswer answer(
      PushEndpoint endpoint, HttpServletRequest request, byte[] body, Keeper keeper) {
    return endpoint.answer(request.getMethod(), request.getQueryString(), body, keeper);
  }

  private final class Keeper implements PushKeeper {
    private final String shop;

    Keeper(String shop) {
      this.shop = shop;
    }

    /** The only place in the starter that says success. */
    @Override
    public PushAnswer keep(PushEvent event) {
      return switch (inbox.keep(shop, event)) {
        case STORED, KNOWN, VARIANT -> PushAnswer.SUCCESS;
      };
    }

    @Override
    public void refused(Received.Refused refused, byte[] body) {
      listener.refused(shop, refused.reason());
      seldom.run(
          () -> log.warn("push: shop {} refused {}: {}", shop, refused.reason(), refused.detail()));
    }
  }
}
