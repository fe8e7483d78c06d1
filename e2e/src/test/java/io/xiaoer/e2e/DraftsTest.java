package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A draft that one person changes at two places. */
class DraftsTest {
  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void theTabsOfABrowserShowTheSameDraft() throws IOException {
    at.installation.customerSays("oTwoTabs", "有现货吗");
    try (Agent first = at.admin()) {
      first.opens("oTwoTabs");
      Agent second = first.otherTab();
      second.opens("oTwoTabs");

      first.id("composer").fill("您好，");
      assertThat(second.id("composer")).hasValue("您好，");
      second.id("composer").fill("您好，有现货");
      assertThat(first.id("composer")).hasValue("您好，有现货");
      second.id("composer").press("Enter");
      assertThat(first.message("您好，有现货")).isVisible();
      assertThat(first.id("composer")).hasValue("");
      first.id("composer").fill("还有别的吗");
      assertThat(second.id("composer")).hasValue("还有别的吗");
      assertThat(first.id("draft-changed")).hasCount(0);
      assertThat(second.id("draft-changed")).hasCount(0);
    }
  }

  @Test
  void whatWasWrittenAtAnotherMachineIsNeitherOverwrittenNorLost() throws IOException {
    at.installation.customerSays("oTwoMachines", "能便宜吗");
    try (BrowserContext office = at.browser.person(1440, 900);
        BrowserContext home = at.browser.person(1440, 900)) {
      Agent here = Agent.logsIn(at.installation, office);
      here.opens("oTwoMachines");
      Agent there = Agent.logsIn(at.installation, home);
      there.opens("oTwoMachines");
      writesAndIsKept(there, "活动价已经最低了");

      here.id("composer").fill("我问一下店长");
      assertThat(here.id("draft-changed")).containsText("活动价已经最低了");
      assertThat(here.id("composer")).hasValue("我问一下店长");
      here.id("draft-take-other").click();
      assertThat(here.id("composer")).hasValue("活动价已经最低了");
      assertThat(here.id("draft-changed")).containsText("我问一下店长");
      here.id("draft-drop-other").click();
      assertThat(here.id("draft-changed")).hasCount(0);

      writesAndIsKept(here, "活动价已经最低了，送您一个杯垫");
      there.page.evaluate("() => window.dispatchEvent(new Event('focus'))");
      assertThat(there.id("composer")).hasValue("活动价已经最低了，送您一个杯垫");
      assertThat(there.id("draft-changed")).hasCount(0);
    }
    assertThat(at.browser.takeComplaints())
        .as("the draft that was changed elsewhere")
        .allMatch(complaint -> complaint.contains("409"));
  }

  private static void writesAndIsKept(Agent agent, String text) {
    agent.page.waitForResponse(
        response ->
            response.url().endsWith("/draft")
                && response.status() == 200
                && response.request().postData().contains(text),
        () -> agent.id("composer").fill(text));
  }
}
