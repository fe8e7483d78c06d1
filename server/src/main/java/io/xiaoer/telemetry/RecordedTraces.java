package io.xiaoer.telemetry;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Hands on a share of all traces; the log has the ids of all of them. */
final class RecordedTraces implements Traces {
  /** As Spring Boot's structured log names them, and the pattern in application.yaml. */
  static final String TRACE_ID = "traceId";

  static final String SPAN_ID = "spanId";

  /** What each thread is doing. */
  private static final ThreadLocal<@Nullable Live> CURRENT = new ThreadLocal<>();

  private final double share;
  private final Consumer<FinishedSpan> finished;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * @param share of all traces, from 0 to 1
   * @param finished is called by whoever has done the work, and must not wait
   * @param random used by many threads
   */
  RecordedTraces(
      double share, Consumer<FinishedSpan> finished, InstantSource clock, RandomGenerator random) {
    this.share = share;
    this.finished = finished;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Span begin(Work work) {
    Live outer = CURRENT.get();
    if (outer != null) {
      return enter(new Live(work, outer.trace, TraceId.spanId(random), outer.id, outer));
    }
    TraceId.First first = TraceId.random(random);
    return enter(new Live(work, first.trace(), first.spanId(), 0, null));
  }

  @Override
  public Span beginFirst(Work work, String requestId) {
    TraceId.First first = TraceId.of(requestId);
    return enter(new Live(work, first.trace(), first.spanId(), 0, CURRENT.get()));
  }

  @Override
  public Span beginLater(Work work, String requestId) {
    TraceId.First first = TraceId.of(requestId);
    return enter(
        new Live(work, first.trace(), TraceId.spanId(random), first.spanId(), CURRENT.get()));
  }

  @Override
  public Span current() {
    Live live = CURRENT.get();
    return live == null ? Span.NONE : live;
  }

  private Live enter(Live live) {
    CURRENT.set(live);
    live.tellLog();
    return live;
  }

  private final class Live implements Span {
    private final Work work;
    private final TraceId trace;
    private final long id;
    private final long parentId;
    private final @Nullable Live outer;
    private final Instant began = clock.instant();
    private final long beganNanoTime = System.nanoTime();
    private final Map<Fact, Object> facts = new EnumMap<>(Fact.class);
    private boolean failed;
    private boolean discarded;

    Live(Work work, TraceId trace, long id, long parentId, @Nullable Live outer) {
      this.work = work;
      this.trace = trace;
      this.id = id;
      this.parentId = parentId;
      this.outer = outer;
    }

    @Override
    public void note(Fact fact, String value) {
      facts.put(fact, value);
    }

    @Override
    public void note(Fact fact, long value) {
      facts.put(fact, value);
    }

    @Override
    public void failed() {
      failed = true;
    }

    @Override
    public void discard() {
      discarded = true;
    }

    @Override
    public void close() {
      if (outer == null) {
        CURRENT.remove();
        MDC.remove(TRACE_ID);
        MDC.remove(SPAN_ID);
      } else {
        CURRENT.set(outer);
        outer.tellLog();
      }
      if (!discarded && trace.isIn(share)) {
        finished.accept(over());
      }
    }

    private void tellLog() {
      MDC.put(TRACE_ID, trace.toString());
      MDC.put(SPAN_ID, HexFormat.of().toHexDigits(id));
    }

    private FinishedSpan over() {
      long since1970 = TimeUnit.SECONDS.toNanos(began.getEpochSecond()) + began.getNano();
      long ended = since1970 + (System.nanoTime() - beganNanoTime);
      return new FinishedSpan(trace, id, parentId, work, since1970, ended, failed, facts);
    }
  }
}
