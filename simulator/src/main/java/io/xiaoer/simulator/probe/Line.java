package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The line to the push URL: straight, without a proxy, and no redirect is followed. */
final class Line implements AutoCloseable {
  private static final int ANSWER_BYTES_MAX = 64 * 1024;

  private final URI url;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpClient client;

  /**
   * @param patience how long the platform waits for an answer, the connection's making included
   */
  Line(URI url, Duration patience) {
    this.url = url;
    this.patience = patience;
    client = newClient();
  }

  private HttpClient newClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .executor(threads)
        .build();
  }

  /** Drops all connections; what is sent next opens new ones. */
  void hangUp() {
    client.shutdownNow();
    client = newClient();
  }

  Answer get(SequencedMap<String, String> query) throws InterruptedException {
    return send(HttpRequest.newBuilder(new PushRequest(query, "", "").to(url)).GET());
  }

  Answer push(PushRequest push) throws InterruptedException {
    return send(
        HttpRequest.newBuilder(push.to(url))
            .header("Content-Type", push.contentType())
            .POST(BodyPublishers.ofString(push.body())));
  }

  private Answer send(HttpRequest.Builder request) throws InterruptedException {
    long begin = System.nanoTime();
    CompletableFuture<HttpResponse<byte[]>> future =
        client.sendAsync(
            request.header("User-Agent", "Mozilla/4.0").build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    try {
      HttpResponse<byte[]> came = future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer.Came(
          came.statusCode(),
          new String(came.body(), StandardCharsets.UTF_8),
          came.headers().firstValue("Location").orElse(""),
          came.connectionLabel().orElse(""),
          Duration.ofNanos(System.nanoTime() - begin));
    } catch (TimeoutException e) {
      future.cancel(true);
      return new Answer.TooLate(patience);
    } catch (ExecutionException e) {
      return new Answer.None(why(e.getCause()));
    }
  }

  private static String why(@Nullable Throwable cause) {
    return switch (cause) {
      case ConnectException e -> "no connection";
      case SSLException e -> Reach.reason(e) + " (see tls-certificate)";
      case IOException e when e.getMessage() != null -> e.getMessage();
      case null -> "the connection ended";
      case Throwable other -> other.getClass().getSimpleName();
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
