package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;

/** The modules as they depend on each other, beside what their packages and the documents say. */
class ModulePictureTest {
  private static final String ROOT = "io.xiaoer.";
  private static final Path DOCUMENT = Path.of("../ARCHITECTURE.md");
  private static final String BEGIN = "<!-- modules: made by ModulePictureTest -->\n";
  private static final String END = "<!-- modules: end -->\n";

  @Test
  void aPackageStatesJustWhatItUses() throws ClassNotFoundException {
    for (Map.Entry<String, Set<String>> module : dependencies().entrySet()) {
      assertThat(
              Arrays.stream(
                      Class.forName(ROOT + module.getKey() + ".package-info")
                          .getAnnotationsByType(ApplicationModule.class))
                  .flatMap(stated -> Arrays.stream(stated.allowedDependencies())))
          .as("@ApplicationModule(allowedDependencies) of " + module.getKey())
          .containsExactlyInAnyOrderElementsOf(module.getValue());
    }
  }

  /** Run with {@code -Dpicture.write} to bring the document up to date. */
  @Test
  void thePictureInTheArchitectureDocumentIsTrue() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    assertThat(end).as(BEGIN + END).isGreaterThanOrEqualTo(begin);
    String picture = picture(dependencies());
    if (System.getProperty("picture.write") != null) {
      Files.writeString(DOCUMENT, document.substring(0, begin) + picture + document.substring(end));
    } else {
      assertThat(document.substring(begin, end)).isEqualTo(picture);
    }
  }

  /** By module, without the root package, which starts everything. */
  private static Map<String, Set<String>> dependencies() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (JavaClass one : ModularityTest.CLASSES) {
      String from = module(one);
      if (!from.isEmpty()) {
        Set<String> to = found.computeIfAbsent(from, _ -> new TreeSet<>());
        for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
          String target = module(dependency.getTargetClass());
          if (!target.isEmpty() && !target.equals(from)) {
            to.add(target);
          }
        }
      }
    }
    return found;
  }

  private static String module(JavaClass one) {
    String name = one.getPackageName();
    boolean ours =
        Stream.of("sdk", "simulator").noneMatch(other -> name.startsWith(ROOT + other))
            && name.startsWith(ROOT);
    return ours ? name.substring(ROOT.length()) : "";
  }

  /** An arrow only where no other way leads there, so that it can be read. */
  private static String picture(Map<String, Set<String>> dependencies) {
    return dependencies.entrySet().stream()
        .flatMap(module ->
            module.getValue().stream()
                .filter(to -> !isReached(dependencies, module.getKey(), to))
                .map(to -> "  " + module.getKey() + " --> " + to + "\n"))
        .collect(Collectors.joining("", "```mermaid\nflowchart TD\n", "```\n"));
  }

  private static boolean isReached(Map<String, Set<String>> dependencies, String from, String to) {
    return dependencies.getOrDefault(from, Set.of()).stream()
        .filter(step -> !step.equals(to))
        .anyMatch(step -> all(dependencies, step, new HashSet<>()).contains(to));
  }

  private static Set<String> all(
      Map<String, Set<String>> dependencies, String from, Set<String> found) {
    for (String to : dependencies.getOrDefault(from, Set.of())) {
      if (found.add(to)) {
        all(dependencies, to, found);
      }
    }
    return found;
  }
}
