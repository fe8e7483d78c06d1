package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, in a browser: what the customer writes the agent sees, and the other way round. */
@Tag("alone")
class MainJobTest {
  private static final String CUSTOMER = "oBrowserCustomer1";
  private static final double SOON_MS = 2_000;

  @TempDir Path folder;

  private Installation installation;
  private Program simulator;
  private Program server;
  private Browser browser;

  @BeforeEach
  void start() throws IOException {
    installation = new Installation(folder);
    server = installation.startServer();
    simulator = installation.startSimulator();
    browser = new Browser();
  }

  @AfterEach
  void stop() {
    browser.close();
    server.close();
    simulator.close();
  }

  @Test
  void customerWritesAgentAnswersReloadKeepsAllAndACutLineLosesNothing() throws IOException {
    installation.customerSays(CUSTOMER, "你好，在吗？");
    try (BrowserContext agentsMachine = browser.person(1440, 900);
        BrowserContext customersPhone = browser.person(390, 844)) {
      Page desk = logIn(agentsMachine);
      openConversation(desk);
      soon(message(desk, "你好，在吗？"));

      Page phone = customersPhone.newPage();
      phone.navigate(installation.simulator("/").toString());
      phone.getByTestId("customer-" + CUSTOMER).first().click();
      phone.getByTestId("composer").first().fill("这件还有黑色的吗？😀");
      phone.getByTestId("send").first().click();
      soon(message(desk, "这件还有黑色的吗？😀"));

      write(desk, "有的，亲，今天就能发货。");
      Locator answer = message(desk, "有的，亲，今天就能发货。");
      assertThat(answer).hasAttribute("data-state", "accepted", within(5_000));
      assertThat(phone.getByTestId("bubble").filter(has("有的，亲，今天就能发货。"))).isVisible();

      desk.reload();
      assertThat(message(desk, "这件还有黑色的吗？😀")).isVisible();
      assertThat(message(desk, "有的，亲，今天就能发货。")).isVisible();

      agentsMachine.setOffline(true);
      for (int i = 1; i <= 7; i++) {
        installation.customerSays(CUSTOMER, "断线时的第 " + i + " 条");
      }
      agentsMachine.setOffline(false);
      for (int i = 1; i <= 7; i++) {
        assertThat(message(desk, "断线时的第 " + i + " 条")).isVisible();
      }
    }
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void theServerRestartsUnderAnOpenPageAndNothingIsMissed() throws IOException {
    installation.customerSays(CUSTOMER, "重启之前");
    try (BrowserContext agentsMachine = browser.person(1440, 900)) {
      Page desk = logIn(agentsMachine);
      openConversation(desk);
      soon(message(desk, "重启之前"));
      server.kill();
      assertThat(desk.getByTestId("connection-banner")).isVisible();
      server = installation.startServer();
      installation.customerSays(CUSTOMER, "重启之后");
      assertThat(message(desk, "重启之后")).isVisible();
      assertThat(desk.getByTestId("connection-banner")).isHidden();
      write(desk, "我们回来了");
      assertThat(message(desk, "我们回来了")).hasAttribute("data-state", "accepted");
    }
  }

  @Test
  void anImesEnterDoesNotSendAndAFailureShowsThePlatformsReason() throws IOException {
    installation.customerSays(CUSTOMER, "帮我看看");
    try (BrowserContext agentsMachine = browser.person(1024, 768)) {
      Page desk = logIn(agentsMachine);
      openConversation(desk);
      Locator composer = desk.getByTestId("composer");
      composer.fill("ni hao");
      composer.dispatchEvent(
          "keydown", java.util.Map.of("key", "Enter", "isComposing", true, "bubbles", true));
      composer.dispatchEvent(
          "keydown", java.util.Map.of("key", "Enter", "keyCode", 229, "bubbles", true));
      assertThat(composer).hasValue("ni hao");
      assertThat(desk.locator("[data-testid=message][data-direction=out]")).hasCount(0);

      simulator.kill();
      composer.fill("平台没有回应");
      composer.press("Enter");
      assertThat(composer).hasValue("");
      Locator waiting = message(desk, "平台没有回应");
      assertThat(waiting).isVisible();
      assertThat(waiting).not().hasAttribute("data-state", "accepted");
      simulator = installation.startSimulator();
    }
  }

  private Page logIn(BrowserContext machine) {
    Page desk = machine.newPage();
    desk.navigate(installation.desk("/").toString());
    desk.getByTestId("login-username").fill("admin");
    desk.getByTestId("login-password").fill(Installation.PASSWORD);
    desk.getByTestId("login-submit").click();
    return desk;
  }

  private static void openConversation(Page desk) {
    desk.locator("[data-testid=conversation-item][data-open-id=" + CUSTOMER + "]").click();
  }

  private static Locator message(Page desk, String text) {
    return desk.getByTestId("message").filter(has(text));
  }

  private static Locator.FilterOptions has(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static void write(Page desk, String text) {
    desk.getByTestId("composer").fill(text);
    desk.getByTestId("composer").press("Enter");
  }

  private static void soon(Locator locator) {
    assertThat(locator).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(SOON_MS));
  }

  private static LocatorAssertions.HasAttributeOptions within(double milliseconds) {
    return new LocatorAssertions.HasAttributeOptions().setTimeout(milliseconds);
  }
}
