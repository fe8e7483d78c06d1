package io.xiaoer.telemetry;

import java.util.Map;

/**
 * A piece of work that is over.
 *
 * @param parentId 0 where it is the first
 * @param beganNanos since 1970
 * @param endedNanos since 1970
 * @param facts texts and numbers ({@code Long})
 */
record FinishedSpan(
    TraceId trace,
    long id,
    long parentId,
    Work work,
    long beganNanos,
    long endedNanos,
    boolean failed,
    Map<Fact, Object> facts) {}
