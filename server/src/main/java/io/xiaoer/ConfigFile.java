package io.xiaoer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file named by {@code --config}, whatever it is called. */
record ConfigFile(Path path) {
  static final Path DEFAULT = Path.of("xiaoer.yaml");

  /** What Spring Boot would take for a list, a pattern, a hint or a placeholder. */
  private static final String SPECIAL = ";,*[]${}";

  /** Why it cannot be read; empty when it can. */
  Optional<String> problem() {
    if (Files.isDirectory(path)) {
      return Optional.of("--config: " + path + " is a folder (expected: a YAML file)");
    }
    return Files.isReadable(path) ? Optional.empty() : Optional.of("--config: cannot read " + path);
  }

  /** For {@code spring.config.additional-location}. */
  String location() {
    StringBuilder location = new StringBuilder();
    String url = path.toUri().toASCIIString();
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      if (SPECIAL.indexOf(c) >= 0) {
        location.append('%').append("%02X".formatted((int) c));
      } else {
        location.append(c);
      }
    }
    return location + hint();
  }

  /** A file of any other name is YAML too, and Spring Boot must be told. */
  private String hint() {
    String name = path.toString();
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".properties")
        ? ""
        : "[.yaml]";
  }
}
