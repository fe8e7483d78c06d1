package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Passkeys: added, used alone and after a password, refused, taken away. */
class PasskeysTest {
  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void aPersonAddsOneLogsInWithItAloneOrAfterThePasswordAndLosesIt() throws IOException {
    add("lin", "林一", "agent");
    add("sun", "孙二", "agent");
    try (BrowserContext machine = at.browser.person(1440, 900);
        BrowserContext second = at.browser.person(1440, 900);
        BrowserContext desk = at.browser.person(1440, 900)) {
      Agent lin = arrives(machine);
      VirtualPasskeys device = new VirtualPasskeys(lin.page);
      assertThat(lin.id("login-passkey")).hasCount(0); // Nobody has one.
      password(lin, "lin");
      assertOpen(lin);
      settings(lin);
      lin.id("passkey-add").click();
      lin.id("passkey-cancel").click();
      lin.id("passkey-add").click();
      assertThat(lin.id("passkey-name")).hasValue(Pattern.compile("Chrom"));
      device.recognises(false);
      lin.id("passkey-create").click();
      assertThat(lin.id("passkey-trouble")).containsText("没有创建");
      device.recognises(true);
      lin.id("passkey-name").fill("工位电脑");
      lin.id("passkey-create").click();
      List<String> codes = recoveryCodes(lin);
      assertThat(codes).hasSize(10);
      assertThat(lin.barriers()).isEmpty();
      lin.id("recovery-kept").click();
      assertThat(passkey(lin, "工位电脑")).containsText("还没用过");
      assertThat(lin.id("factor-by-passkey")).isVisible();
      assertThat(lin.id("recovery-left")).hasAttribute("data-left", "10");
      assertThat(device.count()).isEqualTo(1);

      lin.id("passkey-add").click(); // The device has one already.
      lin.id("passkey-create").click();
      assertThat(lin.id("passkey-trouble")).containsText("已经添加过了");
      lin.id("passkey-cancel").click();
      lin.id("passkey-rename").click();
      lin.id("passkey-rename-cancel").click();
      lin.id("passkey-rename").click();
      lin.id("passkey-new-name").fill("前台电脑");
      lin.id("passkey-rename-save").click();
      assertThat(passkey(lin, "前台电脑")).isVisible();
      assertThat(lin.barriers()).isEmpty();
      lin.page.keyboard().press("Escape");

      logsOut(lin);
      device.recognises(false);
      lin.id("login-passkey").click();
      assertThat(lin.id("login-trouble")).containsText("没有完成");
      assertThat(lin.barriers()).isEmpty();
      device.recognises(true);
      lin.id("login-passkey").click();
      assertOpen(lin);
      settings(lin);
      assertThat(passkey(lin, "前台电脑")).containsText("最近使用");
      lin.page.keyboard().press("Escape");

      logsOut(lin);
      password(lin, "lin");
      assertThat(lin.id("login-code")).hasCount(0); // The passkey is asked for.
      assertThat(lin.barriers()).isEmpty();
      lin.id("login-other-kind").click();
      lin.id("login-code").fill(codes.getFirst());
      lin.id("login-code-submit").click();
      assertOpen(lin);
      logsOut(lin);
      password(lin, "lin");
      lin.id("login-code-submit").click();
      assertOpen(lin);

      Agent sun = arrives(second);
      VirtualPasskeys suns = new VirtualPasskeys(sun.page);
      password(sun, "sun");
      assertOpen(sun);
      addPasskey(sun);
      assertThat(suns.count()).isEqualTo(1);
      sun.page.keyboard().press("Escape");

      // At Lin's machine Sun's password is not enough, and Lin's finger is not Sun's.
      logsOut(lin);
      password(lin, "sun");
      lin.id("login-code-submit").click();
      assertThat(lin.id("login-code-trouble")).containsText("没有完成");
      lin.id("login-back").click();
      lin.id("login-passkey").click();
      assertOpen(lin);
      assertThat(at.browser.takeComplaints()).isEmpty();

      Agent admin = Agent.logsIn(at.installation, desk);
      admin.page.navigate(at.installation.desk("/admin/staff").toString());
      Locator row = admin.page.locator("[data-testid=staff-row][data-username=lin]");
      assertThat(row.getByTestId("staff-factor")).containsText("已开启");
      row.getByTestId("staff-reset-factor").click();
      row.getByTestId("staff-reset-factor").click();
      assertThat(row.getByTestId("staff-factor")).containsText("未开启");
      assertOpen(lin); // What is open stays open.
      logsOut(lin);
      lin.id("login-passkey").click();
      assertThat(lin.id("login-trouble")).containsText("没有通过");
      password(lin, "lin"); // The password alone.
      assertOpen(lin);

      settings(sun);
      sun.id("passkey-remove").click();
      sun.id("passkey-remove").click();
      assertThat(sun.id("passkey")).hasCount(0);
      assertThat(sun.id("totp-open")).isVisible();
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("403"));
  }

  @Test
  void aLoginOfLongAgoIsNotEnoughAndAnotherAddressIsNot() throws IOException {
    add("wei", "魏三", "agent");
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent wei = Agent.logsIn(at.installation, machine, "wei"); // At a number, not a name.
      settings(wei);
      wei.id("passkey-add").click();
      wei.id("passkey-create").click();
      assertThat(wei.id("passkey-trouble")).containsText("还不知道公网地址");
      wei.page.route(
          "**/api/v1/me/passkeys/options",
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setStatus(403)
                      .setContentType("application/problem+json")
                      .setBody("{\"reason\":\"login_too_old\"}")));
      wei.id("passkey-create").click();
      assertThat(wei.id("passkey-trouble")).containsText("登录后 10 分钟内");
      wei.id("passkey-log-in-again").click();
      assertThat(wei.id("login-submit")).isVisible();
    }
    assertThat(at.browser.takeComplaints())
        .allMatch(line -> line.contains("403") || line.contains("409"));
  }

  @Test
  void aRoleThatMustHaveASecondFactorMayTakeAPasskey() throws IOException {
    add("qian", "钱四", "supervisor");
    try (BrowserContext machine = at.browser.person(390, 844);
        BrowserContext desk = at.browser.person(1440, 900)) {
      Agent admin = Agent.logsIn(at.installation, desk);
      admin.page.navigate(at.installation.desk("/admin/staff").toString());
      admin.id("factor-rule-supervisor").check();
      admin.id("factor-rule-save").click();
      assertThat(admin.page.getByText("两步验证要求已保存").last()).isVisible();
      Agent qian = arrives(machine);
      new VirtualPasskeys(qian.page);
      password(qian, "qian");
      assertThat(qian.id("factor-needed")).isVisible();
      qian.id("factor-passkey-instead").click();
      assertThat(qian.barriers()).isEmpty();
      qian.id("passkey-create").click();
      assertThat(recoveryCodes(qian)).hasSize(10);
      qian.id("recovery-kept").click();
      assertOpen(qian);
      admin.id("factor-rule-supervisor").uncheck();
      admin.id("factor-rule-save").click();
      assertThat(admin.page.getByText("两步验证要求已保存").last()).isVisible();
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("403"));
  }

  private static Agent arrives(BrowserContext machine) {
    Agent agent = Agent.comes(at.installation, machine);
    agent.page.navigate("http://localhost:" + at.installation.port + "/");
    assertThat(agent.id("login-submit")).isVisible();
    return agent;
  }

  private static void addPasskey(Agent agent) {
    settings(agent);
    agent.id("passkey-add").click();
    agent.id("passkey-create").click();
    recoveryCodes(agent);
    agent.id("recovery-kept").click();
    assertThat(agent.id("passkey")).hasCount(1);
  }

  private static Locator passkey(Agent agent, String name) {
    return agent.page.locator("[data-testid=passkey][data-name=\"" + name + "\"]");
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

  private static void assertOpen(Agent agent) {
    assertThat(agent.id("link-status")).hasAttribute("data-state", "open");
  }

  private static List<String> recoveryCodes(Agent agent) {
    assertThat(agent.id("recovery-codes")).isVisible();
    return agent.id("recovery-codes").locator("code").allInnerTexts();
  }
}
