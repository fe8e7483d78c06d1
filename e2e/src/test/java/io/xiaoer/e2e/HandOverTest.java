package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Names for customers, and customers who go from one hand to another. */
class HandOverTest {
  // Each for one test: whoever goes online once does so at every login.
  private static final String WANG = "wang";
  private static final String SUN = "sun";
  private static final String QIAN = "qian";
  private static final String ZHAO = "zhao";
  private static final String HE = "he";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    for (String username : List.of(WANG, SUN, QIAN, ZHAO, HE)) {
      at.installation.addStaff(username);
    }
  }

  @Test
  void aRemarkNameIsSeenWhereverTheCustomerIs() throws IOException {
    String customer = "oRemarkName";
    at.installation.customerSays(customer, "在吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      assertThat(agent.row(customer)).containsText("markName");
      agent.id("remark-name").fill("李姐（团购）");
      agent.id("remark-name").press("Enter");
      assertThat(agent.row(customer)).containsText("李姐（团购）");
      assertThat(agent.id("chat").locator("h2")).hasText("李姐（团购）");
      agent.page.navigate(at.installation.desk("/search?q=李姐").toString());
      assertThat(agent.id("hit").first()).containsText("李姐（团购）");
    }
  }

  @Test
  void aHandOverNamesWhoStaysUntilSeenAndOnesOwnTakingIsNotAnnounced() throws IOException {
    String customer = "oHandOverNote";
    at.installation.customerSays(customer, "帮我看看");
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      Agent wang = Agent.logsIn(at.installation, hers, SUN);
      wang.goesOnline();
      Agent admin = Agent.logsIn(at.installation, his);
      admin.goesOnline();
      admin.opens(customer);
      assertThat(admin.id("figure-load")).hasText("0");
      admin.id("take").click();
      assertThat(admin.id("take")).isHidden();
      assertThat(admin.id("figure-load")).hasText("1");
      assertThat(admin.page.locator("[data-testid=notice][data-kind=transfer]")).hasCount(0);

      admin.id("hand-over").click();
      Locator give = admin.id("hand-over-give");
      assertThat(give).isDisabled();
      String pale = background(give);
      admin.page.locator("input[data-username=" + SUN + "]").check();
      assertThat(give).isEnabled();
      admin.page.waitForCondition(() -> !background(give).equals(pale));
      admin.id("hand-over-note").fill("她要改地址");
      admin.id("hand-over-give").click();
      assertThat(admin.id("figure-load")).hasText("0");
      assertThat(wang.id("notice")).hasAttribute("data-kind", "transfer");
      assertThat(wang.id("notice")).containsText("admin 把");
      assertThat(wang.id("notice")).containsText("她要改地址");
      assertThat(wang.row(customer).getByTestId("handed-over")).isVisible();
      wang.opens(customer);
      assertThat(wang.id("step").last()).containsText("她要改地址");
      assertThat(wang.row(customer).getByTestId("handed-over")).isHidden();
      assertThat(wang.page.locator("[data-testid=notice][data-kind=transfer]")).hasCount(0);
    }
  }

  @Test
  void whatIsHandedToAGroupWaitsForItAndTheChatSaysSo() throws IOException {
    String customer = "oHandedToGroup";
    at.installation.customerSays(customer, "我要退款");
    String members = "{\"name\":\"售后\",\"members\":[\"%s\",\"%s\"]}".formatted(HE, ZHAO);
    assertThat(at.installation.post("/api/v1/groups", members).statusCode()).isEqualTo(201);
    String other = at.installation.post("/api/v1/groups", "{\"name\":\"售前\"}").body();
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      Agent he = Agent.logsIn(at.installation, hers, HE);
      he.goesOnline();
      Agent admin = Agent.logsIn(at.installation, his);
      admin.opens(customer);
      admin.id("take").click();
      assertThat(admin.id("take")).isHidden();
      admin.id("hand-over").click();
      admin.page.locator("input[data-group=售前]").check();
      assertThat(admin.id("hand-over-give")).isEnabled();
      String id = JsonMapper.shared().readTree(other).path("id").asString();
      at.installation.send("DELETE", "/api/v1/groups/" + id, "");
      assertThat(admin.id("hand-over-give")).isDisabled(); // It is gone from the dialog, too.
      assertThat(admin.id("group-facts")).hasText("1/2 人能接");
      admin.page.locator("input[data-group=售后]").check();
      assertThat(admin.id("hand-over-follows")).containsText("由组内成员接入");
      assertThat(admin.barriers()).isEmpty();
      admin.id("hand-over-note").fill("已核对订单");
      admin.id("hand-over-give").click();
      assertThat(admin.page.getByText("已转给技能组“售后”")).isVisible();
      assertThat(admin.id("step").last()).containsText("转给技能组 售后");
      assertThat(admin.id("step").last()).containsText("已核对订单");
      assertThat(admin.row(customer).getByTestId("queue-place")).hasText("等待技能组 售后");

      assertThat(he.row(customer).getByTestId("queue-place")).hasText("等待技能组 售后");
      he.opens(customer);
      assertThat(he.id("step").last()).containsText("转给技能组 售后");
      he.id("take").click();
      assertThat(admin.row(customer).getByTestId("queue-place")).hasCount(0);
    }
  }

  @Test
  void aGlanceAtAColleaguesChatLeavesItUnreadAndItCanBeMarkedAsUnread() throws IOException {
    String customer = "oGlance";
    at.installation.customerSays(customer, "有人吗");
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      Agent wang = Agent.logsIn(at.installation, hers, WANG);
      wang.goesOnline();
      wang.opens(customer);
      wang.id("take").click();
      assertThat(wang.row(customer).getByTestId("unread-badge")).isHidden();
      wang.page.waitForCondition(() -> unread(customer) == 0); // The page hides it before that.
      wang.page.navigate(at.installation.desk("/search").toString());
      at.installation.customerSays(customer, "还在吗");
      Agent admin = Agent.logsIn(at.installation, his);
      assertThat(admin.row(customer).getByTestId("unread-badge")).hasText("1");
      admin.opens(customer);
      assertThat(admin.message("还在吗")).isVisible();
      wang.page.navigate(at.installation.desk("/").toString());
      assertThat(wang.row(customer).getByTestId("unread-badge")).hasText("1");
      wang.opens(customer);
      assertThat(wang.row(customer).getByTestId("unread-badge")).isHidden();
      wang.id("mark-unread").click();
      assertThat(wang.row(customer).getByTestId("unread-badge")).hasText("1");
    }
  }

  @Test
  void whoIsOfflineIsGivenNobodyUnlessASupervisorWantsItSo() throws IOException {
    String customer = "oToOffline";
    at.installation.customerSays(customer, "转给谁");
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      Agent wang = Agent.logsIn(at.installation, hers, QIAN);
      assertThat(wang.id("go-online-bar")).containsText("1 分钟后回到排队");
      wang.opens(customer);
      wang.id("hand-over").click();
      assertThat(wang.page.locator("input[data-username=" + ZHAO + "]")).isDisabled();
      wang.id("hand-over-cancel").click();

      Agent admin = Agent.logsIn(at.installation, his);
      admin.opens(customer);
      admin.id("hand-over").click();
      admin.page.locator("input[data-username=" + ZHAO + "]").check();
      assertThat(admin.id("hand-over-offline")).isVisible();
      admin.id("hand-over-give").click();
      assertThat(admin.row(customer)).containsText(ZHAO);
    }
  }

  private static int unread(String openId) {
    try {
      return at.installation
          .get("/api/v1/conversations?open_id=" + openId)
          .path("conversations")
          .path(0)
          .path("unread")
          .asInt(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What cannot be pressed looks so. */
  private static String background(Locator button) {
    return String.valueOf(button.evaluate("e => getComputedStyle(e).backgroundColor"));
  }
}
