package io.xiaoer.e2e.ledger;

import io.xiaoer.broker.Broker;
import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.Soon;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Nodes and the broker are killed while customers write; then what the topic has is compared with
 * the log.
 */
final class KafkaTrial {
  private static final String TOPIC = "xiaoer.events";
  private static final Duration SENT_WITHIN = Duration.ofMinutes(3);
  private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(20);
  private static final int AWAY_MS_MIN = 1_000;
  private static final int AWAY_MS_MAX = 6_000;
  private static final Duration READ_WITHIN = Duration.ofMinutes(2);

  private final PostgresHouse house;
  private final Broker broker;
  private final Path folder;
  private final Trial.Load load;
  private final Consumer<String> progress;

  KafkaTrial(
      PostgresHouse house, Broker broker, Path folder, Trial.Load load, Consumer<String> progress) {
    this.house = house;
    this.broker = broker;
    this.folder = folder;
    this.load = load;
    this.progress = progress;
  }

  /** For each node's configuration. */
  static String settings(Broker broker) {
    return "  kafka: {topic: %s, properties: {bootstrap.servers: \"%s\"}}\n"
        .formatted(TOPIC, broker.address());
  }

  /**
   * @param events in the topic, each counted once
   * @param again how often one came that was known
   * @param mostLag that a node said there was
   */
  record Result(
      Map<Trouble, Integer> suffered,
      int events,
      long again,
      long mostLag,
      Duration took,
      List<String> times,
      List<SentFlaw> flaws) {}

  Result run(List<Trouble> kills, int outages, int events) throws IOException {
    long began = System.nanoTime();
    Map<Trouble, Integer> suffered = new EnumMap<>(Trouble.class);
    Random random = new Random(load.seed());
    List<Optional<Trouble>> rounds = new ArrayList<>();
    kills.forEach(kill -> rounds.add(Optional.of(kill)));
    rounds.addAll(Collections.nCopies(outages, Optional.empty())); // The broker's.
    Collections.shuffle(rounds, random);
    long mostLag = 0;
    broker.start();
    house.start();
    try (Ledger ledger = new Ledger(folder.resolve("ledger.txt"));
        Platform platform =
            new Platform(
                house.pushUrls(), ledger, load.seed(), load.customers(), load.perSecond())) {
      int round = 0;
      for (Optional<Trouble> trouble : rounds) {
        String what;
        if (trouble.isEmpty()) {
          int away = random.nextInt(AWAY_MS_MIN, AWAY_MS_MAX);
          broker.kill();
          Pace.pause(away);
          mostLag = Math.max(mostLag, lag());
          broker.start();
          what = "the broker was away for %d ms".formatted(away);
        } else {
          what = house.suffer(trouble.get(), random);
          suffered.merge(trouble.get(), 1, Integer::sum);
        }
        progress.accept(
            "%d/%d  %s; acknowledged %d, waiting %d"
                .formatted(++round, rounds.size(), what, ledger.acknowledgedCount(), lag()));
      }
      Soon.await().atMost(WRITTEN_WITHIN).until(() -> ledger.acknowledgedCount() >= events);
      platform.quiet();
      Soon.await().atMost(SENT_WITHIN).until(() -> lag() == 0);
    }
    Arrivals arrivals = read();
    return new Result(
        suffered,
        arrivals.count(),
        arrivals.again(),
        mostLag,
        Duration.ofNanos(System.nanoTime() - began),
        house.times().report(),
        arrivals.flaws(house.desk()));
  }

  /** As a node says that is not being harmed; it may know only what was written down. */
  private long lag() {
    try {
      return JsonMapper.shared()
          .readTree(get("/api/v1/admin/system"))
          .path("readers")
          .valueStream()
          .filter(one -> one.path("reader").asString().equals("kafka"))
          .mapToLong(one -> one.path("lag").asLong())
          .findFirst()
          .orElse(0);
    } catch (IOException notNow) {
      return -1;
    }
  }

  private String get(String path) throws IOException {
    HttpResponse<String> answer =
        Program.send(
            HttpRequest.newBuilder(house.reading().resolve(path))
                .header("Authorization", "Bearer " + Installation.API_KEY));
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode());
    }
    return answer.body();
  }

  /** The whole topic, each partition in its order. */
  private Arrivals read() {
    Arrivals arrivals = new Arrivals();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Soon.await()
          .atMost(READ_WITHIN)
          .until(() -> {
            consumer
                .poll(Duration.ofMillis(200))
                .forEach(record -> {
                  if (record.value().contains("\"type\":\"message.received\"")) {
                    arrivals.note(record.value());
                  }
                });
            return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
          });
    }
    return arrivals;
  }
}
