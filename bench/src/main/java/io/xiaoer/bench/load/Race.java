package io.xiaoer.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Contestants that take turns: A B C, A B C, … so that whatever else the machine does meets all of
 * them. Who has no turn is paused, and what it still has to do waits with it.
 */
final class Race {
  /** Some tens of thousands of calls is what the JIT's last tier wants, and has compiled behind. */
  private static final int WARM_UP_PUSHES = 60_000;

  private static final int WARM_UP_PARTS_MAX = 5;
  private static final Duration SETTLE = Duration.ofMillis(500);

  /** More than any of them has shown on two cores. */
  private static final int STORED_PER_SECOND_MAX = 40_000;

  private final List<Runner> runners;
  private final int perSecond;
  private final List<Result.Round> rounds = new ArrayList<>();

  /** {@code perSecond}: pushes to one that has its turn; 0: as fast as they are answered. */
  Race(List<Runner> runners, int perSecond) {
    this.runners = runners;
    this.perSecond = perSecond;
  }

  /** Enough for each of them, which is given so many seconds in all. */
  static long pushes(long seconds, int perSecond) {
    return WARM_UP_PUSHES + seconds * (perSecond == 0 ? STORED_PER_SECOND_MAX : perSecond);
  }

  /** A server in the race, and the pushes it has been given. */
  record Runner(String name, boolean isXiaoer, ServerProcess server, PushFile.Pushes pushes) {}

  /**
   * Lets the JIT see the code first; nothing of it counts. On a busy machine the time alone would
   * leave a slow contestant cold, so each is given a number of pushes too.
   */
  void warmUp(int connections, Duration duration) throws IOException, InterruptedException {
    for (Runner runner : runners) {
      runner.server.resume();
      for (int part = 1; part <= WARM_UP_PARTS_MAX; part++) {
        turn(runner, connections, duration, 0);
        if (runner.pushes.taken() >= WARM_UP_PUSHES) {
          break;
        }
      }
      runner.server.pause();
    }
  }

  void run(List<Integer> connections, int times, Duration duration)
      throws IOException, InterruptedException {
    for (int count : connections) {
      for (int round = 1; round <= times; round++) {
        for (Runner runner : runners) {
          runner.server.resume();
          Thread.sleep(SETTLE);
          Result.Round seen = turn(runner, count, duration, round);
          runner.server.pause();
          rounds.add(seen);
          print(seen);
        }
      }
    }
  }

  List<Result.Round> rounds() {
    return List.copyOf(rounds);
  }

  private Result.Round turn(Runner runner, int connections, Duration duration, int round)
      throws IOException, InterruptedException {
    ServerProcess server = runner.server;
    try (Generator generator = new Generator(server.port(), connections, runner.pushes)) {
      SortedMap<String, Duration> threadsBefore = server.cpuByThread();
      Duration cpuBefore = server.cpu();
      Burst burst =
          perSecond == 0
              ? generator.closedLoop(duration)
              : generator.paced(perSecond, duration, _ -> {});
      Duration cpu = server.cpu().minus(cpuBefore);
      SortedMap<String, Double> threads = new TreeMap<>();
      server
          .cpuByThread()
          .forEach((name, used) -> {
            double micros =
                perPush(used.minus(threadsBefore.getOrDefault(name, Duration.ZERO)), burst);
            if (micros >= 0.1) {
              threads.put(name, rounded(micros));
            }
          });
      @Nullable Long lag = runner.isXiaoer ? Installation.readerLag(server.port()) : null;
      return new Result.Round(
          runner.name,
          connections,
          round,
          burst.pushes(),
          rounded(burst.perSecond()),
          burst.latency().getValueAtPercentile(50),
          burst.latency().getValueAtPercentile(99),
          burst.latency().getValueAtPercentile(99.9),
          burst.latency().getMaxValue(),
          rounded(perPush(cpu, burst)),
          threads,
          rounded(burst.ownCpuMicrosPerPush()),
          server.rssMib(),
          lag,
          burst.refused());
    }
  }

  private static double perPush(Duration cpu, Burst burst) {
    return cpu.toNanos() / 1e3 / Math.max(1, burst.pushes());
  }

  static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static void print(Result.Round round) {
    System.err.printf(
        "%-30s %4d connections, round %d: %,7.0f/s  p50 %6.2f  p99 %6.2f  p99.9 %6.2f ms  cpu %5.1f µs"
            + "  generator %4.1f µs  rss %d MiB%s%s%n",
        round.contestant(),
        round.connections(),
        round.round(),
        round.perSecond(),
        round.p50Micros() / 1e3,
        round.p99Micros() / 1e3,
        round.p999Micros() / 1e3,
        round.serverCpuMicrosPerPush(),
        round.generatorCpuMicrosPerPush(),
        round.rssMib(),
        round.readerLag() == null ? "" : "  reader behind by " + round.readerLag(),
        round.refused().isEmpty() ? "" : "  NOT ALL WERE ACCEPTED: " + round.refused());
  }
}
