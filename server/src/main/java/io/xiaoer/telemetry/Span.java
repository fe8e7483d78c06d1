package io.xiaoer.telemetry;

/**
 * A piece of work while it is done, by one thread. What is begun before it is closed belongs to it,
 * and the lines of the log meanwhile carry its ids. No method throws, waits or does I/O.
 */
public interface Span extends AutoCloseable {
  /** Where nobody collects them. */
  Span NONE =
      new Span() {
        @Override
        public void note(Fact fact, String value) {}

        @Override
        public void note(Fact fact, long value) {}

        @Override
        public void failed() {}

        @Override
        public void discard() {}

        @Override
        public void close() {}
      };

  void note(Fact fact, String value);

  void note(Fact fact, long value);

  /** The work was not done as it should have been, whoever is to blame. */
  void failed();

  /** It is not worth telling; nothing of it is sent, and nothing of what belongs to it. */
  void discard();

  @Override
  void close();
}
