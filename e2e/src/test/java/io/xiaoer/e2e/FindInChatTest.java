package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What was said in one chat, and not in others. */
class FindInChatTest {
  private static final int MESSAGES = 60;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void onesWordsAreFoundInOneChatTheNewestFirst() throws IOException {
    String customer = "oLongTalk";
    at.installation.customerSays("oOtherTalk", "发票也要");
    at.installation.customerSays(customer, "要开发票");
    for (int i = 0; i < MESSAGES; i++) {
      at.installation.customerSays(customer, "第 %s 句".formatted(i));
    }
    at.installation.customerSays(customer, "发票抬头写公司");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.id("chat-find").click();
      assertThat(agent.id("find-words")).isFocused();
      agent.id("find-words").fill("发票");
      assertThat(agent.id("find-place")).hasText("第 1/2 条");
      assertThat(sought(agent)).hasText("发票抬头写公司");
      agent.id("find-older").click();
      assertThat(agent.id("find-place")).hasText("第 2/2 条");
      assertThat(sought(agent)).hasText("要开发票");
      assertThat(sought(agent)).isInViewport();
      agent.id("find-newer").click();
      assertThat(sought(agent)).hasText("发票抬头写公司");
      agent.id("find-words").press("Enter");
      assertThat(sought(agent)).hasText("要开发票");
      agent.id("find-words").press("Shift+Enter");
      assertThat(sought(agent)).hasText("发票抬头写公司");

      agent.id("find-words").fill("没有说过的话");
      assertThat(agent.id("find-place")).hasText("没有找到");
      agent.id("find-close").click();
      assertThat(agent.id("find-bar")).hasCount(0);
      agent.page.keyboard().press("Alt+b");
      assertThat(agent.id("find-words")).isFocused();
      agent.page.keyboard().press("Escape");
      assertThat(agent.id("find-bar")).hasCount(0);
    }
  }

  @Test
  void onAPhoneTheCustomersPaneLeadsToIt() throws IOException {
    String customer = "oPhoneTalk";
    at.installation.customerSays(customer, "明天能送到吗");
    try (BrowserContext phone = at.browser.person(390, 844);
        Agent agent = Agent.logsIn(at.installation, phone)) {
      agent.opens(customer);
      assertThat(agent.id("chat-find")).isHidden();
      agent.id("pane-toggle").click();
      agent.id("pane-find").click();
      assertThat(agent.id("find-words")).isFocused();
      agent.id("find-words").fill("送到");
      assertThat(agent.id("find-place")).hasText("第 1/1 条");
      assertThat(sought(agent)).isInViewport();
    }
  }

  private static Locator sought(Agent agent) {
    return agent.page.locator("[data-testid=message].sought .bubble");
  }
}
