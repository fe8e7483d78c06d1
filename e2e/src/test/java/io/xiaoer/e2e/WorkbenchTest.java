package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an agent does all day, in a browser, against the real server and the simulated platform. */
class WorkbenchTest {
  private static final long HOUR_MS = 3_600_000;
  private static final int WHILE_ASLEEP = 500;
  private static final long AWAKE_WITHIN_MS = 2_000;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Tag("alone")
  @Test
  void aLaptopAsleepForAnHourShowsFiveHundredMessagesWithoutAReload() throws IOException {
    String customer = "oAsleepCustomer";
    at.installation.customerSays(customer, "睡之前");
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent agent = Agent.logsIn(at.installation, machine);
      agent.opens(customer);
      assertThat(agent.message("睡之前")).isVisible();
      agent.page.evaluate("() => { window.neverReloaded = true }");

      long took = sleepThroughAndWake(machine, agent, customer, WHILE_ASLEEP, "第一觉");
      // On a machine that builds at the same time one waking may be slow; each of three is not.
      for (int again = 2; again <= 3 && took > AWAKE_WITHIN_MS; again++) {
        took = sleepThroughAndWake(machine, agent, customer, 50, "第 " + again + " 觉");
      }
      assertThat(took).as("milliseconds until the newest was seen").isLessThan(AWAKE_WITHIN_MS);

      assertThat(agent.page.evaluate("() => window.neverReloaded === true")).isEqualTo(true);
      Locator first = agent.message("第一觉 1。");
      agent.repeats(
          () -> agent.id("message-list").evaluate("list => list.scrollBy(0, -4000)"), first);
      assertThat(first).hasCount(1);
    }
  }

  /** Milliseconds from waking until the last of {@code count} messages is on the screen. */
  private static long sleepThroughAndWake(
      BrowserContext machine, Agent agent, String customer, int count, String words)
      throws IOException {
    CDPSession devtools = machine.newCDPSession(agent.page);
    JsonObject frozen = new JsonObject();
    frozen.addProperty("state", "frozen");
    JsonObject active = new JsonObject();
    active.addProperty("state", "active");
    machine.setOffline(true);
    devtools.send("Page.setWebLifecycleState", frozen);
    for (int i = 1; i <= count; i++) {
      at.installation.customerSays(customer, words + " " + i + "。");
    }
    machine.setOffline(false);
    long woke = System.nanoTime();
    devtools.send("Page.setWebLifecycleState", active);
    assertThat(agent.message(words + " " + count + "。")).isVisible();
    return (System.nanoTime() - woke) / 1_000_000;
  }

  @Test
  void anHourThatTheClockSkippedMakesThePageAskForWhatItMissed() throws IOException {
    String customer = "oClockCustomer";
    at.installation.customerSays(customer, "钟走之前");
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      machine.clock().install();
      Agent agent = Agent.logsIn(at.installation, machine);
      agent.opens(customer);
      assertThat(agent.message("钟走之前")).isVisible();
      machine.clock().fastForward(HOUR_MS);
      at.installation.customerSays(customer, "钟走之后");
      assertThat(agent.message("钟走之后")).isVisible();
      assertThat(agent.id("connection-banner")).isHidden();
    }
  }

  @Test
  void severalTabsShareOneLineAndTheNextTakesItOverWhenTheFirstIsClosed() throws IOException {
    String customer = "oTabsCustomer";
    at.installation.customerSays(customer, "两个标签页");
    try (BrowserContext machine = at.browser.person(1280, 800)) {
      int[] lines = {0};
      machine.onPage(page -> page.onWebSocket(_ -> lines[0]++));
      Agent first = Agent.logsIn(at.installation, machine);
      Agent second = first.otherTab();
      first.opens(customer);
      second.opens(customer);
      assertThat(second.message("两个标签页")).isVisible();
      assertThat(lines[0]).as("lines to the server").isEqualTo(1);

      at.installation.customerSays(customer, "两边都看得到");
      assertThat(first.message("两边都看得到")).isVisible();
      assertThat(second.message("两边都看得到")).isVisible();

      first.page.close();
      at.installation.customerSays(customer, "第一个关掉了");
      assertThat(second.message("第一个关掉了")).isVisible();
      assertThat(second.id("link-status")).hasAttribute("data-state", "open");
    }
  }

  @Test
  void whatWasTypedOutlivesAReloadAndALineCutWhileSending() throws IOException {
    String customer = "oDraftCustomer";
    at.installation.customerSays(customer, "在吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.id("composer").fill("还没有写完的一句");
      agent.page.reload();
      assertThat(agent.id("composer")).hasValue("还没有写完的一句");

      agent.losesTheLine();
      agent.writes("断线时写下的回复");
      assertThat(agent.message("断线时写下的回复")).hasAttribute("data-state", "unreachable");
      agent.findsTheLine();
      assertThat(agent.message("断线时写下的回复")).hasAttribute("data-state", "accepted");
      assertThat(agent.message("断线时写下的回复")).hasCount(1);
    }
  }

  @Test
  void theListSaysWhoWaitsHowLongAndRingsWhenItIsTooLong() throws IOException {
    writtenAgo("oWaitsCalmly", 5);
    writtenAgo("oWaitsAmber", 105);
    writtenAgo("oWaitsOverdue", 400);
    try (Agent agent = at.admin()) {
      agent.goesOnline();
      assertThat(waiting(agent, "oWaitsCalmly")).hasAttribute("data-urgency", "calm");
      assertThat(waiting(agent, "oWaitsAmber")).hasAttribute("data-urgency", "amber");
      assertThat(waiting(agent, "oWaitsOverdue")).hasAttribute("data-urgency", "overdue");
      assertThat(agent.id("notice")).hasAttribute("data-kind", "overdue");
      assertThat(agent.id("figure-overdue")).not().hasText("0");

      // Becomes red, then overdue, while somebody looks, and nothing is pushed for it.
      writtenAgo("oWaitsRed", 174);
      assertThat(waiting(agent, "oWaitsRed")).hasAttribute("data-urgency", "red");
      assertThat(waiting(agent, "oWaitsRed")).hasAttribute("data-urgency", "overdue");

      agent.page.locator("[data-order=waiting]").click();
      assertThat(agent.id("conversation-item").first())
          .hasAttribute("data-open-id", "oWaitsOverdue");
      agent.page.reload();
      assertThat(agent.page.locator("[data-order=waiting]")).hasAttribute("aria-pressed", "true");
      agent.page.locator("[data-order=newest]").click();
    }
  }

  private static Locator waiting(Agent agent, String openId) {
    return agent.row(openId).getByTestId("waiting");
  }

  /** A message whose own clock says that it was written so long ago. */
  private static void writtenAgo(String openId, int seconds) throws IOException {
    at.installation.fault("{\"fault\":\"skew_clock\",\"seconds\":-%d}".formatted(seconds));
    at.installation.customerSays(openId, "等着");
    at.installation.awaitConversation(openId);
  }

  @Test
  void theRowUnderThePointerStaysWhereItIs() throws IOException {
    String late = "oLateComer";
    at.installation.customerSays("oEarlyComer", "我先来的");
    at.installation.awaitConversation("oEarlyComer");
    try (Agent agent = at.admin()) {
      Locator top = agent.id("conversation-item").first();
      String under = top.getAttribute("data-conversation-id");
      top.hover();
      at.installation.customerSays(late, "我是后来的");
      assertThat(agent.id("list-held")).isVisible();
      assertThat(top).hasAttribute("data-conversation-id", String.valueOf(under));
      agent.id("list-held").click();
      assertThat(agent.id("conversation-item").first()).hasAttribute("data-open-id", late);
    }
  }

  @Test
  void everythingGoesByKeysAndTheKeysCanBeChanged() throws IOException {
    at.installation.customerSays("oKeysCustomer1", "一");
    at.installation.customerSays("oKeysCustomer2", "二");
    try (Agent agent = at.admin()) {
      assertThat(agent.row("oKeysCustomer1")).isVisible();
      assertThat(agent.row("oKeysCustomer2")).isVisible();
      agent.page.keyboard().press("Alt+ArrowDown");
      assertThat(agent.id("chat")).isVisible();
      String first = agent.id("chat").getAttribute("data-conversation-id");
      agent.page.keyboard().press("Alt+ArrowDown");
      assertThat(agent.id("chat"))
          .not()
          .hasAttribute("data-conversation-id", String.valueOf(first));
      agent.page.keyboard().press("r");
      assertThat(agent.id("composer")).isFocused();
      agent.page.keyboard().press("Escape");

      agent.page.keyboard().press("?");
      Locator change = agent.page.locator("[data-shortcut=compose]");
      change.click();
      change.press("q");
      assertThat(change).containsText("Q");
      agent.page.keyboard().press("Escape");
      assertThat(agent.id("shortcuts")).isHidden();
      agent.page.keyboard().press("q");
      assertThat(agent.id("composer")).isFocused();
    }
  }

  @Test
  void nobodyIsShutOutInEitherLanguageLightOrDarkWideOrNarrow() throws IOException {
    String customer = "oAxeCustomer";
    at.installation.customerSays(customer, "你好，订单 3723456789012345678 到哪了？");
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (Agent agent = at.admin()) {
        agent.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        agent.opens(customer);
        assertThat(agent.message("你好")).isVisible();
        assertThat(agent.barriers()).isEmpty();
        agent.id("language-switch").click();
        agent.id("shortcuts-open").click();
        assertThat(agent.id("shortcuts")).isVisible();
        assertThat(agent.barriers()).isEmpty();
      }
    }
    try (BrowserContext phone = at.browser.person(390, 844)) {
      Agent agent = Agent.logsIn(at.installation, phone);
      assertThat(agent.barriers()).isEmpty();
      agent.opens(customer);
      agent.writes("手机上也能回复");
      assertThat(agent.message("手机上也能回复")).hasAttribute("data-state", "accepted");
      assertThat(agent.barriers()).isEmpty();
      Object overflow =
          agent.page.evaluate(
              "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assertThat(overflow).as("pixels wider than the phone").isEqualTo(0);
      agent.id("back").click();
      assertThat(agent.row(customer)).isVisible();
    }
  }
}
