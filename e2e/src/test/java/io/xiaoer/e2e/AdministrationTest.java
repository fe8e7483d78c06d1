package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator looks after: pushes that could not be read, and who did what. */
class AdministrationTest {
  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void aPushThatCannotBeDecryptedIsTriedAgainAndDeletedAfterAQuestion() throws IOException {
    at.installation.fault("{\"fault\":\"wrong_key\",\"pushes\":1}");
    at.installation.customerSays("oWrongKey", "读不懂");
    at.installation.awaitConversation("oWrongKey"); // The push after it has the right one.
    try (Agent admin = at.admin()) {
      unread(admin);
      Locator push = admin.id("quarantined");
      assertThat(push).hasCount(1);
      push.getByTestId("quarantine-again").click();
      assertThat(admin.page.getByText("仍然无法解析")).isVisible();
      assertThat(push).hasCount(1);

      push.getByTestId("quarantine-drop").click();
      assertThat(push).hasCount(1); // The first press asks.
      push.getByTestId("quarantine-drop").click();
      assertThat(push).hasCount(0);
      assertThat(admin.page.getByText("已处理")).isVisible();

      admin.id("admin-audit").click();
      admin.id("audit-what").selectOption("quarantine_dropped");
      assertThat(admin.id("audit-row")).hasCount(1);
    }
    assertRefusalsOnly();
  }

  @Test
  void anEventThatCannotBeDigestedIsTriedAgain() throws IOException {
    Pushes pushes = new Pushes(at.installation.desk("/callback/" + Installation.SHOP), 41);
    assertThat(pushes.deliver(pushes.text("", Pushes.msgId(1), "谁写的？")).statusCode())
        .isEqualTo(200);
    try (Agent admin = at.admin()) {
      unread(admin);
      Locator event = admin.id("parked").filter(has("names no customer"));
      assertThat(event).hasCount(1);
      event.getByTestId("parked-again").click();
      assertThat(admin.page.getByText("仍然处理失败")).isVisible();
      assertThat(event).hasCount(1); // It is kept, and so is the reason.
    }
    assertRefusalsOnly();
  }

  @Test
  void theAuditLogIsReadPageByPageAndLeadsToTheConversation() throws IOException {
    String customer = "oAudited";
    at.installation.customerSays(customer, "谁处理的");
    try (Agent admin = at.admin()) {
      admin.opens(customer);
      admin.id("close-conversation").click();
      assertThat(admin.id("reopen-conversation")).isVisible();
      String closed = admin.page.url();
      for (int i = 1; i <= 60; i++) {
        assertThat(addPhrase(admin, i)).isEqualTo(201);
      }
      admin.id("nav-admin").click();
      admin.id("admin-audit").click();
      assertThat(admin.id("audit-row")).hasCount(50);
      assertThat(entry(admin)).hasCount(0); // Further back.
      admin.id("audit-more").click();
      assertThat(entry(admin)).hasCount(1);
      int rows = admin.id("audit-row").count();
      assertThat(rows).isGreaterThan(60);
      assertThat(admin.id("audit-more")).hasCount(0);

      entry(admin).getByTestId("audit-conversation").click();
      assertThat(admin.page).hasURL(closed);
      assertThat(admin.message("谁处理的")).isVisible();
    }
  }

  private static Locator entry(Agent admin) {
    return admin.page.locator("[data-testid=audit-row][data-what=conversation_closed]");
  }

  /** As the page does it. */
  private static int addPhrase(Agent admin, int number) {
    return (int)
        admin.page.evaluate(
            """
            async number => (await fetch('/api/v1/phrases', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ group: '', shortcut: '', title: `短语 ${number}`, kind: 'text', content: '好的', owner: 'team', shops: null }),
            })).status
            """,
            number);
  }

  private static void unread(Agent admin) {
    admin.id("nav-admin").click();
    admin.id("admin-unread").click();
  }

  private static Locator.FilterOptions has(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static void assertRefusalsOnly() {
    at.assertRefusalsOnly();
  }
}
