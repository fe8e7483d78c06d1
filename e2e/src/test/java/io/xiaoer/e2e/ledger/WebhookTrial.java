package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.Soon;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Nodes are killed while an address that fails often is sent events; then what it has is compared
 * with the log. The second pause of the schedule is five minutes, so somebody resumes the webhook
 * all the time, as a person at the desk does.
 */
final class WebhookTrial {
  /** For so long nothing may move before what is missing is missing. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final Duration FLOWS_WITHIN = Duration.ofMinutes(2);
  private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(20);

  /** A disabled webhook is watched for so long while customers go on writing. */
  private static final Duration SILENT_FOR = Duration.ofSeconds(3);

  private static final Duration RESUME_EVERY = Duration.ofMillis(700);

  /** Messages before the end. */
  private static final int WRITTEN_MAX = 1_000_000;

  private final PostgresHouse house;
  private final Path folder;
  private final Trial.Load load;
  private final Consumer<String> progress;

  WebhookTrial(PostgresHouse house, Path folder, Trial.Load load, Consumer<String> progress) {
    this.house = house;
    this.folder = folder;
    this.load = load;
    this.progress = progress;
  }

  /**
   * @param events in the log
   * @param again how often an event came that was known
   */
  record Result(
      Map<Trouble, Integer> suffered,
      int events,
      long calls,
      long again,
      Duration took,
      List<String> times,
      List<SentFlaw> flaws) {

    long count(SentFlaw.Kind kind) {
      return flaws.stream().filter(flaw -> flaw.kind() == kind).count();
    }
  }

  /** {@code losesOne}: the control, see {@link Receiver}. */
  Result run(List<Trouble> troubles, int events, boolean losesOne) throws IOException {
    long began = System.nanoTime();
    Map<Trouble, Integer> suffered = new EnumMap<>(Trouble.class);
    Random random = new Random(load.seed());
    Arrivals arrivals = new Arrivals();
    house.start();
    try (Receiver receiver = new Receiver(load.seed(), arrivals, losesOne)) {
      String webhook = add(receiver.url());
      List<SentFlaw> flaws;
      try (Ledger ledger = new Ledger(folder.resolve("ledger.txt"));
          Platform platform =
              new Platform(
                  house.pushUrls(), ledger, load.seed(), load.customers(), load.perSecond());
          Resumer resumer = new Resumer(webhook)) {
        int round = 0;
        for (Trouble trouble : troubles) {
          int before = arrivals.count();
          Soon.await().atMost(FLOWS_WITHIN).until(() -> arrivals.count() > before);
          String what = house.suffer(trouble, random);
          suffered.merge(trouble, 1, Integer::sum);
          progress.accept(
              "%d/%d  %s: %s; acknowledged %d, arrived %d"
                  .formatted(
                      ++round,
                      troubles.size(),
                      trouble.text,
                      what,
                      ledger.acknowledgedCount(),
                      arrivals.count()));
        }
        Soon.await().atMost(WRITTEN_WITHIN).until(() -> ledger.acknowledgedCount() >= events);
        platform.quiet();
        awaitAll(ledger, arrivals, losesOne ? Duration.ofSeconds(5) : PATIENCE);
        resumer.rest();
        flaws = new ArrayList<>(arrivals.flaws(house.desk()));
      }
      int arrived = arrivals.count();
      flaws.addAll(afterTheEnd(webhook, receiver));
      return new Result(
          suffered,
          arrived,
          receiver.calls(),
          arrivals.again(),
          Duration.ofNanos(System.nanoTime() - began),
          house.times().report(),
          flaws);
    }
  }

  /** Late is not missing: waits as long as something moves. */
  private void awaitAll(Ledger ledger, Arrivals arrivals, Duration patience) {
    int most = -1;
    long movedAt = System.nanoTime();
    while (System.nanoTime() - movedAt < patience.toNanos()) {
      int now = arrivals.count();
      if (now >= ledger.messageCount()) {
        return;
      }
      if (now > most) {
        most = now;
        movedAt = System.nanoTime();
      }
      Pace.pause(100);
    }
  }

  /** It says that it is gone, and customers go on writing. */
  private List<SentFlaw> afterTheEnd(String webhook, Receiver receiver) throws IOException {
    receiver.leave();
    try (Ledger ledger = new Ledger(folder.resolve("after.txt"));
        Platform platform =
            new Platform(
                house.pushUrls(),
                ledger,
                load.seed(),
                load.customers(),
                load.perSecond(),
                WRITTEN_MAX)) {
      Soon.await()
          .atMost(FLOWS_WITHIN)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> one(webhook).path("state").asString().equals("disabled"));
      Pace.pause(SILENT_FOR.toMillis()); // What was under way has come to its end.
      long calls = receiver.calls();
      Pace.pause(SILENT_FOR.toMillis());
      platform.quiet();
      long more = receiver.calls() - calls;
      return more == 0
          ? List.of()
          : List.of(new SentFlaw(SentFlaw.Kind.AFTER_THE_END, more + " calls"));
    }
  }

  private String add(String url) throws IOException {
    JsonNode added =
        send(
            "POST",
            "/api/v1/webhooks",
            "{\"url\":\"%s\",\"types\":[\"message.received\"]}".formatted(url));
    return added.path("id").asString();
  }

  private JsonNode one(String webhook) throws IOException {
    return send("GET", "/api/v1/webhooks/" + webhook, "");
  }

  private JsonNode send(String method, String path, String body) throws IOException {
    HttpResponse<String> answer =
        Program.send(
            HttpRequest.newBuilder(house.reading().resolve(path))
                .header("Authorization", "Bearer " + Installation.API_KEY)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    if (answer.statusCode() >= 300) {
      throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JsonMapper.shared().readTree(answer.body());
  }

  /** A person who does not wait for the schedule. */
  private final class Resumer implements AutoCloseable {
    private final String webhook;
    private final Thread thread;
    private volatile boolean running = true;

    Resumer(String webhook) {
      this.webhook = webhook;
      thread = Thread.ofVirtual().name("resumer").start(this::resume);
    }

    private void resume() {
      while (running) {
        try {
          send("POST", "/api/v1/webhooks/" + webhook + "/resume", "");
        } catch (IOException notNow) {
          // Its node is being killed.
        }
        Pace.pause(RESUME_EVERY.toMillis());
      }
    }

    void rest() {
      running = false;
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      rest();
    }
  }
}
