package io.xiaoer.e2e.ledger;

import io.xiaoer.broker.Broker;
import io.xiaoer.e2e.ServerImage;
import io.xiaoer.e2e.starter.StarterProof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The long form of the proof, as a program; see docs/proof.md. */
@Command(
    name = "proof",
    description =
        "Breaks a running server again and again and compares what it acknowledged with what it"
            + " kept. Exit code 0: nothing lost, nothing double; 1: something was.",
    mixinStandardHelpOptions = true,
    subcommands = {
      Proof.Sqlite.class,
      Proof.Postgres.class,
      Proof.Failover.class,
      Proof.Replies.class,
      Proof.Webhooks.class,
      Proof.Kafka.class,
      StarterProof.class,
      Proof.Control.class
    })
final class Proof {

  private Proof() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Proof()).execute(arguments));
  }

  /** What every form takes. */
  static final class Common {
    @Option(
        names = "--seed",
        description = "what is random follows from it (${DEFAULT-VALUE})",
        defaultValue = "1")
    long seed;

    @Option(
        names = "--rate",
        description = "new messages a second (${DEFAULT-VALUE})",
        defaultValue = "300")
    int rate;

    @Option(
        names = "--customers",
        description = "who write them (${DEFAULT-VALUE})",
        defaultValue = "200")
    int customers;

    @Option(
        names = "--folder",
        description = "where data, logs and ledger are kept (a new temporary folder)")
    Path folder = Path.of("");

    Trial.Load load() {
      return new Trial.Load(seed, customers, rate);
    }

    Path folder() {
      return made(folder);
    }

    static Path made(Path folder) {
      try {
        return folder.toString().isEmpty()
            ? Files.createTempDirectory("xiaoer-proof")
            : Files.createDirectories(folder.toAbsolutePath());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Command(
      name = "sqlite",
      description = "One server on its own files: kill -9 and power cuts.",
      mixinStandardHelpOptions = true)
  static final class Sqlite implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();
    @CommandLine.Mixin Common common = new Common();

    @Option(
        names = "--kills",
        description =
            "how many kill -9: at random moments, within a write or a sync, while it starts"
                + " (${DEFAULT-VALUE})",
        defaultValue = "200")
    int kills;

    @Option(
        names = "--power-cuts",
        description = "how many power cuts, at the same moments (${DEFAULT-VALUE})",
        defaultValue = "60")
    int powerCuts;

    @Override
    public Integer call() throws IOException {
      List<Trouble> troubles = killings(kills);
      for (int i = 0; i < powerCuts; i++) {
        troubles.add(
            switch (i % 5) {
              case 0 -> Trouble.POWER_CUT_WHILE_STARTING;
              case 1, 2 -> Trouble.POWER_CUT;
              default -> Trouble.POWER_CUT_WITHIN_A_CALL;
            });
      }
      Collections.shuffle(troubles, new Random(common.seed));
      Path folder = common.folder();
      try (SqliteHouse house = new SqliteHouse(folder, ServerImage.quick(folder))) {
        return report(spec, folder, common, house, troubles);
      }
    }
  }

  @Command(
      name = "postgres",
      description = {
        "Several servers on one PostgreSQL: kill -9 of a server, restarts and crashes of PostgreSQL,",
        "servers paused for longer than their lease."
      },
      mixinStandardHelpOptions = true)
  static final class Postgres implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();
    @CommandLine.Mixin Common common = new Common();

    @Option(
        names = "--nodes",
        description = "how many servers (${DEFAULT-VALUE})",
        defaultValue = "2")
    int nodes;

    @Option(
        names = "--kills",
        description =
            "how many kill -9 of a server, every fifth of the one that reads the log"
                + " (${DEFAULT-VALUE})",
        defaultValue = "200")
    int kills;

    @Option(
        names = "--restarts",
        description = "how many restarts of PostgreSQL, every other one a crash (${DEFAULT-VALUE})",
        defaultValue = "40")
    int restarts;

    @Option(
        names = "--pauses",
        description = "how many servers paused for 10 s (${DEFAULT-VALUE})",
        defaultValue = "20")
    int pauses;

    @Override
    public Integer call() throws IOException {
      List<Trouble> troubles = new ArrayList<>();
      for (int i = 0; i < kills; i++) {
        troubles.add(
            switch (i % 10) {
              case 0 -> Trouble.KILL_WHILE_STARTING;
              case 1, 2 -> Trouble.KILL_THE_READER;
              default -> Trouble.KILL;
            });
      }
      for (int i = 0; i < restarts; i++) {
        troubles.add(i % 2 == 0 ? Trouble.DATABASE_CRASH : Trouble.DATABASE_RESTART);
      }
      troubles.addAll(Collections.nCopies(pauses, Trouble.PAUSE));
      Collections.shuffle(troubles, new Random(common.seed));
      Path folder = common.folder();
      try (PostgresHouse house = new PostgresHouse(folder, ServerImage.quick(folder), nodes)) {
        return report(spec, folder, common, house, troubles);
      }
    }
  }

  @Command(
      name = "failover",
      description = {
        "Two servers on a PostgreSQL with a synchronous standby: the primary ends, by kill -9 or by",
        "answering no more, and the standby is promoted; then another one is made."
      },
      mixinStandardHelpOptions = true)
  static final class Failover implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();
    @CommandLine.Mixin Common common = new Common();

    @Option(
        names = "--kills",
        description = "how many kill -9 of the primary (${DEFAULT-VALUE})",
        defaultValue = "20")
    int kills;

    @Option(
        names = "--freezes",
        description =
            "how many primaries that answer no more and keep their connections (${DEFAULT-VALUE})",
        defaultValue = "5")
    int freezes;

    @Override
    public Integer call() throws IOException {
      List<Trouble> troubles = new ArrayList<>();
      troubles.addAll(Collections.nCopies(kills, Trouble.PRIMARY_KILLED));
      troubles.addAll(Collections.nCopies(freezes, Trouble.PRIMARY_FROZEN));
      Collections.shuffle(troubles, new Random(common.seed));
      Path folder = common.folder();
      try (FailoverHouse house = new FailoverHouse(folder, ServerImage.quick(folder))) {
        int code = report(spec, folder, common, house, troubles);
        if (code != 0) {
          say(spec, "PostgreSQL's data: " + house.keep());
        }
        return code;
      }
    }
  }

  @Command(
      name = "replies",
      description = {
        "Automatic replies of one server on its own files: kill -9 while customers write to a shop",
        "that answers by itself; then each must have been told once what was due."
      },
      mixinStandardHelpOptions = true)
  static final class Replies implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Spec CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--seed",
        description = "what is random follows from it (${DEFAULT-VALUE})",
        defaultValue = "1")
    long seed;

    @Option(
        names = "--rate",
        description = "new customers a second, up to 9 900 in all (${DEFAULT-VALUE})",
        defaultValue = "5")
    int rate;

    @Option(
        names = "--kills",
        description =
            "how many kill -9: at random moments, within a write or a sync, while it starts"
                + " (${DEFAULT-VALUE})",
        defaultValue = "200")
    int kills;

    @Option(
        names = "--folder",
        description = "where data and logs are kept (a new temporary folder)")
    Path folder = Path.of("");

    @Override
    public Integer call() throws IOException {
      List<Trouble> troubles = killings(kills);
      Collections.shuffle(troubles, new Random(seed));
      Path own = Common.made(folder);
      say(spec, "seed %d, folder %s".formatted(seed, own));
      Instant began = Instant.now();
      try (SqliteHouse house = new SqliteHouse(own, ServerImage.quick(own))) {
        ReplyTrial.Result result =
            new ReplyTrial(house, seed, rate, line -> say(spec, since(began) + line))
                .run(troubles, PATIENCE, null);
        say(spec, "");
        result.suffered().forEach((trouble, times) -> row(spec, trouble.text, times));
        row(spec, "customers", result.customers());
        row(spec, "messages they wrote", result.written());
        row(spec, "automatic messages that the platform has for them", result.received());
        row(spec, "seconds", result.took().toSeconds());
        for (ReplyFlaw.Kind kind : ReplyFlaw.Kind.values()) {
          row(spec, kind.text, result.count(kind));
        }
        return judged(spec, house.times(), result.times(), result.flaws());
      }
    }
  }

  @Command(
      name = "webhooks",
      description = {
        "Webhooks of several servers on one PostgreSQL, to an address that fails 30 % at random:",
        "kill -9 while events are sent; then it must have each, in order for each customer, under",
        "one id, and be sent nothing when it has said that it is gone."
      },
      mixinStandardHelpOptions = true)
  static final class Webhooks implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();
    @CommandLine.Mixin Sent sent = new Sent();

    @Override
    public Integer call() throws IOException {
      Path folder = Common.made(sent.folder);
      say(spec, "seed %d, folder %s".formatted(sent.seed, folder));
      Instant began = Instant.now();
      try (PostgresHouse house =
          new PostgresHouse(
              folder, ServerImage.quick(folder), 2, "  webhooks: {allow: [127.0.0.1]}\n")) {
        WebhookTrial.Result result =
            new WebhookTrial(house, folder, sent.load(), line -> say(spec, since(began) + line))
                .run(sent.troubles(), sent.events, false);
        say(spec, "");
        result.suffered().forEach((trouble, times) -> row(spec, trouble.text, times));
        row(spec, "events that arrived", result.events());
        row(spec, "calls", result.calls());
        row(spec, "events that came again", result.again());
        return sent.report(spec, result.took(), result.times(), result.flaws(), house);
      }
    }
  }

  @Command(
      name = "kafka",
      description = {
        "The topic of several servers on one PostgreSQL: kill -9 of servers and of the broker while",
        "customers write; then the topic must have each event, in order for each customer."
      },
      mixinStandardHelpOptions = true)
  static final class Kafka implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();
    @CommandLine.Mixin Sent sent = new Sent();

    @Option(
        names = "--outages",
        description = "how many kill -9 of the broker (${DEFAULT-VALUE})",
        defaultValue = "10")
    int outages;

    @Override
    public Integer call() throws IOException {
      Path folder = Common.made(sent.folder);
      say(spec, "seed %d, folder %s".formatted(sent.seed, folder));
      Instant began = Instant.now();
      try (Broker broker = new Broker(folder.resolve("broker"));
          PostgresHouse house =
              new PostgresHouse(
                  folder, ServerImage.quick(folder), 2, KafkaTrial.settings(broker))) {
        KafkaTrial.Result result =
            new KafkaTrial(
                    house, broker, folder, sent.load(), line -> say(spec, since(began) + line))
                .run(sent.troubles(), outages, sent.events);
        say(spec, "");
        result.suffered().forEach((trouble, times) -> row(spec, trouble.text, times));
        row(spec, "kill -9 of the broker", outages);
        row(spec, "events in the topic", result.events());
        row(spec, "events that came again", result.again());
        row(spec, "most events that waited", result.mostLag());
        return sent.report(spec, result.took(), result.times(), result.flaws(), house);
      }
    }
  }

  /** What the proofs of what is sent to others take. */
  static final class Sent {
    @Option(
        names = "--seed",
        description = "what is random follows from it (${DEFAULT-VALUE})",
        defaultValue = "1")
    long seed;

    @Option(
        names = "--rate",
        description = "new messages a second (${DEFAULT-VALUE})",
        defaultValue = "60")
    int rate;

    @Option(
        names = "--events",
        description = "how many at least (${DEFAULT-VALUE})",
        defaultValue = "10000")
    int events;

    @Option(
        names = "--kills",
        description =
            "how many kill -9 of a server, every other one of the one that sends"
                + " (${DEFAULT-VALUE})",
        defaultValue = "10")
    int kills;

    @Option(
        names = "--folder",
        description = "where data and logs are kept (a new temporary folder)")
    Path folder = Path.of("");

    Trial.Load load() {
      return new Trial.Load(seed, 100, rate);
    }

    List<Trouble> troubles() {
      List<Trouble> troubles = new ArrayList<>();
      for (int i = 0; i < kills; i++) {
        troubles.add(i % 2 == 0 ? Trouble.KILL_THE_READER : Trouble.KILL);
      }
      return troubles;
    }

    int report(
        CommandSpec spec,
        Duration took,
        List<String> times,
        List<SentFlaw> flaws,
        PostgresHouse house) {
      row(spec, "seconds", took.toSeconds());
      for (SentFlaw.Kind kind : SentFlaw.Kind.values()) {
        row(spec, kind.text, flaws.stream().filter(flaw -> flaw.kind() == kind).count());
      }
      return judged(spec, house.times(), times, flaws);
    }
  }

  @Command(
      name = "control",
      description = {
        "The negative controls: a plain writer with synchronous=NORMAL beside one with FULL,",
        "and the server on a disk that says synced and does not sync.",
        "Exit code 0 when NORMAL and the lying disk were seen to lose, and FULL was not."
      },
      mixinStandardHelpOptions = true)
  static final class Control implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();
    @CommandLine.Mixin Common common = new Common();

    @Option(
        names = "--power-cuts",
        description = "how many for each of NORMAL and FULL (${DEFAULT-VALUE})",
        defaultValue = "6")
    int powerCuts;

    @Override
    public Integer call() throws Exception {
      Path folder = common.folder();
      PlainWriter.Loss full = cut(folder, "FULL");
      PlainWriter.Loss normal = cut(folder, "NORMAL");
      boolean seen;
      try (SqliteHouse house = new SqliteHouse(folder, ServerImage.quick(folder))) {
        seen = report(spec, folder, common, house, List.of(Trouble.LYING_DISK)) == 1;
      }
      say(spec, "synchronous=FULL: " + full + ", synchronous=NORMAL: " + normal);
      return full.lost() == 0 && normal.lost() > 0 && seen ? 0 : 1;
    }

    private PlainWriter.Loss cut(Path folder, String synchronous) throws Exception {
      Random random = new Random(common.seed);
      int acknowledged = 0;
      int lost = 0;
      for (int i = 1; i <= powerCuts; i++) {
        Path own = Files.createDirectories(folder.resolve("plain-" + synchronous + "-" + i));
        PlainWriter.Loss loss = PlainWriter.cut(own, synchronous, random);
        say(spec, "synchronous=%s, cut %d: %s".formatted(synchronous, i, loss));
        acknowledged += loss.acknowledged();
        lost += loss.lost();
      }
      return new PlainWriter.Loss(acknowledged, lost);
    }
  }

  /** Of one server on its own files. */
  private static List<Trouble> killings(int kills) {
    List<Trouble> troubles = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      troubles.add(
          switch (i % 10) {
            case 0 -> Trouble.KILL_WHILE_STARTING;
            case 1, 2, 3, 4 -> Trouble.KILL_WITHIN_A_CALL;
            default -> Trouble.KILL;
          });
    }
    return troubles;
  }

  private static String since(Instant began) {
    return "%5d s  ".formatted(Duration.between(began, Instant.now()).toSeconds());
  }

  private static int report(
      CommandSpec spec, Path folder, Common common, House house, List<Trouble> troubles)
      throws IOException {
    say(spec, "seed %d, folder %s".formatted(common.seed, folder));
    Instant began = Instant.now();
    Trial.Result result =
        new Trial(house, folder, common.load(), line -> say(spec, since(began) + line))
            .run(troubles, true);
    say(spec, "");
    result.suffered().forEach((trouble, times) -> row(spec, trouble.text, times));
    row(spec, "messages written", result.messages());
    row(spec, "pushes, with retries and duplicates", result.pushes());
    row(spec, "messages acknowledged", result.acknowledged());
    row(spec, "entries in the log", result.inTheLog());
    row(spec, "seconds", result.took().toSeconds());
    for (Violation.Kind kind : Violation.Kind.values()) {
      row(spec, kind.text, result.count(kind));
    }
    result.times().forEach(line -> say(spec, line));
    result.violations().stream().limit(20).forEach(violation -> say(spec, violation.toString()));
    return result.violations().isEmpty() ? 0 : 1;
  }

  /** What a proof of answers or events ends with; the exit code. */
  private static int judged(CommandSpec spec, Times starts, List<String> times, List<?> flaws) {
    times.forEach(line -> say(spec, line));
    starts.violations().forEach(late -> say(spec, late.toString()));
    flaws.stream().limit(20).forEach(flaw -> say(spec, flaw.toString()));
    return flaws.isEmpty() && starts.violations().isEmpty() ? 0 : 1;
  }

  private static void row(CommandSpec spec, String name, long value) {
    say(spec, "| %-60s | %9d |".formatted(name, value));
  }

  private static void say(CommandSpec spec, String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
