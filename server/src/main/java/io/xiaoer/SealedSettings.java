package io.xiaoer;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Opens what is sealed in the configuration, wherever it stands: in the file, in the environment,
 * in a secret's own file. Each source is replaced by one with the same names and the opened values,
 * at the same place, so that what wins over what stays as it was.
 */
public final class SealedSettings implements EnvironmentPostProcessor, Ordered {
  private static final String KEY = "xiaoer.secret-key";
  private static final String KEY_FILE = "xiaoer.secret-key-file";
  private static final String DATA_DIR = "xiaoer.data-dir";
  private static final Path DATA_DIR_DEFAULT = Path.of("./data");
  private static final Set<String> THE_KEY = Set.of(KEY, KEY_FILE, "XIAOER_SECRET_KEY");

  @Override
  public int getOrder() {
    return ConfigDataEnvironmentPostProcessor.ORDER + 1; // the files have been read
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    List<Problem> problems = new ArrayList<>();
    Opener opener = new Opener(environment, problems);
    for (PropertySource<?> source :
        List.copyOf(environment.getPropertySources().stream().toList())) {
      if (source instanceof EnumerablePropertySource<?> named) {
        Map<String, String> opened = opener.open(named);
        if (!opened.isEmpty()) {
          environment.getPropertySources().replace(source.getName(), with(named, opened));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
  }

  /** The installation's key as configured in {@code environment}; makes none. */
  static Optional<Seal> key(Environment environment) {
    return SealKey.find(
        environment.getProperty(KEY), path(environment.getProperty(KEY_FILE)), folder(environment));
  }

  static Path folder(Environment environment) {
    Path written = path(environment.getProperty(DATA_DIR));
    return written == null ? DATA_DIR_DEFAULT : written;
  }

  private static @Nullable Path path(@Nullable String written) {
    return written == null || written.isBlank() ? null : Path.of(written);
  }

  private static final class Opener {
    private final Environment environment;
    private final List<Problem> problems;
    private Optional<Seal> seal = Optional.empty();
    private boolean looked;

    Opener(Environment environment, List<Problem> problems) {
      this.environment = environment;
      this.problems = problems;
    }

    /** The clear values by name; only of those that were sealed. */
    Map<String, String> open(EnumerablePropertySource<?> source) {
      Map<String, String> opened = new LinkedHashMap<>();
      for (String name : source.getPropertyNames()) {
        if (source.getProperty(name) instanceof CharSequence text && SealedText.isSealed(text)) {
          open(name, text).ifPresent(clear -> opened.put(name, clear));
        }
      }
      return opened;
    }

    private Optional<String> open(String name, CharSequence text) {
      if (THE_KEY.contains(name)) {
        problems.add(new Problem(name, "cannot itself be sealed (write the key, or its file)"));
        return Optional.empty();
      }
      Optional<Seal> key = seal();
      if (key.isEmpty()) {
        problems.add(
            new Problem(
                name,
                "sealed, and there is no key to open it with (give xiaoer.secret-key or"
                    + " secret-key-file, or bring secret.key back into "
                    + folder(environment)
                    + ")"));
        return Optional.empty();
      }
      Optional<String> clear = SealedText.open(key.get(), text);
      if (clear.isEmpty()) {
        problems.add(
            new Problem(
                name,
                "sealed with another key than this installation's, or altered (seal the value"
                    + " again: ./xiaoer seal)"));
      }
      return clear;
    }

    private Optional<Seal> seal() {
      if (!looked) {
        seal = key(environment);
        looked = true;
      }
      return seal;
    }
  }

  private static PropertySource<?> with(
      EnumerablePropertySource<?> source, Map<String, String> opened) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : source.getPropertyNames()) {
      Object raw =
          source.getSource() instanceof Map<?, ?> map ? map.get(name) : source.getProperty(name);
      String clear = opened.get(name);
      if (clear != null) {
        values.put(
            name,
            raw instanceof OriginTrackedValue tracked
                ? OriginTrackedValue.of(clear, tracked.getOrigin())
                : clear);
      } else if (raw != null) {
        values.put(name, raw);
      }
    }
    return switch (source) {
      case OriginTrackedMapPropertySource tracked ->
          new OriginTrackedMapPropertySource(tracked.getName(), values, tracked.isImmutable());
      case SystemEnvironmentPropertySource system ->
          new SystemEnvironmentPropertySource(system.getName(), values);
      default -> new MapPropertySource(source.getName(), values);
    };
  }
}
