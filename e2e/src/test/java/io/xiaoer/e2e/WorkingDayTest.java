package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Keyboard;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A day at the desk: at two machines, in short lines, without a mouse, on a phone. */
class WorkingDayTest {
  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void whatWasBegunAtOneMachineIsFinishedAtAnother() throws IOException {
    String customer = "oTwoMachines";
    at.installation.customerSays(customer, "能便宜点吗");
    try (BrowserContext office = at.browser.person(1440, 900);
        BrowserContext home = at.browser.person(1440, 900)) {
      Agent atOffice = Agent.logsIn(at.installation, office);
      atOffice.opens(customer);
      atOffice.page.waitForResponse(
          response -> response.url().endsWith("/draft") && response.status() == 200,
          () -> atOffice.id("composer").fill("老顾客可以打九"));

      Agent atHome = Agent.logsIn(at.installation, home);
      atHome.opens(customer);
      assertThat(atHome.id("composer")).hasValue("老顾客可以打九");
      atHome.page.waitForResponse(
          response -> response.url().endsWith("/draft") && response.status() == 200,
          () -> atHome.writes("老顾客可以打九折"));
      assertThat(atHome.message("老顾客可以打九折")).hasAttribute("data-state", "accepted");

      atOffice.page.reload();
      assertThat(atOffice.message("老顾客可以打九折")).isVisible();
      assertThat(atOffice.id("composer")).hasValue("");
    }
  }

  @Test
  void shortLinesBecomeOneMessageAndSpendOneOfFive() throws IOException {
    String customer = "oShortLines";
    at.installation.customerSays(customer, "怎么洗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.id("composer-options").click();
      agent.page.getByLabel("10 秒").check();
      agent.id("join-lines").check();
      agent.page.keyboard().press("Escape");
      agent.writes("冷水手洗");
      assertThat(agent.message("冷水手洗").getByTestId("undo")).isVisible();
      agent.writes("不要拧干");
      assertThat(agent.message("不要拧干")).containsText("冷水手洗");
      assertThat(agent.page.locator("[data-testid=message][data-direction=out]")).hasCount(1);
      assertThat(agent.id("budget").first()).hasAttribute("data-left", "4");
      assertThat(agent.message("不要拧干")).hasAttribute("data-state", "accepted");
    }
  }

  @Test
  void aCustomerIsServedFromLogInToTheEndWithoutAMouse() throws IOException {
    String customer = "oNoMouse";
    at.installation.customerSays(customer, "键盘够用吗");
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent agent = Agent.arrives(at.installation, machine);
      Keyboard keys = agent.page.keyboard();
      agent.id("login-username").focus();
      keys.type("admin");
      keys.press("Tab");
      keys.type(Installation.PASSWORD);
      keys.press("Enter");
      assertThat(agent.id("link-status")).hasAttribute("data-state", "open");
      assertThat(agent.row(customer)).isVisible();
      makesAPhrase(agent);
      assertThat(agent.id("go-online")).isVisible();
      tabTo(agent, "go-online");
      keys.press("Enter");
      assertThat(agent.id("my-state")).hasAttribute("data-state", "online");

      keys.press("Alt+n"); // Whoever has waited longest; the others have their answers.
      assertThat(agent.row(customer)).hasAttribute("aria-current", "true");
      assertThat(agent.id("composer")).isFocused();
      keys.press("Alt+t");
      assertThat(agent.id("close-conversation")).isVisible();
      keys.press("Alt+s");
      assertThat(agent.id("star")).hasAttribute("aria-pressed", "true");
      keys.type("/gou");
      assertThat(agent.id("phrase-option")).hasCount(1);
      keys.press("Enter");
      assertThat(agent.id("composer")).hasValue("够用的"); // Nobody gave the customer a name.
      keys.press("Enter");
      assertThat(agent.message("够用的")).hasAttribute("data-state", "accepted");
      keys.press("Escape");
      assertThat(agent.id("composer")).not().isFocused();
      keys.press("r");
      assertThat(agent.id("composer")).isFocused();
      keys.press("Alt+e");
      assertThat(agent.id("reopen-conversation")).isVisible();
      keys.press("Escape");
      keys.press("?");
      assertThat(agent.id("shortcuts")).isVisible();
      keys.press("Escape");
      assertThat(agent.id("shortcuts")).isHidden();
    }
  }

  /** A key of another system may not: a phrase is somebody's. */
  private static void makesAPhrase(Agent agent) {
    Object status =
        agent.page.evaluate(
            """
            async () => (await fetch('/api/v1/phrases', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ group: '', shortcut: 'gou', title: '够用', kind: 'text', content: '够用的，{{customer}}', owner: 'team', shops: null }),
            })).status
            """);
    assertThat(status).isEqualTo(201);
  }

  /** Presses Tab until the focus is there; a person would, too. */
  private static void tabTo(Agent agent, String testId) {
    for (int i = 0; i < 40; i++) {
      agent.page.keyboard().press("Tab");
      Object at = agent.page.evaluate("() => document.activeElement?.dataset.testid ?? ''");
      if (testId.equals(at)) {
        return;
      }
    }
    throw new AssertionError(testId + " cannot be reached by Tab");
  }

  @Test
  void onAPhoneACustomerIsAnsweredWithAPictureAndEnded() throws IOException {
    String customer = "oOnThePhone";
    at.installation.customerSays(customer, "发张图看看");
    try (BrowserContext phone = at.browser.person(390, 844)) {
      Agent agent = Agent.logsIn(at.installation, phone);
      agent.opens(customer);
      assertThat(agent.id("conversation-list")).isHidden();
      agent.id("attach-input").setInputFiles(AnsweringTest.picture());
      assertThat(agent.id("attachment")).hasAttribute("data-state", "ready");
      agent.id("composer").fill("实物图");
      agent.id("send").click();
      assertThat(agent.message("实物图")).hasAttribute("data-state", "accepted");
      agent.id("pane-toggle").click();
      assertThat(agent.id("customer-note")).isVisible();
      agent.page.keyboard().press("Escape");
      agent.id("close-conversation").click();
      assertThat(agent.id("reopen-conversation")).isVisible();
      agent.id("back").click();
      assertThat(agent.id("conversation-list")).isVisible();
    }
  }
}
