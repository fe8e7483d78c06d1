package io.xiaoer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.telemetry.Receiver.Mood;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A collector that is away, slow or refuses costs telemetry and nothing else. */
class DeadCollectorTest {
  /** More than there is room for. */
  private static final int PUSHES = SpanExport.WAITING_MAX;

  @TempDir Path data;

  @ParameterizedTest
  @EnumSource(names = {"SILENT", "DRIPS"})
  void pushesAreAcknowledgedAndMemoryIsBoundedWhileItHangs(Mood mood) throws IOException {
    try (Receiver collector = new Receiver();
        TestServer server = server(collector.endpoint())) {
      collector.mood = mood;
      TestPlatform platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
      List<Duration> times = new ArrayList<>();
      for (int i = 0; i < PUSHES; i++) {
        long began = System.nanoTime();
        assertThat(
                platform
                    .push(TestPlatform.text("oHangs" + i % 50, TestPlatform.nextMsgId(), "在吗"))
                    .body())
            .isEqualTo("success");
        times.add(Duration.ofNanos(System.nanoTime() - began));
      }
      times.sort(Duration::compareTo);
      assertThat(times.get(PUSHES / 2)).isLessThan(Duration.ofMillis(500));
      Soon.await().until(() -> spans(server, "dropped") > 0);
      assertThat(spans(server, "sent")).isZero();
      // Each push has two spans; the last one's may still be on their way into the queue.
      assertThat(2 * PUSHES - spans(server, "dropped"))
          .isLessThanOrEqualTo(SpanExport.WAITING_MAX + SpanExport.BATCH_MAX + 2);
      collector.mood = Mood.TAKES;
      Soon.await().until(() -> spans(server, "sent") > 0);
    }
  }

  @Test
  void aServerStopsWhileItHangs() throws IOException {
    try (Receiver collector = new Receiver()) {
      collector.mood = Mood.SILENT;
      TestServer server = server(collector.endpoint());
      new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
          .push(TestPlatform.text("oStops", TestPlatform.nextMsgId(), "在吗"));
      Soon.await().until(() -> !collector.requests("/v1/traces").isEmpty());
      long began = System.nanoTime();
      server.close();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void whatIsNotTakenNowIsTriedAgainAndThenThere() throws IOException {
    try (Receiver collector = new Receiver();
        TestServer server = server(collector.endpoint())) {
      collector.mood = Mood.BUSY;
      new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
          .push(TestPlatform.text("oBusy", TestPlatform.nextMsgId(), "在吗"));
      Soon.await().until(() -> !collector.requests("/v1/traces").isEmpty());
      collector.mood = Mood.TAKES;
      Soon.await().until(() -> spans(server, "sent") == 2);
      assertThat(spans(server, "dropped")).isZero();
    }
  }

  @Test
  void whatIsRefusedIsDroppedAtOnce() throws IOException {
    try (Receiver collector = new Receiver();
        TestServer server = server(collector.endpoint())) {
      collector.mood = Mood.REFUSES;
      new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
          .push(TestPlatform.text("oRefused", TestPlatform.nextMsgId(), "在吗"));
      Soon.await().until(() -> spans(server, "dropped") == 2);
      assertThat(collector.requests("/v1/traces")).hasSize(1);
    }
  }

  @Test
  void whatIsLeftIsSentWhenTheServerStops() throws IOException {
    try (Receiver collector = new Receiver()) {
      TestServer server = server(collector.endpoint());
      new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
          .push(TestPlatform.text("oLast", TestPlatform.nextMsgId(), "在吗"));
      server.close();
      assertThat(collector.spans()).extracting(span -> span.getName()).contains("push");
      assertThat(collector.metrics()).isNotEmpty();
    }
  }

  @Test
  void nothingOfItExistsWithoutACollector() {
    try (TestServer server = TestServer.start(Engine.SQLITE, data, shop())) {
      assertThat(server.beans(Traces.class)).containsExactly(Traces.OFF);
      assertThat(server.beans(SpanExport.class)).isEmpty();
      assertThat(server.beans(MetricExport.class)).isEmpty();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("telemetry"));
    }
  }

  private static double spans(TestServer server, String outcome) {
    return server
        .beans(MeterRegistry.class)
        .getFirst()
        .get("xiaoer.telemetry.spans")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  private static String[] shop() {
    return TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"));
  }

  private TestServer server(String endpoint) {
    return TestServer.start(
        Engine.SQLITE,
        data,
        Stream.concat(
                Stream.of(shop()),
                Stream.of(
                    "xiaoer.telemetry.otlp.endpoint=" + endpoint,
                    "xiaoer.telemetry.otlp.metrics-interval=1s"))
            .toArray(String[]::new));
  }
}
