package io.xiaoer.sdk.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The access token of one shop, from {@code /cgi-bin/stable_token}.
 *
 * <p>At most one request for a token is under way at any time. Shortly before a token's end the
 * first call that needs one begins that request and goes on with the old token, which is good for
 * some minutes yet; nobody waits. Only where there is no token to use everybody waits for that one
 * request.
 *
 * <p>Who was refused with a token says which: if another one has been granted since, that one is
 * given, and only otherwise a request made. Grants are told apart by number and not by value,
 * because the platform may grant the same value again. So one dead token costs one request, however
 * many calls found it dead. {@code force_refresh} is never used: it is for leaks, and rationed.
 *
 * @see <a
 *     href="https://developers.weixin.qq.com/doc/store/shop/API/basics/token/getStableAccessToken">
 *     stable_token on the platform's pages</a>
 */
final class AccessTokens {
  sealed interface Grant {
    /**
     * A token to try.
     *
     * @param number one more for each grant of this shop
     */
    record Token(String value, long number) implements Grant {
      @Override
      public String toString() {
        return "Token[" + number + "]";
      }
    }

    record Withheld(Failure why) implements Grant {}
  }

  private record Held(Grant.Token token, Instant refreshAt, Instant end) {}

  /**
   * Within the five minutes before a token's end in which the platform grants a new one: asked
   * earlier, it gives the same one again.
   */
  private static final long secondsEarlyMax = 240;

  /** After a request for the next token has failed, and while the present one is good. */
  private static final long secondsUntilNextTry = 15;

  /** A year; a longer life is a mistake, and must not overflow an instant. */
  private static final long secondsOfLifeMax = 31_536_000;

  /** The platform asks to keep room for 512. */
  private static final int tokenCharsMax = 4_096;

  private final HttpTransport line;
  private final String appSecret;
  private final Request request;
  private final InstantSource clock;
  private final Duration deadline;
  private final RandomGenerator random;

  private final Object lock = new Object();
  private @Nullable Held held;
  private @Nullable CompletableFuture<Grant> underWay;
  private long granted;

  AccessTokens(
      HttpTransport line,
      String appId,
      String appSecret,
      InstantSource clock,
      Duration deadline,
      RandomGenerator random) {
    this.line = line;
    this.appSecret = appSecret;
    this.request =
        Request.json(
            ApiPaths.token,
            json -> {
              json.writeStringProperty("grant_type", "client_credential");
              json.writeStringProperty("appid", appId);
              json.writeStringProperty("secret", appSecret);
              json.writeBooleanProperty("force_refresh", false);
            });
    this.clock = clock;
    this.deadline = deadline;
    this.random = random;
  }

  /**
   * A token to try.
   *
   * @param refused by the platform; null when none has been tried
   */
  Grant get(Grant.@Nullable Token refused, Deadline end) {
    Grant.Token good = null;
    CompletableFuture<Grant> refresh;
    boolean mine = false;
    synchronized (lock) {
      Instant now = clock.instant();
      if (held != null && refused != null && held.token.number == refused.number) {
        held = null;
      }
      if (held != null && now.isBefore(held.end)) {
        good = held.token;
        if (now.isBefore(held.refreshAt)) {
          return good;
        }
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
    return good != null ? good : await(refresh, end);
  }

  /** With a time of its own: those who join later may have longer to wait than the first. */
  private void begin(CompletableFuture<Grant> refresh) {
    var unused =
        line.begin(request, "", Deadline.in(deadline))
            .thenAccept(exchange -> {
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

  private Grant granted(HttpResult exchange) {
    Instant now = clock.instant();
    Grant grant = grant(exchange);
    if (grant instanceof Grant.Token token) {
      long life = secondsOfLife(((HttpResult.Answered) exchange).answer());
      held = new Held(token, now.plusSeconds(life - secondsEarly(life)), now.plusSeconds(life));
    } else if (held != null) {
      held = new Held(held.token, now.plusSeconds(secondsUntilNextTry), held.end);
    }
    return grant;
  }

  private Grant grant(HttpResult exchange) {
    if (exchange instanceof HttpResult.NotSent failed) {
      return notSent("no access token: " + failed.cause());
    }
    if (exchange instanceof HttpResult.Unknown failed) {
      return notSent("no access token: " + failed.cause());
    }
    Answer answer = ((HttpResult.Answered) exchange).answer();
    ApiError error = answer.error(appSecret);
    if (error != null) {
      return new Grant.Withheld(withheld(error));
    }
    String value = answer.body().text("access_token");
    if (value.isBlank() || value.length() > tokenCharsMax) {
      return notSent("no access token in the answer");
    }
    granted++;
    return new Grant.Token(value, granted);
  }

  private static long secondsOfLife(Answer answer) {
    Long seconds = answer.body().number("expires_in");
    return seconds == null ? 0 : Math.max(0, Math.min(seconds, secondsOfLifeMax));
  }

  /** Never the same for long, so that several servers of one shop do not ask in the same second. */
  private long secondsEarly(long life) {
    long most = Math.min(secondsEarlyMax, life / 5);
    return most / 2 + random.nextLong(most - most / 2 + 1);
  }

  /** Whatever the platform refuses here is about the shop's settings: there is no request yet. */
  private static Failure withheld(ApiError error) {
    Failure failure = ErrorCodes.failure(error);
    return failure instanceof Failure.Refused ? new Failure.Misconfigured(error) : failure;
  }

  private static Grant notSent(String cause) {
    return new Grant.Withheld(new Failure.NotSent(cause));
  }
}
