package io.xiaoer.simulator;

import io.xiaoer.simulator.config.Configuration;
import io.xiaoer.simulator.config.ConfigurationFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The simulator as a program of its own. */
@Command(
    name = "xiaoer simulate",
    mixinStandardHelpOptions = true,
    versionProvider = SimulatorApplication.Version.class,
    sortOptions = false,
    description =
        "The platform's side: pushes customers' messages to a desk, takes its answers, and shows"
            + " the customers' phones.")
public final class SimulatorApplication implements Callable<Integer> {
  private static final int WRONG_USAGE = 2;
  private static final int FAILED = 1;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Shops and settings; without it one demonstration shop.")
  private @Nullable Path config;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on (default: the file's, or 8090; 0: a free one).")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--time-scale",
      paramLabel = "N",
      description = "Tries failed pushes again N times faster; 600: an hour in six seconds.")
  private @Nullable Double timeScale;

  @Option(names = "--demo", description = "Once the desk answers, a few customers begin to write.")
  private boolean demo;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "Plays a scenario from the start; its seed makes the run repeatable.")
  private @Nullable Path scenario;

  public static void main(String[] arguments) {
    // Quiet unless somebody asks otherwise with the same property.
    if (System.getProperty("org.slf4j.simpleLogger.defaultLogLevel") == null) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    }
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new SimulatorApplication())
        .setParameterExceptionHandler((exception, arguments) -> {
          CommandLine line = exception.getCommandLine();
          line.getErr().println(firstLine(exception.getMessage()) + " (see --help)");
          return WRONG_USAGE;
        });
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "wrong usage" : message.lines().findFirst().orElse("wrong usage");
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = commandLineOf().getErr();
    Configuration configuration = Configuration.demonstration();
    if (config != null) {
      switch (ConfigurationFile.read(config)) {
        case ConfigurationFile.Read.Wrong(String line) -> {
          err.println(line);
          return WRONG_USAGE;
        }
        case ConfigurationFile.Read.Good(Configuration read) -> configuration = read;
      }
    }
    Optional<Scenario> play = Optional.empty();
    if (scenario != null) {
      switch (Scenario.read(scenario)) {
        case Scenario.Read.Wrong(String line) -> {
          err.println(line);
          return WRONG_USAGE;
        }
        case Scenario.Read.Good(Scenario read) -> play = Optional.of(read);
      }
    }
    int chosenPort = port == null ? configuration.port() : port;
    if (chosenPort < 0 || chosenPort > 65_535) {
      err.println("--port: " + chosenPort + " (expected: 0 to 65535)");
      return WRONG_USAGE;
    }
    double scale = timeScale == null ? configuration.timeScale() : timeScale;
    if (!(scale > 0) || Double.isInfinite(scale)) {
      err.println("--time-scale: " + scale + " (expected: a number above 0)");
      return WRONG_USAGE;
    }
    Settings settings =
        Settings.standard()
            .withHost(host)
            .withPort(chosenPort)
            .withTimeScale(scale)
            .withSeed(play.map(Scenario::seed).orElseGet(System::nanoTime))
            .withShops(configuration.shops());
    return switch (Platform.tryStart(settings)) {
      case Platform.Started.PortTaken(String taken, int number) -> {
        err.println(
            "--port: " + number + " on " + taken + " is taken (expected: a free one, or 0)");
        yield FAILED;
      }
      case Platform.Started.Running(Platform platform) -> {
        play.ifPresent(read -> read.playOn(platform));
        run(platform);
        yield 0;
      }
    };
  }

  private void run(Platform platform) throws InterruptedException {
    PrintWriter out = commandLineOf().getOut();
    out.println("Customers' phones  " + platform.baseUrl() + "/");
    out.println("Deliveries         " + platform.baseUrl() + "/deliveries");
    out.println("Platform API       " + platform.baseUrl());
    out.flush();
    if (demo) {
      new Demonstration(platform).begin();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "simulator-stop"));
    new CountDownLatch(1).await(); // Until Ctrl-C.
  }

  private CommandLine commandLineOf() {
    if (spec == null) {
      throw new IllegalStateException("run through commandLine()");
    }
    return spec.commandLine();
  }

  /** The version from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SimulatorApplication.class.getPackage().getImplementationVersion();
      return new String[] {"xiaoer-simulator " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
