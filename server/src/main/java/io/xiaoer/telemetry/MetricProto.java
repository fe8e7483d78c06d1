package io.xiaoer.telemetry;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What Prometheus would be given as an ExportMetricsServiceRequest
 * (opentelemetry/proto/metrics/v1/metrics.proto), each under the name that it has there.
 */
final class MetricProto {
  private static final int CUMULATIVE = 2;

  private final long beganNanos;
  private final long nowNanos;

  private MetricProto(long beganNanos, long nowNanos) {
    this.beganNanos = beganNanos;
    this.nowNanos = nowNanos;
  }

  /**
   * @param beganNanos since 1970, when everything was 0
   * @param nowNanos since 1970
   */
  static byte[] request(
      Resource resource, MetricSnapshots snapshots, long beganNanos, long nowNanos) {
    MetricProto proto = new MetricProto(beganNanos, nowNanos);
    ProtoWriter scoped = new ProtoWriter().message(1, resource.scope());
    snapshots.forEach(
        snapshot -> proto.metric(snapshot).ifPresent(metric -> scoped.message(2, metric)));
    ProtoWriter ofResource = new ProtoWriter().message(1, resource.proto()).message(2, scoped);
    return new ProtoWriter().message(1, ofResource).toBytes();
  }

  /** Empty for the kinds that Micrometer never makes. */
  private Optional<ProtoWriter> metric(MetricSnapshot snapshot) {
    return switch (snapshot) {
      case CounterSnapshot counters ->
          Optional.of(named(counters, "_total").message(7, sum(counters)));
      case GaugeSnapshot gauges -> Optional.of(named(gauges, "").message(5, gauge(gauges)));
      case InfoSnapshot infos -> Optional.of(named(infos, "_info").message(5, ones(infos)));
      case HistogramSnapshot histograms ->
          Optional.of(named(histograms, "").message(9, histogram(histograms)));
      case SummarySnapshot summaries ->
          Optional.of(named(summaries, "").message(11, summary(summaries)));
      default -> Optional.empty();
    };
  }

  private static ProtoWriter named(MetricSnapshot snapshot, String suffix) {
    MetricMetadata metadata = snapshot.getMetadata();
    String help = metadata.getHelp();
    return new ProtoWriter()
        .text(1, metadata.getPrometheusName() + suffix)
        .text(2, help == null ? "" : help);
  }

  private ProtoWriter sum(CounterSnapshot counters) {
    ProtoWriter sum = new ProtoWriter().varint(2, CUMULATIVE).varint(3, 1);
    counters.getDataPoints().forEach(point -> sum.message(1, number(point, point.getValue())));
    return sum;
  }

  private ProtoWriter gauge(GaugeSnapshot gauges) {
    ProtoWriter gauge = new ProtoWriter();
    gauges.getDataPoints().forEach(point -> gauge.message(1, number(point, point.getValue())));
    return gauge;
  }

  private ProtoWriter ones(InfoSnapshot infos) {
    ProtoWriter gauge = new ProtoWriter();
    infos.getDataPoints().forEach(point -> gauge.message(1, number(point, 1)));
    return gauge;
  }

  private ProtoWriter number(DataPointSnapshot point, double value) {
    return point(point, 7).number(4, value);
  }

  private ProtoWriter histogram(HistogramSnapshot histograms) {
    ProtoWriter histogram = new ProtoWriter().varint(2, CUMULATIVE);
    for (var point : histograms.getDataPoints()) {
      ClassicHistogramBuckets buckets = point.getClassicBuckets();
      // The last one's bound is +Inf, and not written.
      int bounds = Math.max(0, buckets.size() - 1);
      histogram.message(
          1,
          point(point, 9)
              .fixed64(4, point.getCount())
              .number(5, point.getSum())
              .fixed64s(6, IntStream.range(0, buckets.size()).mapToLong(buckets::getCount))
              .numbers(7, IntStream.range(0, bounds).mapToDouble(buckets::getUpperBound)));
    }
    return histogram;
  }

  private ProtoWriter summary(SummarySnapshot summaries) {
    ProtoWriter summary = new ProtoWriter();
    for (var point : summaries.getDataPoints()) {
      ProtoWriter out = point(point, 7).fixed64(4, point.getCount()).number(5, point.getSum());
      point
          .getQuantiles()
          .forEach(quantile ->
              out.message(
                  6,
                  new ProtoWriter()
                      .number(1, quantile.getQuantile())
                      .number(2, quantile.getValue())));
      summary.message(1, out);
    }
    return summary;
  }

  /** {@code attributes}: the field's number, which is not the same in all kinds of points. */
  private ProtoWriter point(DataPointSnapshot point, int attributes) {
    ProtoWriter out = new ProtoWriter().fixed64(2, beganNanos).fixed64(3, nowNanos);
    Labels labels = point.getLabels();
    for (int i = 0; i < labels.size(); i++) {
      out.message(attributes, Resource.attribute(labels.getPrometheusName(i), labels.getValue(i)));
    }
    return out;
  }
}
