package io.xiaoer.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value that was to come from the environment, and did not: it would be taken for the secret. */
public final class Placeholder {
  private static final Pattern SHAPE = Pattern.compile("\\$\\{([^}:]+)[^}]*}");

  private Placeholder() {}

  /** What is wrong with {@code value}; empty when nothing in it waits to be replaced. */
  public static Optional<String> problem(String value) {
    Matcher matcher = SHAPE.matcher(value);
    return matcher.find()
        ? Optional.of(
            "the environment has no %s (set it, or write the value here)"
                .formatted(matcher.group(1)))
        : Optional.empty();
  }
}
