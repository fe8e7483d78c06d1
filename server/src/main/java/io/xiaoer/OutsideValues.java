package io.xiaoer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Values that come from outside the file are taken as they are. A secret from the environment or
 * from a secret's own file may hold <code>${</code>, and nobody who set it meant a placeholder.
 */
final class OutsideValues {
  private static final String PREFIX = "${";

  private OutsideValues() {}

  static void apply(ConfigurableEnvironment environment) {
    for (PropertySource<?> source :
        List.copyOf(environment.getPropertySources().stream().toList())) {
      if (source instanceof EnumerablePropertySource<?> named
          && (source instanceof SystemEnvironmentPropertySource
              || source instanceof ConfigTreePropertySource)) {
        Map<String, String> escaped = new LinkedHashMap<>();
        for (String name : named.getPropertyNames()) {
          if (named.getProperty(name) instanceof CharSequence text
              && text.toString().contains(PREFIX)) {
            escaped.put(name, escaped(text.toString()));
          }
        }
        if (!escaped.isEmpty()) {
          environment
              .getPropertySources()
              .replace(source.getName(), PropertySourceCopy.with(named, escaped));
        }
      }
    }
  }

  /**
   * As Spring reads it: the text itself, and no placeholder in it. It leaves alone what has no end,
   * with the backslash if there were one.
   */
  static String escaped(String text) {
    int lastEnd = text.lastIndexOf('}');
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith(PREFIX, i) && i < lastEnd) {
        escaped.append('\\');
      }
      escaped.append(text.charAt(i));
    }
    return escaped.toString();
  }
}
