package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who sits at the desk misses nobody: sounds, desktop notifications, the toast, title and icon. */
class NoticeTest {
  /**
   * What the page asks of the browser, written down: notifications with their words, and each note
   * of a sound. The sound itself stays the browser's own.
   */
  private static final String EARS =
      """
      window.heard = { desktop: [], notes: [] };
      window.Notification = class {
        // As in a browser: given once, it holds in all tabs.
        static get permission() { return localStorage.getItem('allowed') ?? 'default'; }
        static async requestPermission() { localStorage.setItem('allowed', 'granted'); return 'granted'; }
        constructor(title, options) { heard.desktop.push(title + ' | ' + options.body); }
        close() {}
      };
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (at) {
        heard.notes.push(this.frequency.value);
        start.call(this, at);
      };
      """;

  /** The pitch by which each is known with closed eyes; `web/src/notice/sound.ts`. */
  private static final int NEW_HERTZ = 880;

  private static final int OVERDUE_HERTZ = 1175;
  private static final int TRANSFER_HERTZ = 523;

  /** The alarm looks once a second. */
  private static final Duration LOOKS_OF_THE_ALARM = Duration.ofMillis(2_500);

  /** A message that has come rings at once. */
  private static final Duration SURELY_RUNG = Duration.ofSeconds(1);

  /** Somebody new for each test, so that nobody has chosen anything yet. */
  private static final AtomicInteger people = new AtomicInteger();

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  /** Nobody of one test waits into the next. */
  @AfterEach
  void everybodyIsAnswered() throws IOException {
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
  void whoSitsDownOfflineIsAskedOnceAndGoesOnlineByItselfFromThenOn() throws IOException {
    String username = somebody();
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent agent = listening(machine, username);
      assertThat(agent.id("go-online-bar")).isVisible();
      assertThat(agent.barriers()).isEmpty();
      agent.goesOnline();
      awaitAtLogin(agent, "online");
      logsOut(agent);

      Agent again = listening(machine, username);
      assertThat(again.id("my-state")).hasAttribute("data-state", "online");
      assertThat(again.id("go-online-bar")).isHidden();
      assertThat(again.id("silent")).isHidden();

      // Whoever wants to be offline stays so, also after a reload.
      again.id("my-state").click();
      again.id("state-offline").click();
      assertThat(again.id("my-state")).hasAttribute("data-state", "offline");
      again.page.reload();
      assertThat(again.id("my-state")).hasAttribute("data-state", "offline");
      assertThat(again.id("go-online-bar")).isHidden();

      again.id("user-menu").click();
      again.id("settings-open").click();
      assertThat(again.id("at-login-online")).isChecked();
    }
  }

  @Test
  void aMessageIsHeardAndShownOnTheDesktopWhileTheAgentLooksElsewhere() throws IOException {
    String customer = "oHeardCustomer";
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent agent = listening(machine, somebody());
      agent.goesOnline();
      looksElsewhere(agent);
      at.installation.customerSays(customer, "听得到吗");
      assertThat(agent.id("notice")).hasAttribute("data-kind", "new");
      waitFor(agent, "() => heard.desktop.length > 0 && heard.notes.length > 0");
      assertThat(desktop(agent)).singleElement().asString().contains("omer 发来消息 | 听得到吗");
      assertThat(notes(agent)).contains(NEW_HERTZ);
      assertThat(agent.page).hasTitle(Pattern.compile("\\(\\d+\\) 小二"));
      assertThat(agent.page.locator("#favicon")).hasAttribute("href", "/favicon-unread.svg");

      // Several are one line.
      at.installation.customerSays("oHeardSecond", "我也在");
      assertThat(agent.id("notice")).containsText("2 位顾客发来消息");

      agent.id("notice").locator("button").first().click();
      assertThat(agent.id("chat")).isVisible();
    }
  }

  @Test
  void whatIsBeingReadRingsNotAndNeitherDoesAnythingForWhoIsOffline() throws IOException {
    String customer = "oReadCustomer";
    at.installation.customerSays(customer, "一");
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent agent = listening(machine, somebody());
      agent.goesOnline();
      agent.opens(customer);
      at.installation.customerSays(customer, "二，正看着");
      assertThat(agent.message("二，正看着")).isVisible();
      assertThat(agent.id("notice")).isHidden();

      agent.id("my-state").click();
      agent.id("state-offline").click();
      looksElsewhere(agent);
      agent.page.evaluate("() => { heard.desktop.length = heard.notes.length = 0 }");
      at.installation.fault("{\"fault\":\"skew_clock\",\"seconds\":-400}");
      at.installation.customerSays("oUnheardCustomer", "有人吗");
      assertThat(agent.row("oUnheardCustomer")).isVisible();
      Absence.holdsFor(
          agent.page,
          LOOKS_OF_THE_ALARM,
          () -> {
            assertThat(agent.id("notice").isVisible()).isFalse();
            assertThat(desktop(agent)).isEmpty();
            assertThat(notes(agent)).isEmpty();
          });
    }
  }

  @Test
  void anOverdueCustomerAndAHandOverSoundUnlikeAMessage() throws IOException {
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      String username = somebody();
      Agent wang = listening(hers, username);
      wang.goesOnline();
      Agent admin = Agent.logsIn(at.installation, his);

      // Written so long ago by the server's word that the alarm falls due while she sits there.
      at.installation.fault("{\"fault\":\"skew_clock\",\"seconds\":-174}");
      at.installation.customerSays("oOverdueHeard", "等了很久");
      waitFor(wang, "() => heard.notes.includes(" + OVERDUE_HERTZ + ")");
      assertThat(wang.id("notice")).hasAttribute("data-kind", "overdue");

      admin.opens("oOverdueHeard");
      admin.id("take").click();
      admin.id("hand-over").click();
      admin.page.locator("input[data-username=" + username + "]").check();
      admin.id("hand-over-give").click();
      assertThat(wang.id("notice")).hasAttribute("data-kind", "transfer");
      waitFor(wang, "() => heard.notes.includes(" + TRANSFER_HERTZ + ")");
    }
  }

  @Test
  void severalTabsOfOneBrowserRingOnce() throws IOException {
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent first = listening(machine, somebody());
      first.goesOnline();
      Agent second = first.otherTab();
      second.page.mouse().click(700, 500); // A gesture here, too: both could sound.
      assertThat(second.id("silent")).isHidden();
      looksElsewhere(first);
      looksElsewhere(second);
      at.installation.customerSays("oTwoTabsHeard", "几声？");
      assertThat(first.id("notice")).isVisible();
      assertThat(second.id("notice")).isVisible();
      first.page.waitForCondition(() ->
          !(desktop(first).isEmpty() && desktop(second).isEmpty())
              && (notes(first).contains(NEW_HERTZ) || notes(second).contains(NEW_HERTZ)));
      Absence.holdsFor(
          first.page,
          SURELY_RUNG,
          () -> {
            assertThat(desktop(first).size() + desktop(second).size()).isEqualTo(1);
            assertThat(
                    notes(first).stream().filter(note -> note == NEW_HERTZ).count()
                        + notes(second).stream().filter(note -> note == NEW_HERTZ).count())
                .isEqualTo(1);
          });
    }
  }

  @Test
  void whatOneTabShowsRingsInNoOtherAndWhatWasReadThereIsNotCounted() throws IOException {
    String customer = "oReadInTheOtherTab";
    at.installation.customerSays(customer, "一");
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent reading = listening(machine, somebody());
      reading.goesOnline();
      Agent other = reading.otherTab();
      other.page.mouse().click(700, 500); // A gesture here, too: both could sound.
      looksElsewhere(other);
      reading.opens(customer);
      assertThat(reading.message("一")).isVisible();
      reading.id("take").click(); // Only whoever serves a customer reads for everybody.
      assertThat(reading.id("take")).isHidden();
      at.installation.customerSays(customer, "二，在另一个标签页里看着");
      assertThat(reading.message("二，在另一个标签页里看着")).isVisible();
      assertThat(other.row(customer)).containsText("二，在另一个标签页里看着");
      Absence.holdsFor(
          other.page,
          SURELY_RUNG,
          () -> {
            assertThat(other.id("notice").isVisible()).isFalse();
            assertThat(desktop(other)).isEmpty();
            assertThat(notes(reading)).isEmpty();
            assertThat(notes(other)).isEmpty();
          });
      assertThat(other.row(customer).getByTestId("unread-badge")).hasCount(0);

      // Nobody looks any more: the next one rings, and is over when it is read in one of them.
      looksElsewhere(reading);
      at.installation.customerSays(customer, "三，没人看着");
      assertThat(other.id("notice")).hasAttribute("data-kind", "new");
      assertThat(other.row(customer).getByTestId("unread-badge")).hasText("1");
      looksHere(reading);
      assertThat(other.row(customer).getByTestId("unread-badge")).hasCount(0);
      assertThat(other.id("notice")).isHidden(sooner());
    }
  }

  private static String somebody() throws IOException {
    String username = "somebody" + people.incrementAndGet();
    HttpResponse<String> added =
        at.installation.post(
            "/api/v1/staff",
            """
            {"username":"%s","name":"%s","role":"agent","shops":null,"password":"%s"}
            """
                .formatted(username, username, Installation.STAFF_PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    return username;
  }

  private static Agent listening(BrowserContext machine, String username) {
    machine.addInitScript(EARS);
    return Agent.logsIn(at.installation, machine, username);
  }

  /** A browser without a screen always says that it is looked at. */
  private static void looksElsewhere(Agent agent) {
    agent.page.evaluate(
        "() => { document.hasFocus = () => false; dispatchEvent(new Event('blur')) }");
  }

  /** Than the toast goes by itself, which it does after eight seconds. */
  private static LocatorAssertions.IsHiddenOptions sooner() {
    return new LocatorAssertions.IsHiddenOptions().setTimeout(6_000);
  }

  private static void looksHere(Agent agent) {
    agent.page.evaluate(
        "() => { document.hasFocus = () => true; dispatchEvent(new Event('focus')) }");
  }

  /** Settings are written a moment after the last change. */
  private static void awaitAtLogin(Agent agent, String choice) {
    waitFor(
        agent,
        """
        async () => (await (await fetch('/api/v1/me/settings')).json()).desk?.atLogin === '%s'
        """
            .formatted(choice));
  }

  private static void logsOut(Agent agent) {
    agent.id("user-menu").click();
    agent.id("logout").click();
    assertThat(agent.id("login-submit")).isVisible();
    agent.page.close();
  }

  private static void waitFor(Agent agent, String condition) {
    agent.page.waitForFunction(condition);
  }

  private static List<String> desktop(Agent agent) {
    return ((List<?>) agent.page.evaluate("() => heard.desktop"))
        .stream().map(String::valueOf).toList();
  }

  private static List<Integer> notes(Agent agent) {
    return ((List<?>) agent.page.evaluate("() => heard.notes.map(Math.round)"))
        .stream().map(note -> Integer.valueOf(String.valueOf(note))).toList();
  }
}
