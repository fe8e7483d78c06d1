package io.xiaoer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which buttons, links and forms of the pages the browser tests have pressed, by their names. Each
 * browser keeps its own in a file, in the folder of this run of the build.
 */
final class PressedActions {
  private static final String PREFIX = "xiaoer pressed: ";

  /**
   * Runs in each page before its own scripts and tells what is pressed, by mouse or by keys. A
   * disabled button fires nothing, and the first press of one that asks first does nothing yet.
   */
  static final String TELLS =
      """
      (() => {
        const tell = event => {
          const kind = event.type === 'submit' ? 'form' : ':is(a, button, summary, textarea, [role=menuitem], [role=option])';
          const pressed = event.target instanceof Element ? event.target.closest(kind) : null;
          if (pressed && pressed.dataset.asks !== 'true') {
            const { action, testid } = pressed.dataset;
            console.debug('%s' + [...new Set([action, testid])].filter(Boolean).join(' '));
          }
        };
        addEventListener('click', tell, true);
        addEventListener('submit', tell, true);
      })();
      """
          .formatted(PREFIX);

  private final Set<String> names = new TreeSet<>();

  void note(String consoleMessage) {
    if (consoleMessage.startsWith(PREFIX)) {
      names.addAll(Set.of(consoleMessage.substring(PREFIX.length()).split(" ")));
    }
  }

  /** For {@link #ofThisRun}. */
  void keep() {
    try {
      Files.write(
          Files.createTempFile(Files.createDirectories(folder()), "browser", ".txt"), names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What all browsers of this run of the build have pressed. */
  static Set<String> ofThisRun() throws IOException {
    Set<String> all = new TreeSet<>();
    try (Stream<Path> files = Files.list(Files.createDirectories(folder()))) {
      for (Path file : files.toList()) {
        all.addAll(Files.readAllLines(file));
      }
    }
    return all;
  }

  /** An older run proves nothing about the pages as they are. */
  private static Path folder() {
    String run = System.getProperty("xiaoer.e2e.run", "by-hand").replace(':', '-');
    return Program.ROOT.resolve("e2e/target/pressed").resolve(run);
  }
}
