package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What agents see where the server assigns the queue: each test has agents of its own. */
class AutomaticAssignmentTest {
  /** By which it is known with closed eyes; `web/src/notice/sound.ts`. */
  private static final int ASSIGNED_HERTZ = 440;

  /** Writes down each note that the page plays. */
  private static final String EARS =
      """
      window.heard = [];
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (at) {
        heard.push(Math.round(this.frequency.value));
        start.call(this, at);
      };
      """;

  private static final String ALWAYS =
      """
      {"weekly":{"mon":["00:00-24:00"],"tue":["00:00-24:00"],"wed":["00:00-24:00"],
                 "thu":["00:00-24:00"],"fri":["00:00-24:00"],"sat":["00:00-24:00"],
                 "sun":["00:00-24:00"]},
       "follow_calendar":false}
      """;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  /** Nobody of one test waits into the next. */
  @AfterEach
  void everybodyIsAnswered() throws IOException {
    set("{\"mode\":\"manual\"}");
    for (JsonNode one :
        at.installation.get("/api/v1/conversations?limit=200").path("conversations")) {
      if (!one.path("waiting_since").isNull()) {
        at.installation.post(
            "/api/v1/conversations/" + one.path("id").asString() + "/messages",
            """
            {"client_id":"%s","type":"text","text":{"content":"好的"}}
            """
                .formatted(UUID.randomUUID()));
      }
    }
  }

  @Test
  void whoIsThereIsToldOfACustomerAndWhoFindsEverybodyBusyOfTheirPlace() throws IOException {
    hire("wang", 1);
    set("{\"mode\":\"automatic\",\"pull_back_after_seconds\":600}");
    try (BrowserContext hers = at.browser.person(1440, 900)) {
      hers.addInitScript(EARS);
      Agent wang = Agent.logsIn(at.installation, hers, "wang");
      wang.goesOnline();
      assertThat(wang.id("figure-load")).hasText("0");
      assertThat(wang.id("figure-ceiling")).hasText("/1");

      at.installation.customerSays("oFirst", "在吗");
      assertThat(wang.id("notice")).hasAttribute("data-kind", "assigned");
      assertThat(wang.id("notice")).containsText("分配给你了");
      wang.page.waitForFunction("() => heard.includes(" + ASSIGNED_HERTZ + ")");
      assertThat(wang.id("figure-load")).hasText("1");

      wang.id("notice-open").click();
      assertThat(wang.id("notice")).isHidden();
      assertThat(step(wang, "assigned")).containsText("自动分配给 wang");
      assertThat(wang.id("pull-back").first()).hasText(Pattern.compile("\\d:\\d\\d 后收回"));

      at.installation.customerSays("oSecond", "我也在");
      Locator place = wang.row("oSecond").getByTestId("queue-place");
      assertThat(place).hasText("排队第 1 · 1 人在线，均已接满 1/1");
      assertThat(place).hasAttribute("title", "顾客排在第 1 位：1 人在线，均已接满 1/1。");
      at.installation.customerSays("oThird", "还有我");
      assertThat(wang.row("oThird").getByTestId("queue-place")).containsText("排队第 2");
      turnsTo(wang, "oThird");
      assertThat(wang.id("chat-under")).containsText("排队第 2 · 1 人在线，均已接满 1/1");
      assertThat(wang.barriers()).isEmpty();

      // Who is in front has gone: nobody told of it by the one behind.
      turnsTo(wang, "oSecond");
      wang.id("take").click();
      assertThat(wang.row("oThird").getByTestId("queue-place")).containsText("排队第 1");
      assertThat(wang.page.locator("[data-testid=notice][data-kind=assigned]")).hasCount(0);
      assertThat(wang.id("figure-load")).hasText("2");

      turnsTo(wang, "oFirst");
      wang.writes("在的");
      assertThat(wang.message("在的")).isVisible();
      assertThat(wang.id("pull-back")).hasCount(0);
    }
  }

  @Test
  void whoIsNotAnsweredInTimeGoesToAColleague() throws IOException {
    hire("an", 5);
    hire("bo", 5);
    set("{\"mode\":\"automatic\",\"pull_back_after_seconds\":8}");
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      Agent an = Agent.logsIn(at.installation, hers, "an");
      an.goesOnline();
      at.installation.customerSays("oMissed", "有人吗");
      assertThat(an.id("notice")).hasAttribute("data-kind", "assigned");
      Agent bo = Agent.logsIn(at.installation, his, "bo");
      bo.goesOnline();
      an.opens("oMissed");
      assertThat(bo.id("notice")).hasAttribute("data-kind", "assigned");
      assertThat(step(an, "missed").first()).containsText("an 未及时回复，顾客回到排队");
    }
  }

  @Test
  void aQueueSaysThatNobodyIsThereAndThatTheShopIsClosed() throws IOException {
    hire("chen", 5);
    set("{\"mode\":\"automatic\"}");
    try (Agent chen = at.agent("chen")) {
      at.installation.customerSays("oAlone", "有人吗");
      Locator place = chen.row("oAlone").getByTestId("queue-place");
      assertThat(place).hasText("排队第 1 · 无人在线");

      openHours("{\"weekly\":{}}");
      at.installation.customerSays("oAtNight", "关门了吗");
      assertThat(chen.row("oAtNight").getByTestId("queue-place")).hasText("排队第 2 · 非营业时间");
      openHours(ALWAYS);

      set("{\"mode\":\"manual\"}");
      at.installation.customerSays("oAlone", "还是没人？");
      assertThat(place).hasCount(0);
      assertThat(chen.row("oAtNight").getByTestId("queue-place")).hasCount(0);
      chen.opens("oAlone");
      assertThat(chen.id("chat-under")).containsText("还没有人接待");

      chen.id("hand-over").click();
      Locator admin = chen.page.locator("label:has(input[data-username=admin])");
      assertThat(admin).containsText("接待 0/10");
      chen.id("hand-over-cancel").click();
    }
  }

  /** From another chat that is open. */
  private static void turnsTo(Agent agent, String openId) {
    agent.opens(openId);
    assertThat(agent.row(openId)).hasAttribute("aria-current", "true");
  }

  private static Locator step(Agent agent, String what) {
    return agent.page.locator("[data-testid=step][data-what=" + what + "]");
  }

  private static void hire(String username, int ceiling) throws IOException {
    at.installation.addStaff(username);
    ok(
        at.installation.send(
            "PATCH", "/api/v1/staff/" + username, "{\"ceiling\":%s}".formatted(ceiling)));
  }

  private static void set(String rule) throws IOException {
    ok(at.installation.send("PUT", "/api/v1/shops/" + Installation.SHOP + "/assignment", rule));
  }

  private static void openHours(String hours) throws IOException {
    ok(at.installation.send("PUT", "/api/v1/shops/" + Installation.SHOP + "/hours", hours));
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }
}
