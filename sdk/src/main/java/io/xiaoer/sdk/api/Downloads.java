package io.xiaoer.sdk.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what a {@code cos_url} points at. Blocking and thread-safe. A plain GET without a token;
 * nothing that the other side does makes it throw, and no URL is in anything it returns, because a
 * cos_url names its customer.
 *
 * <p>A message's URL is a stranger's word: nothing is contacted that the {@link TargetPolicy}
 * objects to, and no more than three redirects are followed.
 *
 * @see <a
 *     href="https://developers.weixin.qq.com/doc/store/shop/notify/kf_callback/kf_msg_event">cos_url
 *     on the platform's pages</a>
 */
public final class Downloads {
  private static final int redirectsMax = 3;

  /** An error of the platform is a hundred bytes or two; a longer body is a file. */
  private static final int errorBytesMax = 4 * 1024;

  private static final int contentTypeCharsMax = 255;
  private static final String lateCause = "not complete in time";
  private static final int blockBytes = 64 * 1024;
  private static final Duration connectTimeMax = Duration.ofSeconds(3);

  private final TargetPolicy policy;
  private final HttpClient http;

  /** With an HTTP client of its own. */
  public Downloads(TargetPolicy policy) {
    this(policy, Line.client(connectTimeMax));
  }

  /**
   * With a given HTTP client.
   *
   * @throws IllegalArgumentException when the client follows redirects, past the policy
   */
  public Downloads(TargetPolicy policy, HttpClient http) {
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException(
          "http client: follows redirects (expected: HttpClient.Redirect.NEVER)");
    }
    this.policy = policy;
    this.http = http;
  }

  /** Fetches one file, with one try. */
  public DownloadOutcome fetch(String cosUrl, DownloadLimits limits, DownloadSink sink) {
    Deadline end = Deadline.in(limits.deadline());
    URI target;
    try {
      target = URI.create(cosUrl);
    } catch (IllegalArgumentException e) {
      return new DownloadOutcome.NotAllowed("not a URL"); // the exception would quote it
    }
    for (int redirects = 0; redirects <= redirectsMax; redirects++) {
      Optional<String> objection = objection(target);
      if (objection.isPresent()) {
        return new DownloadOutcome.NotAllowed(
            (redirects == 0 ? "" : "redirect " + redirects + ": ") + objection.get());
      }
      HttpResponse<InputStream> response;
      try {
        response = begin(target, end);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new DownloadOutcome.Unknown("interrupted while waiting for the answer");
      } catch (ExecutionException | TimeoutException e) {
        return unknown(e);
      } catch (RuntimeException e) {
        return new DownloadOutcome.Unknown(e.getClass().getSimpleName());
      }
      InputStream body = response.body();
      try {
        if (!isRedirect(response.statusCode())) {
          return outcome(response, body, limits, end, sink);
        }
        URI next = next(target, response.headers());
        if (next == null) {
          return new DownloadOutcome.Unknown(
              "HTTP " + response.statusCode() + " without a usable Location");
        }
        target = next;
      } finally {
        close(body);
      }
    }
    return new DownloadOutcome.NotAllowed("more than " + redirectsMax + " redirects");
  }

  private Optional<String> objection(URI target) {
    String scheme = target.getScheme();
    if (scheme == null
        || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
        || target.getHost() == null) {
      return Optional.of("not an http(s) URL of a host");
    }
    if (target.getRawUserInfo() != null) {
      return Optional.of("user information in the URL");
    }
    return policy.objection(target);
  }

  private HttpResponse<InputStream> begin(URI target, Deadline end)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<HttpResponse<InputStream>> call =
        http.sendAsync(
            HttpRequest.newBuilder(target).GET().build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try {
      return call.get(Math.max(0, end.nanosLeft()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException | TimeoutException e) {
      boolean unused = call.cancel(true);
      throw e;
    }
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static @Nullable URI next(URI from, HttpHeaders headers) {
    try {
      return headers.firstValue("Location").map(from::resolve).orElse(null);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static DownloadOutcome outcome(
      HttpResponse<InputStream> response,
      InputStream body,
      DownloadLimits limits,
      Deadline end,
      DownloadSink sink) {
    int status = response.statusCode();
    if (status == 404 || status == 410) {
      return new DownloadOutcome.Gone(status);
    }
    if (status != 200) {
      return new DownloadOutcome.Unknown("HTTP " + status);
    }
    if (response.headers().firstValueAsLong("Content-Length").orElse(0) > limits.bytesMax()) {
      return new DownloadOutcome.TooLarge(limits.bytesMax());
    }
    // A read has no time limit of its own; closing the body is what ends it.
    CompletableFuture<Void> read = new CompletableFuture<>();
    var unused =
        read.orTimeout(Math.max(0, end.nanosLeft()), TimeUnit.NANOSECONDS)
            .whenComplete((done, late) -> {
              if (late != null) {
                close(body);
              }
            });
    try {
      return kept(response.headers(), body, limits, end, sink);
    } finally {
      read.complete(null);
    }
  }

  private static DownloadOutcome kept(
      HttpHeaders headers,
      InputStream body,
      DownloadLimits limits,
      Deadline end,
      DownloadSink sink) {
    byte[] block;
    try {
      block = body.readNBytes(errorBytesMax + 1);
    } catch (IOException e) {
      return broken(e, end);
    }
    if (block.length == 0) {
      return new DownloadOutcome.Unknown(late(end) ? lateCause : "HTTP 200 without a body");
    }
    ApiError error = block.length > errorBytesMax ? null : error(headers, block);
    if (error != null) {
      return new DownloadOutcome.Refused(error);
    }
    long bytes = 0;
    int read = block.length;
    try (OutputStream out = sink.open()) {
      while (read >= 0) {
        bytes += read;
        if (bytes > limits.bytesMax()) {
          return new DownloadOutcome.TooLarge(limits.bytesMax());
        }
        out.write(block, 0, read);
        if (late(end)) {
          return new DownloadOutcome.Unknown(lateCause);
        }
        if (block.length < blockBytes) {
          block = new byte[blockBytes];
        }
        try {
          read = body.read(block);
        } catch (IOException e) {
          return broken(e, end);
        }
      }
      out.flush();
    } catch (IOException e) {
      return new DownloadOutcome.NotKept(e.getClass().getSimpleName());
    }
    return new DownloadOutcome.Downloaded(contentType(headers), bytes);
  }

  /**
   * The platform's errors come as HTTP 200, and a customer may send a file that looks like one. So
   * only an object that is nothing but an error is taken for one, and only where the other side
   * does not call it a file.
   */
  private static @Nullable ApiError error(HttpHeaders headers, byte[] body) {
    if (headers.firstValue("Content-Disposition").isPresent()) {
      return null;
    }
    Answer answer = Answer.read(body);
    return answer == null ? null : answer.errorAlone();
  }

  private static String contentType(HttpHeaders headers) {
    String type = headers.firstValue("Content-Type").orElse("");
    return type.substring(0, Math.min(contentTypeCharsMax, type.length()));
  }

  private static boolean late(Deadline end) {
    return end.nanosLeft() <= 0;
  }

  private static DownloadOutcome broken(Exception e, Deadline end) {
    return late(end) ? new DownloadOutcome.Unknown(lateCause) : unknown(e);
  }

  private static DownloadOutcome unknown(Exception e) {
    Exchange failed = Exchange.failed(e);
    return new DownloadOutcome.Unknown(
        failed instanceof Exchange.NotSent notSent
            ? notSent.cause()
            : ((Exchange.Unknown) failed).cause());
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // It was to be ended, and is.
    }
  }
}
