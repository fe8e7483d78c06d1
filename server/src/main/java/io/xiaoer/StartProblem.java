package io.xiaoer;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.store.DataFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.web.server.PortInUseException;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Why the server did not start, in lines an operator can act on: file, key, mend. */
final class StartProblem {
  private StartProblem() {}

  /** Empty when the reason is none that the operator could mend in the configuration. */
  static List<String> lines(Throwable thrown, Path file) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      List<String> lines =
          switch (cause) {
            case BadSettings bad ->
                bad.problems().stream().map(problem -> file + ": " + problem).toList();
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

  private static String place(@Nullable Origin origin, Path file) {
    if (origin instanceof TextResourceOrigin text) {
      TextResourceOrigin.Location location = text.getLocation();
      return location == null ? file.toString() : file + ":" + (location.getLine() + 1);
    }
    return file.toString();
  }

  private static String at(MarkedYAMLException yaml) {
    var mark = yaml.getProblemMark();
    return mark == null ? "" : " in line " + (mark.getLine() + 1);
  }

  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
