package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a team keeps: the filters it uses again, and conversations as files. */
class KeepingTest {
  private static final String CUSTOMER = "oKeptCustomer";
  private static final String WANG = "wang";

  @TempDir Path folder;

  @Test
  void aSupervisorSharesAFilterAndTakesAConversationHomeAndAnAgentUsesTheFilter()
      throws IOException {
    Installation installation = new Installation(folder);
    try (Program _ = installation.startServer();
        Program _ = installation.startSimulator();
        Browser browser = new Browser();
        BrowserContext his = browser.person(1440, 900);
        BrowserContext hers = browser.person(1440, 900)) {
      installation.customerSays(CUSTOMER, "这款白茶是去年的吗 <b>=1+1</b>");
      installation.customerSays("oAnother", "红茶还有吗");
      installation.awaitConversation(CUSTOMER);
      installation.addStaff(WANG);

      Agent admin = Agent.logsIn(installation, his);
      admin.id("nav-search").click();
      looksFor(admin, "白茶");
      admin.id("view-save").click();
      admin.id("view-name").fill("问白茶的");
      admin.id("view-shared").check();
      admin.id("view-name").press("Enter");
      assertThat(admin.id("saved-view")).containsText("问白茶的");

      admin.id("hit").first().click();
      assertThat(admin.message("这款白茶是去年的吗")).isVisible();
      String page = download(admin, admin.page.locator("a[href*='/export?format=html']"));
      assertThat(page)
          .contains("这款白茶是去年的吗")
          .contains("&lt;b&gt;")
          .doesNotContain("<script")
          .doesNotContain("红茶还有吗");
      String table = download(admin, admin.page.locator("a[href*='/export?format=csv']"));
      assertThat(table).startsWith("\uFEFF").contains(CUSTOMER, "这款白茶是去年的吗");

      Agent wang = Agent.logsIn(installation, hers, WANG);
      wang.opens(CUSTOMER);
      assertThat(wang.message("这款白茶是去年的吗")).isVisible();
      assertThat(wang.page.locator("a[href*='/export']")).hasCount(0);
      wang.id("nav-search").click();
      wang.id("saved-view").getByText("问白茶的").click();
      assertThat(wang.id("hit")).hasCount(1);
      assertThat(wang.id("search-field")).hasValue("白茶");
      assertThat(browser.complaints).isEmpty();
    }
  }

  private static void looksFor(Agent agent, String words) {
    agent.id("search-field").fill(words);
    agent.id("search-field").press("Enter");
    assertThat(agent.id("hit")).hasCount(1);
  }

  private static String download(Agent agent, Locator link) throws IOException {
    Download file = agent.page.waitForDownload(link::click);
    return Files.readString(file.path());
  }
}
