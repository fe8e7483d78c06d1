package io.xiaoer.outbound;

import io.xiaoer.outbound.Answer.Answered;
import io.xiaoer.outbound.Answer.Trouble;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Calls whose answers come line by line ({@code text/event-stream}), under the rules of {@link
 * Calls}: to an address that was looked at, following nothing, and ended in time whatever the other
 * side does. Until the first call there is neither a client nor a thread.
 */
public final class StreamedCalls implements AutoCloseable {
  static final Duration CONNECT_MAX = Duration.ofSeconds(3);

  /** One for each answer that is being read. */
  private static final int CONNECTIONS_MAX = 32;

  private static final int BEGINNING_BYTES_MAX = 2_000;
  private static final String EVENT_STREAM = "text/event-stream";

  private final AddressGuard guard;
  private @Nullable Line line;

  public StreamedCalls(AddressGuard guard) {
    this.guard = guard;
  }

  /**
   * What one call may take.
   *
   * @param begins until the first line that counts
   * @param total until the last one
   * @param bytesMax of the whole answer
   */
  public record Limits(Duration begins, Duration total, int bytesMax) {}

  /** Reads an answer. */
  @FunctionalInterface
  public interface Listener {
    /** {@code line} without its end. */
    Heard hear(String line);
  }

  /** What a listener makes of a line. */
  public enum Heard {
    /** It says nothing yet: the clock for the beginning runs on. */
    NOTHING,
    SOMETHING,
    /** No more is wanted. */
    ENOUGH
  }

  private record Line(CloseableHttpClient http, ScheduledExecutorService deadlines) {}

  public Streamed post(
      URI url, Map<String, String> headers, String json, Limits limits, Listener listener) {
    HttpPost post = new HttpPost(url);
    headers.forEach(post::setHeader);
    post.setHeader("Accept", EVENT_STREAM);
    post.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
    Line open = open();
    Clock clock = new Clock(post);
    var begins = open.deadlines.schedule(clock::begins, limits.begins.toMillis(), MILLIS);
    var total = open.deadlines.schedule(clock::total, limits.total.toMillis(), MILLIS);
    try {
      List<InetAddress> addresses = resolve(url);
      if (guard.objection(url, addresses).isPresent()) {
        return new Streamed.None(Trouble.FORBIDDEN_ADDRESS);
      }
      HttpHost target =
          new HttpHost(url.getScheme(), addresses.getFirst(), url.getHost(), url.getPort());
      // Closing an answer that was not read to its end closes the connection with it.
      try (ClassicHttpResponse response =
          open.http.executeOpen(target, post, HttpClientContext.create())) {
        return read(response, limits.bytesMax, listener, clock);
      }
    } catch (IOException e) {
      return clock.rang ? new Streamed.Late(clock.begun) : new Streamed.None(trouble(e));
    } finally {
      begins.cancel(false);
      total.cancel(false);
    }
  }

  private static final TimeUnit MILLIS = TimeUnit.MILLISECONDS;

  /** Ends a call that takes too long; what the call then throws means that. */
  private static final class Clock {
    private final HttpPost post;
    private volatile boolean begun;
    private volatile boolean rang;

    Clock(HttpPost post) {
      this.post = post;
    }

    void begins() {
      if (!begun) {
        total();
      }
    }

    void total() {
      rang = true;
      post.cancel();
    }
  }

  private static Streamed read(
      ClassicHttpResponse response, int bytesMax, Listener listener, Clock clock)
      throws IOException {
    String mediaType = mediaType(response);
    InputStream content =
        response.getEntity() == null
            ? InputStream.nullInputStream()
            : response.getEntity().getContent();
    if (response.getCode() != 200 || !mediaType.equals(EVENT_STREAM)) {
      String beginning =
          new String(content.readNBytes(BEGINNING_BYTES_MAX), StandardCharsets.UTF_8);
      return new Streamed.Other(
          new Answered(response.getCode(), Duration.ZERO, beginning, null), mediaType);
    }
    Bounded bounded = new Bounded(content, bytesMax);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(bounded, StandardCharsets.UTF_8));
    for (String one = lines.readLine(); one != null; one = lines.readLine()) {
      if (bounded.isOver()) {
        return new Streamed.TooLarge(); // The line may be cut.
      }
      switch (listener.hear(one)) {
        case NOTHING -> {}
        case SOMETHING -> clock.begun = true;
        case ENOUGH -> {
          return new Streamed.Lines(true);
        }
      }
    }
    return new Streamed.Lines(false);
  }

  private static String mediaType(ClassicHttpResponse response) {
    Header header = response.getFirstHeader("Content-Type");
    String written = header == null ? "" : header.getValue();
    int parameters = written.indexOf(';');
    return (parameters < 0 ? written : written.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** Ends where it may be no longer. */
  private static final class Bounded extends FilterInputStream {
    private int left;

    Bounded(InputStream in, int bytesMax) {
      super(in);
      left = bytesMax;
    }

    boolean isOver() {
      return left <= 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (isOver()) {
        return -1;
      }
      int read = super.read(into, from, Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }

  /** A name server that does not answer takes no longer than a host that does not. */
  private List<InetAddress> resolve(URI url) throws IOException {
    FutureTask<List<InetAddress>> asked = new FutureTask<>(() -> guard.resolve(url));
    Thread.ofVirtual().start(asked);
    try {
      return asked.get(CONNECT_MAX.toMillis(), MILLIS);
    } catch (ExecutionException | TimeoutException e) {
      throw new UnknownHostException(url.getHost());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(url.getHost());
    }
  }

  private static Trouble trouble(IOException e) {
    return switch (e) {
      case UnknownHostException _ -> Trouble.UNKNOWN_HOST;
      case SSLException _ -> Trouble.TLS;
      case ConnectTimeoutException _ -> Trouble.UNREACHABLE;
      case SocketTimeoutException _ -> Trouble.TIMEOUT;
      case ConnectException _ -> Trouble.UNREACHABLE;
      case NoRouteToHostException _ -> Trouble.UNREACHABLE;
      default -> Trouble.BROKEN;
    };
  }

  private synchronized Line open() {
    Line present = line;
    if (present == null) {
      present =
          new Line(
              client(),
              Executors.newSingleThreadScheduledExecutor(
                  Thread.ofPlatform().name("stream-deadlines").daemon().factory()));
      line = present;
    }
    return present;
  }

  private static CloseableHttpClient client() {
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(CONNECTIONS_MAX)
                .setMaxConnPerRoute(CONNECTIONS_MAX)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(CONNECT_MAX))
                        .setSocketTimeout(Timeout.of(Calls.TOTAL_MAX))
                        .build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom().setConnectionRequestTimeout(Timeout.of(CONNECT_MAX)).build())
        .setUserAgent("Xiaoer")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  @Override
  public synchronized void close() throws IOException {
    Line present = line;
    if (present != null) {
      present.deadlines.shutdownNow();
      present.http.close();
    }
  }
}
