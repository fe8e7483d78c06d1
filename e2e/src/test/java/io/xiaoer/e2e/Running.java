package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Server, simulated platform and browser of one test class. After each test the pages have
 * complained of nothing.
 */
@SuppressWarnings("NullAway.Init") // what beforeAll sets, before any test asks for it
final class Running implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final Supplier<Path> folder;
  private final String more;
  private Program server;
  private Program simulator;
  Installation installation;
  Browser browser;

  /** {@code folder}: a temporary one, which is there only when the class begins. */
  Running(Supplier<Path> folder) {
    this(folder, "");
  }

  /** {@code more}: of the configuration, below {@code xiaoer:} and indented by two. */
  Running(Supplier<Path> folder, String more) {
    this.folder = folder;
    this.more = more;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    installation = new Installation(folder.get(), more);
    server = installation.startServer();
    simulator = installation.startSimulator();
    browser = new Browser();
  }

  /** The administrator, at a desk of the usual size. */
  Agent admin() {
    return Agent.logsIn(installation, browser.person(1440, 900));
  }

  /** Somebody of the staff. */
  Agent agent(String username) {
    return Agent.logsIn(installation, browser.person(1440, 900), username);
  }

  /** The browser writes down each refusal, and there was nothing else. */
  void assertRefusalsOnly() {
    assertThat(browser.takeComplaints()).allMatch(line -> line.contains("409"));
  }

  /** As a crash does: SIGKILL. */
  void killServer() {
    server.kill();
  }

  /** With the data of the one before. */
  void startServer(Map<String, String> environment) {
    server = installation.startServer(environment);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(browser.takeComplaints()).isEmpty();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    for (AutoCloseable part : new @Nullable AutoCloseable[] {browser, server, simulator}) {
      close(part);
    }
  }

  private static void close(@Nullable AutoCloseable part) {
    if (part != null) { // the one before it did not start
      try {
        part.close();
      } catch (Exception e) {
        throw new AssertionError(part + " does not end", e);
      }
    }
  }
}
