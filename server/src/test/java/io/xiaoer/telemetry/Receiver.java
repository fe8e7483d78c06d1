package io.xiaoer.telemetry;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A collector that reads what it is sent by the protocol's own classes. */
final class Receiver implements AutoCloseable {
  /** How it behaves. */
  enum Mood {
    TAKES,
    /** Says 503. */
    BUSY,
    /** Says 400. */
    REFUSES,
    /** Takes the request and says nothing. */
    SILENT,
    /** Begins an answer and does not end it. */
    DRIPS
  }

  record Request(String path, Map<String, String> headers, ByteString body) {}

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  volatile Mood mood = Mood.TAKES;

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    ByteString body = ByteString.readFrom(exchange.getRequestBody());
    requests.add(new Request(exchange.getRequestURI().getPath(), headers, body));
    try (exchange) {
      switch (mood) {
        case TAKES -> exchange.sendResponseHeaders(200, -1);
        case BUSY -> exchange.sendResponseHeaders(503, -1);
        case REFUSES -> exchange.sendResponseHeaders(400, -1);
        case SILENT -> closed.await();
        case DRIPS -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          closed.await();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path.equals(path)).toList();
  }

  List<Span> spans() {
    return requests("/v1/traces").stream()
        .flatMap(request -> traces(request).getResourceSpansList().stream())
        .flatMap(ofResource -> ofResource.getScopeSpansList().stream())
        .flatMap(ofScope -> ofScope.getSpansList().stream())
        .toList();
  }

  /** Of the newest request. */
  List<Metric> metrics() {
    List<Request> all = requests("/v1/metrics");
    return all.isEmpty()
        ? List.of()
        : metrics(all.getLast()).getResourceMetrics(0).getScopeMetrics(0).getMetricsList();
  }

  static ExportTraceServiceRequest traces(Request request) {
    try {
      return ExportTraceServiceRequest.parseFrom(request.body);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ExportMetricsServiceRequest metrics(Request request) {
    try {
      return ExportMetricsServiceRequest.parseFrom(request.body);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code key=value}. */
  static List<String> texts(List<KeyValue> attributes) {
    List<String> texts = new ArrayList<>();
    for (KeyValue one : attributes) {
      texts.add(
          one.getKey()
              + "="
              + (one.getValue().hasIntValue()
                  ? String.valueOf(one.getValue().getIntValue())
                  : one.getValue().getStringValue()));
    }
    return texts;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    executor.close();
  }
}
