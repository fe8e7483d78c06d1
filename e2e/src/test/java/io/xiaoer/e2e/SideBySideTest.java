package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two people at two machines, and the same customers. */
class SideBySideTest {
  private static final String WANG = "wang";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() {
    try (Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      admin.id("admin-staff").click();
      admin.id("staff-new").click();
      admin.id("staff-username").fill(WANG);
      admin.id("staff-name").fill("王一诺");
      admin.id("staff-password").fill(Installation.STAFF_PASSWORD);
      admin.id("form-save").click();
      assertThat(admin.page.locator("[data-username=" + WANG + "]")).isVisible();
      assertThat(admin.barriers()).isEmpty();
    }
  }

  @Test
  void eachSeesThatTheOtherLooksAndTypes() throws IOException {
    String customer = "oSeenByTwo";
    at.installation.customerSays(customer, "有人吗");
    try (Agent wang = at.agent(WANG);
        Agent admin = at.admin()) {
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
    try (Agent wang = at.agent(WANG);
        Agent admin = at.admin()) {
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
}
