package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two-step login: set up, used, lost, and asked of a whole role. */
class SecondFactorTest {
  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void aPersonSetsItUpLogsInWithACodeAndWithARecoveryCodeAndIsHelpedWhenBothAreLost()
      throws IOException {
    add("lin", "林一", "agent");
    try (BrowserContext machine = at.browser.person(1440, 900);
        BrowserContext desk = at.browser.person(1440, 900)) {
      Agent lin = Agent.logsIn(at.installation, machine, "lin");
      settings(lin);
      lin.id("totp-open").click();
      lin.id("code-cancel").click();
      lin.id("totp-open").click();
      assertThat(lin.id("totp-qr")).isVisible();
      lin.id("totp-copy").click();
      AuthenticatorApp phone = new AuthenticatorApp(lin.id("totp-secret").innerText());
      give(lin, phone.wrongCode());
      assertThat(lin.id("code-trouble")).containsText("验证码不对");
      give(lin, phone.code());
      List<String> codes = recoveryCodes(lin);
      assertThat(codes).hasSize(10).doesNotHaveDuplicates();
      assertThat(lin.barriers()).isEmpty();
      lin.id("recovery-copy").click();
      lin.id("recovery-kept").click();
      assertThat(lin.id("recovery-left")).hasAttribute("data-left", "10");
      assertThat(lin.barriers()).isEmpty();
      lin.page.keyboard().press("Escape");

      logsOut(lin);
      password(lin, "lin");
      lin.id("login-back").click();
      password(lin, "lin");
      assertThat(lin.barriers()).isEmpty();
      lin.id("login-code").fill(phone.wrongCode());
      lin.id("login-code-submit").click();
      assertThat(lin.id("login-code-trouble")).containsText("验证码不对");
      lin.page.navigate(at.installation.desk("/").toString());
      assertThat(lin.id("login-username")).isVisible(); // Half a log-in is none.
      password(lin, "lin");
      lin.id("login-code").fill(phone.code());
      lin.id("login-code-submit").click();
      assertThat(lin.id("link-status")).hasAttribute("data-state", "open");

      logsOut(lin);
      password(lin, "lin");
      lin.id("login-other-kind").click();
      lin.id("login-code").fill(codes.getFirst().toUpperCase(Locale.ROOT));
      lin.id("login-code-submit").click();
      assertThat(lin.id("link-status")).hasAttribute("data-state", "open");
      settings(lin);
      assertThat(lin.id("recovery-left")).hasAttribute("data-left", "9");
      lin.id("recovery-open").click();
      give(lin, codes.get(1));
      List<String> renewed = recoveryCodes(lin);
      assertThat(renewed).hasSize(10).doesNotContainAnyElementsOf(codes);
      lin.id("recovery-kept").click();
      lin.page.keyboard().press("Escape");

      Agent admin = Agent.logsIn(at.installation, desk);
      admin.page.navigate(at.installation.desk("/admin/staff").toString());
      Locator row = admin.page.locator("[data-testid=staff-row][data-username=lin]");
      assertThat(row.getByTestId("staff-factor")).containsText("已开启");
      row.getByTestId("staff-reset-factor").click();
      row.getByTestId("staff-reset-factor").click();
      assertThat(row.getByTestId("staff-factor")).containsText("未开启");
      logsOut(lin);
      Agent again = Agent.logsIn(at.installation, machine, "lin"); // The password alone.
      settings(again);
      again.id("totp-open").click();
      give(again, new AuthenticatorApp(again.id("totp-secret").innerText()).code());
      List<String> last = recoveryCodes(again);
      again.id("recovery-kept").click();
      again.id("totp-remove-open").click();
      give(again, last.getFirst());
      assertThat(again.id("totp-open")).isVisible();
    }
    assertThat(at.browser.takeComplaints())
        .allMatch(line -> line.contains("401") || line.contains("403"));
  }

  @Test
  void aRoleThatMustHaveItIsLedThereAndGetsNothingElse() throws IOException {
    add("sun", "孙二", "supervisor");
    try (BrowserContext machine = at.browser.person(390, 844);
        BrowserContext desk = at.browser.person(1440, 900)) {
      Agent sun = Agent.logsIn(at.installation, machine, "sun");
      Agent admin = Agent.logsIn(at.installation, desk);
      admin.page.navigate(at.installation.desk("/admin/staff").toString());
      admin.id("factor-rule-supervisor").check();
      admin.id("factor-rule-save").click();

      assertThat(sun.id("factor-needed")).isVisible(); // At once, from where they were.
      sun.page.navigate(at.installation.desk("/board").toString());
      assertThat(sun.id("factor-needed")).isVisible();
      assertThat(sun.barriers()).isEmpty();
      sun.id("factor-logout").click();
      password(sun, "sun");
      assertThat(sun.id("factor-needed")).isVisible();
      sun.id("code-cancel").click();
      assertThat(sun.id("totp-secret")).isVisible();
      give(sun, new AuthenticatorApp(sun.id("totp-secret").innerText()).code());
      recoveryCodes(sun);
      sun.id("recovery-kept").click();
      assertThat(sun.id("link-status")).hasAttribute("data-state", "open");

      admin.id("factor-rule-supervisor").uncheck();
      admin.id("factor-rule-save").click();
      assertThat(admin.page.getByText("两步验证要求已保存").last()).isVisible();
    }
    assertThat(at.browser.takeComplaints())
        .allMatch(line -> line.contains("401") || line.contains("403"));
  }

  private static void add(String username, String name, String role) throws IOException {
    at.installation.post(
        "/api/v1/staff",
        """
        {"username":"%s","name":"%s","role":"%s","shops":null,"password":"%s"}
        """
            .formatted(username, name, role, Installation.STAFF_PASSWORD));
  }

  private static void settings(Agent agent) {
    agent.id("user-menu").click();
    agent.id("settings-open").click();
  }

  private static void logsOut(Agent agent) {
    agent.id("user-menu").click();
    agent.id("logout").click();
    assertThat(agent.id("login-submit")).isVisible();
  }

  private static void password(Agent agent, String username) {
    agent.id("login-username").fill(username);
    agent.id("login-password").fill(Installation.STAFF_PASSWORD);
    agent.id("login-submit").click();
  }

  private static void give(Agent agent, String code) {
    agent.id("code-field").fill(code);
    agent.id("code-give").click();
  }

  private static List<String> recoveryCodes(Agent agent) {
    assertThat(agent.id("recovery-codes")).isVisible();
    return agent.id("recovery-codes").locator("code").allInnerTexts();
  }
}
