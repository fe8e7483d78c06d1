package io.xiaoer.receive;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.inbox.Appended;
import io.xiaoer.inbox.Inbox;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.push.PushReceiver;
import io.xiaoer.sdk.push.Received;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /callback/{shop}}. GET is the platform's URL check, POST a push. The content type is not
 * documented, so the bytes decide.
 */
final class PushServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(PushServlet.class);

  /**
   * The largest published push is a few KB; this leaves room and bounds a stranger's cost to us.
   */
  static final int BODY_BYTES_MAX = 1 << 20;

  private final transient Map<String, Door> doors = new HashMap<>();
  private final transient Inbox inbox;
  private final transient RefusalReport refusals = new RefusalReport();

  private record Door(ShopId shop, PushReceiver receiver, PushMeters meters) {}

  PushServlet(Shops shops, Inbox inbox, MeterRegistry registry) {
    this.inbox = inbox;
    for (Shop shop : shops.all()) {
      doors.put(
          "/" + shop.id().value(),
          new Door(shop.id(), new PushReceiver(shop.push()), new PushMeters(registry, shop.id())));
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Answer answer;
    try {
      answer = answer(request);
    } catch (RuntimeException e) {
      // Our own mistake: whatever it is, the platform must not take it for an acknowledgement.
      log.error("receive: a push could not be handled, answered 503", e);
      answer = Answer.BROKEN;
    }
    write(response, answer);
  }

  private Answer answer(HttpServletRequest request) {
    Door door = doors.get(String.valueOf(request.getPathInfo()));
    if (door == null) {
      return Answer.UNKNOWN_SHOP;
    }
    boolean check = request.getMethod().equals("GET");
    if (!check && !request.getMethod().equals("POST")) {
      return Answer.METHOD;
    }
    byte[] body = new byte[0];
    if (!check) {
      if (request.getContentLengthLong() > BODY_BYTES_MAX) {
        return Answer.TOO_LARGE;
      }
      byte[] read = read(request);
      if (read == null) {
        return Answer.UNREADABLE_BODY;
      }
      body = read;
      if (body.length > BODY_BYTES_MAX) {
        return Answer.TOO_LARGE;
      }
    }
    Received received = door.receiver().receive(request.getQueryString(), body);
    return switch (received) {
      case Received.Event(PushEvent event) -> keep(door, event);
      case Received.UrlCheck(String echo) when check && !echo.isEmpty() -> new Answer(200, echo);
      case Received.UrlCheck _ -> new Answer(400, "an empty push");
      case Received.Refused refused -> {
        refusals.refused(door.shop(), refused);
        door.meters().count(refused.reason());
        yield Answer.to(refused.reason());
      }
    };
  }

  private Answer keep(Door door, PushEvent event) {
    Appended appended = inbox.append(door.shop(), event);
    if (appended instanceof Appended.Variant) {
      log.warn(
          "receive: shop {} pushed other content under the id {} of an entry of the log; both are"
              + " kept, see event_variant",
          door.shop(),
          event.head().msgId());
    }
    door.meters().count(appended);
    return Answer.to(appended);
  }

  /** At most one byte more than allowed; null when the sender hung up. */
  private static byte @Nullable [] read(HttpServletRequest request) {
    try (InputStream in = request.getInputStream()) {
      return in.readNBytes(BODY_BYTES_MAX + 1);
    } catch (IOException senderGone) {
      return null;
    }
  }

  private static void write(HttpServletResponse response, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.setStatus(answer.status());
    if (answer.status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
      response.setHeader("Allow", "GET, POST");
    }
    response.setContentType("text/plain;charset=utf-8");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
