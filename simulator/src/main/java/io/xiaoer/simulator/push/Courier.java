package io.xiaoer.simulator.push;

import io.xiaoer.simulator.clock.Timeline;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Carries one push to its URL and says how it ended. */
final class Courier implements AutoCloseable {
  private static final int ANSWER_BYTES_MAX = 64 * 1024;
  private static final int ANSWER_CHARS_SHOWN_MAX = 300;

  private final Timeline clock;
  private final Duration answerTimeout;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  Courier(Timeline clock, Duration answerTimeout) {
    this.clock = clock;
    this.answerTimeout = answerTimeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(
                HttpClient.Redirect.NEVER) // Whether the platform follows is not known.
            .connectTimeout(answerTimeout)
            .executor(threads)
            .build();
  }

  /** Whether the URL answers a URL check with the bare echostr. */
  boolean echoes(URI checkUrl, String echostr) {
    try {
      HttpRequest get = HttpRequest.newBuilder(checkUrl).timeout(answerTimeout).GET().build();
      HttpResponse<byte[]> answer =
          client.send(get, HttpResponse.BodyHandlers.limiting(ofBytes(), ANSWER_BYTES_MAX));
      return answer.statusCode() == 200
          && echostr.equals(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * @param plan when the push was due, for the record
   * @param cutAfter cuts the connection so long after the beginning, without listening
   */
  Attempt deliver(URI pushUrl, PushRequest push, Duration plan, Optional<Duration> cutAfter) {
    Instant at = clock.instant();
    HttpRequest post;
    try {
      post =
          HttpRequest.newBuilder(push.to(pushUrl))
              .header("Content-Type", push.contentType())
              .header("User-Agent", "Mozilla/4.0")
              .POST(HttpRequest.BodyPublishers.ofString(push.body()))
              .build();
    } catch (IllegalArgumentException e) {
      return unheard(at, plan, "push URL: " + e.getMessage(), Attempt.Outcome.UNREACHABLE);
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(post, HttpResponse.BodyHandlers.limiting(ofBytes(), ANSWER_BYTES_MAX));
    try {
      if (cutAfter.isPresent()) {
        Thread.sleep(cutAfter.get());
        answer.cancel(true);
        return unheard(at, plan, "connection cut on purpose", Attempt.Outcome.CUT);
      }
      return judge(at, plan, answer.get(answerTimeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      String waited = "no answer in " + answerTimeout.toMillis() + " ms";
      return unheard(at, plan, waited, Attempt.Outcome.TIMED_OUT);
    } catch (ExecutionException e) {
      return unheard(at, plan, why(e.getCause()), Attempt.Outcome.UNREACHABLE);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return unheard(at, plan, "the simulator was closed", Attempt.Outcome.UNREACHABLE);
    }
  }

  private static Attempt unheard(Instant at, Duration plan, String why, Attempt.Outcome outcome) {
    return new Attempt(at, plan, null, why, outcome);
  }

  private static HttpResponse.BodyHandler<byte[]> ofBytes() {
    return HttpResponse.BodyHandlers.ofByteArray();
  }

  /** Acknowledged is status 200 with the body {@code success} or none at all; nothing else is. */
  private static Attempt judge(Instant at, Duration plan, HttpResponse<byte[]> answer) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    String shown =
        body.length() <= ANSWER_CHARS_SHOWN_MAX
            ? body
            : body.substring(0, ANSWER_CHARS_SHOWN_MAX) + "…";
    Attempt.Outcome outcome;
    if (answer.statusCode() != 200) {
      outcome = Attempt.Outcome.WRONG_STATUS;
    } else if (body.isEmpty() || body.equals("success")) {
      outcome = Attempt.Outcome.ACKNOWLEDGED;
    } else {
      outcome = Attempt.Outcome.WRONG_BODY;
    }
    return new Attempt(at, plan, answer.statusCode(), shown, outcome);
  }

  private static String why(@Nullable Throwable cause) {
    if (cause == null) {
      return "unreachable";
    }
    if (cause instanceof ConnectException) {
      return "connection refused";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
