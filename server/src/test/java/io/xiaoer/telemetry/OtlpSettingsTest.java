package io.xiaoer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What is said of a configuration before a collector is asked. */
class OtlpSettingsTest {
  private static final String KEY = "xiaoer.telemetry.otlp.";

  @Test
  void withoutACollectorThereIsNothing() {
    assertThat(OtlpSettings.of(read(Map.of()))).isEmpty();
  }

  @Test
  void anAddressIsEnough() {
    OtlpSettings settings = of(Map.of("endpoint", "http://collector:4318"));
    assertThat(settings.metricsInterval()).hasSeconds(60);
    assertThat(settings.traceShare()).isEqualTo(1);
    assertThat(settings.headers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://collector:4318, http://collector:4318/v1/traces",
    "http://collector:4318/, http://collector:4318/v1/traces",
    "https://otlp.example.com/tenant, https://otlp.example.com/tenant/v1/traces"
  })
  void whatTheProtocolAppendsIsAppended(String endpoint, URI url) {
    assertThat(of(Map.of("endpoint", endpoint)).url("traces")).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "collector:4318",
        "grpc://collector:4317",
        "http://me:pw@collector",
        "http://c?key=1"
      })
  void whatIsNoAddressIsRefusedAndNotRepeated(String endpoint) {
    assertThat(problems(Map.of("endpoint", endpoint)))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.key()).isEqualTo(KEY + "endpoint");
          assertThat(problem.what()).doesNotContain("pw").doesNotContain("key=1");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "metrics-interval, 500ms",
    "metrics-interval, 2h",
    "trace-sample-rate, 1.1",
    "trace-sample-rate, -0.1",
    "trace-sample-rate, NaN",
    "headers.Content-Type, text/plain",
    "headers.host, elsewhere"
  })
  void whatCannotBeIsRefused(String key, String value) {
    assertThat(problems(Map.of("endpoint", "http://collector:4318", key, value)))
        .extracting(Problem::key)
        .containsExactly(KEY + key);
  }

  @Test
  void aTokenIsNeverRepeated() {
    Map<String, String> written =
        Map.of(
            "endpoint", "http://collector:4318", "headers.Authorization", "Bearer secret\r\nX: y");
    assertThat(problems(written).toString()).contains("Authorization").doesNotContain("secret");
    assertThat(read(written).telemetry().toString()).doesNotContain("secret");
    Map<String, String> right = new HashMap<>(written);
    right.put("headers.Authorization", "Bearer secret");
    assertThat(of(right).toString()).doesNotContain("secret");
    assertThat(of(right).headers()).containsEntry("Authorization", "Bearer secret");
  }

  @Test
  void bothCanBeSwitchedOffByThemselves() {
    OtlpSettings settings =
        of(
            Map.of(
                "endpoint", "http://collector:4318",
                "metrics-interval", "0",
                "trace-sample-rate", "0"));
    assertThat(settings.metricsInterval()).isZero();
    assertThat(settings.traceShare()).isZero();
  }

  private static OtlpSettings of(Map<String, String> written) {
    return OtlpSettings.of(read(written)).orElseThrow();
  }

  private static List<Problem> problems(Map<String, String> written) {
    try {
      OtlpSettings.of(read(written));
      return List.of();
    } catch (BadSettings e) {
      return e.problems();
    }
  }

  private static Settings read(Map<String, String> written) {
    Map<String, String> keys = new HashMap<>();
    written.forEach((name, value) -> keys.put(KEY + name, value));
    return new Binder(new MapConfigurationPropertySource(keys))
        .bindOrCreate("xiaoer", Settings.class);
  }
}
