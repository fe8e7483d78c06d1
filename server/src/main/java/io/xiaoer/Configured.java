package io.xiaoer;

import io.xiaoer.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Option;

/** The configuration for a command that does not serve: what {@code serve} would read. */
final class Configured {
  @Option(names = "--config", paramLabel = "FILE", description = "the configuration (YAML)")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "the data folder (./data)")
  private @Nullable Path data;

  /** Why the file that is named cannot be read. */
  Optional<String> problem() {
    return Optional.ofNullable(file()).flatMap(file -> new ConfigFile(file).problem());
  }

  /** For a message about it. */
  Path shownFile() {
    Path file = file();
    return file == null ? ConfigFile.DEFAULT : file;
  }

  /** Without starting anything, and without a word in the log. */
  StandardEnvironment environment() {
    LoggingSystem.get(Configured.class.getClassLoader()).beforeInitialize();
    StandardEnvironment environment = new StandardEnvironment();
    Map<String, Object> options = new LinkedHashMap<>();
    Path file = file();
    if (file != null) {
      options.put("spring.config.additional-location", new ConfigFile(file).location());
    }
    Path chosenData = data;
    if (chosenData != null) {
      options.put("xiaoer.data-dir", OutsideValues.escaped(chosenData.toString()));
    }
    environment.getPropertySources().addFirst(new MapPropertySource("options", options));
    ConfigDataEnvironmentPostProcessor.applyTo(environment);
    ConfigurationPropertySources.attach(environment);
    return environment;
  }

  /** With what is sealed in it opened. */
  Settings settings() {
    StandardEnvironment environment = environment();
    ReadSettings.apply(environment);
    return Binder.get(environment).bindOrCreate("xiaoer", Settings.class);
  }

  private @Nullable Path file() {
    Path file = config;
    return file == null && Files.exists(ConfigFile.DEFAULT) ? ConfigFile.DEFAULT : file;
  }
}
