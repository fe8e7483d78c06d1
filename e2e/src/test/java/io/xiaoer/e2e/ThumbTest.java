package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What somebody needs away from their desk, on a telephone, by touch alone. */
class ThumbTest {
  private static final String COLLEAGUE = "sun.away";
  private static final String CUSTOMER = "oServedOnTheBus";

  /**
   * What can be pressed and does not answer on 44 pixels of height, with what base.css adds around
   * it. Words in a text, and boxes whose whole line can be pressed, are as high as their line.
   */
  private static final String TOO_SMALL =
      """
      () => [...document.querySelectorAll('button, nav a, select, textarea, [role=tab], [role=menuitem]')]
        .filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 1)
        .filter(one => Math.max(one.getBoundingClientRect().height, parseFloat(getComputedStyle(one, '::after').height) || 0) < 44)
        .map(one => one.dataset.testid ?? one.dataset.action ?? one.outerHTML.slice(0, 80))
      """;

  private static final String NOTHING_BESIDE =
      "() => document.documentElement.scrollWidth <= innerWidth";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    at.installation.addStaff(COLLEAGUE);
  }

  @Test
  void aCustomerIsTakenAnsweredHandedOverAndClosedWithAThumb() throws IOException {
    at.installation.customerSays(CUSTOMER, "在吗");
    try (BrowserContext phone = at.browser.phone();
        BrowserContext desk = at.browser.person(1440, 900)) {
      Agent colleague = Agent.logsIn(at.installation, desk, COLLEAGUE);
      colleague.goesOnline();
      Agent agent = Agent.logsIn(at.installation, phone);
      judge(agent, "the list");
      agent.id("go-online").tap();
      agent.row(CUSTOMER).tap();
      assertThat(agent.id("chat")).isVisible();
      agent.id("take").tap();
      assertThat(agent.id("take")).isHidden();
      judge(agent, "the chat");
      agent.id("composer").tap();
      agent.id("composer").fill("在的，稍等");
      agent.id("send").tap();
      assertThat(agent.message("在的，稍等")).hasAttribute("data-state", "accepted");

      agent.id("hand-over").tap();
      agent.page.locator("input[data-username='" + COLLEAGUE + "']").tap();
      agent.id("hand-over-note").fill("她要改地址");
      judge(agent, "handing over");
      agent.id("hand-over-give").tap();
      assertThat(colleague.row(CUSTOMER)).isVisible();

      agent.id("close-conversation").tap();
      if (agent.id("close-sure").isVisible()) {
        agent.id("close-sure").tap();
      }
      assertThat(agent.id("reopen-conversation")).isVisible();
      agent.id("back").tap();
      assertThat(agent.id("conversation-list")).isVisible();

      agent.id("nav-board").tap();
      assertThat(agent.page).hasURL(Pattern.compile("/board$"));
      assertThat(agent.id("board-tiles")).isVisible();
      judge(agent, "the board");
      agent.id("nav-desk").tap();
      agent.id("user-menu").tap();
      assertThat(agent.id("settings-open")).isVisible();
      judge(agent, "the menu");
      agent.id("settings-open").tap();
      judge(agent, "the settings");
    }
  }

  private static void judge(Agent agent, String what) {
    agent.settles();
    agent.standsStill();
    assertThat((List<?>) agent.page.evaluate(TOO_SMALL)).as("too small: " + what).isEmpty();
    assertThat(agent.page.evaluate(NOTHING_BESIDE))
        .as("all is on the screen: " + what)
        .isEqualTo(true);
  }
}
