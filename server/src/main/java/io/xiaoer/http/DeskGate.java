package io.xiaoer.http;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.http.BodyReader.Body;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/**
 * Stands before everything but the push URL. A body is read whole, and not beyond its limit, before
 * anything is done for it; and only so many requests are worked on at the same time that threads
 * and memory are left for pushes: see {@link Bulkhead}.
 *
 * <p>Files that are carried in or out wait for the caller's line most of their time. They have
 * places of their own, so that slow lines do not hold up the desk.
 */
final class DeskGate extends HttpFilter {
  private static final long serialVersionUID = 1;

  /** The largest body that the desk sends is an answer or a phrase of some thousand characters. */
  static final int BODY_BYTES_MAX = 64 << 10;

  /** After an outage all desks come back at the same moment. */
  private static final int OPENINGS_MAX = 4;

  private static final Duration WAIT_MAX = Duration.ofSeconds(5);
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final String UPLOAD_PATH = "/api/v1/media";
  private static final String LIVE_PATH = "/api/v1/live";
  private static final String EVENTS_PATH = "/api/v1/events";

  /** Other systems that read the log, most of the time waiting for what comes. */
  private static final int READERS_MAX = 48;

  /** Each waits for a language model, up to half a minute. */
  private static final int DRAFTS_MAX = 32;

  private final transient BodyReader bodies;
  private final transient Semaphore requests;
  private final transient Semaphore transfers;

  /** Live connections that are being opened; open ones have bounds of their own. */
  private final transient Semaphore openings = new Semaphore(OPENINGS_MAX, true);

  private final transient Semaphore readers = new Semaphore(READERS_MAX, true);
  private final transient Semaphore drafts = new Semaphore(DRAFTS_MAX, true);

  private final int waitingMax;
  private final boolean hasDesk;

  /**
   * @param requests that are worked on at once
   * @param transfers files that are carried at once
   * @param waitingMax requests that wait for their turn
   * @param hasDesk false on a node that only takes pushes
   */
  DeskGate(BodyReader bodies, int requests, int transfers, int waitingMax, boolean hasDesk) {
    this.hasDesk = hasDesk;
    this.bodies = bodies;
    this.requests = new Semaphore(requests, true);
    this.transfers = new Semaphore(transfers, true);
    this.waitingMax = waitingMax;
  }

  int waiting() {
    return requests.getQueueLength();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getServletPath();
    if (!hasDesk && !path.startsWith("/actuator/")) {
      bodies.answer(request, response, () -> receiveOnly(response));
      return;
    }
    if (isUpload(request, path)) {
      // It may be refused before it is read, and only what works on it would know.
      response.setHeader("Connection", "close");
      pass(transfers, request, response, chain);
      bodies.finish(request);
      return;
    }
    if (!hasBody(request)) {
      gated(path, request, response, chain);
      return;
    }
    try (Body body = bodies.read(request, BODY_BYTES_MAX)) {
      if (body instanceof Body.Whole whole) {
        gated(path, new WholeRequest(request, whole.bytes()), response, chain);
      } else {
        bodies.answer(request, response, () -> refuse(body, response));
      }
    }
  }

  private void gated(
      String path, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isUngated(path)) {
      chain.doFilter(request, response);
    } else {
      pass(places(path, request.getMethod()), request, response, chain);
    }
  }

  private Semaphore places(String path, String method) {
    if (isDraft(path, method)) {
      return drafts;
    }
    if (path.equals(LIVE_PATH)) {
      return openings;
    }
    if (path.equals(EVENTS_PATH)) {
      return readers;
    }
    return isTransfer(path) ? transfers : requests;
  }

  private void pass(
      Semaphore places, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (places.getQueueLength() >= waitingMax || !acquired(places)) {
      busy(response);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      places.release();
    }
  }

  private static boolean acquired(Semaphore places) {
    try {
      return places.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  private static boolean isUpload(HttpServletRequest request, String path) {
    return path.equals(UPLOAD_PATH) && request.getMethod().equals("POST");
  }

  private static boolean isDraft(String path, String method) {
    return method.equals("POST")
        && (path.endsWith("/draft") || path.equals("/api/v1/admin/assistant/try"));
  }

  /** Carries more than it works: files, exports, and the parts of the page. */
  private static boolean isTransfer(String path) {
    return path.startsWith("/api/v1/media/")
        || path.startsWith("/api/v1/export")
        || path.endsWith("/export")
        || path.startsWith("/assets/");
  }

  /** What must be answered however busy the desk is. */
  private static boolean isUngated(String path) {
    return path.startsWith("/actuator/health");
  }

  private static void receiveOnly(HttpServletResponse response) throws IOException {
    ApiProblem.write(
        response,
        HttpStatus.SERVICE_UNAVAILABLE,
        "receive_only",
        "This node only receives pushes (xiaoer.role: receive). The desk is on other nodes.");
  }

  private static void busy(HttpServletResponse response) throws IOException {
    response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    ApiProblem.write(
        response,
        HttpStatus.SERVICE_UNAVAILABLE,
        "busy",
        "Too many requests are being worked on. Try again in a moment.");
  }

  private static void refuse(Body body, HttpServletResponse response) throws IOException {
    switch (body) {
      case Body.Whole _ -> throw new IllegalArgumentException("nothing to refuse");
      case Body.NoRoom _ -> busy(response);
      case Body.TooLarge _ ->
          ApiProblem.write(
              response,
              HttpStatus.CONTENT_TOO_LARGE,
              "body_too_large",
              "The body is larger than " + BODY_BYTES_MAX + " bytes.");
      case Body.Incomplete _ ->
          ApiProblem.write(
              response,
              HttpStatus.REQUEST_TIMEOUT,
              "body_incomplete",
              "The body did not arrive whole, or not in time.");
    }
  }
}
