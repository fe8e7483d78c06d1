package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs after all browser tests of the build. What can be pressed on a page is found in the sources
 * by {@code web/lint/actions.mjs}; what was pressed was told by the pages.
 */
class EveryActionTest {
  @TempDir Path folder;

  @Tag("last")
  @Test
  void everythingThatCanBePressedIsPressedByABrowserTest() throws IOException {
    Set<String> never = new TreeSet<>(actions());
    assertThat(never).as("what can be pressed").isNotEmpty();
    never.removeAll(PressedActions.ofThisRun());
    assertThat(never)
        .as("press these in a browser test (name and component: node web/lint/actions.mjs)")
        .isEmpty();
  }

  private Set<String> actions() {
    Path output = folder.resolve("actions.txt");
    Program node =
        Program.start(
            output, List.of("node", Program.ROOT.resolve("web/lint/actions.mjs").toString()));
    int code = node.await(Duration.ofMinutes(2));
    assertThat(code).as(node.output()).isZero();
    return node.output()
        .lines()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .collect(Collectors.toSet());
  }
}
