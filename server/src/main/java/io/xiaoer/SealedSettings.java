package io.xiaoer;

import io.xiaoer.secret.Seal;
import io.xiaoer.secret.SealKey;
import io.xiaoer.secret.SealedText;
import io.xiaoer.settings.BadSettings.Problem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Opens what is sealed in the configuration, wherever it stands: in the file, in the environment,
 * in a secret's own file. Each source is replaced by one with the same names and the opened values,
 * at the same place, so that what wins over what stays as it was.
 */
final class SealedSettings {
  private static final String KEY = "xiaoer.secret-key";
  private static final String KEY_FILE = "xiaoer.secret-key-file";
  private static final String DATA_DIR = "xiaoer.data-dir";
  private static final Path DATA_DIR_DEFAULT = Path.of("./data");
  private static final Set<String> THE_KEY = Set.of(KEY, KEY_FILE, "XIAOER_SECRET_KEY");

  private SealedSettings() {}

  static void open(ConfigurableEnvironment environment, List<Problem> problems) {
    Opener opener = new Opener(environment, problems);
    for (PropertySource<?> source :
        List.copyOf(environment.getPropertySources().stream().toList())) {
      if (source instanceof EnumerablePropertySource<?> named) {
        Map<String, String> opened = opener.open(named);
        if (!opened.isEmpty()) {
          environment
              .getPropertySources()
              .replace(source.getName(), PropertySourceCopy.with(named, opened));
        }
      }
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
          open(name, text).ifPresent(clear -> opened.put(name, OutsideValues.escaped(clear)));
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
}
