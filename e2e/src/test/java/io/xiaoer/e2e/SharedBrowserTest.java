package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One browser, and several people who use it one after the other. */
class SharedBrowserTest {
  private static final String LI_WEI = "li.wei";
  private static final String LI = "li";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    at.installation.addStaff(LI_WEI);
    at.installation.addStaff(LI);
  }

  @Test
  void whatOnePersonLeftUnsentIsNeitherShownToNorSentByTheNext() throws IOException {
    String answered = "oLeftUnsent";
    String drafted = "oLeftDraft";
    at.installation.customerSays(answered, "在吗");
    at.installation.customerSays(drafted, "多少钱");
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent liWei = Agent.logsIn(at.installation, machine, LI_WEI);
      liWei.opens(drafted);
      liWei.id("attach-input").setInputFiles(AnsweringTest.picture());
      assertThat(liWei.id("attachment")).hasAttribute("data-state", "ready");
      liWei.id("composer").fill("李伟的草稿");
      liWei.opens(answered);
      liWei.losesTheLine();
      liWei.writes("李伟的回复");
      assertThat(liWei.page.getByText("李伟的回复")).isVisible();
      machine.clearCookies();
      liWei.page.close();
      machine.setOffline(false);

      Agent li = Agent.logsIn(at.installation, machine, LI);
      li.opens(answered);
      li.writes("李的回复");
      assertThat(li.message("李的回复")).hasAttribute("data-state", "accepted");
      assertThat(li.page.getByText("李伟的回复")).hasCount(0);
      li.opens(drafted);
      assertThat(li.id("composer")).hasValue("");
      assertThat(li.id("attachment")).hasCount(0);

      logsOut(li);
      li.id("login-username").fill(LI_WEI);
      li.id("login-password").fill(Installation.STAFF_PASSWORD);
      li.id("login-submit").click();
      assertThat(li.id("link-status")).hasAttribute("data-state", "open");
      li.opens(drafted);
      assertThat(li.id("composer")).hasValue("李伟的草稿");
      assertThat(li.id("attachment")).hasCount(1);
    }
    assertThat(at.browser.takeComplaints())
        .as("what was left unsent is held back now, for a colleague has answered since")
        .allMatch(complaint -> complaint.contains("409"));
  }

  @Test
  void aTabThatShowedTheFormerPersonFollowsWhenAnotherTabLogsInAsSomebodyElse() throws IOException {
    String customer = "oTwoTabsTwoPeople";
    at.installation.customerSays(customer, "在吗");
    try (Agent first = at.agent(LI_WEI)) {
      Agent second = first.otherTab();
      second.opens(customer);
      second.id("composer").fill("李伟的草稿");
      logsOut(first);
      assertThat(second.id("login-username")).isVisible();
      first.id("login-username").fill(LI);
      first.id("login-password").fill(Installation.STAFF_PASSWORD);
      first.id("login-submit").click();
      assertThat(second.id("link-status")).hasAttribute("data-state", "open");
      assertThat(second.page.locator(".who")).hasText(LI);
      second.opens(customer);
      assertThat(second.id("composer")).hasValue("");
    }
  }

  private static void logsOut(Agent agent) {
    agent.id("user-menu").click();
    agent.id("logout").click();
    assertThat(agent.id("login-username")).isVisible();
  }
}
