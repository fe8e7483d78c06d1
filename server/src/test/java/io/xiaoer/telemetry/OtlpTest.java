package io.xiaoer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.fault.Fault;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a collector gets of a running server. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class OtlpTest {
  private static final String TOKEN = "Bearer the-collectors-token";
  private static final String OPEN_ID = "oSecretCustomer";
  private static final String ASKED = "我的快递到哪里了";
  private static final String ANSWERED = "已经发出啦";

  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z0-9_]+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  @Parameter Engine engine;

  @TempDir static Path data;
  private static Receiver collector;
  private static Platform platform;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws IOException {
    collector = new Receiver();
    platform = Platform.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            TestPlatform.settingsOf(
                platform,
                "xiaoer.telemetry.otlp.endpoint=" + collector.endpoint() + "/",
                "xiaoer.telemetry.otlp.headers.Authorization=" + TOKEN,
                "xiaoer.telemetry.otlp.metrics-interval=1s"));
    platform.pushTo(server.url("/callback/main"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
    collector.close();
  }

  @Test
  void aPushIsToldFromItsArrivalToItsAnswer() {
    platform.awaitAcknowledged(platform.customer("oPushed").says("在吗"), Soon.AT_MOST);
    Span push = find("push", "xiaoer.outcome=stored");
    assertThat(push.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(push.getParentSpanId().isEmpty()).isTrue();
    assertThat(Receiver.texts(push.getAttributesList()))
        .containsExactlyInAnyOrder(
            "xiaoer.shop=main", "xiaoer.outcome=stored", "http.response.status_code=200");
    Span append =
        Soon.find(
            "the log's part of it",
            () ->
                collector.spans().stream()
                    .filter(span -> span.getParentSpanId().equals(push.getSpanId()))
                    .findFirst());
    assertThat(append.getName()).isEqualTo("log append");
    assertThat(append.getTraceId()).isEqualTo(push.getTraceId());
    assertThat(append.getStartTimeUnixNano()).isGreaterThanOrEqualTo(push.getStartTimeUnixNano());
    assertThat(append.getEndTimeUnixNano())
        .isGreaterThan(append.getStartTimeUnixNano())
        .isLessThanOrEqualTo(push.getEndTimeUnixNano());
  }

  @Test
  void anAnswerIsToldFromItsHandInToThePlatformWithEveryAttempt() {
    platform.awaitAcknowledged(platform.customer(OPEN_ID).says(ASKED), Soon.AT_MOST);
    platform.next(new Fault.Refuse(-1, "system error"));
    String message = answer(OPEN_ID);
    Span first = find("answer attempt", "xiaoer.message_id=" + message, "xiaoer.outcome=busy");
    Span second = find("answer attempt", "xiaoer.message_id=" + message, "xiaoer.outcome=accepted");
    Span handIn = find("answer hand-in", "xiaoer.message_id=" + message);
    assertThat(List.of(first, second))
        .allSatisfy(attempt -> {
          assertThat(attempt.getTraceId()).isEqualTo(handIn.getTraceId());
          assertThat(attempt.getParentSpanId()).isEqualTo(handIn.getSpanId());
          assertThat(attempt.getStartTimeUnixNano()).isGreaterThan(handIn.getStartTimeUnixNano());
          assertThat(calls(attempt)).hasSize(1);
        });
    assertThat(first.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(Receiver.texts(first.getAttributesList()))
        .contains("xiaoer.attempt=1", "wechat.errcode=-1", "xiaoer.shop=main");
    assertThat(second.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(Receiver.texts(second.getAttributesList())).contains("xiaoer.attempt=2");
  }

  private static List<Span> calls(Span attempt) {
    return collector.spans().stream()
        .filter(span -> span.getParentSpanId().equals(attempt.getSpanId()))
        .filter(span -> span.getName().equals("platform sendmsg"))
        .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
        .toList();
  }

  @Test
  void whatStrangersCanBringAboutIsNotTold() {
    for (String path : List.of("/callback/main?signature=x", "/callback/nobody")) {
      HttpResponse<String> refused =
          server.send(HttpRequest.newBuilder(server.url(path)).POST(BodyPublishers.ofString("{}")));
      assertThat(refused.statusCode()).isBetween(400, 499);
    }
    platform.awaitAcknowledged(platform.customer("oAfter").says("在吗"), Soon.AT_MOST);
    find("push", "xiaoer.outcome=stored");
    assertThat(collector.spans())
        .extracting(span -> Receiver.texts(span.getAttributesList()).toString())
        .noneMatch(facts -> facts.contains("status_code=4"));
  }

  @Test
  void everyMetricThatPrometheusIsGivenArrivesUnderTheSameNameAndLabels() {
    platform.awaitAcknowledged(platform.customer("oMeasured").says("在吗"), Soon.AT_MOST);
    server.get("/api/v1/shops");
    String scraped =
        server
            .send(
                HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                    .header("Authorization", "Bearer " + TestServer.API_KEY))
            .body();
    Set<String> wanted = new TreeSet<>();
    scraped
        .lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(sample -> wanted.add(series(sample.group(1), sample.group(2))));
    assertThat(wanted).hasSizeGreaterThan(300);
    Soon.await()
        .untilAsserted(() -> {
          Set<String> missing = new TreeSet<>(wanted);
          missing.removeAll(sent());
          assertThat(missing).isEmpty();
        });
    assertThat(sent()).contains("xiaoer_pushes_total{outcome=stored, reason=, shop=main}");
  }

  @Test
  void numbersAreThoseOfTheServer() {
    for (int i = 0; i < 3; i++) {
      platform.awaitAcknowledged(platform.customer("oCounted" + i).says("在吗"), Soon.AT_MOST);
    }
    NumberDataPoint stored =
        Soon.find(
            "three pushes",
            () ->
                metric("xiaoer_pushes_total").stream()
                    .flatMap(metric -> metric.getSum().getDataPointsList().stream())
                    .filter(point ->
                        Receiver.texts(point.getAttributesList()).contains("outcome=stored"))
                    .filter(point -> point.getAsDouble() >= 3)
                    .findFirst());
    assertThat(stored.getTimeUnixNano()).isGreaterThan(stored.getStartTimeUnixNano());
    Metric pushes = metric("xiaoer_pushes_total").orElseThrow();
    assertThat(pushes.getSum().getIsMonotonic()).isTrue();
    assertThat(pushes.getSum().getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);

    HistogramDataPoint delays =
        metric("xiaoer_push_delay_seconds").orElseThrow().getHistogram().getDataPoints(0);
    assertThat(delays.getExplicitBoundsList()).startsWith(2.0, 5.0, 15.0);
    assertThat(delays.getBucketCountsCount()).isEqualTo(delays.getExplicitBoundsCount() + 1);
    assertThat(delays.getBucketCountsList().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(delays.getCount())
        .isGreaterThanOrEqualTo(3);
  }

  @Test
  void everyRequestSaysWhoTellsAndShowsTheToken() {
    Receiver.Request request =
        Soon.find("metrics", () -> collector.requests("/v1/metrics").stream().findFirst());
    assertThat(request.headers())
        .containsEntry("Authorization", TOKEN)
        .containsEntry("Content-Type", "application/x-protobuf");
    assertThat(
            Receiver.texts(
                Receiver.metrics(request).getResourceMetrics(0).getResource().getAttributesList()))
        .contains("service.name=xiaoer")
        .anyMatch(fact -> fact.startsWith("service.instance.id="));
  }

  @Test
  void noCustomerTextOrSecretIsInAnythingThatIsSent() {
    platform.awaitAcknowledged(platform.customer(OPEN_ID).says(ASKED), Soon.AT_MOST);
    String message = answer(OPEN_ID);
    find("answer attempt", "xiaoer.message_id=" + message, "xiaoer.outcome=accepted");
    int before = collector.requests("/v1/metrics").size();
    Soon.await().until(() -> collector.requests("/v1/metrics").size() > before);
    String all = everythingSent();
    assertThat(all).contains("xiaoer.message_id");
    for (String secret :
        List.of(
            OPEN_ID,
            ASKED,
            ANSWERED,
            platform.shop().token(),
            platform.shop().appSecret(),
            platform.shop().encodingAesKey(),
            TestServer.API_KEY,
            "the-collectors-token")) {
      assertThat(all).doesNotContain(secret);
    }
  }

  private static String everythingSent() {
    StringBuilder all = new StringBuilder();
    for (String path : List.of("/v1/traces", "/v1/metrics")) {
      collector.requests(path).forEach(request -> all.append(request.body().toStringUtf8()));
    }
    return all.toString();
  }

  @Test
  void aLineOfTheLogHasTheIdsOfWhatItIsAbout() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger("io.xiaoer.send.Sender");
    lines.start();
    log.addAppender(lines);
    try {
      platform.awaitAcknowledged(platform.customer("oLogged").says("在吗"), Soon.AT_MOST);
      platform.next(new Fault.Refuse(99_999, "never heard of"));
      String message = answer("oLogged");
      Span attempt = find("answer attempt", "xiaoer.message_id=" + message);
      Map<String, String> ids =
          Soon.find(
                  "the line",
                  () ->
                      List.copyOf(lines.list).stream()
                          .filter(line -> line.getFormattedMessage().contains("errcode 99999"))
                          .findFirst())
              .getMDCPropertyMap();
      assertThat(ids)
          .containsEntry("traceId", hex(attempt.getTraceId().toByteArray()))
          .containsEntry("spanId", hex(attempt.getSpanId().toByteArray()));
    } finally {
      log.detachAppender(lines);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static Optional<Metric> metric(String name) {
    return collector.metrics().stream().filter(one -> one.getName().equals(name)).findFirst();
  }

  private static Span find(String name, String... facts) {
    return Soon.find(
        name,
        () ->
            collector.spans().stream()
                .filter(span -> span.getName().equals(name))
                .filter(
                    span -> Receiver.texts(span.getAttributesList()).containsAll(List.of(facts)))
                .findFirst());
  }

  /** The message's id. */
  private static String answer(String openId) {
    HttpResponse<String> answered =
        server.post(
            "/api/v1/conversations/" + server.conversationOf(openId) + "/messages",
            "{\"client_id\":\"c%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
                .formatted(System.nanoTime(), ANSWERED));
    assertThat(answered.statusCode()).as(answered.body()).isEqualTo(202);
    JsonNode message = JsonMapper.shared().readTree(answered.body());
    return message.path("id").asString();
  }

  /** Without what a metric of OTLP has inside: buckets, and the two of a summary. */
  private static String series(String name, String labels) {
    List<String> read = new ArrayList<>();
    if (labels != null) {
      Matcher label = LABEL.matcher(labels);
      while (label.find()) {
        read.add(label.group(1) + "=" + label.group(2).translateEscapes());
      }
    }
    return name + read.stream().sorted().toList().toString().replace('[', '{').replace(']', '}');
  }

  /** As Prometheus would write it. */
  private static Set<String> sent() {
    Set<String> sent = new TreeSet<>();
    for (Metric metric : collector.metrics()) {
      String name = metric.getName();
      metric.getSum().getDataPointsList().forEach(point -> sent.add(named(name, point)));
      metric.getGauge().getDataPointsList().forEach(point -> sent.add(named(name, point)));
      for (SummaryDataPoint point : metric.getSummary().getDataPointsList()) {
        List<String> labels = Receiver.texts(point.getAttributesList());
        sent.add(named(name + "_count", labels));
        sent.add(named(name + "_sum", labels));
      }
      for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
        List<String> labels = Receiver.texts(point.getAttributesList());
        sent.add(named(name + "_count", labels));
        sent.add(named(name + "_sum", labels));
        List<String> bounds = new ArrayList<>();
        point.getExplicitBoundsList().forEach(bound -> bounds.add(String.valueOf(bound)));
        bounds.add("+Inf");
        for (String bound : bounds) {
          List<String> more = new ArrayList<>(labels);
          more.add("le=" + bound);
          sent.add(named(name + "_bucket", more));
        }
      }
    }
    return sent;
  }

  private static String named(String name, NumberDataPoint point) {
    return named(name, Receiver.texts(point.getAttributesList()));
  }

  private static String named(String name, List<String> labels) {
    return name + labels.stream().sorted().toList().toString().replace('[', '{').replace(']', '}');
  }
}
