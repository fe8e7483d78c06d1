package io.xiaoer.guide;

import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Calls;
import io.xiaoer.outbound.Calls.Asked;
import io.xiaoer.sdk.push.PushTrial;
import io.xiaoer.shop.Shop;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * The server's own public address, called from the server itself: through the name service, the
 * proxy and its certificate, as the platform comes. Nothing but that address is ever called, and
 * {@link Calls} looks at where its name leads. That others reach it, too, this cannot prove.
 */
final class AddressChecks {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int ECHO_BYTES = 8;

  /** Let's Encrypt renews thirty days before the end. */
  private static final Duration CERTIFICATE_LEFT_MIN = Duration.ofDays(14);

  private final Calls calls;
  private final SecureRandom random = new SecureRandom();

  AddressChecks(Calls calls) {
    this.calls = calls;
  }

  /** Asks as the platform does when a push URL is entered. */
  Finding pushUrl(URI base, Shop shop, Instant now) {
    byte[] noise = new byte[ECHO_BYTES];
    random.nextBytes(noise);
    String echo = HexFormat.of().formatHex(noise);
    String query = PushTrial.urlCheck(shop.push(), echo, now, random).query();
    return pushUrl(base, calls.get(base.resolve("/callback/" + shop.id() + "?" + query)), echo);
  }

  static Finding pushUrl(URI base, Asked asked, String echo) {
    return switch (asked.answer()) {
      case Answer.None none -> none(none);
      case Answer.Answered answered when answered.status() / 100 == 3 ->
          Finding.bad("redirect", Map.of("status", answered.status()));
      case Answer.Answered answered when answered.status() != 200 ->
          Finding.bad("status", Map.of("status", answered.status()));
      case Answer.Answered answered when !answered.body().equals(echo) ->
          Finding.bad("other_answer", Map.of());
      case Answer.Answered _ when port(base) != HTTP_PORT && port(base) != HTTPS_PORT ->
          Finding.bad("port", Map.of("port", port(base)));
      case Answer.Answered _ -> Finding.good("answers", Map.of());
    };
  }

  Finding certificate(URI base, Instant now) {
    return isPlain(base)
        ? Finding.bad("no_https", Map.of())
        : certificate(calls.get(base.resolve("/actuator/health/push")), now);
  }

  static Finding certificate(Asked asked, Instant now) {
    Instant until = asked.certificateUntil();
    if (until == null) {
      return asked.answer() instanceof Answer.None none ? none(none) : Finding.unknown("no_answer");
    }
    Map<String, Object> facts = Map.of("days", Duration.between(now, until).toDays());
    return now.plus(CERTIFICATE_LEFT_MIN).isBefore(until)
        ? Finding.good("valid", facts)
        : Finding.bad("ends_soon", facts);
  }

  private static Finding none(Answer.None none) {
    return switch (none.trouble()) {
      case FORBIDDEN_ADDRESS -> Finding.unknown("inner_address");
      case UNKNOWN_HOST -> Finding.bad("unknown_host", Map.of());
      case UNREACHABLE -> Finding.bad("unreachable", Map.of());
      case TLS -> Finding.bad("tls", Map.of());
      case TIMEOUT -> Finding.bad("timeout", Map.of());
      case BROKEN -> Finding.bad("broken", Map.of());
    };
  }

  /** A scheme and a host and nothing behind them. */
  static boolean isOrigin(URI url) {
    return url.getRawQuery() == null && url.getRawPath().matches("/?");
  }

  private static boolean isPlain(URI base) {
    return base.getScheme().toLowerCase(Locale.ROOT).equals("http");
  }

  private static int port(URI base) {
    return base.getPort() >= 0 ? base.getPort() : isPlain(base) ? HTTP_PORT : HTTPS_PORT;
  }
}
