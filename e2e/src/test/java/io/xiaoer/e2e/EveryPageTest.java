package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page and every dialog, against the real server: nobody is shut out (WCAG 2.2 A and AA by
 * axe), nothing is wider than the screen or moves where nobody can move it back, and no page
 * complains on its console, of its Content-Security-Policy least of all.
 */
class EveryPageTest {
  private static final String CUSTOMER = "oEveryPageCustomer";
  private static final List<String> KINDS =
      List.of("image", "video", "file", "product_share", "order_share", "voice", "location");
  private static final List<String> SHEETS =
      List.of(
          "phrases",
          "suggestions",
          "wording",
          "hours",
          "assignment",
          "groups",
          "replies",
          "replay",
          "webhooks",
          "guide",
          "staff",
          "shops",
          "keys",
          "notices",
          "assistant",
          "audit",
          "erasures",
          "retention",
          "unread",
          "system");

  /** Large parts whose rest is hidden: the focus can scroll them, a hand cannot. */
  private static final String SCROLLED_ONLY_BY_FOCUS =
      """
      () => [...document.querySelectorAll('body, body *')]
        .filter(one => one.clientHeight > 300 && one.scrollHeight > one.clientHeight + 4)
        .filter(one => getComputedStyle(one).overflowY === 'hidden')
        .map(one => one.tagName + '.' + one.className)
      """;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    at.installation.customerSays(
        CUSTOMER, "<b>你好</b>，订单 3723456789012345678 到哪了？" + "很长".repeat(200));
    for (String kind : KINDS) {
      at.installation.sim(
          "/sim/api/customers/" + CUSTOMER + "/messages",
          "{\"shop\":\"%s\",\"msg_type\":\"%s\",\"%s\":{}}"
              .formatted(Installation.SHOP, kind, kind));
    }
    at.installation.awaitConversation(CUSTOMER);
    // Something on each sheet: an announced change, a push that cannot be read, one that was
    // refused, a key.
    at.installation.sim(
        "/sim/api/events",
        """
        {"event":"api_diff","fields":{"change_time":"1764468000",
          "changelog_url":"https://developers.weixin.qq.com/doc/store/shop/changelog.html",
          "api_changes":[{"chinese_name":"发送客服消息","cgi_path":"/channels/ec/commkf/sendmsg",
            "doc_url":"https://developers.weixin.qq.com/doc/store/shop/API/kf/api_sendmsg",
            "change_content":"新增出参"}]}}
        """);
    at.installation.sim(
        "/sim/api/events",
        """
        {"event":"channels_ec_complaint_update","fields":{"finder_shop_complaint":{
          "complaint_status":106,"after_sale_order_id":"2005115058471200001",
          "complaint_id":"3005115058471200001","order_id":"3723456789012345678"}}}
        """);
    at.installation.fault("{\"fault\":\"wrong_key\",\"pushes\":1}");
    at.installation.customerSays("oUnreadable", "读不懂");
    at.installation.post(
        "/api/v1/admin/api-keys", "{\"name\":\"报表\",\"scopes\":[\"events.read\",\"media\"]}");
    at.installation.post(
        "/api/v1/staff",
        """
        {"username":"wang","name":"王一诺","role":"agent","shops":["main"],"password":"a-long-password-7"}
        """);
  }

  @Test
  void inChineseAndLight() throws IOException {
    walk("wide", 1440, 900, ColorScheme.LIGHT, false);
  }

  @Test
  void inEnglishAndDark() throws IOException {
    walk("dark", 1440, 900, ColorScheme.DARK, true);
  }

  @Test
  void onAPhone() throws IOException {
    walk("phone", 390, 844, ColorScheme.LIGHT, false);
  }

  /** Each by an administrator of his own, who has chosen nothing yet. */
  private static void walk(
      String username, int width, int height, ColorScheme scheme, boolean english)
      throws IOException {
    at.installation.post(
        "/api/v1/staff",
        """
        {"username":"%s","name":"%s","role":"administrator","shops":null,"password":"%s"}
        """
            .formatted(username, username, Installation.STAFF_PASSWORD));
    try (BrowserContext machine = at.browser.person(width, height)) {
      if (english) {
        machine.addInitScript(
            "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', 'en')");
      }
      machine.onPage(
          page -> page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme)));
      Agent agent = Agent.logsIn(at.installation, machine, username);
      boolean wide = width > 720;
      judge(agent, "the list, and the offer to go online");
      agent.goesOnline();
      chat(agent, wide);
      dialogs(agent, wide);
      search(agent);
      agent.page.navigate(at.installation.desk("/board").toString());
      assertThat(agent.id("board-tiles")).isVisible();
      judge(agent, "the live board");
      agent.page.navigate(at.installation.desk("/after-sales").toString());
      assertThat(agent.id("after-sales-case").first()).isVisible();
      judge(agent, "after-sales orders and disputes");
      reports(agent);
      for (String sheet : SHEETS) {
        sheet(agent, sheet);
      }
      agent.page.evaluate("() => history.pushState({}, '', '/nowhere')");
      agent.page.evaluate("() => dispatchEvent(new PopStateEvent('popstate', { state: {} }))");
      judge(agent, "no such page");
      agent.page.navigate(at.installation.desk("/").toString());
      agent.id("user-menu").click();
      agent.id("logout").click();
      assertThat(agent.id("login-submit")).isVisible();
      judge(agent, "the log-in page");
      agent.id("login-username").fill("nobody");
      agent.id("login-password").fill("wrong");
      agent.id("login-submit").click();
      assertThat(agent.id("login-trouble")).isVisible();
      judge(agent, "a log-in that failed");
    }
  }

  private static void chat(Agent agent, boolean wide) {
    agent.opens(CUSTOMER);
    assertThat(agent.id("image").locator("img").first()).isVisible();
    judge(agent, "the chat");
    agent.id("composer").fill("/");
    judge(agent, "the phrase menu");
    agent.id("composer").fill("");
    agent
        .id("attach-input")
        .setInputFiles(
            new FilePayload(
                "发票.pdf", "application/pdf", "%PDF-1.4".getBytes(StandardCharsets.US_ASCII)));
    judge(agent, "an attachment");
    agent.id("attachment-remove").click();
    for (String popUp : List.of("emoji-open", "composer-options")) {
      agent.id(popUp).click();
      judge(agent, popUp);
      agent.page.keyboard().press("Escape");
    }
    if (wide) {
      assertThat(agent.id("customer-pane")).isVisible();
    } else {
      agent.id("pane-toggle").click();
    }
    for (String tab : List.of("pane-orders", "pane-products", "pane-profile")) {
      agent.id(tab).click();
      agent.settles();
      judge(agent, tab);
    }
    agent.id("block").click();
    judge(agent, "blocking");
    agent.page.keyboard().press("Escape");
  }

  private static void search(Agent agent) {
    agent.page.navigate(at.installation.desk("/search").toString());
    assertThat(agent.id("search-field")).isFocused();
    judge(agent, "before a search");
    agent.id("search-field").fill("到哪了");
    agent.id("search-go").click();
    assertThat(agent.id("hit").first()).isVisible();
    judge(agent, "what was found");
    agent.id("search-field").fill("没有这句话");
    agent.id("search-go").click();
    assertThat(agent.id("hit")).hasCount(0);
    judge(agent, "nothing found");
  }

  private static void reports(Agent agent) {
    for (String page : List.of("", "/rounds", "/heat-map", "/shifts", "/conversion")) {
      agent.page.navigate(at.installation.desk("/reports" + page + "?period=last30").toString());
      assertThat(agent.id("report-range")).isVisible();
      agent.settles();
      judge(agent, "reports" + page);
    }
    agent.id("report-own").click();
    judge(agent, "a period of one's own");
  }

  private static void dialogs(Agent agent, boolean wide) {
    agent.page.reload();
    agent.id("hand-over").click();
    judge(agent, "handing over");
    agent.page.keyboard().press("Escape");
    agent.page.navigate(at.installation.desk("/").toString());
    if (wide) { // On a phone it lies over the list, and what is half covered counts as too small.
      agent.id("my-state").click();
      judge(agent, "my state");
      agent.page.keyboard().press("Escape");
      agent.id("shortcuts-open").click();
      judge(agent, "shortcuts");
      agent.page.keyboard().press("Escape");
    }
    agent.id("user-menu").click();
    agent.id("settings-open").click();
    judge(agent, "settings");
    agent.page.keyboard().press("Escape");
  }

  private static void sheet(Agent agent, String name) {
    agent.page.navigate(at.installation.desk("/admin/" + name).toString());
    assertThat(agent.page.locator("h1")).isVisible();
    agent.settles();
    judge(agent, name);
    switch (name) {
      case "phrases" -> {
        dialog(agent, "phrase-new");
        dialog(agent, "phrase-starter");
        dialog(agent, "phrase-import");
      }
      case "hours" -> {
        assertThat(agent.id("state-now")).isVisible();
        dialog(agent, "exception-new");
        dialog(agent, "calendar-import-open");
        agent.id("day-copy").first().click();
        judge(agent, "copying a day");
        agent.page.keyboard().press("Escape");
      }
      case "wording" -> {
        dialog(agent, "entry-new");
        dialog(agent, "entries-import-open");
      }
      case "suggestions" -> assertThat(agent.id("suggestions-learned")).isVisible();
      case "assignment" -> assertThat(agent.id("roster-total")).isVisible();
      case "groups" -> dialog(agent, "group-first");
      case "replies" -> dialog(agent, "reply-first");
      case "guide" -> dialog(agent, "guide-shop-new");
      case "staff" -> dialog(agent, "staff-new");
      case "keys" -> dialog(agent, "key-new");
      case "webhooks" -> dialog(agent, "webhook-new");
      case "notices" -> dialog(agent, "channel-new");
      case "replay" -> assertThat(agent.id("replay-off")).isVisible();
      case "assistant" -> assertThat(agent.id("assist-host")).isVisible();
      case "shops" -> {
        agent.id("token-test").first().click();
        assertThat(agent.id("token-result").first()).isVisible();
        judge(agent, "a token tried");
        dialog(agent, "shop-new");
      }
      case "audit" -> {
        assertThat(agent.id("audit-row").first()).isVisible();
        agent.id("audit-what").selectOption("staff_added");
        assertThat(agent.page.locator("[data-what=logged_in]")).hasCount(0);
      }
      case "unread" -> {
        agent.id("quarantine-drop").first().click(); // Asks first.
        judge(agent, "a question before deleting");
        agent.page.keyboard().press("Tab");
        assertThat(agent.id("quarantined")).isVisible();
      }
      case "erasures" -> assertThat(agent.id("erasure-row")).hasCount(0);
      case "retention" -> {
        agent.id("retention-change").click();
        judge(agent, "how long data is kept");
        agent.id("retention-look").click();
        assertThat(agent.id("retention-preview")).isVisible();
        judge(agent, "what would go");
        agent.id("retention-cancel").click();
      }
      case "system" -> assertThat(agent.id("system-shop")).isVisible();
      default -> throw new AssertionError("what is on " + name);
    }
  }

  private static void dialog(Agent agent, String button) {
    agent.id(button).click();
    judge(agent, button);
    agent.page.keyboard().press("Escape");
    assertThat(agent.id("form-save")).isHidden();
  }

  private static void judge(Agent agent, String where) {
    assertThat(agent.barriers()).as(where).isEmpty();
    Object wider =
        agent.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(wider).as("pixels wider than the screen: " + where).isEqualTo(0);
    Object stuck = agent.page.evaluate(SCROLLED_ONLY_BY_FOCUS);
    assertThat(stuck).as("moved by the focus, and by nobody back: " + where).isEqualTo(List.of());
    assertThat(at.browser.takeComplaints()).as(where).isEmpty();
  }
}
