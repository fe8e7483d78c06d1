package io.xiaoer.telemetry;

/**
 * Who tells. With these names Prometheus makes {@code job="xiaoer"} of it, and one {@code instance}
 * for each node.
 *
 * @param instance the same after a restart, another one for each node
 */
record Resource(String version, String instance) {
  private static final String SCOPE = "io.xiaoer";

  /** Field 1 of ResourceSpans and ResourceMetrics. */
  ProtoWriter proto() {
    return new ProtoWriter()
        .message(1, attribute("service.name", "xiaoer"))
        .message(1, attribute("service.version", version))
        .message(1, attribute("service.instance.id", instance));
  }

  /** Field 1 of ScopeSpans and ScopeMetrics. */
  ProtoWriter scope() {
    return new ProtoWriter().text(1, SCOPE).text(2, version);
  }

  /** A KeyValue. */
  static ProtoWriter attribute(String key, String value) {
    return new ProtoWriter().text(1, key).message(2, new ProtoWriter().text(1, value));
  }

  /** A KeyValue. */
  static ProtoWriter attribute(String key, long value) {
    return new ProtoWriter().text(1, key).message(2, new ProtoWriter().varint(3, value));
  }
}
