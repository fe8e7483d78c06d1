package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.TimeoutError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A person at the desk, in a browser. */
final class Agent implements AutoCloseable {
  private static final int CLICKS_MAX = 5;
  private static final int CHAT_OPENS_MS = 10_000;

  /** The rules of WCAG 2.2, levels A and AA, and nothing that is only somebody's advice. */
  private static final String AXE_RUN =
      """
      async () => {
        const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
        return found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).join(' | ') + ' ' + (one.nodes[0].failureSummary ?? ''));
      }
      """;

  /** A dialog that fades in has for a moment no colour that anybody would judge it by. */
  private static final String MOTION_ENDED =
      """
      () => document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().iterations === Infinity)
      """;

  private static final String DRAWN =
      "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))";

  final Page page;
  private final Installation installation;

  /** What the server has not answered yet. */
  private final Set<Request> asked = new HashSet<>();

  private Agent(Page page, Installation installation) {
    this.page = page;
    this.installation = installation;
    page.onRequest(this::asks);
    page.onRequestFinished(asked::remove);
    page.onRequestFailed(asked::remove);
  }

  static Agent logsIn(Installation installation, BrowserContext machine) {
    return logsIn(installation, machine, "admin", Installation.PASSWORD);
  }

  static Agent logsIn(Installation installation, BrowserContext machine, String username) {
    return logsIn(installation, machine, username, Installation.STAFF_PASSWORD);
  }

  private static Agent logsIn(
      Installation installation, BrowserContext machine, String username, String password) {
    Agent agent = arrives(installation, machine);
    agent.id("login-username").fill(username);
    agent.id("login-password").fill(password);
    agent.id("login-submit").click();
    assertThat(agent.id("link-status")).hasAttribute("data-state", "open");
    return agent;
  }

  /** With a browser that was at no page of the server yet. */
  static Agent comes(Installation installation, BrowserContext machine) {
    return new Agent(machine.newPage(), installation);
  }

  /** At the log-in page. */
  static Agent arrives(Installation installation, BrowserContext machine) {
    Agent agent = new Agent(machine.newPage(), installation);
    agent.page.navigate(installation.desk("/").toString());
    return agent;
  }

  /** As a person does who sits down: one click, by which the page may also be heard. */
  void goesOnline() {
    id("go-online").click();
    assertThat(id("my-state")).hasAttribute("data-state", "online");
    assertThat(id("go-online-bar")).isHidden();
  }

  /** Another tab of the same browser, in the same session. */
  Agent otherTab() {
    Agent other = new Agent(page.context().newPage(), installation);
    other.page.navigate(installation.desk("/").toString());
    assertThat(other.id("link-status")).hasAttribute("data-state", "open");
    return other;
  }

  Locator id(String testId) {
    return page.getByTestId(testId);
  }

  Locator row(String openId) {
    return page.locator("[data-testid=conversation-item][data-open-id=" + openId + "]");
  }

  Locator message(String text) {
    return id("message").filter(new Locator.FilterOptions().setHasText(text));
  }

  /** While customers write the list moves, and a row may go from under the pointer: once more. */
  void opens(String openId) {
    for (int click = 1; click <= CLICKS_MAX && !chatOpensSoon(openId); click++) {}
    assertThat(id("chat")).isVisible();
  }

  private boolean chatOpensSoon(String openId) {
    row(openId).click();
    try {
      id("chat").waitFor(new Locator.WaitForOptions().setTimeout(CHAT_OPENS_MS));
      return true;
    } catch (TimeoutError e) {
      return false;
    }
  }

  /** Chromium may let a request through a moment after it has said that it is offline. */
  void losesTheLine() {
    page.context().setOffline(true);
    page.waitForCondition(() -> !reachesTheServer());
  }

  void findsTheLine() {
    page.context().setOffline(false);
  }

  private boolean reachesTheServer() {
    return Boolean.TRUE.equals(
        page.evaluate("() => fetch('/api/v1/session').then(() => true, () => false)"));
  }

  /** What the last copy button put on the clipboard; {@code machine} must let a page read it. */
  String clipboard() {
    return String.valueOf(page.evaluate("() => navigator.clipboard.readText()"));
  }

  void writes(String text) {
    id("composer").fill(text);
    id("composer").press("Enter");
  }

  /**
   * Does {@code step} again and again, each time when the page has drawn it, until one is there.
   */
  void repeats(Runnable step, Locator until) {
    page.waitForCondition(() -> {
      boolean there = until.count() > 0;
      if (!there) {
        step.run();
        page.evaluate(DRAWN);
      }
      return there;
    });
  }

  /** Of what the page before a new one has asked for, the browser does not always say an end. */
  private void asks(Request request) {
    if (request.isNavigationRequest()) {
      asked.clear();
    }
    asked.add(request);
  }

  /** Waits until what the last step has asked the server for is on the page. */
  void settles() {
    page.evaluate(DRAWN);
    try {
      page.waitForCondition(asked::isEmpty);
    } catch (TimeoutError e) {
      List<String> open = asked.stream().map(one -> one.method() + " " + one.url()).toList();
      throw new AssertionError(page.url() + " waits for " + open, e);
    }
    page.evaluate(DRAWN);
  }

  /** Nothing fades or grows any more. */
  void standsStill() {
    page.waitForFunction(MOTION_ENDED);
  }

  /** What axe finds wrong on the page as it stands. */
  List<?> barriers() {
    if (!Boolean.TRUE.equals(page.evaluate("() => 'axe' in window"))) {
      page.evaluate(axe());
    }
    standsStill();
    return (List<?>) page.evaluate(AXE_RUN);
  }

  /** With all tabs of this browser. */
  @Override
  public void close() {
    page.context().close();
  }

  private static String axe() {
    try {
      return Files.readString(Program.ROOT.resolve("web/node_modules/axe-core/axe.min.js"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
