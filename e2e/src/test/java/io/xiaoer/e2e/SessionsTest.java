package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Where somebody is logged in, how that ends, and the keys of other systems. */
class SessionsTest {

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPerson() throws IOException {
    at.installation.post(
        "/api/v1/staff",
        """
        {"username":"lin","name":"林一","role":"agent","shops":null,"password":"%s"}
        """
            .formatted(Installation.STAFF_PASSWORD));
  }

  @Test
  void aSessionIsEndedElsewhereAndTheLogInPageSaysSo() {
    try (BrowserContext office = at.browser.person(1440, 900);
        BrowserContext home = at.browser.person(1440, 900);
        BrowserContext desk = at.browser.person(1440, 900)) {
      Agent here = Agent.logsIn(at.installation, office, "LIN"); // in any case
      Agent there = Agent.logsIn(at.installation, home, "lin");

      here.id("user-menu").click();
      here.id("settings-open").click();
      assertThat(here.id("session")).hasCount(2);
      assertThat(here.page.locator("[data-testid=session][data-current=true]"))
          .containsText("Chrome");
      here.id("session-end").click(); // Asks first.
      here.id("session-end").click();
      assertThat(here.id("session")).hasCount(1);
      isOut(there);

      there.id("login-password").fill(Installation.STAFF_PASSWORD); // The name is still there.
      there.id("login-submit").click();
      assertThat(there.id("user-menu")).isVisible();
      here.page.keyboard().press("Escape");
      here.id("user-menu").click();
      here.id("settings-open").click();
      assertThat(here.id("session")).hasCount(2);
      here.id("sessions-end-others").click();
      here.id("sessions-end-others").click();
      assertThat(here.id("session")).hasCount(1);
      isOut(there);

      Agent admin = Agent.logsIn(at.installation, desk);
      admin.page.navigate(at.installation.desk("/admin/staff").toString());
      Locator row = admin.page.locator("[data-testid=staff-row][data-username=lin]");
      row.getByTestId("staff-end-sessions").click();
      row.getByTestId("staff-end-sessions").click();
      isOut(here);
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("401"));
  }

  @Test
  void loggingOutEverywhereEndsTheOtherBrowserAndThisOne() throws IOException {
    at.installation.post(
        "/api/v1/staff",
        """
        {"username":"he","name":"何六","role":"agent","shops":null,"password":"%s"}
        """
            .formatted(Installation.STAFF_PASSWORD));
    try (BrowserContext office = at.browser.person(1440, 900);
        BrowserContext home = at.browser.person(1440, 900)) {
      Agent here = Agent.logsIn(at.installation, office, "he");
      Agent there = Agent.logsIn(at.installation, home, "he");
      here.id("user-menu").click();
      here.id("settings-open").click();
      assertThat(here.id("session").first()).containsText("127.0.0.*");
      here.id("sessions-end-all").click(); // Asks first.
      here.id("sessions-end-all").click();
      assertThat(there.id("login-over")).isVisible();
      assertThat(here.id("login-submit")).isVisible();
      assertThat(here.id("login-over")).isHidden();
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("401"));
  }

  private static void isOut(Agent agent) {
    assertThat(agent.id("login-over")).isVisible();
    assertThat(agent.id("login-username")).hasValue("lin");
  }

  @Test
  void whoLogsOutIsNotToldThatTheSessionIsOver() {
    try (Agent agent = at.agent("lin")) {
      agent.id("user-menu").click();
      agent.id("logout").click();
      assertThat(agent.id("login-submit")).isVisible();
      assertThat(agent.id("login-username")).hasValue("");
      assertThat(agent.id("login-over")).isHidden();
    }
  }

  @Test
  void aPasswordIsHeldToTheRuleThatTheServerTells() {
    try (Agent agent = at.admin()) {
      agent.page.navigate(at.installation.desk("/admin/staff").toString());
      agent.id("staff-new").click();
      agent.id("staff-username").fill("shen");
      agent.id("staff-name").fill("系统管理员");
      agent.id("staff-password").fill("short");
      agent.id("form-save").click();
      assertThat(agent.id("form-trouble")).containsText("只能给管理员使用");
      agent.id("staff-name").fill("沈二");
      agent.id("form-save").click();
      assertThat(agent.id("form-trouble")).containsText("密码太短");
      agent.id("staff-password").fill(Installation.STAFF_PASSWORD);
      agent.id("form-save").click();
      assertThat(agent.id("form-save")).isHidden();
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
  }

  @Test
  void aKeyIsMadeForNamedShopsAndDeleted() {
    try (Agent admin = at.admin()) {
      admin.page.navigate(at.installation.desk("/admin/keys").toString());
      admin.id("key-new").click();
      admin.id("key-name").fill("仓库");
      admin.id("shops-all").uncheck();
      admin.page.locator("[data-testid=shops-one][value=" + Installation.SHOP + "]").check();
      admin.id("form-save").click();
      assertThat(admin.id("form-save")).isHidden();
      Locator row = admin.id("key-row").filter(new Locator.FilterOptions().setHasText("仓库"));
      assertThat(row.getByTestId("key-shops")).not().containsText("全部");
      row.getByTestId("key-delete").click();
      row.getByTestId("key-delete").click();
      assertThat(row).hasCount(0);
    }
  }
}
