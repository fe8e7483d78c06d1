package io.xiaoer;

import io.xiaoer.settings.BadSettings.Problem;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * Takes values as they are written. YAML reads {@code 0123456} as the number 42798, {@code 190:20}
 * as 11420 and {@code yes} as true; as a token or an id they would be others than the operator
 * wrote. So whatever YAML did not take for a text is read from the file a second time, by its
 * place.
 */
final class YamlAsWritten {
  private static final String OURS = "xiaoer.";

  private YamlAsWritten() {}

  static void apply(ConfigurableEnvironment environment, List<Problem> problems) {
    Map<Resource, Map<Place, String>> texts = new HashMap<>();
    for (PropertySource<?> source :
        List.copyOf(environment.getPropertySources().stream().toList())) {
      if (source instanceof OriginTrackedMapPropertySource tracked) {
        Map<String, String> written = written(tracked, texts, problems);
        if (!written.isEmpty()) {
          environment
              .getPropertySources()
              .replace(tracked.getName(), PropertySourceCopy.with(tracked, written));
        }
      }
    }
  }

  private record Place(int line, int column) {}

  private static Map<String, String> written(
      OriginTrackedMapPropertySource source,
      Map<Resource, Map<Place, String>> texts,
      List<Problem> problems) {
    Map<String, String> written = new LinkedHashMap<>();
    for (String name : source.getPropertyNames()) {
      if (name.toLowerCase(Locale.ROOT).startsWith(OURS)
          && source.getSource().get(name) instanceof OriginTrackedValue tracked
          && !(tracked.getValue() instanceof CharSequence)
          && tracked.getOrigin() instanceof TextResourceOrigin origin) {
        Resource file = origin.getResource();
        TextResourceOrigin.Location at = origin.getLocation();
        String text =
            file == null || at == null
                ? null
                : texts
                    .computeIfAbsent(file, YamlAsWritten::scalars)
                    .get(new Place(at.getLine(), at.getColumn()));
        if (text == null) {
          problems.add(
              new Problem(name, "YAML takes this for a number or a truth value; put it in quotes"));
        } else {
          written.put(name, text);
        }
      }
    }
    return written;
  }

  /** Empty when it cannot be read a second time, as a pipe cannot. */
  private static Map<Place, String> scalars(Resource file) {
    Map<Place, String> scalars = new HashMap<>();
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    try (UnicodeReader reader = new UnicodeReader(file.getInputStream())) {
      for (Node document : new Yaml(options).composeAll(reader)) {
        collect(document, scalars);
      }
    } catch (IOException | YAMLException e) {
      return Map.of();
    }
    return scalars;
  }

  private static void collect(Node node, Map<Place, String> scalars) {
    switch (node) {
      case ScalarNode scalar ->
          scalars.put(
              new Place(scalar.getStartMark().getLine(), scalar.getStartMark().getColumn()),
              scalar.getValue());
      case SequenceNode list -> list.getValue().forEach(item -> collect(item, scalars));
      case MappingNode map -> {
        for (NodeTuple entry : map.getValue()) {
          collect(entry.getValueNode(), scalars);
        }
      }
      default -> {} // there are no other nodes after composing
    }
  }
}
