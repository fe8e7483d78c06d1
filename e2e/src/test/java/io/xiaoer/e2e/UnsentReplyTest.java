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

/** Replies that did not go: sent after all, written anew, or given up, by whoever wrote them. */
class UnsentReplyTest {
  private static final String WANG = "wang.unsent";

  /** Longer than what could not be sent is sent again unasked; `web/src/reply/replyStore.ts`. */
  private static final long TOO_OLD_MS = 6 * 60_000;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addColleague() throws IOException {
    at.installation.addStaff(WANG);
  }

  @Test
  void whatIsTooOldToGoByItselfIsSentOrDiscardedByHand() throws IOException {
    String customer = "oTooOld";
    at.installation.customerSays(customer, "能改地址吗");
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      machine.clock().install();
      Agent agent = Agent.logsIn(at.installation, machine);
      agent.opens(customer);
      assertThat(agent.message("能改地址吗")).isVisible();
      agent.losesTheLine();
      agent.writes("可以改");
      agent.writes("写错了的一句");
      assertThat(agent.message("可以改")).hasAttribute("data-state", "unreachable");
      assertThat(agent.message("写错了的一句")).hasAttribute("data-state", "unreachable");
      machine.clock().fastForward(TOO_OLD_MS);
      machine.setOffline(false);
      assertThat(agent.id("link-status")).hasAttribute("data-state", "open");

      assertThat(agent.message("写错了的一句")).hasAttribute("data-state", "unreachable");
      agent.message("写错了的一句").getByTestId("unsent-discard").click();
      assertThat(agent.message("写错了的一句")).hasCount(0);

      assertThat(agent.message("可以改")).hasAttribute("data-state", "unreachable");
      agent.message("可以改").getByTestId("unsent-retry").click();
      assertThat(agent.message("可以改")).hasAttribute("data-state", "accepted");

      agent.page.reload();
      assertThat(agent.message("可以改")).isVisible();
      assertThat(agent.message("写错了的一句")).hasCount(0);
    }
  }

  @Test
  void whatAColleagueHasAnsweredMeanwhileGoesBackToTheComposer() throws IOException {
    String customer = "oAnsweredMeanwhile";
    at.installation.customerSays(customer, "几号发货");
    try (Agent wang = at.agent(WANG);
        Agent admin = at.admin()) {
      bothAnswer(customer, wang, "今天", admin, "明天");
      admin.id("answered-back").click();
      assertThat(admin.id("answered-dialog")).isHidden();
      assertThat(admin.id("composer")).hasValue("明天");
      assertThat(outgoing(admin)).hasCount(1); // The colleague's.

      admin.writes("也可以明天"); // Now that the colleague's answer was seen.
      assertThat(admin.message("也可以明天")).hasAttribute("data-state", "accepted");
      assertThat(admin.id("answered-dialog")).isHidden();
    }
    at.assertRefusalsOnly();
  }

  @Test
  void aStaleAnswerIsHeldBackUntilItsWriterHasSeenTheColleagues() throws IOException {
    String customer = "oAnsweredTwice";
    at.installation.customerSays(customer, "几点发货");
    try (Agent wang = at.agent(WANG);
        Agent admin = at.admin()) {
      bothAnswer(customer, wang, "四点前发", admin, "明天发");
      admin.id("answered-anyway").click();
      assertThat(admin.message("明天发")).hasAttribute("data-state", "accepted");
    }
    assertThat(at.browser.takeComplaints())
        .as("the browser writes down each refusal")
        .singleElement()
        .asString()
        .contains("409");
  }

  /** The second writes while the line is down, and is told of the first's answer. */
  private static void bothAnswer(
      String customer, Agent first, String answer, Agent second, String late) {
    first.opens(customer);
    second.opens(customer);
    assertThat(second.id("message")).isVisible();
    second.losesTheLine();
    accepted(first, answer);
    second.writes(late);
    second.findsTheLine();
    assertThat(second.id("answered-dialog")).containsText(answer);
  }

  @Test
  void whatTheServerRefusesIsWrittenAnewWhenTheCustomerHasWrittenAgain() throws IOException {
    String customer = "oUsedUpMeanwhile";
    at.installation.customerSays(customer, "在吗");
    try (Agent wang = at.agent(WANG);
        Agent admin = at.admin()) {
      wang.opens(customer);
      admin.opens(customer);
      assertThat(admin.message("在吗")).isVisible();
      admin.losesTheLine();
      for (int i = 1; i <= 5; i++) {
        accepted(wang, "第 " + i + " 句");
      }
      admin.writes("我也补一句");
      admin.findsTheLine();
      admin.id("answered-anyway").click();
      Locator refused = admin.message("我也补一句");
      assertThat(refused).hasAttribute("data-state", "refused");
      assertThat(refused).containsText("5 条回复已用完");
      assertThat(refused.getByTestId("unsent-retry")).hasCount(0); // It would be refused again.
      refused.getByTestId("unsent-edit").click();
      assertThat(refused).hasCount(0);
      assertThat(admin.id("composer")).hasValue("我也补一句");
      assertThat(admin.id("send")).isDisabled();

      at.installation.customerSays(customer, "还在吗");
      assertThat(admin.id("composer-closed")).isHidden();
      admin.id("send").click();
      assertThat(admin.message("我也补一句")).hasAttribute("data-state", "accepted");
    }
    at.assertRefusalsOnly();
  }

  @Test
  void whatThePlatformRefusedIsPutBackAndWrittenAnew() throws IOException {
    String customer = "oPutBack";
    at.installation.customerSays(customer, "有别的联系方式吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      at.installation.fault("{\"fault\":\"refuse\",\"errcode\":87014}");
      agent.writes("请打 0571-88888888");
      Locator failed = agent.message("请打 0571-88888888");
      assertThat(failed).hasAttribute("data-state", "failed");
      failed.getByTestId("put-back").click();
      assertThat(agent.id("composer")).hasValue("请打 0571-88888888");
      assertThat(failed).hasCount(1); // What was tried stays to be seen.
      agent.writes("在这里说就好");
      assertThat(agent.message("在这里说就好")).hasAttribute("data-state", "accepted");
    }
  }

  @Test
  void aShopThatMayNotSendIsToldOfAndTriedWhenSomebodyHasMendedIt() throws IOException {
    String customer = "oShopStopped";
    at.installation.customerSays(customer, "有货吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      at.installation.fault("{\"fault\":\"not_on_allow_list\",\"for_seconds\":600}");
      agent.writes("有的");
      assertThat(agent.id("sending-banner")).containsText("白名单");
      assertThat(agent.id("sending-banner")).containsText("1 条回复在等待");
      agent.id("sending-try").click();
      assertThat(agent.id("sending-try")).isEnabled();
      assertThat(agent.id("sending-banner")).isVisible(); // Nobody has mended it.
      assertThat(agent.message("有的")).not().hasAttribute("data-state", "accepted");

      at.installation.clearFaults();
      agent.id("sending-try").click();
      assertThat(agent.message("有的")).hasAttribute("data-state", "accepted");
      assertThat(agent.id("sending-banner")).isHidden();
    } finally {
      at.installation.clearFaults();
    }
  }

  private static void accepted(Agent agent, String text) {
    agent.writes(text);
    assertThat(agent.message(text)).hasAttribute("data-state", "accepted");
  }

  private static Locator outgoing(Agent agent) {
    return agent.page.locator("[data-testid=message][data-direction=out]");
  }
}
