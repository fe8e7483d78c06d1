package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Phrases come from a table or a message, and are found by group and by how they are spelled. */
class PhrasesPageTest {
  private static final int STARTERS = 20;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void aTableIsSeenBeforeItIsAddedAndIsFoundByPinyin() throws IOException {
    try (Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      admin.id("admin-phrases").click();

      admin.id("phrase-starter").click();
      assertThat(admin.id("phrase-import-row")).hasCount(STARTERS);
      admin.id("form-cancel").click();
      assertThat(admin.id("phrase-row")).hasCount(0);
      admin.id("phrase-starter").click();
      admin.id("form-save").click();
      assertThat(admin.id("phrase-row")).hasCount(STARTERS);
      admin.id("phrase-starter").click();
      assertThat(admin.id("phrase-import-known")).containsText("20");
      assertThat(admin.id("form-save")).isDisabled();
      admin.id("phrase-import-me").check();
      assertThat(admin.id("phrase-import-row")).hasCount(STARTERS);
      admin.id("form-cancel").click();

      admin.id("phrase-import").click();
      admin.id("phrase-file").setInputFiles(file("a.xlsx", new byte[] {'P', 'K', 3, 4, 0, 0}));
      assertThat(admin.id("phrase-file-trouble")).containsText("CSV");
      admin
          .id("phrase-file")
          .setInputFiles(
              file(
                  "a.csv",
                  "快捷编码,快捷短语,快捷短语分组\nby,满两件包邮哦,活动\n,,活动\n".getBytes(Charset.forName("GBK"))));
      assertThat(admin.id("phrase-file-trouble")).hasCount(0);
      assertThat(admin.id("phrase-import-row")).hasCount(1);
      assertThat(admin.id("phrase-import-row")).containsText("/by");
      assertThat(admin.id("phrase-import-wrong")).containsText("第 3 行");
      admin.id("phrase-table").fill("by\t满两件包邮哦\t活动\nyb\t运费险已经送您了\t活动");
      admin.id("phrase-import-team").check();
      admin.id("form-save").click();
      assertThat(admin.id("phrase-row")).hasCount(STARTERS + 2);

      String customer = "oAsksForPostage";
      at.installation.customerSays(customer, "运费多少呀");
      admin.id("nav-desk").click();
      admin.opens(customer);
      admin.id("composer").pressSequentially("/yunfeixian");
      assertThat(admin.id("phrase-option")).hasCount(1);
      admin.id("composer").press("Enter");
      assertThat(admin.id("composer")).hasValue("运费险已经送您了");

      admin.id("composer").fill("");
      admin.id("composer").pressSequentially("/");
      assertThat(admin.id("phrase-group")).hasCount(7);
      group(admin, "活动").click();
      assertThat(admin.id("phrase-option")).hasCount(2);
      admin.id("composer").press("ArrowLeft");
      assertThat(group(admin, "结束")).hasAttribute("aria-pressed", "true");
      assertThat(admin.id("phrase-option")).hasCount(2);
      admin.id("composer").press("ArrowRight");
      admin.id("composer").press("ArrowDown");
      admin.id("composer").press("Enter");
      assertThat(admin.id("composer")).hasValue("运费险已经送您了");
    }
  }

  private static Locator group(Agent admin, String name) {
    return admin.id("phrase-group").filter(new Locator.FilterOptions().setHasText(name));
  }

  private static FilePayload file(String name, byte[] bytes) {
    return new FilePayload(name, "text/csv", bytes);
  }

  @Test
  void theWordsOfAMessageAreCopiedQuotedAndKept() throws IOException {
    String customer = "oSaysSomethingGood";
    at.installation.customerSays(customer, "请问可以开发票吗，要公司抬头的");
    try (Agent admin = at.admin()) {
      admin.page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      admin.opens(customer);
      Locator message = admin.message("可以开发票吗");
      message.hover();
      message.getByTestId("bubble-menu").click();
      message.getByTestId("bubble-copy").click();
      assertThat(message.getByTestId("bubble-copy")).hasCount(0);
      assertThat(String.valueOf(admin.page.evaluate("() => navigator.clipboard.readText()")))
          .isEqualTo("请问可以开发票吗，要公司抬头的");

      admin.id("composer").fill("可以的");
      message.getByTestId("bubble-menu").focus();
      admin.page.keyboard().press("Enter");
      message.getByTestId("bubble-quote").click();
      assertThat(admin.id("composer")).hasValue("「请问可以开发票吗，要公司抬头的」\n可以的");
      assertThat(admin.id("composer")).isFocused();
      admin.id("composer").fill("");

      message.getByTestId("bubble-menu").click();
      admin.page.keyboard().press("Escape");
      assertThat(message.getByTestId("bubble-phrase")).hasCount(0);
      message.getByTestId("bubble-menu").click();
      message.getByTestId("bubble-phrase").click();
      assertThat(admin.id("phrase-content")).hasValue("请问可以开发票吗，要公司抬头的");
      admin.id("phrase-title").fill("问发票");
      admin.id("form-save").click();
      assertThat(admin.id("phrase-title")).isHidden();
      admin.id("composer").pressSequentially("/问发票");
      assertThat(admin.id("phrase-option")).hasCount(1);
      admin.id("composer").press("Escape");
      admin.id("composer").fill("");
    }
  }
}
