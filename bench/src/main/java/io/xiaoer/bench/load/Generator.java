package io.xiaoer.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Pushes over keep-alive connections from one thread. It shares the cores with the server it
 * measures, so it does little: requests are ready bytes, answers are compared and not parsed.
 *
 * <p>Closed loop: each connection sends the next push when the last one is answered. Paced: pushes
 * leave at their time, on whatever connection is free, answered or not.
 */
final class Generator implements AutoCloseable {
  private static final int ANSWER_BYTES_MAX = 16 * 1024;
  private static final Duration LAST_ANSWERS_MAX = Duration.ofSeconds(6);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Selector selector;
  private final List<Line> lines = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(ANSWER_BYTES_MAX);
  private final byte[] answer = new byte[ANSWER_BYTES_MAX];

  private final Supplier<ByteBuffer> pushes;
  private Histogram latency = Common.histogram();
  private SortedMap<String, Long> refused = new TreeMap<>();
  private long answered;
  private int underWay;

  Generator(int port, int connections, Supplier<ByteBuffer> pushes) throws IOException {
    this.pushes = pushes;
    selector = Selector.open();
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      Line line = new Line(channel, key);
      key.attach(line);
      lines.add(line);
    }
  }

  /** One connection, with at most one push under way. */
  private static final class Line {
    final SocketChannel channel;
    final SelectionKey key;
    ByteBuffer request = EMPTY;
    byte[] begun = NOTHING;
    long sentAt;

    Line(SocketChannel channel, SelectionKey key) {
      this.channel = channel;
      this.key = key;
    }
  }

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
  private static final byte[] NOTHING = new byte[0];

  Burst closedLoop(Duration duration) throws IOException {
    begin();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long began = System.nanoTime();
    long end = began + duration.toNanos();
    for (Line line : lines) {
      send(line);
    }
    while (System.nanoTime() < end) {
      select(
          100,
          line -> {
            if (System.nanoTime() < end) {
              send(line);
            }
          });
    }
    long inTime = answered;
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    awaitLastAnswers();
    return burst(inTime, took, cpu, Duration.ZERO);
  }

  /** {@code sending} is told the number of each push, from 0, just before it leaves. */
  Burst paced(int perSecond, Duration duration, LongConsumer sending) throws IOException {
    begin();
    long cpu = THREADS.getCurrentThreadCpuTime();
    ArrayDeque<Line> free = new ArrayDeque<>(lines);
    long count = perSecond * duration.toMillis() / 1_000;
    double nanosBetween = 1e9 / perSecond;
    long began = System.nanoTime();
    long latest = 0;
    for (long number = 0; number < count; ) {
      long now = System.nanoTime();
      long due = began + (long) (number * nanosBetween);
      @Nullable Line line = now < due ? null : free.poll();
      if (line == null) {
        // The selector counts in milliseconds: pushes leave up to one after their time.
        select(Math.max(1, (due - now) / 1_000_000), free::add);
        continue;
      }
      latest = Math.max(latest, now - due);
      sending.accept(number);
      send(line);
      number++;
      selectNow(free);
    }
    long inTime = answered;
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    awaitLastAnswers();
    return burst(inTime, took, cpu, Duration.ofNanos(latest));
  }

  @Override
  public void close() throws IOException {
    for (Line line : lines) {
      line.channel.close();
    }
    selector.close();
  }

  @FunctionalInterface
  private interface Answered {
    void on(Line line) throws IOException;
  }

  private void begin() {
    latency = Common.histogram();
    refused = new TreeMap<>();
    answered = 0;
  }

  private Burst burst(long inTime, Duration took, long cpuBefore, Duration latest) {
    Duration cpu = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - cpuBefore);
    long unanswered = underWay;
    if (unanswered > 0) {
      refused.merge("no answer", unanswered, Long::sum);
    }
    return new Burst(answered, inTime, took, latency, refused, cpu, latest);
  }

  private void awaitLastAnswers() throws IOException {
    long until = System.nanoTime() + LAST_ANSWERS_MAX.toNanos();
    while (underWay > 0 && System.nanoTime() < until) {
      select(100, _ -> {});
    }
  }

  private void selectNow(ArrayDeque<Line> free) throws IOException {
    if (selector.selectNow() > 0) {
      handleSelected(free::add);
    }
  }

  private void select(long millis, Answered then) throws IOException {
    if (selector.select(millis) > 0) {
      handleSelected(then);
    }
  }

  private void handleSelected(Answered then) throws IOException {
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.attachment() instanceof Line line) {
        if (key.isWritable()) {
          write(line);
        }
        if (key.isReadable()) {
          read(line, then);
        }
      }
    }
    selector.selectedKeys().clear();
  }

  private void send(Line line) throws IOException {
    line.request = pushes.get();
    line.sentAt = System.nanoTime();
    underWay++;
    write(line);
  }

  private static void write(Line line) throws IOException {
    line.channel.write(line.request);
    int interest =
        line.request.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ;
    if (line.key.interestOps() != interest) {
      line.key.interestOps(interest);
    }
  }

  private void read(Line line, Answered then) throws IOException {
    in.clear();
    int read = line.channel.read(in);
    if (read < 0) {
      throw new IOException("the server closed a connection; is keep-alive on?");
    }
    int length = line.begun.length + read;
    if (length > ANSWER_BYTES_MAX) {
      throw new IOException("an answer over " + ANSWER_BYTES_MAX + " bytes");
    }
    System.arraycopy(line.begun, 0, answer, 0, line.begun.length);
    in.flip().get(answer, line.begun.length, read);
    switch (Answer.read(answer, length)) {
      case Answer.Incomplete _ -> {
        line.begun = Arrays.copyOf(answer, length);
        return;
      }
      case Answer.Success _ -> {
        long micros = (System.nanoTime() - line.sentAt) / 1_000;
        latency.recordValue(micros);
        answered++;
      }
      case Answer.Other(String what) -> refused.merge(what, 1L, Long::sum);
    }
    line.begun = NOTHING;
    underWay--;
    then.on(line);
  }
}
