package io.xiaoer.telemetry;

import java.util.List;

/** Spans as an ExportTraceServiceRequest (opentelemetry/proto/trace/v1/trace.proto). */
final class SpanProto {
  private static final int STATUS_ERROR = 2;

  private SpanProto() {}

  static byte[] request(Resource resource, List<FinishedSpan> spans) {
    ProtoWriter scoped = new ProtoWriter().message(1, resource.scope());
    spans.forEach(span -> scoped.message(2, span(span)));
    ProtoWriter ofResource = new ProtoWriter().message(1, resource.proto()).message(2, scoped);
    return new ProtoWriter().message(1, ofResource).toBytes();
  }

  private static ProtoWriter span(FinishedSpan span) {
    ProtoWriter out =
        new ProtoWriter().bytes(1, span.trace().bytes()).bytes(2, ProtoWriter.bigEndian(span.id()));
    if (span.parentId() != 0) {
      out.bytes(4, ProtoWriter.bigEndian(span.parentId()));
    }
    out.text(5, span.work().label())
        .varint(6, span.work().kind().number())
        .fixed64(7, span.beganNanos())
        .fixed64(8, span.endedNanos());
    span.facts()
        .forEach((fact, value) ->
            out.message(
                9,
                value instanceof Long number
                    ? Resource.attribute(fact.key(), number)
                    : Resource.attribute(fact.key(), value.toString())));
    if (span.failed()) {
      out.message(15, new ProtoWriter().varint(3, STATUS_ERROR));
    }
    return out;
  }
}
