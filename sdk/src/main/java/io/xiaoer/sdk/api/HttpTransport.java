package io.xiaoer.sdk.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests to the platform, which always end in a value. */
final class HttpTransport {
  /** A host that does not even pick up in this time is down; knowing so early saves the message. */
  private static final Duration connectTimeMax = Duration.ofSeconds(3);

  private final HttpClient http;
  private final URI base;

  HttpTransport(HttpClient http, URI base) {
    this.http = http;
    this.base = checked(base);
  }

  static HttpClient client(Duration deadline) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER) // a redirect would carry the token elsewhere
        .connectTimeout(deadline.compareTo(connectTimeMax) < 0 ? deadline : connectTimeMax)
        .build();
  }

  private static URI checked(URI base) {
    String scheme = base.getScheme();
    if (scheme == null
        || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
        || base.getHost() == null
        || base.getRawQuery() != null
        || base.getRawFragment() != null
        || base.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "base url: not an http(s) URL of a host and perhaps a path (expected: like"
              + " https://api.weixin.qq.com)");
    }
    String text = base.toString();
    return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  URI base() {
    return base;
  }

  /**
   * Begins a request. Never throws; the future never fails and is done when the deadline has
   * passed.
   *
   * @param query empty, or begins with a question mark
   */
  CompletableFuture<HttpResult> begin(Request request, String query, Deadline end) {
    long nanosLeft = end.nanosLeft();
    if (nanosLeft <= 0) {
      return CompletableFuture.completedFuture(
          new HttpResult.NotSent("no time was left for the request"));
    }
    CompletableFuture<HttpResponse<byte[]>> call;
    try {
      call = http.sendAsync(on(request, query), head -> new BoundedBody(request.answerBytesMax()));
    } catch (RuntimeException e) {
      // The HTTP client refuses to begin, for example because it was shut down.
      return CompletableFuture.completedFuture(
          new HttpResult.NotSent(e.getClass().getSimpleName()));
    }
    // The client's own request timeout ends with the head of the answer; this one covers the body.
    return call.copy()
        .orTimeout(nanosLeft, TimeUnit.NANOSECONDS)
        .handle((response, failure) -> {
          if (failure != null) {
            boolean unused = call.cancel(true);
            return HttpResult.failed(failure);
          }
          return answered(response);
        });
  }

  private HttpRequest on(Request request, String query) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + request.path() + query));
    return request.contentType().isEmpty()
        ? builder.GET().build()
        : builder.header("Content-Type", request.contentType()).POST(request.body().get()).build();
  }

  /** Makes a request and waits for it; an interrupt ends the waiting and stays set. */
  HttpResult exchange(Request request, String query, Deadline end) {
    CompletableFuture<HttpResult> call = begin(request, query, end);
    try {
      return call.get(Math.max(0, end.nanosLeft()) + graceNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new HttpResult.Unknown("interrupted while waiting for the answer");
    } catch (TimeoutException e) {
      return new HttpResult.Unknown("no answer in time");
    } catch (ExecutionException e) {
      return new HttpResult.Unknown("the request broke off");
    }
  }

  /** So that the request itself, which knows more about its failure, ends first. */
  private static final long graceNanos = Duration.ofMillis(200).toNanos();

  private static HttpResult answered(HttpResponse<byte[]> response) {
    if (response.statusCode() == 403) {
      return new HttpResult.Answered(Answer.forbidden(response.body()));
    }
    if (response.statusCode() != 200) {
      return new HttpResult.Unknown(
          "HTTP " + response.statusCode()); // errors of the API come as 200
    }
    Answer answer = Answer.read(response.body());
    return answer == null
        ? new HttpResult.Unknown("HTTP 200 with an answer that is no JSON object")
        : new HttpResult.Answered(answer);
  }

  private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final int answerBytesMax;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    private BoundedBody(int answerBytesMax) {
      this.answerBytesMax = answerBytesMax;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
      subscription = begun;
      begun.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (bytes.size() + buffer.remaining() > answerBytesMax) {
          if (subscription != null) {
            subscription.cancel();
          }
          body.completeExceptionally(
              new IOException("answer of more than " + answerBytesMax + " bytes"));
          return;
        }
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.writeBytes(part);
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(bytes.toByteArray());
    }
  }
}
