package io.xiaoer.receive;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.http.BodyReader;
import io.xiaoer.http.BodyReader.Body;
import io.xiaoer.log.Appended;
import io.xiaoer.log.Inbox;
import io.xiaoer.log.TestCustomers;
import io.xiaoer.quarantine.Quarantine;
import io.xiaoer.sdk.event.OpenId;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.push.PushAnswer;
import io.xiaoer.sdk.push.PushEndpoint;
import io.xiaoer.sdk.push.PushKeeper;
import io.xiaoer.sdk.push.PushReceiver;
import io.xiaoer.sdk.push.Received;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.SeldomLog;
import io.xiaoer.telemetry.Fact;
import io.xiaoer.telemetry.Span;
import io.xiaoer.telemetry.Traces;
import io.xiaoer.telemetry.Work;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
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

  private final transient SeldomLog mistakes = SeldomLog.errors(log);

  private static final byte[] NO_BODY = new byte[0];

  private final transient BodyReader bodies;
  private final transient AddressGate gate;
  private final transient Inbox inbox;
  private final transient PushJournal journal;
  private final transient Quarantine quarantine;
  private final transient InstantSource clock;
  private final transient Senders senders;
  private final transient RefusalReport refusals = new RefusalReport();
  private final transient MeterRegistry registry;
  private final transient Traces traces;

  /** By the path behind {@code /callback}; another map whenever the shops have changed. */
  private transient volatile Map<String, Door> doors = Map.of();

  private record Door(Shop shop, PushReceiver receiver, PushEndpoint endpoint, PushMeters meters) {}

  PushServlet(
      BodyReader bodies,
      Shops shops,
      AddressGate gate,
      Inbox inbox,
      PushJournal journal,
      Quarantine quarantine,
      InstantSource clock,
      MeterRegistry registry,
      Traces traces) {
    this.bodies = bodies;
    this.gate = gate;
    senders = new Senders(gate);
    this.inbox = inbox;
    this.journal = journal;
    this.quarantine = quarantine;
    this.clock = clock;
    this.registry = registry;
    this.traces = traces;
    shops.onChange(() -> doors = doors(shops));
    doors = doors(shops);
  }

  private Map<String, Door> doors(Shops shops) {
    Map<String, Door> byPath = new HashMap<>();
    for (Shop shop : shops.all()) {
      PushReceiver receiver = new PushReceiver(shop.push());
      byPath.put(
          "/" + shop.id().value(),
          new Door(
              shop,
              receiver,
              new PushEndpoint(receiver),
              new PushMeters(registry, shops.label(shop.id()))));
    }
    return byPath;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) {
    try {
      serve(request, response);
    } catch (IOException senderGone) {
      // There is nobody to answer, and what was kept is kept; it comes again if it must.
      log.debug("receive: a sender hung up before the answer");
    }
  }

  private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    long came = System.nanoTime();
    try (Span span = traces.begin(Work.PUSH)) {
      PushAnswer answer = answerOrBroken(request);
      note(span, answer);
      answer.holdBack(came);
      // Some are refused before their body is read.
      bodies.answer(request, response, () -> write(response, answer));
    }
  }

  /** What anybody can bring about is not told: it would stand before what the platform pushes. */
  private static void note(Span span, PushAnswer answer) {
    span.note(Fact.STATUS, answer.status());
    if (answer.status() >= 500) {
      span.failed();
    } else if (answer.status() >= 400) {
      span.discard();
    }
  }

  private PushAnswer answerOrBroken(HttpServletRequest request) {
    try {
      return answer(request);
    } catch (RuntimeException e) {
      // Our own mistake: whatever it is, the platform must not take it for an acknowledgement.
      mistakes.say("receive: a push could not be handled, answered 503", e);
      return PushAnswer.NOT_KEPT;
    }
  }

  private PushAnswer answer(HttpServletRequest request) {
    Door door = doors.get(withoutSlash(String.valueOf(request.getPathInfo())));
    if (door == null) {
      refusals.unknownShop(request.getRequestURI());
      return PushAnswer.UNKNOWN_SHOP;
    }
    if (!PushEndpoint.takes(request.getMethod())) {
      return PushAnswer.METHOD;
    }
    traces.current().note(Fact.SHOP, door.shop().id().value());
    return switch (gate.passage(door.shop().id(), request.getRemoteAddr())) {
      case OPEN -> read(door, request);
      case TOLD -> readAndTell(door, request);
      case SHUT -> shutOut(door, request);
    };
  }

  /** Some write a slash behind an address, and a proxy may add one. */
  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private PushAnswer shutOut(Door door, HttpServletRequest request) {
    refusals.shutOut(door.shop().id(), request.getRemoteAddr());
    door.meters().countShutOut();
    journal.note(door.shop().id(), clock.instant(), "address_unlisted");
    return Answers.NOT_THE_PLATFORM;
  }

  /** What cannot be read or kept now was still signed by somebody who has the token. */
  private PushAnswer readAndTell(Door door, HttpServletRequest request) {
    PushAnswer answer = read(door, request);
    boolean genuine =
        answer.status() == 200
            || (answer.status() == 503
                && !answer.equals(Answers.NO_ROOM)
                && !answer.equals(PushAnswer.NOT_KEPT));
    refusals.wouldBeShutOut(door.shop().id(), request.getRemoteAddr(), genuine);
    door.meters().countWouldBeShutOut(genuine);
    return answer;
  }

  private PushAnswer read(Door door, HttpServletRequest request) {
    if (!PushEndpoint.hasBody(request.getMethod())) {
      return answer(door, request, NO_BODY);
    }
    try (Body body = bodies.read(request, PushReceiver.bodyBytesMax)) {
      return switch (body) {
        case Body.Whole whole -> answer(door, request, whole.bytes());
        case Body.TooLarge _ -> PushAnswer.TOO_LARGE;
        case Body.NoRoom _ -> Answers.NO_ROOM;
        case Body.Incomplete _ -> PushAnswer.UNREADABLE_BODY;
      };
    }
  }

  private PushAnswer answer(Door door, HttpServletRequest request, byte[] body) {
    return door.endpoint()
        .answer(
            request.getMethod(),
            request.getQueryString(),
            body,
            new Keeping(door, request.getRemoteAddr()));
  }

  /** What is done with the request of one sender. */
  private final class Keeping implements PushKeeper {
    private final Door door;
    private final String from;

    Keeping(Door door, String from) {
      this.door = door;
      this.from = from;
    }

    @Override
    public PushAnswer keep(PushEvent event) {
      return PushServlet.this.keep(door, event, from);
    }

    @Override
    public void checked() {
      traces.current().note(Fact.OUTCOME, "url_check");
      journal.note(door.shop().id(), clock.instant(), "url_check");
    }

    @Override
    public void refused(Received.Refused refused, byte[] body) {
      refuse(door, refused, body, from);
    }
  }

  private void refuse(Door door, Received.Refused refused, byte[] body, String from) {
    ShopId shop = door.shop().id();
    String outcome = refused.reason().name().toLowerCase(Locale.ROOT);
    traces.current().note(Fact.OUTCOME, "refused");
    traces.current().note(Fact.REASON, outcome);
    switch (refused.reason()) {
      case UNDECRYPTABLE, APP_ID_WRONG, EVENT_UNREADABLE -> keepUnopened(door, refused, body, from);
      // The two ends may not agree on token or mode any more; or it is a stranger.
      case SIGNATURE_WRONG, PLAINTEXT_REFUSED -> journal.refused(shop, clock.instant(), outcome);
      case QUERY_MALFORMED, BODY_EMPTY, ENVELOPE_MALFORMED, SIGNATURE_MISSING ->
          journal.note(shop, clock.instant(), outcome);
    }
    refusals.refused(shop, refused);
    door.meters().count(refused.reason());
  }

  /** The same steps for every reason: which of them it is must not show outside. */
  private void keepUnopened(Door door, Received.Refused refused, byte[] body, String from) {
    ShopId shop = door.shop().id();
    String outcome = refused.reason().name().toLowerCase(Locale.ROOT);
    Quarantine.Kept kept =
        quarantine.keep(
            door.shop(),
            refused.reason(),
            refused.detail(),
            door.receiver().identity(body),
            body,
            senders.source(shop, from));
    if (kept == Quarantine.Kept.FULL) {
      journal.failed(shop, clock.instant(), outcome, "quarantine_full");
    } else {
      journal.note(shop, clock.instant(), outcome);
    }
  }

  private PushAnswer keep(Door door, PushEvent event, String from) {
    Appended appended = append(door.shop().id(), event);
    if (appended instanceof Appended.Variant) {
      log.warn(
          "receive: shop {} pushed other content under the id {} of an entry of the log; both are"
              + " kept, see event_variant",
          door.shop().id(),
          event.head().msgId());
    }
    Instant now = clock.instant();
    door.meters().count(appended, event.head().createTime(), now);
    switch (appended) {
      case Appended.Stored _ -> {
        if (!isTrial(event)) {
          senders.accepted(
              door.shop().id(), from); // not a known one: anybody may repeat what they saw
          journal.accepted(door.shop().id(), now);
        }
      }
      case Appended.Known _, Appended.Variant _ -> journal.accepted(door.shop().id(), now);
      case Appended.NotDurable _ ->
          journal.failed(door.shop().id(), now, "not_durable", "not_durable");
    }
    return Answers.to(appended);
  }

  private Appended append(ShopId shop, PushEvent event) {
    Appended appended;
    try (Span span = traces.begin(Work.APPEND)) {
      appended = inbox.append(shop, event);
      if (appended instanceof Appended.NotDurable) {
        span.failed();
      }
    }
    Span push = traces.current();
    switch (appended) {
      case Appended.Stored _ -> push.note(Fact.OUTCOME, "stored");
      case Appended.Known _ -> push.note(Fact.OUTCOME, "known");
      case Appended.Variant _ -> push.note(Fact.OUTCOME, "variant");
      case Appended.NotDurable(Appended.Why why) -> {
        push.note(Fact.OUTCOME, "not_durable");
        push.note(Fact.REASON, why.name().toLowerCase(Locale.ROOT));
      }
    }
    return appended;
  }

  /** What we push ourselves says nothing of whether the platform's pushes come. */
  private static boolean isTrial(PushEvent event) {
    OpenId customer = event.head().openId();
    return customer != null && TestCustomers.has(customer.value());
  }

  static void write(HttpServletResponse response, PushAnswer answer) throws IOException {
    byte[] body = answer.bytes();
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
