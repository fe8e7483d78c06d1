package io.xiaoer.bench.load;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The load driver's command line: {@code bench/load --help}. */
@Command(
    name = "bench/load",
    mixinStandardHelpOptions = true,
    description =
        "Measures receiving, sending, finding, assigning, reports, other systems. Linux only; every server runs on the loopback address.",
    subcommands = {
      PushesCommand.class,
      FullLogCommand.class,
      BacklogCommand.class,
      LiveCommand.class,
      SendCommand.class,
      RushCommand.class,
      PatternsCommand.class,
      SearchCommand.class,
      AssignCommand.class,
      RoundsCommand.class,
      RetentionCommand.class,
      WebhooksCommand.class,
      KafkaCommand.class,
      StartUpCommand.class,
      ReportCommand.class
    })
public final class Load {
  private Load() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Load()).execute(arguments));
  }
}
