package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.xiaoer.e2e.Agent.seenWithin;
import static io.xiaoer.e2e.Agent.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two people at two machines, and the same customers. */
@Timeout(180)
class SideBySideTest {
  private static final String WANG = "wang";
  private static final String PASSWORD = "a-long-password-7";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() {
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent admin = Agent.logsIn(at.installation, machine);
      admin.id("nav-admin").click();
      admin.id("admin-staff").click();
      admin.id("staff-new").click();
      admin.id("staff-username").fill(WANG);
      admin.id("staff-name").fill("王一诺");
      admin.id("staff-password").fill(PASSWORD);
      admin.id("form-save").click();
      assertThat(admin.page.locator("[data-username=" + WANG + "]")).isVisible();
      assertThat(admin.barriers()).isEmpty();
    }
  }

  @Test
  void eachSeesThatTheOtherLooksAndTypes() throws IOException {
    String customer = "oSeenByTwo";
    at.installation.customerSays(customer, "有人吗");
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      Agent wang = Agent.logsIn(at.installation, hers, WANG, PASSWORD);
      Agent admin = Agent.logsIn(at.installation, his);
      wang.opens(customer);
      admin.opens(customer);
      assertThat(admin.id("onlookers")).containsText("王一诺");
      wang.id("composer").pressSequentially("我来");
      assertThat(admin.id("onlookers")).containsText("正在输入");
    }
  }

  @Test
  void aConversationIsTakenHandedOverWithANoteClosedAndOpensWithTheNextMessage()
      throws IOException {
    String customer = "oHandedOver";
    at.installation.customerSays(customer, "帮我看看");
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      Agent wang = Agent.logsIn(at.installation, hers, WANG, PASSWORD);
      Agent admin = Agent.logsIn(at.installation, his);
      wang.goesOnline();
      admin.opens(customer);
      admin.id("take").click();
      assertThat(admin.id("take")).isHidden();
      admin.id("hand-over").click();
      admin.page.locator("input[data-username=" + WANG + "]").check();
      admin.id("hand-over-note").fill("她认识这位顾客");
      admin.id("hand-over-give").click();
      assertThat(wang.id("notice")).hasAttribute("data-kind", "transfer");
      wang.id("notice").locator("button").first().click();
      assertThat(wang.id("trail")).containsText("她认识这位顾客");

      wang.id("close-conversation").click();
      assertThat(wang.id("reopen-conversation")).isVisible();
      at.installation.customerSays(customer, "还有一件事");
      assertThat(wang.id("close-conversation")).isVisible();
    }
  }

  @Test
  void aStaleAnswerIsHeldBackUntilItsWriterHasSeenTheColleagues() throws IOException {
    String customer = "oAnsweredTwice";
    at.installation.customerSays(customer, "几点发货");
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      Agent wang = Agent.logsIn(at.installation, hers, WANG, PASSWORD);
      Agent admin = Agent.logsIn(at.installation, his);
      admin.opens(customer);
      wang.opens(customer);
      assertThat(admin.message("几点发货")).isVisible();
      admin.losesTheLine();
      wang.writes("四点前发");
      assertThat(wang.message("四点前发")).hasAttribute("data-state", "accepted", within(15_000));
      admin.writes("明天发");
      his.setOffline(false);
      assertThat(admin.id("answered-dialog")).isVisible(seenWithin(20_000));
      assertThat(admin.id("answered-dialog")).containsText("四点前发");
      admin.id("answered-anyway").click();
      assertThat(admin.message("明天发")).hasAttribute("data-state", "accepted", within(15_000));
    }
    assertThat(at.browser.takeComplaints())
        .as("the browser writes down each refusal")
        .singleElement()
        .asString()
        .contains("409");
  }
}
