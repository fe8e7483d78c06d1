package io.xiaoer.sdk.api;

import io.xiaoer.sdk.api.AccessTokens.Grant;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Calls that need the shop's token: with the one that is there, and once more with a fresh one when
 * the platform refuses the first. A refused token means that nothing was done, so that is the one
 * repetition that is safe for every call.
 */
final class Calls {
  private final HttpTransport line;
  private final AccessTokens tokens;

  Calls(HttpTransport line, AccessTokens tokens) {
    this.line = line;
    this.tokens = tokens;
  }

  CallResult make(Request request, Deadline end) {
    Grant.Token refused = null;
    while (true) {
      Grant grant = tokens.get(refused, end);
      if (grant instanceof Grant.Withheld withheld) {
        return new CallResult.Failed(withheld.why());
      }
      Grant.Token token = (Grant.Token) grant;
      HttpResult exchange = line.exchange(request, "?access_token=" + encoded(token), end);
      Answer answer = exchange instanceof HttpResult.Answered answered ? answered.answer() : null;
      ApiError error = answer == null ? null : answer.error(token.value());
      if (error == null || !ErrorCodes.isOfToken(error.errcode())) {
        return called(exchange, error);
      }
      if (refused != null) {
        // The platform grants tokens and takes none of them: no other call would fare better.
        return new CallResult.Failed(new Failure.Misconfigured(error));
      }
      refused = token;
    }
  }

  private static String encoded(Grant.Token token) {
    return URLEncoder.encode(token.value(), StandardCharsets.UTF_8);
  }

  private static CallResult called(HttpResult exchange, @Nullable ApiError error) {
    if (error != null) {
      return new CallResult.Failed(ErrorCodes.failure(error));
    }
    if (exchange instanceof HttpResult.NotSent failed) {
      return new CallResult.Failed(new Failure.NotSent(failed.cause()));
    }
    if (exchange instanceof HttpResult.Unknown failed) {
      return new CallResult.Failed(new Failure.Unknown(failed.cause()));
    }
    return new CallResult.Answered(((HttpResult.Answered) exchange).answer());
  }
}
