package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is written is sent as it was meant, or stays where it was written. */
class ComposerTest {
  private static final String PASTE =
      """
      (box, { text, picture }) => {
        const clipboard = new DataTransfer();
        if (text !== '') {
          clipboard.setData('text/plain', text);
          clipboard.setData('text/html', '<table><tr><td>' + text + '</td></tr></table>');
        }
        if (picture) {
          clipboard.items.add(new File([new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])], 'image.png', { type: 'image/png' }));
        }
        return box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }));
      }
      """;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void whatWaitsForItsFileIsSentThoughAnotherChatIsOpened() throws IOException {
    at.installation.customerSays("oUploads", "有说明书吗");
    at.installation.customerSays("oElsewhere", "在吗");
    try (Agent agent = at.admin()) {
      List<Route> uploads = holdUploads(agent);
      agent.opens("oUploads");
      agent.id("attach-input").setInputFiles(AnsweringTest.picture());
      agent.writes("请看附件");
      assertThat(agent.id("send")).hasText("上传后发送");
      agent.opens("oElsewhere");
      assertThat(agent.id("composer")).hasValue("");
      uploads.forEach(Route::resume);
      assertThat(agent.row("oUploads")).containsText("请看附件");
      agent.opens("oUploads");
      assertThat(agent.message("请看附件")).hasAttribute("data-state", "accepted");
      assertThat(agent.page.locator("[data-testid=message][data-direction=out][data-type=image]"))
          .hasAttribute("data-state", "accepted");
      assertThat(agent.id("composer")).hasValue("");
    }
  }

  @Test
  void whatAReloadHasCutOffIsToldOf() throws IOException {
    at.installation.customerSays("oReloads", "有说明书吗");
    try (Agent agent = at.admin()) {
      List<Route> uploads = holdUploads(agent);
      agent.opens("oReloads");
      agent.id("attach-input").setInputFiles(AnsweringTest.picture());
      agent.writes("请看附件");
      assertThat(agent.id("send")).hasText("上传后发送");
      assertThat(uploads).hasSize(1);
      agent.page.reload();
      assertThat(agent.id("composer-broken-off")).isVisible();
      assertThat(agent.id("composer")).hasValue("请看附件");
      agent.id("composer").press("Enter");
      assertThat(agent.message("请看附件")).hasAttribute("data-state", "accepted");
      assertThat(agent.id("composer-broken-off")).isHidden();
    }
  }

  @Test
  void ctrlZTakesTheLastReplyBackAndNothingMovesWhenOneLeaves() throws IOException {
    at.installation.customerSays("oCtrlZ", "多少钱");
    try (Agent agent = at.admin()) {
      agent.opens("oCtrlZ");
      holdsTenSeconds(agent);
      agent.writes("九十九");
      assertThat(agent.message("九十九").getByTestId("undo")).isVisible();
      assertThat(agent.message("九十九").getByTestId("delivery-hint")).hasCount(0);
      agent.id("composer").press("Control+z");
      assertThat(agent.id("composer")).hasValue("九十九");
      assertThat(agent.id("composer")).isFocused();
      assertThat(agent.page.locator("[data-testid=message][data-direction=out]")).hasCount(0);

      agent.id("composer").press("Enter");
      Locator undo = agent.message("九十九").getByTestId("undo");
      assertThat(undo).isVisible();
      double before = box(agent.message("多少钱").first()).y;
      assertThat(agent.message("九十九")).hasAttribute("data-state", "accepted");
      assertThat(undo).hasCount(0);
      assertThat(box(agent.message("多少钱").first()).y).isBetween(before - 1, before + 1);

      agent.writes("一百");
      agent.message("一百").getByTestId("undo").click();
      assertThat(agent.id("composer")).hasValue("一百");
      assertThat(agent.id("composer")).isFocused();
    }
  }

  @Test
  void linesThatAreTooLongTogetherAreNotJoined() throws IOException {
    at.installation.customerSays("oJoins", "怎么保养");
    try (Agent agent = at.admin()) {
      agent.opens("oJoins");
      holdsTenSeconds(agent);
      agent.id("composer-options").click();
      agent.id("join-lines").check();
      agent.page.keyboard().press("Escape");
      agent.writes("短的");
      assertThat(agent.message("短的").getByTestId("undo")).isVisible();
      agent.writes("接着的");
      assertThat(agent.message("接着的")).containsText("短的");
      assertThat(agent.page.locator("[data-testid=message][data-direction=out]")).hasCount(1);
      agent.writes("长".repeat(680)); // 2 040 bytes
      assertThat(agent.message("长长长")).hasAttribute("data-state", "accepted");
      assertThat(agent.message("接着的")).hasAttribute("data-state", "accepted");
      assertThat(agent.page.locator("[data-testid=message][data-direction=out]")).hasCount(2);
    }
  }

  @Test
  void aReplyThatThePlatformFoundRiskyIsExplainedAndDiscarded() throws IOException {
    at.installation.customerSays("oRisky", "有别的联系方式吗");
    try (Agent agent = at.admin()) {
      agent.opens("oRisky");
      at.installation.fault("{\"fault\":\"refuse\",\"errcode\":87014}");
      agent.writes("请加我");
      Locator failed = agent.message("请加我").first();
      assertThat(failed.getByTestId("failure")).containsText("违规");
      failed.getByTestId("decide-dropped").click();
      assertThat(failed.getByTestId("delivery-hint")).hasText("admin 已放弃这条");
      assertThat(failed.getByTestId("send-again")).hasCount(0);
    }
  }

  @Test
  void theTextOfASpreadsheetIsPastedAndAPictureAloneIsAttached() throws IOException {
    at.installation.customerSays("oPastes", "报个价");
    try (Agent agent = at.admin()) {
      agent.opens("oPastes");
      assertThat(paste(agent, "单价\t99", true)).as("left to the browser, as text").isTrue();
      assertThat(agent.id("attachment")).hasCount(0);
      assertThat(paste(agent, "", true)).as("taken as a file").isFalse();
      assertThat(agent.id("attachment")).hasCount(1);
      agent.id("attachment-remove").click();
      assertThat(agent.id("attachment")).hasCount(0);
    }
  }

  @Test
  void aClosedComposerCanBeWrittenInAndItsDraftDeleted() throws IOException {
    at.installation.customerSays("oClosed", "在吗");
    try (Agent agent = at.admin()) {
      agent.opens("oClosed");
      for (int i = 1; i <= 5; i++) {
        agent.writes("第 " + i + " 句");
      }
      assertThat(agent.id("composer-closed")).isVisible();
      agent.id("composer").fill("等您再来消息");
      agent.id("composer").press("Enter");
      assertThat(agent.id("composer")).hasValue("等您再来消息");
      assertThat(agent.id("send")).isDisabled();
      agent.page.reload();
      assertThat(agent.id("composer")).hasValue("等您再来消息");
      agent.id("composer").fill("");
      agent.page.reload();
      assertThat(agent.id("composer-closed")).isVisible();
      assertThat(agent.id("composer")).hasValue("");
    }
  }

  /** Each upload stands still until it is resumed. */
  private static List<Route> holdUploads(Agent agent) {
    List<Route> held = new ArrayList<>();
    agent.page.route("**/api/v1/media", held::add);
    return held;
  }

  private static void holdsTenSeconds(Agent agent) {
    agent.id("composer-options").click();
    agent.page.getByLabel("10 秒").check();
    agent.page.keyboard().press("Escape");
  }

  /** Whether the browser is left to paste. */
  private static boolean paste(Agent agent, String text, boolean picture) {
    return (boolean) agent.id("composer").evaluate(PASTE, Map.of("text", text, "picture", picture));
  }

  private static BoundingBox box(Locator locator) {
    BoundingBox box = locator.boundingBox();
    if (box == null) {
      throw new AssertionError("not on the page: " + locator);
    }
    return box;
  }
}
