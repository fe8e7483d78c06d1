package io.xiaoer.bench.load;

import java.time.Duration;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What one burst of pushes showed.
 *
 * @param pushes answered with 200 and {@code success}
 * @param inTime those answered before the time was over; the rest was under way then
 * @param latency of each push, in microseconds
 * @param refused what else was answered, and how often
 * @param ownCpu what the generator's thread used
 * @param latest how late the generator itself was at most, where pushes had a time to leave at
 */
record Burst(
    long pushes,
    long inTime,
    Duration took,
    Histogram latency,
    SortedMap<String, Long> refused,
    Duration ownCpu,
    Duration latest) {

  double perSecond() {
    return inTime / (took.toNanos() / 1e9);
  }

  double ownCpuMicrosPerPush() {
    return ownCpu.toNanos() / 1e3 / Math.max(1, pushes);
  }
}
