package io.xiaoer.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and reports requests that the connector answered 400 before anything else saw them: a
 * request line, query or Host that HTTP does not know. Were the platform's pushes among them,
 * nothing else would say so.
 */
final class UnreadRequests extends ValveBase implements AccessLog {
  private static final Logger log = LoggerFactory.getLogger(UnreadRequests.class);
  private static final long NANOS_BETWEEN = TimeUnit.MINUTES.toNanos(1);

  private final Counter unread;
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - NANOS_BETWEEN);
  private final AtomicLong untold = new AtomicLong();

  UnreadRequests(MeterRegistry registry) {
    super(true);
    unread =
        Counter.builder("xiaoer.requests.unread")
            .description("requests that are no HTTP, or have a Host or query that is none")
            .register(registry);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    getNext().invoke(request, response);
  }

  /** Of every request; those that no context was found for have gone no further. */
  @Override
  public void log(Request request, Response response, long nanos) {
    if (response.getStatus() != HttpServletResponse.SC_BAD_REQUEST
        || request.getContext() != null) {
      return;
    }
    unread.increment();
    long now = System.nanoTime();
    long before = toldAt.get();
    if (now - before < NANOS_BETWEEN || !toldAt.compareAndSet(before, now)) {
      untold.incrementAndGet();
      return;
    }
    log.warn(
        "http: a request from {} was answered 400 before it was read: its request line, query or"
            + " Host is malformed ({} more since the last line). If pushes are missing, look at the"
            + " proxy before this server",
        request.getPeerAddr(),
        untold.getAndSet(0));
  }

  @Override
  public void setRequestAttributesEnabled(boolean enabled) {
    // The peer's own address is what counts here.
  }

  @Override
  public boolean getRequestAttributesEnabled() {
    return false;
  }
}
