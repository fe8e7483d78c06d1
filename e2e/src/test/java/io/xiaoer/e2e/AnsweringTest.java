package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Answering fast and honestly: pictures, phrases, undo, failures, the budget. */
class AnsweringTest {
  /** One pixel. */
  private static final byte[] PICTURE =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void picturesGoBothWays() throws IOException {
    String customer = "oPictureCustomer";
    at.installation.customerSays(customer, "看图");
    customerSends(customer, "image");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      Locator kept = agent.id("image").locator("img").first();
      assertThat(kept).isVisible();
      assertThat(
              (int)
                  kept.evaluate(
                      "async picture => { await picture.decode(); return picture.naturalWidth }"))
          .isPositive();

      agent.id("attach-input").setInputFiles(picture());
      assertThat(agent.id("attachment")).hasAttribute("data-state", "ready");
      agent.writes("就是这样的");
      Locator sent =
          agent.page.locator("[data-testid=message][data-direction=out][data-type=image]");
      assertThat(sent).hasAttribute("data-state", "accepted");
      assertThat(agent.message("就是这样的")).hasAttribute("data-state", "accepted");
      assertThat(agent.id("attachment")).hasCount(0);
    }
  }

  @Test
  void whatWasSentAMomentAgoIsTakenBack() throws IOException {
    String customer = "oUndoCustomer";
    at.installation.customerSays(customer, "多少钱");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.id("composer-options").click();
      agent.page.getByLabel("10 秒").check();
      agent.page.keyboard().press("Escape");
      agent.writes("九十九");
      agent.message("九十九").getByTestId("undo").click();
      assertThat(agent.id("composer")).hasValue("九十九");
      assertThat(agent.page.locator("[data-testid=message][data-direction=out]")).hasCount(0);
      assertThat(agent.id("budget").first()).hasAttribute("data-left", "5");
    }
  }

  @Test
  void aFailureSaysWhyAndGoesAgainWhenAsked() throws IOException {
    String customer = "oFailingCustomer";
    at.installation.customerSays(customer, "发货了吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      at.installation.fault("{\"fault\":\"refuse\",\"errcode\":40097,\"errmsg\":\"invalid args\"}");
      agent.writes("发了");
      assertThat(agent.message("发了")).hasAttribute("data-state", "failed");
      assertThat(agent.message("发了").getByTestId("failure")).containsText("40097");
      agent.message("发了").getByTestId("send-again").click();
      assertThat(agent.message("发了").last()).hasAttribute("data-state", "accepted");
    }
  }

  @Test
  void theNextCustomerIsOneToWhomNoAnswerIsOnItsWay() throws IOException {
    for (int i = 1; i <= 3; i++) { // They have waited longer than anybody else here.
      at.installation.fault("{\"fault\":\"skew_clock\",\"seconds\":-%d}".formatted(3_600 - i));
      at.installation.customerSays("oInTurn" + i, "轮到我了吗");
      at.installation.awaitConversation("oInTurn" + i);
    }
    at.installation.fault("{\"fault\":\"answer_slowly\",\"millis\":3000,\"for_seconds\":60}");
    try (Agent agent = at.admin()) {
      assertThat(agent.row("oInTurn3")).isVisible();
      for (int i = 1; i <= 3; i++) {
        agent.page.keyboard().press("Alt+n");
        assertThat(agent.row("oInTurn" + i)).hasAttribute("aria-current", "true");
        agent.writes("第 " + i + " 位，马上");
        assertThat(agent.message("第 " + i + " 位，马上")).isVisible();
      }
    } finally {
      at.installation.clearFaults();
    }
  }

  @Test
  void anAnswerOfWhichNobodyKnowsIsDecidedByAPerson() throws IOException {
    String customer = "oDoubtCustomer";
    at.installation.customerSays(customer, "收到了吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      Locator first = inDoubt(agent, "第一句，线断了");
      first.getByTestId("decide-sent").click();
      assertThat(first.getByTestId("delivery-hint")).hasText("admin 已标记为顾客收到");
      assertThat(first.getByTestId("decide-sent")).hasCount(0);

      Locator second = inDoubt(agent, "第二句，也断了");
      second.getByTestId("decide-dropped").click();
      assertThat(second.getByTestId("delivery-hint")).hasText("admin 已放弃这条");

      agent.page.reload();
      assertThat(first.getByTestId("delivery-hint")).hasText("admin 已标记为顾客收到");
      assertThat(second.getByTestId("delivery-hint")).hasText("admin 已放弃这条");
    }
  }

  /** The line dies, and the repetition is refused: nobody knows, and the server tries no more. */
  private static Locator inDoubt(Agent agent, String text) throws IOException {
    at.installation.fault("{\"fault\":\"hang_up\",\"count\":1}");
    at.installation.fault("{\"fault\":\"refuse\",\"errcode\":45015,\"count\":1}");
    agent.writes(text);
    Locator message = agent.message(text);
    assertThat(message.getByTestId("decide-sent")).isVisible();
    assertThat(message).hasAttribute("data-state", "unknown");
    return message;
  }

  @Test
  void aSlashFindsAPhraseThatWasMadeAMomentAgo() throws IOException {
    String customer = "oPhraseCustomer";
    at.installation.customerSays(customer, "什么时候发货");
    try (Agent agent = at.admin()) {
      agent.id("nav-admin").click();
      agent.id("phrase-new").click();
      agent.id("phrase-title").fill("今天发货");
      agent.id("phrase-shortcut").fill("fh");
      agent.id("phrase-content").fill("{{customer}}，今天 16:00 前付款的当天发出。");
      agent.id("form-save").click();
      assertThat(agent.id("phrase-row")).hasCount(1);
      assertThat(agent.barriers()).isEmpty();
      agent.page.navigate(at.installation.desk("/").toString());
      agent.opens(customer);
      agent.id("composer").pressSequentially("/fh");
      assertThat(agent.id("phrase-option")).hasCount(1);
      assertThat(agent.id("phrase-option")).not().containsText("customer"); // as it will be sent
      agent.id("composer").press("Enter");
      assertThat(agent.id("composer")).hasValue("今天 16:00 前付款的当天发出。");
      assertThat(agent.page.locator("[data-testid=message][data-direction=out]")).hasCount(0);
    }
  }

  @Test
  void afterFiveAnswersTheComposerIsShutUntilTheCustomerWritesAgain() throws IOException {
    String customer = "oBudgetCustomer";
    at.installation.customerSays(customer, "在吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      for (int i = 1; i <= 5; i++) {
        agent.writes("第 " + i + " 句");
      }
      assertThat(agent.id("composer-closed")).containsText("5 条回复已用完");
      assertThat(agent.message("第 5 句")).hasAttribute("data-state", "accepted");
      at.installation.customerSays(customer, "那我再问一句");
      assertThat(agent.id("composer-closed")).isHidden();
      assertThat(agent.id("budget").first()).hasAttribute("data-left", "5");
    }
  }

  static FilePayload picture() {
    return new FilePayload("外包装.png", "image/png", PICTURE);
  }

  private static void customerSends(String openId, String kind) throws IOException {
    at.installation.sim(
        "/sim/api/customers/" + openId + "/messages",
        """
        {"shop":"%s","msg_type":"%s","%s":{}}
        """
            .formatted(Installation.SHOP, kind, kind));
  }
}
