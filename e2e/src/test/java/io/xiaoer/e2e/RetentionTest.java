package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An administrator looks what a rule would delete, and saves what they have seen. */
class RetentionTest {
  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void anAdministratorSaysHowLongDataIsKeptAndSeesWhatGoesBeforeTheySaveIt() throws IOException {
    at.installation.customerSays("oKeptForNow", "新消息");
    at.installation.awaitConversation("oKeptForNow");
    try (Agent admin = at.admin()) {
      admin.page.navigate(at.installation.desk("/admin/audit").toString());
      admin.id("admin-retention").click();
      assertThat(rule(admin, "messages")).containsText("一直保留");
      assertThat(rule(admin, "messages")).containsText("1 条消息");
      assertThat(admin.id("retention-next")).containsText("不做清理");
      assertThat(admin.barriers()).isEmpty();

      admin.id("retention-change").click();
      assertThat(admin.barriers()).isEmpty();
      admin.id("retention-cancel").click();
      assertThat(admin.id("retention-messages")).hasCount(0);

      admin.id("retention-change").click();
      limit(admin, "messages", "29");
      assertThat(admin.id("retention-look")).isDisabled();
      limit(admin, "messages", "90");
      admin.id("retention-look").click();
      assertThat(admin.id("retention-trouble")).containsText("文件的保留期限不能超过消息");
      limit(admin, "files", "60");
      admin.id("retention-audit").getByTestId("retention-limited").check();
      admin.id("retention-audit").getByTestId("retention-forever").check();
      admin.id("retention-look").click();
      assertThat(admin.id("retention-preview")).containsText("没有要删除的");
      assertThat(admin.id("retention-preview")).containsText("消息 90 天");
      assertThat(admin.barriers()).isEmpty();
      limit(admin, "messages", "120");
      assertThat(admin.id("retention-preview")).hasCount(0);
      admin.id("retention-look").click();
      admin.id("retention-save").click();
      assertThat(admin.page.getByText("已保存，清理随即开始")).isVisible();
      assertThat(rule(admin, "messages")).containsText("120 天");
      assertThat(rule(admin, "files")).containsText("60 天");
      assertThat(rule(admin, "audit")).containsText("一直保留");
      assertThat(admin.page.locator("[data-testid=retention-sweep][data-done=true]"))
          .hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(60_000));
      assertThat(admin.id("retention-next")).containsText("下次清理");
      assertThat(admin.barriers()).isEmpty();

      admin.id("admin-audit").click();
      admin.id("audit-what").selectOption("retention_changed");
      Locator noted = admin.page.locator("[data-testid=audit-row][data-what=retention_changed]");
      assertThat(noted).containsText("消息 120 天");
      assertThat(noted).containsText("没有要删除的");

      admin.page.navigate(at.installation.desk("/").toString());
      admin.opens("oKeptForNow");
      assertThat(admin.message("新消息")).isVisible();
      if (Files.exists(at.installation.data().resolve("desk.db"))) {
        thenItIsOldAndGoes(admin);
      }
    }
    // One was pressed for: files that are kept for longer than messages.
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
  }

  private static void thenItIsOldAndGoes(Agent admin) throws IOException {
    makeOld();
    admin.page.navigate(at.installation.desk("/admin/retention").toString());
    admin.id("retention-change").click();
    limit(admin, "messages", "90");
    admin.id("retention-look").click();
    assertThat(admin.id("retention-preview")).containsText("1 条消息");
    assertThat(admin.id("retention-save")).containsText("保存并删除");
    admin.id("retention-save").click();
    assertThat(admin.page.locator("[data-testid=retention-sweep][data-done=true]"))
        .hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(60_000));
    assertThat(admin.id("retention-sweep").first()).containsText("1 条消息");
    admin.page.navigate(at.installation.desk("/").toString());
    admin.opens("oKeptForNow");
    assertThat(admin.id("text-removed")).containsText("已超过保留期限");
    assertThat(admin.message("新消息")).hasCount(0);
    assertThat(admin.barriers()).isEmpty();
  }

  /** As if it had come a year ago and the conversation had been closed since. */
  private static void makeOld() {
    try (Connection desk =
            DriverManager.getConnection(
                "jdbc:sqlite:" + at.installation.data().resolve("desk.db"));
        Statement statement = desk.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.executeUpdate("UPDATE message SET received_at = received_at - 31536000000000");
      statement.executeUpdate(
          """
          INSERT INTO conversation_event (conversation_id, type, happened_at, by_name)
          SELECT id, 'closed', created_at, '' FROM conversation
          """);
      statement.executeUpdate("UPDATE conversation SET waiting_since = NULL");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Locator rule(Agent admin, String kind) {
    return admin.page.locator("[data-testid=retention-rule][data-kind=" + kind + "]");
  }

  private static void limit(Agent admin, String kind, String days) {
    Locator of = admin.id("retention-" + kind);
    of.getByTestId("retention-limited").check();
    of.getByTestId("retention-days-of").fill(days);
  }
}
