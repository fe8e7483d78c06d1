package io.xiaoer.bench.load;

import io.xiaoer.broker.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load kafka}. */
@Command(
    name = "kafka",
    mixinStandardHelpOptions = true,
    description =
        "Pushes to a server without and to one with the relay to a real broker, in turns; then the"
            + " broker is killed among pushes and comes back. Exit code 1 when something is not in"
            + " the topic, or when p99 with the relay is longer than in every round without.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class KafkaCommand implements Callable<Integer> {
  private static final String WITHOUT = "without";
  private static final String WITH = "with the relay";
  private static final String TOPIC = "xiaoer.events";
  private static final Pattern ENTRY = Pattern.compile("\"id\":\"log-(\\d+)\"");
  private static final Duration WAIT_MAX = Duration.ofMinutes(20);

  @Mixin private Common common = new Common();

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "keep-alive connections (${DEFAULT-VALUE})")
  private int connections = 64;

  @Option(names = "--rounds", paramLabel = "N", description = "turns of each (${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long a turn is (${DEFAULT-VALUE})")
  private int seconds = 8;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "before the first turn, for each (${DEFAULT-VALUE})")
  private int warmUp = 15;

  @Option(
      names = "--per-second",
      paramLabel = "N",
      description = "pushes of a turn; 0 (the default): as fast as they are answered")
  private int perSecond;

  @Option(
      names = "--outage-per-second",
      paramLabel = "N",
      description = "pushes while the broker is killed and comes back (${DEFAULT-VALUE})")
  private int outagePerSecond = 200;

  /** Of the broker among pushes. */
  private record Outage(Burst burst, long mostLag, Duration caughtUp) {}

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException, ExecutionException {
    Machine machine = Machine.here();
    Path folder = common.work().resolve("kafka");
    Common.deleteFolder(folder);
    Installation without =
        new Installation(folder.resolve("without"), common.serverSettings(Map.of()));
    int turns = warmUp + (rounds + 1) * seconds;
    try (Broker broker = new Broker(folder.resolve("broker"));
        PushFile file = PushFile.open(common.work(), Race.pushes(turns, perSecond))) {
      broker.start();
      Installation with =
          new Installation(
              folder.resolve("with"),
              common.serverSettings(
                  Map.of(
                      "xiaoer.kafka.topic",
                      TOPIC,
                      "xiaoer.kafka.properties.bootstrap.servers",
                      broker.address())));
      PushFile.Pushes pushes = file.pushes(false);
      try (ServerProcess plain = common.start(without);
          ServerProcess server = common.start(with)) {
        plain.pause();
        server.pause();
        Race race =
            new Race(
                List.of(
                    new Race.Runner(WITHOUT, true, plain, file.pushes(false)),
                    new Race.Runner(WITH, true, server, pushes)),
                perSecond);
        race.warmUp(connections, Duration.ofSeconds(warmUp));
        race.run(List.of(connections), rounds, Duration.ofSeconds(seconds));
        server.resume();
        long behind = lag(server);
        Duration caughtUp = awaitLag(server, 0);
        Installation.awaitRead(server.port(), WAIT_MAX); // It makes events of its own.
        awaitLag(server, 0);
        Outage outage = outage(broker, server, pushes);
        awaitLag(server, 0);
        return told(machine, race.rounds(), behind, caughtUp, outage, compared(with, broker));
      }
    }
  }

  private int told(
      Machine machine,
      List<Result.Round> seen,
      long behind,
      Duration caughtUp,
      Outage outage,
      Topic topic) {
    double[] plain = Report.figures(seen, WITHOUT, Result.Round::p99Micros);
    double relayed = Report.median(Report.figures(seen, WITH, Result.Round::p99Micros));
    double longest = Arrays.stream(plain).max().orElse(0);
    boolean held = relayed <= longest;
    System.out.printf(
        """
        %s; the broker on the same cores; turns of %d s, %s.

        %s
        p99 with the relay / without: %.2f (median of the rounds); %.1f ms with, %.1f ms without and up to %.1f ms in a round: %s the noise. After the last turn %,d events waited, for %.1f s.

        The broker killed among %d pushes a second: p99 of pushes %.1f ms, up to %,d events waited, %.1f s after it was back no more than come in a second. Of %,d entries of the log %,d are not in the topic; %,d came again.
        """,
        Report.heading(Result.now(), machine),
        seconds,
        perSecond == 0 ? "as fast as pushes are answered" : "%,d a second".formatted(perSecond),
        Report.roundsTable(seen),
        Report.median(Report.paired(seen, WITH, WITHOUT, connections, Result.Round::p99Micros)),
        relayed / 1e3,
        Report.median(plain) / 1e3,
        longest / 1e3,
        held ? "within" : "not within",
        behind,
        caughtUp.toMillis() / 1e3,
        outagePerSecond,
        Common.millis(outage.burst.latency(), 99),
        outage.mostLag,
        outage.caughtUp.toMillis() / 1e3,
        topic.kept,
        topic.missing,
        topic.again);
    boolean whole =
        topic.missing == 0
            && outage.mostLag > outagePerSecond
            && outage.burst.refused().isEmpty()
            && seen.stream().allMatch(round -> round.refused().isEmpty());
    return held && whole ? 0 : 1;
  }

  /** A third of a turn before it, a third of it, a third after it. */
  private Outage outage(Broker broker, ServerProcess server, PushFile.Pushes pushes)
      throws IOException, InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Generator generator = new Generator(server.port(), connections, pushes)) {
      Future<Burst> burst =
          threads.submit(
              () -> generator.paced(outagePerSecond, Duration.ofSeconds(3L * seconds), _ -> {}));
      Thread.sleep(Duration.ofSeconds(seconds));
      broker.kill();
      Thread.sleep(Duration.ofSeconds(seconds));
      long most = lag(server);
      broker.start();
      Duration caughtUp = awaitLag(server, outagePerSecond);
      return new Outage(burst.get(), most, caughtUp);
    }
  }

  private static long lag(ServerProcess server) throws IOException, InterruptedException {
    return (long) Installation.value(server.port(), line -> line.startsWith("xiaoer_kafka_lag "));
  }

  /** How long it took until no more than so many waited. */
  private static Duration awaitLag(ServerProcess server, long most)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (lag(server) > most) {
      if (System.nanoTime() - began > WAIT_MAX.toNanos()) {
        throw new IOException("events still wait after " + WAIT_MAX);
      }
      Thread.sleep(100);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** What the topic has of the log. */
  private record Topic(long kept, long missing, long again) {}

  private static Topic compared(Installation installation, Broker broker) throws SQLException {
    BitSet arrived = new BitSet();
    long again = 0;
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
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          Matcher entry = ENTRY.matcher(record.value());
          if (entry.find()) {
            int seq = Integer.parseInt(entry.group(1));
            again += arrived.get(seq) ? 1 : 0;
            arrived.set(seq);
          }
        }
      }
    }
    long kept = 0;
    long missing = 0;
    try (Connection log = DriverManager.getConnection("jdbc:sqlite:" + installation.inbox());
        Statement statement = log.createStatement();
        ResultSet entries = statement.executeQuery("SELECT seq FROM event")) {
      while (entries.next()) {
        kept++;
        missing += arrived.get(entries.getInt(1)) ? 0 : 1;
      }
    }
    return new Topic(kept, missing, again);
  }
}
