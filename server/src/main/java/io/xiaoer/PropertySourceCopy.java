package io.xiaoer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A source of the configuration once more, with some values of it replaced. */
final class PropertySourceCopy {
  private PropertySourceCopy() {}

  /** Has the same names at the same origins; takes the source's place and its precedence. */
  static PropertySource<?> with(EnumerablePropertySource<?> source, Map<String, String> replaced) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : source.getPropertyNames()) {
      Object raw = raw(source, name);
      String value = replaced.get(name);
      if (value != null) {
        values.put(
            name,
            raw instanceof OriginTrackedValue tracked
                ? OriginTrackedValue.of(value, tracked.getOrigin())
                : value);
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

  /** With its origin where the source keeps one; a tree of files keeps the files instead. */
  static @Nullable Object raw(EnumerablePropertySource<?> source, String name) {
    return source.getSource() instanceof Map<?, ?> map
            && !(source instanceof ConfigTreePropertySource)
        ? map.get(name)
        : source.getProperty(name);
  }
}
