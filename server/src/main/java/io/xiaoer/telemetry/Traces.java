package io.xiaoer.telemetry;

/** Where features say what they begin. */
public interface Traces {
  /** Nobody collects them. */
  Traces OFF =
      new Traces() {
        @Override
        public Span begin(Work work) {
          return Span.NONE;
        }

        @Override
        public Span beginFirst(Work work, String requestId) {
          return Span.NONE;
        }

        @Override
        public Span beginLater(Work work, String requestId) {
          return Span.NONE;
        }

        @Override
        public Span current() {
          return Span.NONE;
        }
      };

  /** Belongs to what this thread is doing, or is the first of something new. */
  Span begin(Work work);

  /** The first that is told of an answer; all others of the same request_id belong to it. */
  Span beginFirst(Work work, String requestId);

  /** Belongs to the first of this request_id, on whatever node and however long ago that was. */
  Span beginLater(Work work, String requestId);

  /** What this thread is doing. */
  Span current();
}
