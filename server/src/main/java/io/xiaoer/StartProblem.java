package io.xiaoer;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.store.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginProvider;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Why the server did not start, in lines an operator can act on: file, key, mend. */
final class StartProblem {
  private StartProblem() {}

  /** Empty when the reason is none that the operator could mend in the configuration. */
  static List<String> lines(Throwable thrown, Path file) {
    return lines(thrown, file, null);
  }

  /** With the line of each key that stands in {@code read}. */
  static List<String> lines(Throwable thrown, Path file, @Nullable ConfigurableEnvironment read) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      List<String> lines =
          switch (cause) {
            case BadSettings bad ->
                bad.problems().stream()
                    .map(problem -> place(problem.key(), file, read) + ": " + problem)
                    .toList();
            case DataFolder.Unusable unusable -> List.of(file + ": " + unusable.getMessage());
            case PortInUseException used ->
                List.of(
                    "%s: server.port: %s is in use; stop what listens there or choose --port N"
                        .formatted(file, used.getPort()));
            case UnboundConfigurationPropertiesException unbound -> unknownKeys(unbound, file);
            case BindException bind -> List.of(bind(bind, file));
            case MarkedYAMLException yaml ->
                List.of(file + ": not YAML: " + oneLine(yaml.getProblem()) + at(yaml));
            default -> List.of();
          };
      if (!lines.isEmpty()) {
        return lines;
      }
    }
    return List.of();
  }

  private static List<String> unknownKeys(
      UnboundConfigurationPropertiesException unbound, Path file) {
    List<String> lines = new ArrayList<>();
    for (ConfigurationProperty property : unbound.getUnboundProperties()) {
      lines.add(
          "%s: %s: unknown key (docs/xiaoer.example.yaml lists them all)"
              .formatted(place(property.getOrigin(), file), property.getName()));
    }
    return lines;
  }

  private static String bind(BindException bind, Path file) {
    ConfigurationProperty property = bind.getProperty();
    if (bind.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
      return String.join("; ", unknownKeys(unbound, file));
    }
    return "%s: %s: not a %s"
        .formatted(
            place(property == null ? null : property.getOrigin(), file),
            bind.getName(),
            String.valueOf(bind.getTarget().getType()).replaceFirst("^.*\\.", ""));
  }

  private static String place(String key, Path file, @Nullable ConfigurableEnvironment read) {
    if (read == null || !ConfigurationPropertyName.isValid(key)) {
      return file.toString();
    }
    ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
    for (ConfigurationPropertySource source :
        ConfigurationPropertySources.from(read.getPropertySources())) {
      ConfigurationProperty property = source.getConfigurationProperty(name);
      if (property != null) {
        return place(property.getOrigin(), file);
      }
    }
    return file.toString();
  }

  private static String place(@Nullable Origin origin, Path file) {
    Origin written = origin instanceof OriginProvider within ? within.getOrigin() : origin;
    return switch (written) {
      case TextResourceOrigin text when text.getLocation() != null ->
          file(text.getResource(), file) + ":" + (text.getLocation().getLine() + 1);
      case SystemEnvironmentOrigin environment -> "environment " + environment.getProperty();
      case null, default -> file.toString();
    };
  }

  /** The one that was named, or another one that it imports. */
  private static String file(@Nullable Resource resource, Path named) {
    try {
      return resource == null
              || !resource.isFile()
              || Files.isSameFile(resource.getFile().toPath(), named)
          ? named.toString()
          : resource.getFile().toString();
    } catch (IOException e) {
      return named.toString();
    }
  }

  private static String at(MarkedYAMLException yaml) {
    var mark = yaml.getProblemMark();
    return mark == null ? "" : " in line " + (mark.getLine() + 1);
  }

  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
