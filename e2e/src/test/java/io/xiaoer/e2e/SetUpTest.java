package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import io.xiaoer.simulator.envelope.Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A new installation, up to its first message; and how a shop's keys are changed later. */
class SetUpTest {
  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void theStepsLeadToTheFirstMessageAndAShopsKeysAreChangedWithoutLosingAPush() throws IOException {
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      machine.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      Agent admin = Agent.logsIn(at.installation, machine);
      theStepsOfANewInstallation(admin);
      theAddressIsCopiedAndTakesTheFirstMessage(admin);
      theLastPushesAreShown(admin);
      keysAreChanged(admin);
    }
    // The fields that were refused; the browser writes each 4xx on its console.
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
  }

  private static void theStepsOfANewInstallation(Agent admin) {
    assertThat(step(admin, "shop")).hasAttribute("data-done", "true"); // It is in the file.
    assertThat(step(admin, "push")).hasAttribute("data-done", "false");
    step(admin, "staff").getByTestId("set-up-step").click();
    assertThat(admin.id("staff-new")).isVisible();
    admin.page.goBack();
    step(admin, "push").getByTestId("set-up-step").click();
    assertThat(card(admin, Installation.SHOP)).containsText("还没有收到");
    assertThat(admin.id("last-pushes")).hasCount(0);
  }

  private static void theAddressIsCopiedAndTakesTheFirstMessage(Agent admin) throws IOException {
    card(admin, Installation.SHOP).getByTestId("push-url-copy").click();
    assertThat(admin.page.getByText("已复制")).isVisible();
    Pushes pushes = new Pushes(URI.create(admin.clipboard()), 21);
    for (int i = 1; i <= 3; i++) {
      assertThat(
              pushes
                  .deliver(pushes.text("oFirstOfAll", Pushes.msgId(i), "第 " + i + " 句"))
                  .statusCode())
          .isEqualTo(200);
    }
    admin.id("nav-desk").click();
    assertThat(admin.row("oFirstOfAll")).containsText("第 3 句");
    assertThat(admin.id("set-up")).hasCount(0);
  }

  private static void theLastPushesAreShown(Agent admin) {
    shops(admin);
    Locator pushes = card(admin, Installation.SHOP).locator("details");
    assertThat(pushes.getByTestId("last-pushes")).containsText("最近 3 次推送");
    assertThat(pushes.locator("li")).hasCount(3);
    assertThat(pushes.locator("li").first()).isHidden(); // All went well: nobody has to look.
    pushes.getByTestId("last-pushes").click();
    assertThat(pushes.locator("li").first()).isVisible();
    pushes.getByTestId("last-pushes").click();
    assertThat(pushes.locator("li").first()).isHidden();
  }

  private static void keysAreChanged(Agent admin) throws IOException {
    Keys before = new Keys("wx3333333333333333", "tokenBeforeTheChange", "B".repeat(42) + "A");
    Keys after = new Keys(before.appId(), "tokenAfterTheChange", "C".repeat(42) + "A");
    Keys stray = new Keys(before.appId(), "tokenOfLongAgo", "D".repeat(42) + "A");
    admin.id("shop-new").click();
    admin.id("shop-id").fill("cups");
    admin.id("shop-name").fill("杯子店");
    admin.id("shop-user-name").fill("gh_333333333333");
    admin.id("shop-app-id").fill(before.appId());
    admin.id("shop-app_secret").fill(Installation.SECRET);
    admin.id("shop-token").fill(before.token());
    admin.id("shop-encoding_aes_key").fill(before.encodingAesKey());
    admin.id("form-save").click();
    assertThat(admin.id("form-save")).isHidden();
    assertThat(status(before, 31)).isEqualTo(200);

    // The keys before stay by themselves, and are taken beside the new ones.
    edit(admin);
    admin.id("shop-token").fill(after.token());
    admin.id("shop-encoding_aes_key").fill(after.encodingAesKey());
    admin.id("form-save").click();
    assertThat(admin.id("form-save")).isHidden();
    assertThat(status(after, 32)).isEqualTo(200);
    assertThat(status(before, 33)).isEqualTo(200);
    assertThat(status(stray, 34)).isEqualTo(403);

    // Others are written by hand; first one that cannot be a key.
    edit(admin);
    assertThat(admin.id("shop-previous_token")).isVisible(); // There is something to see.
    admin.id("shop-previous").click();
    assertThat(admin.id("shop-previous_token")).isHidden();
    admin.id("shop-previous").click();
    admin.id("shop-previous_token").fill(stray.token());
    admin.id("shop-previous_encoding_aes_key").fill("too-short");
    admin.id("form-save").click();
    assertThat(admin.id("form-trouble")).isVisible();
    admin.id("shop-previous_encoding_aes_key").fill(stray.encodingAesKey());
    admin.id("form-save").click();
    assertThat(admin.id("form-save")).isHidden();
    assertThat(status(stray, 35)).isEqualTo(200);
    assertThat(status(after, 36)).isEqualTo(200);
  }

  private static void edit(Agent admin) {
    card(admin, "cups").getByTestId("shop-edit").click();
    assertThat(admin.id("shop-name")).isVisible();
  }

  /** How the server answers a message to this shop under these keys. */
  private static int status(Keys keys, int number) throws IOException {
    Pushes pushes = new Pushes(at.installation.desk("/callback/cups"), number, keys);
    return pushes
        .deliver(pushes.text("oBuysCups", Pushes.msgId(number), "第 " + number + " 句"))
        .statusCode();
  }

  private static void shops(Agent admin) {
    admin.id("nav-admin").click();
    admin.id("admin-shops").click();
  }

  private static Locator step(Agent admin, String name) {
    return admin.page.locator("[data-step=" + name + "]");
  }

  private static Locator card(Agent admin, String id) {
    return admin.page.locator("[data-testid=shop-card][data-shop=" + id + "]");
  }
}
