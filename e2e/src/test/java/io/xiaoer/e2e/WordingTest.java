package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a shop does not want said: the page that says so, and the composer that goes by it. */
class WordingTest {
  private static final String SUPERVISOR = "zhou";
  private static final String AGENT = "qian";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    at.installation.addStaff(AGENT);
    created(
        at.installation.post(
            "/api/v1/staff",
            """
            {"username":"%s","name":"周主管","role":"supervisor","shops":null,"password":"%s"}
            """
                .formatted(SUPERVISOR, Installation.STAFF_PASSWORD)));
    put(
        Installation.SHOP,
        """
        {"shipped":{"contacts":"confirm","phone_numbers":"warn"},
         "entries":[{"kind":"word","value":"全网最低","action":"refuse","replacement":"价格实惠","note":"广告法"},
                    {"kind":"pattern","value":"保证.{0,4}发货","action":"warn","replacement":"尽快发货"}]}
        """);
  }

  @Test
  void wordsAreMarkedWhileSomebodyWritesAndReplacedAtAPress() throws IOException {
    String customer = "oMarked";
    at.installation.customerSays(customer, "能便宜吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.id("composer").fill("我们保证今天发货，快递员 138 0013 8000");
      assertThat(agent.id("wording-hit")).hasCount(2);
      assertThat(agent.page.locator(".composer mark"))
          .hasText(new String[] {"保证今天发货", "138 0013 8000"});
      assertThat(agent.id("wording-hit").last()).containsText("手机号 · 提醒");
      assertThat(agent.barriers()).isEmpty();
      agent.id("composer").press("Tab"); // The list is reached by keys alone.
      agent.repeats(
          () -> agent.page.keyboard().press("Tab"),
          agent.page.locator("[data-testid=wording-select]:focus"));
      agent.page.keyboard().press("Enter");
      assertThat(agent.id("composer")).isFocused();
      assertThat(selected(agent)).isEqualTo("保证今天发货");
      agent.id("wording-replace").click();
      assertThat(agent.id("composer")).hasValue("我们尽快发货，快递员 138 0013 8000");
      assertThat(agent.id("wording-hit")).hasCount(1);
      agent.id("send").click(); // What is only marked is sent as it is.
      assertThat(agent.message("我们尽快发货")).hasAttribute("data-state", "accepted");
      assertThat(agent.id("wording-hit")).hasCount(0);
    }
  }

  private static String selected(Agent agent) {
    return String.valueOf(
        agent
            .id("composer")
            .evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)"));
  }

  @Test
  void whatIsToBeConfirmedNeedsASecondPressThatNamesIt() throws IOException {
    String customer = "oConfirmed";
    at.installation.customerSays(customer, "怎么联系");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.id("composer").fill("加我微信 abc12345");
      assertThat(agent.id("wording-hit")).hasAttribute("data-outcome", "confirm");
      agent.id("composer").press("Enter");
      assertThat(agent.id("wording-objection")).containsText("加我微信");
      assertThat(agent.id("send")).hasText("确认发送");
      assertThat(agent.barriers()).isEmpty();
      assertThat(agent.message("加我微信")).hasCount(0);
      agent.id("send").click();
      assertThat(agent.message("加我微信")).hasAttribute("data-state", "accepted");
      assertThat(agent.id("wording-objection")).hasCount(0);
    }
    JsonNode noted =
        at.installation.get("/api/v1/audit?what=wording_confirmed").path("entries").path(0);
    assertThat(noted.path("by").asString()).isEqualTo("admin");
    assertThat(noted.path("detail").asString()).isEqualTo("shipped contacts");
  }

  @Test
  void whatIsRefusedStaysInTheComposer() throws IOException {
    String customer = "oRefused";
    at.installation.customerSays(customer, "贵不贵");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.id("composer").fill("全 网最低价");
      assertThat(agent.id("wording-hit")).containsText("广告法 · 禁止发送");
      agent.id("composer").press("Enter");
      agent.id("composer").press("Enter");
      assertThat(agent.id("wording-objection")).containsText("禁止发送");
      assertThat(agent.id("composer")).hasValue("全 网最低价");
      agent.id("wording-replace").click();
      assertThat(agent.id("composer")).hasValue("价格实惠价");
      assertThat(agent.id("wording-objection")).hasCount(0);
      agent.id("composer").press("Enter");
      assertThat(agent.message("价格实惠价")).hasAttribute("data-state", "accepted");
    }
  }

  @Test
  void whatIsSentFasterThanItIsLookedAtComesBack() throws IOException {
    String customer = "oFast";
    at.installation.customerSays(customer, "在吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.page.route("**/policy/check", route -> route.abort());
      agent.writes("加微信聊");
      assertThat(agent.id("wording-objection")).containsText("加微信");
      assertThat(agent.id("composer")).hasValue("加微信聊");
      agent.id("composer").press("Enter");
      assertThat(agent.message("加微信聊")).hasAttribute("data-state", "accepted");
    }
    assertThat(at.browser.takeComplaints())
        .allMatch(line -> line.contains("409") || line.contains("ERR_FAILED"));
  }

  @Test
  void rulesThatChangeCountForTextsThatAreBeingWritten() throws IOException {
    at.installation.addShop("live");
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      visit(supervisor, "live");
      supervisor.id("wording-try").fill("清仓处理，加微信");
      assertThat(supervisor.id("wording-outcome")).hasAttribute("data-outcome", "confirm");
      supervisor.id("shipped-contacts").selectOption("refuse");
      assertThat(supervisor.id("wording-outcome")).hasAttribute("data-outcome", "refuse");
      supervisor.id("wording-select").click();
      assertThat(supervisor.id("wording-try")).isFocused();
      for (String group : List.of("contacts", "phone_numbers", "links", "qr_codes", "insults")) {
        supervisor.id("shipped-" + group).selectOption("off");
      }
      assertThat(supervisor.id("wording-outcome")).containsText("所有检查都已关闭");
      supervisor.id("unsaved-discard").click();
      assertThat(supervisor.id("shipped-contacts")).hasValue("confirm");
      assertThat(supervisor.id("unsaved")).hasCount(0);
    }
  }

  @Test
  void aSupervisorKeepsTheShopsOwnWords() throws IOException {
    at.installation.addShop("own");
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.id("nav-admin").click();
      supervisor.id("admin-wording").click();
      supervisor.id("shop-choice").selectOption("own");
      assertThat(supervisor.page).hasURL(Pattern.compile("shop=own"));
      assertThat(supervisor.id("wording-about")).containsText("还没有设置过");

      supervisor.id("entry-new").click();
      supervisor.id("entry-value").fill("国家级");
      supervisor.id("entry-action").selectOption("refuse");
      supervisor.id("entry-replacement").fill("高品质");
      supervisor.id("entry-note").fill("广告法");
      supervisor.id("form-save").click();
      assertThat(row(supervisor, "国家级")).containsText("禁止发送");
      supervisor.id("entry-new").click();
      supervisor.id("entry-value").fill("国 家级");
      assertThat(supervisor.id("form-trouble")).containsText("已经有这个词语");
      supervisor.id("entry-pattern").check();
      supervisor.id("entry-value").fill("(保证");
      supervisor.id("form-save").click();

      supervisor.id("entries-import-open").click();
      supervisor.id("entries-lines").fill("包退，删掉");
      assertThat(supervisor.id("form-trouble")).containsText("第 1 行");
      supervisor.id("entries-lines").fill("国家级\n假一赔十，提醒，支持退换\n最便宜");
      assertThat(supervisor.id("entries-known")).containsText("1");
      supervisor.id("entries-action").selectOption("refuse");
      supervisor.id("form-save").click();
      assertThat(supervisor.id("entry-row")).hasCount(4);

      supervisor.id("own-domains").fill("kuaidi100.com\nhttps://错");
      supervisor.id("unsaved-save").click();
      assertThat(supervisor.id("unsaved-trouble")).isVisible();
      assertThat(supervisor.id("entry-problem")).containsText("不是有效的正则");
      assertThat(supervisor.id("own-domains-problem")).containsText("不是有效的域名");
      assertThat(supervisor.barriers()).isEmpty();
      supervisor.id("own-domains").fill("kuaidi100.com");
      row(supervisor, "(保证").getByTestId("entry-edit").click();
      supervisor.id("entry-value").fill("保证.{0,4}发货");
      supervisor.id("form-save").click();
      row(supervisor, "最便宜").getByTestId("entry-remove").click();

      supervisor.id("wording-try").fill("国家级品质，看 m.kuaidi100.com");
      assertThat(supervisor.id("wording-outcome")).hasAttribute("data-outcome", "refuse");
      supervisor.id("wording-replace").click();
      assertThat(supervisor.id("wording-try")).hasValue("高品质品质，看 m.kuaidi100.com");
      assertThat(supervisor.id("wording-outcome")).hasAttribute("data-outcome", "none");

      supervisor.id("admin-phrases").click(); // Nobody loses what they have not saved.
      supervisor.id("unsaved-stay").click();
      supervisor.id("unsaved-save").click();
      assertThat(supervisor.page.getByText("已保存，立即生效")).isVisible();
      assertThat(supervisor.id("wording-about")).containsText("周主管 于 ");
      supervisor.id("shipped-qr_codes").selectOption("confirm");
      supervisor.id("unsaved-save").click(); // A second time: nobody has changed it meanwhile.
      assertThat(supervisor.id("unsaved")).hasCount(0);
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
    JsonNode saved = at.installation.get("/api/v1/shops/own/policy");
    assertThat(saved.path("entries").findValuesAsString("value"))
        .containsExactly("国家级", "保证.{0,4}发货", "假一赔十");
    assertThat(saved.path("entries").path(2).path("replacement").asString()).isEqualTo("支持退换");
    assertThat(saved.path("own_domains").path(0).asString()).isEqualTo("kuaidi100.com");
    assertThat(saved.path("shipped").path("qr_codes").asString()).isEqualTo("confirm");
  }

  @Test
  void anAgentReadsAndTriesAndChangesNothing() throws IOException {
    at.installation.addShop("read");
    put("read", "{\"entries\":[{\"kind\":\"word\",\"value\":\"清仓\",\"action\":\"warn\"}]}");
    try (Agent agent = at.agent(AGENT)) {
      visit(agent, "read");
      assertThat(agent.id("shipped-contacts")).isDisabled();
      assertThat(agent.id("own-domains")).isDisabled();
      assertThat(agent.id("wording-about")).containsText("只有主管和管理员可以修改");
      assertThat(agent.id("entry-new")).hasCount(0);
      assertThat(agent.id("entry-edit")).hasCount(0);
      agent.id("wording-try").fill("清仓");
      assertThat(agent.id("wording-outcome")).hasAttribute("data-outcome", "warn");
      assertThat(agent.barriers()).isEmpty();
    }
  }

  private static Locator row(Agent agent, String value) {
    return agent.page.locator("[data-testid=entry-row][data-value=\"" + value + "\"]");
  }

  private static void visit(Agent agent, String shop) {
    agent.page.navigate(at.installation.desk("/admin/wording?shop=" + shop).toString());
    assertThat(agent.id("shop-choice")).hasValue(shop);
    assertThat(agent.id("shipped-contacts")).isVisible();
  }

  private static void put(String shop, String rules) throws IOException {
    HttpResponse<String> put =
        at.installation.send("PUT", "/api/v1/shops/" + shop + "/policy", rules);
    assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
  }

  private static void created(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
  }
}
