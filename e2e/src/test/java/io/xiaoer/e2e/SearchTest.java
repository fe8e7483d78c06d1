package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking for what was said, in a browser, against the real server and the simulated platform. */
class SearchTest {
  private static final int LATER_MESSAGES = 130; // more than two pages of the chat

  @TempDir Path folder;

  @Test
  void aWordOfTwoCharactersIsFoundAndOpensAtItsMessage() throws IOException {
    Installation installation = new Installation(folder);
    try (Program _ = installation.startServer();
        Program _ = installation.startSimulator();
        Browser browser = new Browser();
        BrowserContext machine = browser.person(1440, 900)) {
      String customer = "oSearchCustomer";
      String sought = "这款白茶是去年的吗";
      installation.customerSays("oAnother", "红茶还有吗");
      installation.customerSays(customer, sought);
      for (int i = 1; i <= LATER_MESSAGES; i++) {
        installation.customerSays(customer, "后来的第 " + i + " 句");
      }
      Agent agent = Agent.logsIn(installation, machine);
      agent.opens(customer);
      assertThat(agent.message("后来的第 " + LATER_MESSAGES + " 句")).isVisible();
      agent.id("nav-search").click();
      agent.id("search-field").fill("白茶");
      agent.id("search-field").press("Enter");
      Locator hits = agent.id("hit");
      assertThat(hits).hasCount(1);
      assertThat(hits.first().locator("mark")).hasText("白茶");
      assertThat(agent.barriers()).isEmpty();
      hits.first().click();
      assertThat(agent.message(sought)).isInViewport();
      assertThat(agent.id("chat")).isVisible();

      agent.page.goBack();
      assertThat(agent.id("search-field")).hasValue("白茶");
      assertThat(agent.id("hit")).hasCount(1);
      agent.id("search-field").fill("绿茶");
      agent.id("search-field").press("Enter");
      assertThat(agent.id("hit")).hasCount(0);
      assertThat(browser.complaints).isEmpty();
    }
  }
}
