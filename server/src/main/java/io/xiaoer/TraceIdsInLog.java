package io.xiaoer;

import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Where traces are collected, a line that was written while something was traced begins with its
 * ids; all others stay as they are. Structured logs have the ids as fields by themselves.
 */
final class TraceIdsInLog {
  private static final String ENDPOINT = "xiaoer.telemetry.otlp.endpoint";
  private static final String PATTERN = "logging.pattern.correlation";

  private TraceIdsInLog() {}

  /** Under whatever the operator has set. */
  static void apply(ConfigurableEnvironment environment) {
    if (environment.containsProperty(ENDPOINT)) {
      environment
          .getPropertySources()
          .addLast(
              new MapPropertySource(
                  "trace-ids", Map.of(PATTERN, "%replace(%X{traceId}-%X{spanId} ){'^- $', ''}")));
    }
  }
}
