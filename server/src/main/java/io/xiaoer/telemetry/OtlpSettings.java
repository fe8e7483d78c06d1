package io.xiaoer.telemetry;

import io.xiaoer.outbound.UrlField;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.PlainText;
import io.xiaoer.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code xiaoer.telemetry.otlp}, checked.
 *
 * @param headers may hold the collector's token
 * @param metricsInterval zero where no metrics are sent
 * @param traceShare of all traces, from 0 to 1
 */
record OtlpSettings(
    URI endpoint, Map<String, String> headers, Duration metricsInterval, double traceShare) {
  private static final String KEY = "xiaoer.telemetry.otlp.";

  /** As RFC 9110 has a token. */
  private static final Pattern HEADER = Pattern.compile("[a-zA-Z0-9!#$%&'*+.^_`|~-]{1,100}");

  /** What the client sets by itself. */
  private static final Set<String> OURS =
      Set.of("content-type", "content-length", "transfer-encoding", "host", "connection");

  private static final Duration INTERVAL_MIN = Duration.ofSeconds(1);
  private static final Duration INTERVAL_MAX = Duration.ofHours(1);

  /** Empty where there is no {@code xiaoer.telemetry.otlp}. Throws {@link BadSettings}. */
  static Optional<OtlpSettings> of(Settings settings) {
    return Optional.ofNullable(settings.telemetry().otlp()).map(OtlpSettings::of);
  }

  private static OtlpSettings of(Settings.Otlp written) {
    List<Problem> problems = new ArrayList<>();
    Optional<URI> endpoint =
        UrlField.parse(written.endpoint()).filter(url -> url.getRawQuery() == null);
    if (endpoint.isEmpty()) {
      problems.add(
          problem(
              "endpoint",
              "not an address of a collector (expected: as http://collector:4318, without user and"
                  + " query)"));
    }
    written
        .headers()
        .forEach((name, value) -> {
          String key = "headers." + name;
          if (!HEADER.matcher(name).matches()) {
            problems.add(problem(key, "not a header's name (expected: as Authorization)"));
          } else if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            problems.add(problem(key, "set by xiaoer (leave it out)"));
          }
          PlainText.problem(value).ifPresent(what -> problems.add(problem(key, what)));
        });
    Duration interval = written.metricsInterval();
    if (!interval.isZero()
        && (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(INTERVAL_MAX) > 0)) {
      problems.add(
          problem(
              "metrics-interval", "%s (expected: 1s to 1h, or 0 for none)".formatted(interval)));
    }
    double share = written.traceSampleRate();
    if (!(share >= 0 && share <= 1)) {
      problems.add(problem("trace-sample-rate", "%s (expected: 0 to 1)".formatted(share)));
    }
    if (endpoint.isEmpty() || !problems.isEmpty()) {
      throw new BadSettings(problems);
    }
    return new OtlpSettings(endpoint.get(), Map.copyOf(written.headers()), interval, share);
  }

  private static Problem problem(String key, String what) {
    return new Problem(KEY + key, what);
  }

  /** Where one kind of telemetry goes. */
  URI url(String signal) {
    String base = endpoint.toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + "v1/" + signal);
  }

  @Override
  public String toString() {
    return "OtlpSettings[" + endpoint + "]";
  }
}
