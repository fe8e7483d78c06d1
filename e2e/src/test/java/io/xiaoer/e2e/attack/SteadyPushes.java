package io.xiaoer.e2e.attack;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.Pushes;
import io.xiaoer.simulator.envelope.PushRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Pushes at a steady rate, whatever becomes of the ones before. A push's time runs from the moment
 * at which it was due, so that a server that answers nothing for a while is seen to.
 */
final class SteadyPushes implements AutoCloseable {
  /** The platform gives up after so long, and so does this. */
  private static final Duration GIVES_UP = Duration.ofSeconds(5);

  /** Over all runs of this process: a message is pushed once. */
  private static final AtomicLong NEXT = new AtomicLong(1);

  private final Pushes pushes;
  private final Installation installation;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  SteadyPushes(Installation installation) {
    this.installation = installation;
    pushes = new Pushes(installation.desk("/callback/" + Installation.SHOP), NEXT.get());
  }

  /** What became of the pushes; times in milliseconds, of those that were acknowledged. */
  record Outcome(int sent, Map<String, Integer> failed, double p50, double p99, double max) {
    int failures() {
      return failed.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** Sends {@code perSecond} for {@code time}, and waits for the answers. */
  Outcome send(int perSecond, Duration time) {
    long interval = Duration.ofSeconds(1).toNanos() / perSecond;
    int count = Math.toIntExact(time.toNanos() / interval);
    List<PushRequest> prepared = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long number = NEXT.getAndIncrement();
      prepared.add(pushes.text("oSteady" + number % 50, Pushes.msgId(number), "在吗 " + number));
    }
    var millis = new ConcurrentLinkedQueue<Double>();
    var failed = new ConcurrentHashMap<String, Integer>();
    Phaser open = new Phaser(1);
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = began + i * interval;
      Pace.until(due);
      open.register();
      PushRequest push = prepared.get(i);
      var _ =
          http.sendAsync(
                  HttpRequest.newBuilder(
                          push.to(installation.desk("/callback/" + Installation.SHOP)))
                      .header("Content-Type", push.contentType())
                      .timeout(GIVES_UP)
                      .POST(BodyPublishers.ofString(push.body()))
                      .build(),
                  BodyHandlers.ofString())
              .whenComplete((answer, trouble) -> {
                if (trouble == null && acknowledged(answer)) {
                  millis.add((System.nanoTime() - due) / 1e6);
                } else {
                  failed.merge(
                      trouble == null
                          ? answer.statusCode() + " " + answer.body()
                          : String.valueOf(
                              trouble.getCause() == null ? trouble : trouble.getCause()),
                      1,
                      Integer::sum);
                }
                open.arriveAndDeregister();
              });
    }
    open.arriveAndAwaitAdvance();
    List<Double> sorted = millis.stream().sorted().toList();
    return new Outcome(count, Map.copyOf(failed), at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
  }

  private static boolean acknowledged(HttpResponse<String> answer) {
    return answer.statusCode() == 200 && answer.body().equals("success");
  }

  private static double at(List<Double> sorted, double share) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size())));
  }

  static String words(Map<String, Integer> failed) {
    return failed.entrySet().stream()
        .map(entry -> entry.getValue() + " × " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
