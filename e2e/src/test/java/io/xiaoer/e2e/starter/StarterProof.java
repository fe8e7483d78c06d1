package io.xiaoer.e2e.starter;

import io.xiaoer.e2e.MariaDbServer;
import io.xiaoer.e2e.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The long form of the proof of the starter; see docs/starter.md. */
@Command(
    name = "starter",
    description = {
      "The sample on the starter, two instances on one database: kill -9 while customers write;",
      "then each message must have been handled once, in order for each customer."
    },
    mixinStandardHelpOptions = true)
public final class StarterProof implements Callable<Integer> {
  /** In which database. */
  enum Engine {
    POSTGRES,
    MARIADB
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--engine",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})",
      defaultValue = "POSTGRES")
  Engine engine = Engine.POSTGRES;

  @Option(
      names = "--seed",
      description = "what is random follows from it (${DEFAULT-VALUE})",
      defaultValue = "1")
  long seed;

  @Option(
      names = "--pushes",
      description = "at least how many, duplicates included (${DEFAULT-VALUE})",
      defaultValue = "100000")
  int pushes;

  @Option(
      names = "--kills",
      description = "how many kill -9, every fifth of both instances (${DEFAULT-VALUE})",
      defaultValue = "40")
  int kills;

  @Option(
      names = "--customers",
      description = "who write at once (${DEFAULT-VALUE})",
      defaultValue = "100")
  int customers;

  @Option(names = "--folder", description = "where logs are kept (a new temporary folder)")
  Path folder = Path.of("");

  @Override
  public Integer call() throws Exception {
    Path own =
        folder.toString().isEmpty()
            ? Files.createTempDirectory("xiaoer-starter-proof")
            : Files.createDirectories(folder.toAbsolutePath());
    say("seed %d, folder %s".formatted(seed, own));
    return switch (engine) {
      case POSTGRES -> {
        try (PostgresServer server = PostgresServer.start()) {
          yield report(own, server.url());
        }
      }
      case MARIADB -> {
        try (MariaDbServer server = MariaDbServer.start()) {
          yield report(own, server.url());
        }
      }
    };
  }

  private int report(Path own, String url) throws Exception {
    StarterTrial.Load load = new StarterTrial.Load(seed, customers, pushes, kills);
    StarterTrial.Result result = new StarterTrial(own, url, 2, load, this::say).run();
    row("kill -9 of an instance", result.kills());
    row("pushes, with retries and duplicates", result.pushes());
    row("messages written and acknowledged", result.messages());
    row("tickets of the sample's handler", result.tickets());
    row("seconds", result.took().toSeconds());
    row("handled more than once, not at all, or out of order", result.flaws().size());
    result.flaws().stream().limit(20).forEach(this::say);
    return result.flaws().isEmpty() ? 0 : 1;
  }

  private void row(String name, long value) {
    say("| %-60s | %9d |".formatted(name, value));
  }

  private void say(String line) {
    CommandLine program = spec.commandLine();
    program.getOut().println(line);
    program.getOut().flush();
  }
}
