package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What could not be read, because the server or the line was gone, is read when somebody asks. */
class TryAgainTest {
  /** Wrote long before all others: only the last page of the list holds this customer. */
  private static final String OLDEST = "oOldestOfAll";

  private static final String LONG_CHAT = "oLongChat";

  /** More than the list reads at once. */
  private static final int CUSTOMERS = 60;

  /** More than a chat reads at once. */
  private static final int MESSAGES = 260;

  private static final Pattern LIST = Pattern.compile("/api/v1/conversations\\?");

  /** Whoever waits is read in full; where that fails, the list is known page by page. */
  private static final Pattern WHOLE_LIST = Pattern.compile("/conversations\\?.*limit=1000");

  /** Refused by nobody there, cut off by the end of the server, or held back by the test. */
  private static final Pattern UNANSWERED =
      Pattern.compile("ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|FAILED)");

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  private static String oldest = "";

  @BeforeAll
  static void start() throws IOException {
    at.installation.fault("{\"fault\":\"skew_clock\",\"seconds\":-80000}");
    at.installation.customerSays(OLDEST, "很久以前问过");
    oldest = at.installation.awaitConversation(OLDEST);
    at.installation.sim(
        "/sim/api/storms",
        "{\"shop\":\"%s\",\"customers\":%d,\"messages\":1}"
            .formatted(Installation.SHOP, CUSTOMERS));
    for (int i = 1; i <= MESSAGES; i++) {
      at.installation.customerSays(LONG_CHAT, "第 " + i + " 条。");
    }
    String list = "/api/v1/conversations?limit=200";
    Soon.await()
        .until(() -> at.installation.get(list).path("conversations").size() == CUSTOMERS + 2);
  }

  @Test
  void aServerThatIsBackInAnotherVersionIsAskedAgain() throws IOException {
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      machine.clock().install();
      machine.route(WHOLE_LIST, Route::abort);
      Agent agent = Agent.logsIn(at.installation, machine);
      agent.opens(LONG_CHAT);
      assertThat(agent.message("第 260 条。")).isVisible();
      at.killServer();
      assertThat(agent.id("connection-banner")).isVisible();
      scrollsToTheEnd(agent);
      assertThat(agent.id("list-more-again")).isVisible();
      agent.id("conversation-item").last().click();
      assertThat(agent.id("chat-again")).isVisible();

      // The page would find it by itself some seconds later; with its timers held it is the button.
      machine.clock().pauseAt(now(agent) + 60_000);
      at.startServer(nextVersion());
      assertThat(agent.id("connection-banner")).isVisible();
      agent.id("connect-now").click();
      assertThat(agent.id("link-status")).hasAttribute("data-state", "open");
      assertThat(agent.id("connection-banner")).isHidden();
      machine.clock().resume();

      agent.id("chat-again").click();
      assertThat(agent.page.locator("[data-testid=message]").first()).isVisible();
      assertThat(agent.id("chat-again")).hasCount(0);
      assertThat(agent.row(OLDEST)).hasCount(0);
      agent.id("list-more-again").click();
      agent.repeats(() -> scrollsToTheEnd(agent), agent.row(OLDEST));
      assertThat(agent.row(OLDEST)).isVisible();
      assertThat(agent.id("list-more-again")).hasCount(0);

      agent.page.evaluate("() => { window.notReloaded = true }");
      String shown = agent.page.url();
      agent.id("version-reload").click();
      agent.page.waitForFunction("() => window.notReloaded === undefined");
      assertThat(agent.id("link-status")).hasAttribute("data-state", "open");
      assertThat(agent.page).hasURL(shown);
      assertThat(agent.id("version-banner")).isHidden();
    }
    assertThat(at.browser.takeComplaints())
        .as("the browser writes down each request that nobody answered")
        .allMatch(line -> UNANSWERED.matcher(line).find());
  }

  /** A folder in which the server finds another version than the one it was built as. */
  private static Map<String, String> nextVersion() throws IOException {
    Path version = Files.createDirectories(folder.resolve("next-version"));
    Files.writeString(version.resolve("xiaoer-version.properties"), "version=999.0.0\n");
    return Map.of("JAVA_TOOL_OPTIONS", "-Xbootclasspath/a:" + version);
  }

  private static long now(Agent agent) {
    return ((Number) agent.page.evaluate("() => Date.now()")).longValue();
  }

  private static void scrollsToTheEnd(Agent agent) {
    agent.id("conversation-list").evaluate("list => { list.scrollTop = list.scrollHeight }");
  }

  @Test
  void theListAndAChatThatWereNotReadAreReadWhenAsked() {
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      machine.clock().install();
      machine.route(WHOLE_LIST, Route::abort);
      Agent agent = Agent.logsIn(at.installation, machine);
      assertThat(agent.row(LONG_CHAT)).isVisible();
      agent.page.route(LIST, Route::abort);
      agent.page.route("**/api/v1/conversations/" + oldest, Route::abort);
      agent.page.navigate(at.installation.desk("/c/" + oldest).toString());
      assertThat(agent.id("list-again")).isVisible();
      assertThat(agent.id("conversation-again")).isVisible();
      machine.clock().pauseAt(now(agent) + 60_000); // Or the list would be read again unasked.
      agent.id("failed-back").click();
      assertThat(agent.id("failed-back")).hasCount(0);
      assertThat(agent.page).hasURL(at.installation.desk("/").toString());
      agent.page.goBack();
      assertThat(agent.id("conversation-again")).isVisible();
      agent.page.unroute("**/api/v1/conversations/" + oldest);
      agent.id("conversation-again").click();
      assertThat(agent.message("很久以前问过")).isVisible();
      assertThat(agent.id("conversation-again")).hasCount(0);

      assertThat(agent.id("list-again")).isVisible();
      agent.page.unroute(LIST);
      agent.id("list-again").click();
      assertThat(agent.row(LONG_CHAT)).isVisible();
      assertThat(agent.id("list-again")).hasCount(0);
      machine.clock().resume();
      assertThat(agent.id("link-status")).hasAttribute("data-state", "open");
    }
    assertBlockedOnly();
  }

  @Test
  void whoIsNotAmongTheFirstOfTheListIsLookedForFurtherDown() {
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      machine.route(WHOLE_LIST, Route::abort);
      Agent agent = Agent.logsIn(at.installation, machine);
      assertThat(agent.row(LONG_CHAT)).isVisible();
      agent.id("list-search").fill(OLDEST);
      assertThat(agent.row(OLDEST)).hasCount(0);
      agent.id("list-more").click();
      assertThat(agent.row(OLDEST)).isVisible();
      assertThat(agent.id("list-more")).hasCount(0);
      agent.row(OLDEST).click();
      assertThat(agent.message("很久以前问过")).isVisible();
    }
    assertBlockedOnly();
  }

  @Test
  void olderAndNewerMessagesThatALostLineKeptAreReadWhenAsked() throws IOException {
    String middle = middleOfLongChat();
    try (Agent agent = at.admin()) {
      agent.page.navigate(
          at.installation
              .desk("/c/" + at.installation.awaitConversation(LONG_CHAT) + "?m=" + middle)
              .toString());
      Locator list = agent.id("message-list");
      assertThat(agent.message("第 130 条。")).isInViewport();
      agent.losesTheLine();
      list.evaluate("list => { list.scrollTop = 0 }");
      assertThat(agent.id("older-again")).isVisible();
      agent.findsTheLine();
      agent.id("older-again").click();
      assertThat(agent.id("older-again")).hasCount(0);
      reaches(agent, "第 1 条。", "list => { list.scrollTop = 0 }");

      agent.losesTheLine();
      agent.repeats(
          () -> list.evaluate("list => { list.scrollTop = list.scrollHeight }"),
          agent.id("newer-again"));
      assertThat(agent.id("newer-again")).isVisible();
      agent.findsTheLine();
      agent.id("newer-again").click();
      assertThat(agent.id("newer-again")).hasCount(0);
      reaches(agent, "第 260 条。", "list => { list.scrollTop = list.scrollHeight }");
    }
  }

  private static String middleOfLongChat() throws IOException {
    String path =
        "/api/v1/conversations/"
            + at.installation.awaitConversation(LONG_CHAT)
            + "/messages?limit=300";
    for (JsonNode message : at.installation.get(path).path("messages")) {
      if (message.path("text").path("content").asString("").equals("第 130 条。")) {
        return message.path("id").asString();
      }
    }
    throw new AssertionError("no such message");
  }

  private static void reaches(Agent agent, String text, String scroll) {
    agent.repeats(() -> agent.id("message-list").evaluate(scroll), agent.message(text));
    assertThat(agent.message(text)).hasCount(1);
  }

  private static void assertBlockedOnly() {
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("ERR_FAILED"));
  }
}
