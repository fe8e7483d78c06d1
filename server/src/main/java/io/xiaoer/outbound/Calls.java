package io.xiaoer.outbound;

import io.xiaoer.outbound.Answer.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Makes a call: to an address that was looked at, without following anything, and not longer than
 * it may take.
 */
public final class Calls implements AutoCloseable {
  static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  static final Duration TOTAL_MAX = Duration.ofSeconds(15);

  /** Several addresses may be at one host; how many calls each has is not decided here. */
  private static final int CONNECTIONS_MAX = 32;

  private static final int ANSWER_BYTES_MAX = 2_000;
  private static final long SECONDS_MAX = 1_000_000;

  private final AddressGuard guard;
  private final int answerBytesMax;
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("outbound-deadlines").daemon().factory());
  private final CloseableHttpClient http =
      HttpClients.custom()
          .setConnectionManager(
              PoolingHttpClientConnectionManagerBuilder.create()
                  .setMaxConnTotal(CONNECTIONS_MAX)
                  .setMaxConnPerRoute(CONNECTIONS_MAX)
                  .setDefaultConnectionConfig(
                      ConnectionConfig.custom()
                          .setConnectTimeout(Timeout.of(CONNECT_MAX))
                          .setSocketTimeout(Timeout.of(TOTAL_MAX))
                          .build())
                  .build())
          .setDefaultRequestConfig(
              RequestConfig.custom()
                  .setConnectionRequestTimeout(Timeout.of(CONNECT_MAX))
                  .setResponseTimeout(Timeout.of(TOTAL_MAX))
                  .build())
          .setUserAgent("Xiaoer")
          .disableRedirectHandling()
          .disableAutomaticRetries()
          .disableCookieManagement()
          .disableAuthCaching()
          .disableContentCompression()
          .build();

  Calls(AddressGuard guard) {
    this(guard, ANSWER_BYTES_MAX);
  }

  /** For who has to read answers, and not only their beginning. */
  public Calls(AddressGuard guard, int answerBytesMax) {
    this.guard = guard;
    this.answerBytesMax = answerBytesMax;
  }

  /** {@code mediaType} of the body, which is sent in UTF-8. */
  public Answer post(URI url, Map<String, String> headers, String mediaType, String body) {
    return post(
        url,
        headers,
        new StringEntity(body, ContentType.create(mediaType, StandardCharsets.UTF_8)));
  }

  /** A body of bytes that mean nothing to whoever carries them. */
  public Answer post(URI url, Map<String, String> headers, byte[] body) {
    return post(url, headers, new ByteArrayEntity(body, ContentType.APPLICATION_OCTET_STREAM));
  }

  private Answer post(URI url, Map<String, String> headers, HttpEntity body) {
    HttpPost post = new HttpPost(url);
    headers.forEach(post::setHeader);
    post.setEntity(body);
    return call(post, url, HttpClientContext.create());
  }

  /**
   * What came of a question.
   *
   * @param certificateUntil when the other side's certificate ends; null where none was seen
   */
  public record Asked(Answer answer, @Nullable Instant certificateUntil) {}

  public Asked get(URI url) {
    HttpClientContext context = HttpClientContext.create();
    Answer answer = call(new HttpGet(url), url, context);
    return new Asked(answer, certificateUntil(context.getSSLSession()));
  }

  private static @Nullable Instant certificateUntil(@Nullable SSLSession session) {
    try {
      return session != null && session.getPeerCertificates()[0] instanceof X509Certificate theirs
          ? theirs.getNotAfter().toInstant()
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  private Answer call(HttpUriRequestBase request, URI url, HttpClientContext context) {
    long began = System.nanoTime();
    ScheduledFuture<?> deadline =
        deadlines.schedule(request::cancel, TOTAL_MAX.toMillis(), TimeUnit.MILLISECONDS);
    try {
      List<InetAddress> addresses = guard.resolve(url);
      if (guard.objection(url, addresses).isPresent()) {
        return new Answer.None(Trouble.FORBIDDEN_ADDRESS, since(began));
      }
      HttpHost target =
          new HttpHost(url.getScheme(), addresses.getFirst(), url.getHost(), url.getPort());
      return http.execute(target, request, context, response -> answered(response, began));
    } catch (UnknownHostException e) {
      return new Answer.None(Trouble.UNKNOWN_HOST, since(began));
    } catch (SSLException e) {
      return new Answer.None(Trouble.TLS, since(began));
    } catch (SocketTimeoutException e) {
      return new Answer.None(
          e instanceof ConnectTimeoutException ? Trouble.UNREACHABLE : Trouble.TIMEOUT,
          since(began));
    } catch (ConnectException | NoRouteToHostException e) {
      return new Answer.None(Trouble.UNREACHABLE, since(began));
    } catch (IOException e) {
      return new Answer.None(
          request.isCancelled() ? Trouble.TIMEOUT : Trouble.BROKEN, since(began));
    } finally {
      deadline.cancel(false);
    }
  }

  /** What is left of the body is not read: the connection is closed with it. */
  private Answer answered(ClassicHttpResponse response, long began) throws IOException {
    Header asked = response.getFirstHeader("Retry-After");
    String beginning = "";
    if (response.getEntity() != null) {
      InputStream content = response.getEntity().getContent();
      beginning = new String(content.readNBytes(answerBytesMax), StandardCharsets.UTF_8);
      if (content.read() >= 0) {
        response.close();
      }
    }
    return new Answer.Answered(
        response.getCode(),
        since(began),
        beginning,
        asked == null ? null : seconds(asked.getValue()));
  }

  /** A date is not read: the schedule goes on without it. */
  private static @Nullable Duration seconds(String written) {
    String digits = written.strip();
    return digits.matches("\\d{1,7}")
        ? Duration.ofSeconds(Math.min(SECONDS_MAX, Long.parseLong(digits)))
        : null;
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Override
  public void close() throws IOException {
    deadlines.shutdownNow();
    http.close();
  }
}
