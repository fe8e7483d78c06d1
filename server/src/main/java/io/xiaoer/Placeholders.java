package io.xiaoer;

import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Finds values that were to come from the environment and did not: <code>${SHOP_TOKEN}</code> would
 * else be taken for the token. Looks at what counts only, not at what another source overrides.
 */
final class Placeholders {
  private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("xiaoer");

  /**
   * Used once, while there is nobody yet, so it may be gone from the environment afterwards. Who
   * needs it asks for {@link Settings.Admin#MISSING_PASSWORD}.
   */
  private static final ConfigurationPropertyName ADMIN_PASSWORD =
      ConfigurationPropertyName.of("xiaoer.admin.password");

  private Placeholders() {}

  static void check(ConfigurableEnvironment environment, List<Problem> problems) {
    Set<ConfigurationPropertyName> seen = new HashSet<>();
    for (ConfigurationPropertySource source :
        ConfigurationPropertySources.from(environment.getPropertySources())) {
      if (source instanceof IterableConfigurationPropertySource named) {
        named.stream()
            .filter(name -> OURS.isAncestorOf(name) && seen.add(name))
            .map(named::getConfigurationProperty)
            .forEach(property -> check(property, environment, problems));
      }
    }
  }

  private static void check(
      ConfigurationProperty property, ConfigurableEnvironment environment, List<Problem> problems) {
    if (!(property.getValue() instanceof CharSequence text)) {
      return;
    }
    try {
      environment.resolveRequiredPlaceholders(text.toString());
    } catch (PlaceholderResolutionException e) {
      String problem =
          "the environment has no %s (set it, or write the value here; \\${ stands for ${ itself)"
              .formatted(e.getPlaceholder());
      if (property.getName().equals(ADMIN_PASSWORD)) {
        environment
            .getPropertySources()
            .addFirst(
                new MapPropertySource("missing", Map.of(Settings.Admin.MISSING_PASSWORD, problem)));
      } else {
        problems.add(new Problem(property.getName().toString(), problem));
      }
    }
  }
}
