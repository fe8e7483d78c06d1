package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the platform says of its API, of a shop and of this server's address, and who sees it. */
class PlatformEventsPageTest {
  private static final String AGENT = "wang";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    at.installation.addStaff(AGENT);
  }

  @Test
  void aChangeOfTheApiIsReadAndMarkedAsSeenByAnAdministrator() throws IOException {
    try (Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      admin.id("admin-system").click();
      assertThat(admin.page.getByText("还没有收到平台的接口变更通知。")).isVisible();
      platformSays("api_diff");
      Locator sending =
          admin.page.locator("[data-testid=api-change][data-path='/channels/ec/commkf/sendmsg']");
      assertThat(sending).containsText("text.content 最多 1024 字节");
      assertThat(sending).containsText("可能影响小二");
      Locator other = admin.page.locator("[data-testid=api-change][data-waits=false]");
      assertThat(other).containsText("其他接口");
      assertThat(other.getByTestId("api-change-seen")).hasCount(0);
      opens(admin, sending.getByTestId("api-change-doc"), "/API/kf/api_sendmsg");
      opens(admin, sending.getByTestId("api-change-log"), "/changelog.html");
      assertThat(admin.barriers()).isEmpty();
      sending.getByTestId("api-change-seen").click();
      assertThat(sending).containsText(Pattern.compile("admin 已于 .* 查看"));
      assertThat(sending.getByTestId("api-change-seen")).hasCount(0);
      whatIsHostileIsText(admin);
      admin.page.setViewportSize(390, 844);
      assertThat(
              admin.page.evaluate(
                  "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
          .isEqualTo(true);
      admin.page.setViewportSize(1440, 900);
      admin.id("admin-audit").click();
      admin.id("audit-what").selectOption("api_change_seen");
      Locator seen = admin.page.locator("[data-testid=audit-row][data-what=api_change_seen]");
      assertThat(seen).hasCount(2);
      assertThat(seen.last()).containsText("/channels/ec/commkf/sendmsg");
    }
  }

  private static void whatIsHostileIsText(Agent admin) throws IOException {
    at.installation.sim(
        "/sim/api/events",
        """
        {"event":"api_diff","fields":{"changelog_url":"https://evil.example/weixin.qq.com",
          "change_time":"soon","api_changes":[{"chinese_name":"<img src=x onerror=alert(1)>",
          "cgi_path":"stable_token<script>","doc_url":"javascript:alert(1)",
          "change_content":"%s"}]}}
        """
            .formatted("长".repeat(4_000)));
    Locator hostile =
        admin.page.locator("[data-testid=api-change][data-path='stable_token<script>']");
    assertThat(hostile).containsText("<img src=x onerror=alert(1)>");
    assertThat(hostile.locator("a")).hasCount(0);
    assertThat(hostile.locator("img")).hasCount(0);
    hostile.getByTestId("api-change-seen").click();
    assertThat(hostile).hasAttribute("data-waits", "false");
  }

  /** In another tab, which never leaves this machine. */
  private static void opens(Agent admin, Locator link, String end) {
    BrowserContext machine = admin.page.context();
    machine.route("https://developers.weixin.qq.com/**", Route::abort);
    assertThat(link).hasAttribute("href", Pattern.compile(end.replace(".", "\\.") + "$"));
    Page opened = machine.waitForPage(link::click);
    opened.close();
  }

  @Test
  void aShopThatIsClosingHasABannerUntilItIsOpenAgain() {
    try (Agent agent = at.agent(AGENT);
        Agent admin = at.admin()) {
      platformSays("closing");
      for (Agent one : new Agent[] {agent, admin}) {
        assertThat(one.id("standing-banner")).containsText("测试小店正在平台办理关店（");
      }
      assertThat(agent.barriers()).isEmpty();
      admin.id("nav-admin").click();
      admin.id("admin-system").click();
      assertThat(admin.id("system-standing")).containsText("正在平台办理关店");
      admin.id("admin-shops").click();
      assertThat(admin.id("shop-standing")).containsText("正在平台办理关店");
      platformSays("reopened");
      assertThat(agent.id("standing-banner")).hasCount(0);
      assertThat(admin.id("standing-banner")).hasCount(0);
      assertThat(admin.id("shop-standing")).hasCount(0);
      platformSays("channels_ec_close_store");
      assertThat(agent.id("standing-banner")).containsText("测试小店已在平台注销（");
      platformSays("reopened");
      assertThat(agent.id("standing-banner")).hasCount(0);
    }
  }

  @Test
  void anAddressThatIsRefusedWithHttp403IsNamedWhereverItMatters() throws IOException {
    String customer = "oForbidden";
    at.installation.customerSays(customer, "在吗");
    try (Agent admin = at.admin()) {
      admin.opens(customer);
      allow("[\"10.9.8.7\"]");
      admin.writes("在的");
      assertThat(admin.id("sending-banner")).containsText("HTTP 403");
      assertThat(admin.id("sending-banner")).containsText("公网 IP");
      admin.id("nav-admin").click();
      admin.id("admin-system").click();
      assertThat(admin.id("sending-trouble")).containsText("回复停止发送：平台拒绝了服务器的地址（HTTP 403）");
      admin.id("admin-shops").click();
      assertThat(admin.id("sending-trouble")).containsText("HTTP 403");
      admin.id("token-test").click();
      assertThat(admin.id("token-result")).containsText("平台拒绝了服务器的地址（HTTP 403）");
      allow("[]");
      admin.id("sending-try").click();
      assertThat(admin.id("sending-banner")).hasCount(0);
      assertThat(admin.id("sending-trouble")).hasCount(0);
    }
    assertThat(at.browser.takeComplaints()).isEmpty();
  }

  /** As somebody does on the simulator's own page. */
  private static void platformSays(String event) {
    try (BrowserContext machine = at.browser.person(1024, 768)) {
      Page page = machine.newPage();
      page.navigate(at.installation.simulator("/deliveries").toString());
      page.getByTestId("trouble").locator("summary").click();
      page.getByTestId("event-" + event).click();
      assertThat(page.getByTestId("delivery").locator(".acknowledged").first()).isVisible();
    }
  }

  private static void allow(String addresses) throws IOException {
    Program.send(
        HttpRequest.newBuilder(at.installation.simulator("/sim/api/shops/main/allowed_addresses"))
            .header("Content-Type", "application/json")
            .PUT(
                BodyPublishers.ofString(
                    "{\"allowed_addresses\":%s,\"bare\":true}".formatted(addresses))));
  }
}
