package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shops that an administrator adds, edits and deletes at the desk. */
class ShopsTest {
  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @ParameterizedTest
  @CsvSource({"zh-CN, tea, wx1111111111111111", "en, coffee, wx2222222222222222"})
  void aShopIsAddedEditedAndDeletedAtTheDesk(String language, String id, String appId)
      throws IOException {
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      machine.addInitScript(
          "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', '%s')"
              .formatted(language));
      Agent admin = Agent.logsIn(at.installation, machine);
      admin.id("nav-admin").click();
      admin.id("admin-shops").click();

      admin.id("shop-new").click();
      assertThat(admin.id("shop-id")).isFocused();
      admin.id("shop-id").fill(id);
      admin.id("shop-name").fill("茶铺");
      admin.id("shop-user-name").fill("gh_" + appId.substring(2, 14));
      admin.id("shop-app-id").fill(appId);
      admin.id("shop-app_secret").fill(Installation.SECRET);
      admin.id("shop-token").fill(Installation.TOKEN);
      admin.id("shop-encoding_aes_key").fill("too-short");
      admin.id("form-save").click();
      assertThat(admin.id("form-trouble")).isVisible();
      admin.id("shop-encoding_aes_key").fill(Installation.AES_KEY);
      admin.id("form-save").click();
      assertThat(admin.id("form-save")).isHidden();
      Locator card = card(admin, id);
      assertThat(card).containsText("茶铺");
      assertThat(card.getByTestId("push-url")).containsText("/callback/" + id);

      card.getByTestId("shop-edit").click();
      assertThat(admin.id("shop-id")).isDisabled();
      admin.id("shop-name").fill("茶铺二店");
      admin.id("form-save").click();
      assertThat(admin.id("form-save")).isHidden();
      assertThat(card).containsText("茶铺二店");
      // The secrets were left empty and are as they were: the shop still takes its pushes.
      assertThat(Program.get(at.installation.desk("/callback/" + id)).statusCode()).isIn(400, 403);

      card.getByTestId("shop-edit").click();
      admin.id("shop-delete").click();
      admin.id("shop-delete").click();
      assertThat(card).hasCount(0);
    }
    // Fields that the server refuses are told by it; the browser writes each 4xx on its console.
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
  }

  private static Locator card(Agent admin, String id) {
    return admin.page.locator("[data-testid=shop-card][data-shop=" + id + "]");
  }
}
