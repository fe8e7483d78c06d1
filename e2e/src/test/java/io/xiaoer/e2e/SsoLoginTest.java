package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Logging in by the company's directory, and out of both. */
class SsoLoginTest {
  @TempDir static Path folder;

  private static final CompanyDirectory directory = new CompanyDirectory();

  @RegisterExtension
  static final Running at =
      new Running(
          () -> folder,
          """
            webhooks: {allow: [127.0.0.1/32]}
            oidc:
              issuer: %s
              client-id: xiaoer
              client-secret: e2e-secret
              name: 公司账号登录
              allow: [127.0.0.1/32]
          """
              .formatted(directory.issuer()));

  @BeforeAll
  static void sayWhereWeAre() throws IOException {
    assertThat(
            at.installation
                .send(
                    "PUT",
                    "/api/v1/admin/guide/public-url",
                    "{\"url\":\"%s\"}".formatted(at.installation.desk("")))
                .statusCode())
        .isEqualTo(200);
    at.installation.addStaff("lin");
  }

  @AfterAll
  static void stop() {
    directory.close();
  }

  @Test
  void aPersonLogsInByTheDirectoryAndLeavesBoth() throws IOException {
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent lin = Agent.comes(at.installation, machine);
      lin.page.navigate(at.installation.desk("/search").toString());
      assertThat(lin.id("login-sso")).containsText("公司账号登录");
      assertThat(lin.barriers()).isEmpty();
      lin.id("login-sso").click();
      lin.page.locator("#cancel").click();
      assertThat(lin.id("login-trouble")).containsText("取消了登录");
      lin.id("login-sso").click();
      lin.page.locator("#stranger").click();
      assertThat(lin.id("login-trouble")).containsText("还没有你的账号");
      assertThat(lin.barriers()).isEmpty();
      lin.page.navigate(at.installation.desk("/search").toString());
      lin.id("login-sso").click();
      lin.page.locator("#lin").click();
      assertThat(lin.id("link-status")).hasAttribute("data-state", "open");
      assertThat(lin.page).hasURL(at.installation.desk("/search").toString());
      lin.id("user-menu").click();
      lin.id("logout").click();
      lin.page.locator("#home").click();
      assertThat(lin.id("login-submit")).isVisible();

      at.installation.send("PATCH", "/api/v1/staff/lin", "{\"active\":false}");
      lin.id("login-sso").click();
      lin.page.locator("#lin").click();
      assertThat(lin.id("login-trouble")).containsText("已停用");
      lin.page.navigate(at.installation.desk("/login").toString());
      lin.id("login-username").fill("admin"); // Without the directory.
      lin.id("login-password").fill(Installation.PASSWORD);
      lin.id("login-submit").click();
      assertThat(lin.id("link-status")).hasAttribute("data-state", "open");
    }
  }
}
