package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An administrator chooses the model that drafts, and sees what it is given. */
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class AssistantPageTest {
  @TempDir static Path folder;

  @RegisterExtension
  static final Running at = new Running(() -> folder, "  webhooks: {allow: [127.0.0.1]}\n");

  private static ModelHost model;

  @BeforeAll
  static void start() throws IOException {
    model = ModelHost.start();
  }

  @AfterAll
  static void end() {
    model.close();
  }

  @Test
  void aModelIsTriedSetUpAndSwitchedOff() {
    try (Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      admin.id("admin-assistant").click();
      assertThat(admin.id("assist-host")).hasText("还没有填写地址，不会发出任何内容。");
      assertThat(admin.id("assist-try")).isDisabled();

      admin.id("assist-enabled").check();
      admin.id("assist-save").click();
      assertThat(admin.id("assist-trouble")).isVisible();
      admin.id("assist-url").fill("https://10.0.0.1/v1");
      admin.id("assist-model").fill("qwen-plus");
      admin.id("assist-save").click();
      assertThat(admin.id("assist-trouble")).containsText("接口地址指向内网");

      admin.id("assist-url").fill(model.baseUrl());
      assertThat(admin.id("assist-host")).containsText("127.0.0.1:");
      admin.id("assist-key").fill("sk-e2e-0123456789");
      admin.id("assist-daily").fill("20");
      admin.id("assist-try").click();
      assertThat(admin.id("assist-tried"))
          .hasText(Pattern.compile("模型回复了：.?收到.?（首字 \\d+ 毫秒，共 \\d+ 毫秒）"));
      model.refuses(429);
      admin.id("assist-try").click();
      assertThat(admin.id("assist-tried")).containsText("429 quota exceeded");
      model.answers("收到");

      admin.id("assist-save").click();
      assertThat(admin.page.getByText("AI 起草的设置已保存")).isVisible();
      admin.page.reload();
      assertThat(admin.id("assist-enabled")).isChecked();
      assertThat(admin.id("assist-model")).hasValue("qwen-plus");
      assertThat(admin.id("assist-daily")).hasValue("20");
      assertThat(admin.id("assist-key")).hasValue("");
      assertThat(admin.id("assist-key")).hasAttribute("placeholder", "已保存，不再显示；填写新的即可替换");

      assertThat(admin.id("assist-use-none")).isVisible();
      admin.page.route("**/assistant/use?*", Route::abort);
      admin.id("assist-use-days").selectOption("90");
      admin.page.unroute("**/assistant/use?*");
      admin.id("assist-use-again").click();
      assertThat(admin.id("assist-use-none")).isVisible();
      assertThat(at.browser.takeComplaints())
          .allMatch(line -> line.contains("422") || line.contains("ERR_FAILED"));

      admin.id("assist-enabled").uncheck();
      admin.id("assist-key-remove").check();
      admin.id("assist-save").click();
      assertThat(admin.id("assist-key-remove")).hasCount(0);
      admin.id("admin-audit").click();
      assertThat(admin.page.locator("[data-what=assistant_off]")).hasCount(1);
      assertThat(admin.page.locator("[data-what=assistant_changed]")).containsText("qwen-plus");
    }
  }
}
