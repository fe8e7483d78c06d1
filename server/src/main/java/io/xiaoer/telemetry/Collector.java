package io.xiaoer.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Calls;
import io.xiaoer.store.SeldomLog;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one kind of telemetry, or does not. A call ends in time whatever it does. */
final class Collector {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  /** What became of a request. */
  enum Taken {
    YES,
    /** Worth another try. */
    NOT_NOW,
    NEVER
  }

  private final SeldomLog untaken = SeldomLog.warnings(log);
  private final Calls calls;
  private final URI url;
  private final String signal;
  private final Map<String, String> headers;
  private final MeterRegistry registry;

  /** {@code signal} as in the protocol's addresses: traces or metrics. */
  Collector(Calls calls, OtlpSettings settings, String signal, MeterRegistry registry) {
    this.calls = calls;
    this.signal = signal;
    this.registry = registry;
    url = settings.url(signal);
    headers = new HashMap<>(settings.headers());
    headers.put("Content-Type", "application/x-protobuf");
    for (Taken taken : Taken.values()) {
      counter(taken);
    }
  }

  Taken take(byte[] request) {
    Answer answer = calls.post(url, headers, request);
    Taken taken = taken(answer);
    counter(taken).increment();
    if (taken != Taken.YES && !Thread.currentThread().isInterrupted()) { // by a stop
      untaken.say(
          "telemetry: the collector at %s does not take %s: %s"
              .formatted(url.getAuthority(), signal, word(answer)));
    }
    return taken;
  }

  private static Taken taken(Answer answer) {
    return switch (answer) {
      case Answer.None _ -> Taken.NOT_NOW;
      case Answer.Answered answered when answered.isTaken() -> Taken.YES;
      case Answer.Answered answered -> isWorthATry(answered.status()) ? Taken.NOT_NOW : Taken.NEVER;
    };
  }

  private static boolean isWorthATry(int status) {
    return status == TIMEOUT
        || status == TOO_MANY
        || (status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT);
  }

  /** Nothing that it has said, since that may hold what was sent. */
  private static String word(Answer answer) {
    return switch (answer) {
      case Answer.None(Answer.Trouble trouble, var _) -> trouble.word();
      case Answer.Answered answered -> "HTTP " + answered.status();
    };
  }

  private Counter counter(Taken taken) {
    return Counter.builder("xiaoer.telemetry.exports")
        .description("requests to the collector, by whether it took them")
        .tag("signal", signal)
        .tag("taken", taken.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }
}
