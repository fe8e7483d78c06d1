package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** A person at the desk, in a browser. */
final class Agent {
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

  final Page page;
  private final Installation installation;

  private Agent(Page page, Installation installation) {
    this.page = page;
    this.installation = installation;
  }

  static Agent logsIn(Installation installation, BrowserContext machine) {
    return logsIn(installation, machine, "admin", Installation.PASSWORD);
  }

  static Agent logsIn(
      Installation installation, BrowserContext machine, String username, String password) {
    Agent agent = arrives(installation, machine);
    agent.id("login-username").fill(username);
    agent.id("login-password").fill(password);
    agent.id("login-submit").click();
    assertThat(agent.id("link-status")).hasAttribute("data-state", "open", within(10_000));
    return agent;
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
    assertThat(other.id("link-status")).hasAttribute("data-state", "open", within(10_000));
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

  void opens(String openId) {
    row(openId).click();
    assertThat(id("chat")).isVisible();
  }

  /** Chromium may let a request through a moment after it has said that it is offline. */
  void losesTheLine() {
    page.context().setOffline(true);
    for (int i = 0; i < 200 && reachesTheServer(); i++) {
      page.waitForTimeout(20);
    }
  }

  private boolean reachesTheServer() {
    return Boolean.TRUE.equals(
        page.evaluate("() => fetch('/api/v1/session').then(() => true, () => false)"));
  }

  void writes(String text) {
    id("composer").fill(text);
    id("composer").press("Enter");
  }

  /** What axe finds wrong on the page as it stands. */
  List<?> barriers() {
    page.evaluate(axe());
    page.waitForFunction(MOTION_ENDED);
    return (List<?>) page.evaluate(AXE_RUN);
  }

  static LocatorAssertions.HasAttributeOptions within(double milliseconds) {
    return new LocatorAssertions.HasAttributeOptions().setTimeout(milliseconds);
  }

  static LocatorAssertions.IsVisibleOptions seenWithin(double milliseconds) {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(milliseconds);
  }

  private static String axe() {
    try {
      return Files.readString(Program.ROOT.resolve("web/node_modules/axe-core/axe.min.js"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
