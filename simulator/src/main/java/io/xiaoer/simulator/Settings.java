package io.xiaoer.simulator;

import io.xiaoer.simulator.clock.HandTurnedClock;
import io.xiaoer.simulator.clock.RealTimeline;
import io.xiaoer.simulator.clock.Timeline;
import io.xiaoer.simulator.shop.Shop;
import java.time.Duration;
import java.util.List;

/**
 * How a {@link Platform} is to be. Every {@code with…} gives a changed copy.
 *
 * @param port 0 for a free one
 * @param timeScale how many times faster than published a push is tried again
 * @param answerTimeout how long a push waits for its answer, always in real time
 * @param seed repeats everything random: tokens, nonces, ids
 */
public record Settings(
    String host,
    int port,
    double timeScale,
    Duration answerTimeout,
    long seed,
    Timeline clock,
    List<Shop> shops) {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  /** One shop called {@code main}, loopback, a free port, real time, no push URL yet. */
  public static Settings standard() {
    return new Settings(
        "127.0.0.1",
        0,
        1,
        ANSWER_TIMEOUT,
        20_261_123,
        new RealTimeline(),
        List.of(Shop.example("main")));
  }

  public Settings withHost(String other) {
    return new Settings(other, port, timeScale, answerTimeout, seed, clock, shops);
  }

  public Settings withPort(int other) {
    return new Settings(host, other, timeScale, answerTimeout, seed, clock, shops);
  }

  public Settings withTimeScale(double other) {
    return new Settings(host, port, other, answerTimeout, seed, clock, shops);
  }

  public Settings withAnswerTimeout(Duration other) {
    return new Settings(host, port, timeScale, other, seed, clock, shops);
  }

  public Settings withSeed(long other) {
    return new Settings(host, port, timeScale, answerTimeout, other, clock, shops);
  }

  public Settings withClock(HandTurnedClock other) {
    clock.close();
    return new Settings(host, port, timeScale, answerTimeout, seed, other, shops);
  }

  public Settings withShops(List<Shop> others) {
    return new Settings(host, port, timeScale, answerTimeout, seed, clock, List.copyOf(others));
  }
}
