package io.xiaoer.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.xiaoer.cluster.HostName;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.Calls;
import io.xiaoer.sdk.api.AddressBlock;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.Version;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(OtlpConfiguration.ENDPOINT)
class OtlpConfiguration {
  static final String ENDPOINT = "xiaoer.telemetry.otlp.endpoint";

  private static final int ANSWER_BYTES_MAX = 2_000;

  /** A collector is where the operator says, mostly an inner address without TLS. */
  private static final List<AddressBlock> ANYWHERE =
      Stream.of("0.0.0.0/0", "::/0").map(AddressBlock::parse).flatMap(Optional::stream).toList();

  private static OtlpSettings checked(Settings settings) {
    return OtlpSettings.of(settings).orElseThrow();
  }

  /** Of its own: a collector that hangs takes no connection from a webhook. */
  record CollectorCalls(Calls calls) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      calls.close();
    }
  }

  @Bean
  CollectorCalls collectorCalls() {
    return new CollectorCalls(new Calls(new AddressGuard(ANYWHERE), ANSWER_BYTES_MAX));
  }

  @Bean
  Resource telemetryResource(Version version, @Value("${server.port}") String port) {
    return new Resource(version.text(), HostName.of() + ":" + port);
  }

  @Bean
  SpanExport spanExport(
      Settings settings, CollectorCalls calls, Resource resource, MeterRegistry registry) {
    return new SpanExport(
        new Collector(calls.calls(), checked(settings), "traces", registry), resource, registry);
  }

  @Bean
  Traces traces(Settings settings, SpanExport export, InstantSource clock) {
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    return new RecordedTraces(checked(settings).traceShare(), export, clock, random);
  }

  @Bean
  MetricExport metricExport(
      Settings settings,
      CollectorCalls calls,
      Resource resource,
      PrometheusMeterRegistry registry,
      InstantSource clock) {
    OtlpSettings otlp = checked(settings);
    return new MetricExport(
        new Collector(calls.calls(), otlp, "metrics", registry),
        resource,
        registry.getPrometheusRegistry(),
        otlp.metricsInterval(),
        clock);
  }
}
