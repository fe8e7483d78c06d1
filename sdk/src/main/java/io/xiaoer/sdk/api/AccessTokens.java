package io.xiaoer.sdk.api;

import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The access token of one shop, from {@code /cgi-bin/stable_token}.
 *
 * <p>At most one request for a token is under way at any time, and everybody who needs one waits
 * for that. Who was refused with a token says which: if another one has come since, that one is
 * given, and only otherwise a request made. So one dead token costs one request, however many calls
 * found it dead. {@code force_refresh} is never used: it is for leaks, and rationed.
 *
 * @see <a
 *     href="https://developers.weixin.qq.com/doc/store/shop/API/basics/token/getStableAccessToken">
 *     stable_token on the platform's pages</a>
 */
final class AccessTokens {
  sealed interface Grant {
    record Token(String value) implements Grant {
      @Override
      public String toString() {
        return "Token[…]";
      }
    }

    record Withheld(SendOutcome why) implements Grant {}
  }

  private record Held(String value, Instant refreshAt) {
    @Override
    public String toString() {
      return "Held[until " + refreshAt + "]";
    }
  }

  /** Before a token's end. Not the platform's own 300 s: a token may be granted with just these. */
  private static final long secondsEarlyMax = 60;

  /** A year; a longer life is a mistake, and must not overflow an instant. */
  private static final long secondsOfLifeMax = 31_536_000;

  /** The platform asks to keep room for 512. */
  private static final int tokenCharsMax = 4_096;

  private static final JsonFactory JSON = new JsonFactory();

  private final Line line;
  private final String appSecret;
  private final String request;
  private final InstantSource clock;
  private final Duration deadline;

  private final Object lock = new Object();
  private @Nullable Held held;
  private @Nullable CompletableFuture<Grant> underWay;

  AccessTokens(Line line, String appId, String appSecret, InstantSource clock, Duration deadline) {
    this.line = line;
    this.appSecret = appSecret;
    this.request = request(appId, appSecret);
    this.clock = clock;
    this.deadline = deadline;
  }

  /**
   * A token to try.
   *
   * @param dead a token that the platform has refused; null when none has been tried
   */
  Grant get(@Nullable String dead, Deadline end) {
    CompletableFuture<Grant> refresh;
    boolean mine = false;
    synchronized (lock) {
      if (held != null && !held.value.equals(dead) && clock.instant().isBefore(held.refreshAt)) {
        return new Grant.Token(held.value);
      }
      if (underWay == null) {
        underWay = new CompletableFuture<>();
        mine = true;
      }
      refresh = underWay;
    }
    if (mine) {
      begin(refresh);
    }
    return await(refresh, end);
  }

  /** With a time of its own: those who join later may have longer to wait than the first. */
  private void begin(CompletableFuture<Grant> refresh) {
    CompletableFuture<Exchange> call;
    try {
      call = line.post("/cgi-bin/stable_token", request, Deadline.in(deadline));
    } catch (RuntimeException e) {
      // An HTTP client that was shut down, say. The next call must be able to ask again.
      call = CompletableFuture.completedFuture(new Exchange.NotSent(e.getClass().getSimpleName()));
    }
    var unused =
        call.thenAccept(exchange -> {
          Grant grant;
          synchronized (lock) {
            grant = granted(exchange);
            underWay = null;
          }
          refresh.complete(grant);
        });
  }

  private static Grant await(CompletableFuture<Grant> refresh, Deadline end) {
    try {
      return refresh.get(Math.max(0, end.nanosLeft()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notSent("interrupted while waiting for an access token");
    } catch (TimeoutException e) {
      return notSent("no access token in time");
    } catch (ExecutionException e) {
      return notSent("no access token");
    }
  }

  private Grant granted(Exchange exchange) {
    if (exchange instanceof Exchange.NotSent failed) {
      return notSent("no access token: " + failed.cause());
    }
    if (exchange instanceof Exchange.Unknown failed) {
      return notSent("no access token: " + failed.cause());
    }
    Answer answer = ((Exchange.Answered) exchange).answer();
    if (answer.errcode() != null && answer.errcode() != 0) {
      return new Grant.Withheld(
          refused(ApiError.of(answer.errcode(), answer.errmsg().replace(appSecret, "…"))));
    }
    String token = answer.accessToken();
    if (token == null || token.isBlank() || token.length() > tokenCharsMax) {
      return notSent("no access token in the answer");
    }
    long life = Math.max(0, Math.min(answer.expiresIn(), secondsOfLifeMax));
    long early = Math.min(secondsEarlyMax, life / 5);
    held = new Held(token, clock.instant().plusSeconds(life - early));
    return new Grant.Token(token);
  }

  /** Whatever the platform refuses here is about the shop's settings: there is no message yet. */
  private static SendOutcome refused(ApiError error) {
    return switch (error.errcode()) {
      case ErrorCodes.BUSY -> new SendOutcome.Busy(error);
      case ErrorCodes.MINUTE_QUOTA -> new SendOutcome.Throttled(error, Scope.MINUTE);
      case ErrorCodes.DAY_QUOTA -> new SendOutcome.Throttled(error, Scope.DAY);
      default -> new SendOutcome.Misconfigured(error);
    };
  }

  private static Grant notSent(String cause) {
    return new Grant.Withheld(new SendOutcome.NotSent(cause));
  }

  private static String request(String appId, String appSecret) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("grant_type", "client_credential");
      json.writeStringProperty("appid", appId);
      json.writeStringProperty("secret", appSecret);
      json.writeBooleanProperty("force_refresh", false);
      json.writeEndObject();
    }
    return text.toString();
  }
}
