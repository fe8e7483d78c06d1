package io.xiaoer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./xiaoer serve}: the options, and the one line an operator gets when something is wrong.
 */
@Command(
    name = "xiaoer serve",
    mixinStandardHelpOptions = true,
    versionProvider = ServeCommand.Versions.class,
    description = "Starts the server: the push URL, the desk and the API.",
    footer = {
      "",
      "Without --config the file xiaoer.yaml of the working folder is read. Where",
      "there is none, the defaults count, and the first administrator and shop are",
      "set up in the browser, by the link that is printed at the end of the start.",
      "Every value can also be given by the environment, as XIAOER_SHOPS_0_TOKEN.",
      "Exit codes: 1 broken off, 2 refused, and nothing was changed."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int STARTED = 0;
  private static final int BROKEN = 1;
  private static final int BAD_CONFIGURATION = 2;
  private static final int PORT_MAX = 65_535;

  /** In messages, in place of the file. */
  private static final Path NO_FILE = Path.of("without a configuration");

  @Option(names = "--config", paramLabel = "FILE", description = "the configuration (YAML)")
  private @Nullable Path config;

  @Option(names = "--port", paramLabel = "N", description = "the HTTP port (8080)")
  private @Nullable Integer port;

  @Option(names = "--data", paramLabel = "DIR", description = "the data folder (./data)")
  private @Nullable Path data;

  static final class Versions implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"xiaoer " + RunningVersion.read().text()};
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new ServeCommand())
        .setParameterExceptionHandler((wrong, _) ->
            refuse(wrong.getMessage() + " (./xiaoer serve --help lists the options)"));
  }

  @Override
  public Integer call() {
    Path file = config;
    if (file == null && Files.exists(ConfigFile.DEFAULT)) {
      file = ConfigFile.DEFAULT;
    }
    Optional<String> unreadable =
        Optional.ofNullable(file).flatMap(one -> new ConfigFile(one).problem());
    if (unreadable.isPresent()) {
      return refuse(unreadable.get());
    }
    Integer chosen = port;
    if (chosen != null && (chosen < 0 || chosen > PORT_MAX)) {
      return refuse("--port: " + chosen + " (expected: 0 to 65535)");
    }
    Seen seen = new Seen();
    try {
      start(file, seen);
      return STARTED;
    } catch (RuntimeException e) {
      List<String> lines = StartProblem.lines(e, file == null ? NO_FILE : file, seen.environment);
      if (lines.isEmpty()) {
        return BROKEN; // Spring Boot has told the log what it knows
      }
      lines.forEach(ServeCommand::refuse);
      return BAD_CONFIGURATION;
    }
  }

  /** The configuration as it was read, for the places of what is wrong in it. */
  private static final class Seen
      implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    private @Nullable ConfigurableEnvironment environment;

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
      environment = event.getEnvironment();
    }

    @Override
    public int getOrder() {
      return HIGHEST_PRECEDENCE; // before those who may refuse it
    }
  }

  private void start(@Nullable Path file, Seen seen) {
    FatalErrors.install();
    SpringApplication application = new SpringApplication(XiaoerApplication.class);
    application.addListeners(seen);
    application.setBannerMode(Banner.Mode.OFF);
    Map<String, Object> options = new LinkedHashMap<>();
    if (file != null) {
      options.put("spring.config.additional-location", new ConfigFile(file).location());
    }
    Integer chosenPort = port;
    if (chosenPort != null) {
      options.put("server.port", chosenPort);
    }
    Path chosenData = data;
    if (chosenData != null) {
      options.put("xiaoer.data-dir", OutsideValues.escaped(chosenData.toString()));
    }
    // As command-line arguments, so that they win over the file.
    application.run(
        options.entrySet().stream()
            .map(option -> "--" + option.getKey() + "=" + option.getValue())
            .toArray(String[]::new));
  }

  private static int refuse(String line) {
    System.err.println("xiaoer: " + line);
    return BAD_CONFIGURATION;
  }
}
