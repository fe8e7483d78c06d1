package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The page on which a team keeps its automatic replies; each test begins without any. */
class AutomaticRepliesPageTest {
  private static final String RULES = "/api/v1/automatic-replies";

  /** Nobody writes to it. */
  private static final String SECOND = "second";

  private static final String AGENT = "qian";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    at.installation.addStaff(AGENT);
    HttpResponse<String> added =
        at.installation.post(
            "/api/v1/admin/shops",
            """
            {"id":"%s","name":"第二家店","user_name":"gh_000000000002","app_id":"wx0000000000000002",
             "app_secret":"%s","token":"%s","encoding_aes_key":"%s","mode":"secure"}
            """
                .formatted(SECOND, Installation.SECRET, Installation.TOKEN, Installation.AES_KEY));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
  }

  @BeforeEach
  void removeRules() throws IOException {
    for (JsonNode rule : at.installation.get(RULES).path("rules")) {
      at.installation.send("DELETE", RULES + "/" + rule.path("id").asString(), "");
    }
  }

  @Test
  void aRuleIsWrittenTriedSwitchedChangedAndDeleted() throws IOException {
    try (Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      admin.id("admin-replies").click();
      assertThat(admin.page.getByText("还没有自动回复")).isVisible();
      assertThat(admin.barriers()).isEmpty();
      admin.id("reply-first").click();
      admin.id("reply-name").fill("发货时间");
      admin.id("reply-trigger").selectOption("keyword");
      assertThat(admin.id("reply-limit")).hasValue("message");
      admin.id("reply-when").selectOption("always");
      admin.id("reply-limit").selectOption("day");
      admin.id("reply-shop").selectOption("");
      admin.id("reply-any").fill("发货，多久到");
      admin.id("reply-all").fill("什么，时候");
      admin.id("reply-none").fill("投诉");
      admin.id("reply-content").fill("，一般 48 小时内发货");
      admin.id("reply-content").press("Home");
      admin.id("reply-variable").first().click();
      assertThat(admin.id("reply-content")).hasValue("{称呼}，一般 48 小时内发货");
      assertThat(admin.id("reply-content")).isFocused();
      assertThat(admin.barriers()).isEmpty();
      admin.id("form-save").click();
      assertThat(admin.page.getByText("已保存自动回复“发货时间”")).isVisible();
      assertThat(row(admin, "发货时间")).containsText("关键词");
      assertThat(only().path("keywords").path("any").toString()).isEqualTo("[\"发货\",\"多久到\"]");
      assertThat(only().path("keywords").path("all").toString()).isEqualTo("[\"什么\",\"时候\"]");
      assertThat(only().path("keywords").path("none").toString()).isEqualTo("[\"投诉\"]");
      assertThat(only().path("per_customer").asString()).isEqualTo("day");

      admin.id("reply-try-shop").selectOption(Installation.SHOP);
      admin.id("reply-try-text").fill("什么时候发货");
      admin.id("reply-try-at").fill("2026-11-24T03:30");
      admin.id("reply-try-attended").uncheck();
      admin.id("reply-try-served").check();
      admin.id("reply-try").click();
      assertThat(admin.id("reply-trial-at")).containsText("2026-11-24 03:30");
      assertThat(admin.id("reply-trial")).hasAttribute("data-outcome", "sent");
      assertThat(admin.id("reply-trial")).containsText("一般 48 小时内发货");
      admin.id("reply-try-new").uncheck();
      admin.id("reply-try-text").fill("你好");
      admin.id("reply-try-text").press("Enter");
      assertThat(admin.id("reply-trial")).hasAttribute("data-outcome", "suppressed");
      assertThat(admin.id("reply-trial")).containsText("不符合触发条件");
      assertThat(admin.barriers()).isEmpty();

      row(admin, "发货时间").getByTestId("reply-enabled").uncheck();
      assertThat(row(admin, "发货时间")).hasAttribute("data-on", "false");
      assertThat(only().path("enabled").asBoolean()).isFalse();
      row(admin, "发货时间").getByTestId("reply-edit").click();
      assertThat(admin.id("reply-changed")).containsText(" 修改");
      admin.id("reply-regex").fill("(几|多少)天.*到");
      admin.id("reply-on").check();
      admin.id("reply-name").fill("物流");
      admin.id("reply-name").press("Enter");
      assertThat(row(admin, "物流")).hasAttribute("data-on", "true");
      assertThat(only().path("keywords").path("regex").asString()).isEqualTo("(几|多少)天.*到");

      admin.id("reply-new").click();
      admin.id("reply-name").fill("x");
      admin.id("form-cancel").click();
      assertThat(admin.id("reply-row")).hasCount(1);
      row(admin, "物流").getByTestId("reply-edit").click();
      admin.id("reply-delete").click();
      admin.id("reply-delete").click();
      assertThat(admin.id("reply-first")).isVisible();
    }
  }

  @Test
  void whatIsRefusedIsSaidAndOtherKindsAreKept() throws IOException {
    try (Agent admin = at.admin()) {
      visit(admin);
      admin.id("reply-first").click();
      admin.id("reply-name").fill("欢迎");
      admin.id("reply-content").fill("{称乎}您好");
      admin.id("form-save").click();
      assertThat(admin.id("form-trouble")).containsText("大括号内的变量不存在");
      assertThat(admin.id("reply-content")).isFocused();
      admin.id("reply-kind").selectOption("image");
      admin.id("reply-picture").setInputFiles(AnsweringTest.picture());
      assertThat(admin.page.locator("form img")).isVisible();
      admin.id("reply-kind").selectOption("product_share");
      admin.id("reply-product").fill("10000012345678");
      admin.id("form-save").click();
      assertThat(row(admin, "欢迎")).containsText("商品");
      assertThat(only().path("reply").path("type").asString()).isEqualTo("product_share");
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
  }

  @Test
  void whatWasSaidStandsInTheLogAndOnAPhoneAllOfItIsReached() throws IOException {
    added(
        "{\"name\":\"Hello\",\"trigger\":\"welcome\",\"reply\":{\"type\":\"text\",\"text\":{\"content\":\"Hello!\"}}}");
    String customer = "oIsGreeted";
    at.installation.customerSays(customer, "在吗");
    at.installation.awaitConversation(customer);
    try (BrowserContext machine = at.browser.person(390, 844)) {
      machine.addInitScript(
          "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', 'en')");
      Agent admin = Agent.logsIn(at.installation, machine);
      visit(admin);
      Locator line = admin.page.locator("[data-testid=reply-log-row]:has-text('Hello')");
      Soon.await()
          .until(() -> {
            admin.id("reply-log-again").click();
            return line.count() > 0;
          });
      assertThat(line.first()).containsText("Sent");
      assertThat(admin.id("reply-today")).containsText("Automatic replies today");
      assertThat(admin.id("reply-today").locator("[data-figure=sent]"))
          .hasText(Pattern.compile("[1-9]\\d*"));
      assertThat(admin.barriers()).isEmpty();
      line.first().getByTestId("reply-log-conversation").click();
      assertThat(admin.page.getByText("Hello!").first()).isVisible();
      assertThat(admin.page.getByText("Automatic reply").first()).isVisible();
    }
  }

  @Test
  void theLogIsFilteredAndReadFurtherAndTheDayIsCounted() throws IOException {
    for (int rule = 1; rule <= 11; rule++) {
      added(keyword("第 " + rule + " 条", "第 " + rule + " 条", true));
    }
    String answered = "oLogAnswered";
    for (String customer : List.of(answered, "oLogOther")) {
      at.installation.customerSays(customer, "什么时候发货");
    }
    try (Agent admin = at.admin()) {
      String id = at.installation.awaitConversation(answered);
      Soon.await().until(() -> logged("sent") >= 22);
      answer(id);
      at.installation.customerSays(answered, "到底什么时候发货");
      Soon.await().until(() -> logged("suppressed") >= 11);
      visit(admin);
      Locator rows = admin.id("reply-log-row");
      assertThat(rows).hasCount(20);
      admin.id("reply-log-more").click();
      assertThat(rows.nth(20)).isVisible();
      assertThat(admin.id("reply-today").locator("[data-figure=used]"))
          .hasText(Pattern.compile("[2-9]|\\d{2,}"));

      admin.id("reply-log-outcome").selectOption("person_answered");
      assertThat(rows).hasCount(11);
      assertThat(rows.first()).containsText("未发送 客服刚回复过");
      admin.id("reply-log-outcome").selectOption("suppressed");
      assertThat(admin.page.locator("[data-testid=reply-log-row][data-outcome=sent]")).hasCount(0);
      admin.id("reply-log-outcome").selectOption("sent");
      assertThat(rows.first()).containsText("已发送");
      assertThat(admin.page.locator("[data-testid=reply-log-row][data-outcome=suppressed]"))
          .hasCount(0);
      admin.id("reply-log-shop").selectOption(SECOND);
      assertThat(admin.id("reply-log-none")).hasText("没有符合条件的记录。");
      admin.id("reply-log-shop").selectOption("");
      assertThat(rows.first()).isVisible();
      admin.id("reply-log-from").fill("2098-01-01");
      assertThat(admin.id("reply-log-none")).isVisible();
      assertThat(admin.barriers()).isEmpty();
    }
  }

  @Test
  void theRulesAreTriedOnADay() throws IOException {
    String customer = "oDryRun";
    at.installation.customerSays(customer, "什么时候发货");
    String id = at.installation.awaitConversation(customer);
    try (Agent admin = at.admin()) {
      visit(admin);
      admin.id("dry-run-shop").selectOption(Installation.SHOP);
      admin.id("dry-run-date").fill(today());
      admin.id("dry-run-ask").click();
      assertThat(admin.id("dry-run-nothing")).containsText("没有启用的规则");
      admin.id("dry-run-disabled").check();
      assertThat(admin.id("dry-run-nothing")).hasCount(0); // Of another question.
      admin.id("dry-run-ask").click();
      assertThat(admin.id("dry-run-nothing")).containsText("还没有规则");

      added(keyword("发货时间", "{称呼}，一般 48 小时内发货", false));
      assertThat(row(admin, "发货时间")).isVisible(); // The live connection tells of it.
      Queue<Route> held = new ConcurrentLinkedQueue<>();
      admin.page.route("**/dry-run*", held::add);
      admin.id("dry-run-ask").click();
      assertThat(admin.id("dry-run-running")).isVisible();
      admin.page.waitForCondition(() -> !held.isEmpty());
      admin.page.unroute("**/dry-run*");
      held.forEach(Route::resume);
      assertThat(admin.id("dry-run-report")).containsText("一般 48 小时内发货");
      assertThat(admin.id("dry-run-running")).hasCount(0);
      for (String figure : List.of("sent", "told")) {
        assertThat(admin.id("dry-run-figures").locator("[data-figure=" + figure + "]"))
            .hasText(Pattern.compile("[1-9]\\d*"));
      }
      assertThat(admin.page.locator("[data-testid=dry-run-rule][data-rule=发货时间]")).isVisible();
      assertThat(admin.barriers()).isEmpty();

      answer(id);
      at.installation.customerSays(customer, "发货快点");
      Locator reason =
          admin.page.locator("[data-testid=dry-run-reason][data-reason=person_answered]");
      admin.repeats(() -> tries(admin), reason);
      assertThat(reason).containsText("客服刚回复过");
      reason.getByTestId("dry-run-held-conversation").first().click();
      assertThat(admin.page).hasURL(Pattern.compile("/c/\\d+"));

      visit(admin);
      admin.id("dry-run-disabled").check();
      admin.id("dry-run-date").fill(today());
      admin.id("dry-run-date").press("Enter");
      admin.id("dry-run-conversation").first().click();
      assertThat(admin.page).hasURL(Pattern.compile("/c/\\d+"));

      visit(admin);
      admin.id("dry-run-disabled").check();
      admin.id("dry-run-date").fill("2026-01-01");
      admin.id("dry-run-ask").click();
      assertThat(admin.id("dry-run-nothing")).hasText("2026-01-01 没有顾客发来消息。");
      admin.id("dry-run-date").fill("2199-01-01");
      admin.id("dry-run-ask").click();
      assertThat(admin.id("dry-run-trouble")).hasText("日期还没有到。");
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("400"));
    assertThat(only().path("enabled").asBoolean()).isFalse();
  }

  @Test
  void silentConversationsAreClosedWhenAShopWantsItAndItIsSaidWhatThatMeans() throws IOException {
    String setting = "/api/v1/shops/" + SECOND + "/auto-close";
    try (Agent admin = at.admin()) {
      visit(admin);
      admin.id("auto-close").getByTestId("shop-choice").selectOption(SECOND);
      assertThat(admin.page).hasURL(Pattern.compile("shop=" + SECOND));
      assertThat(admin.id("auto-close-on")).not().isChecked();
      assertThat(admin.id("auto-close")).containsText("不给顾客发任何消息");
      assertThat(admin.id("auto-close-about")).containsText("会话不会自动结束");
      admin.id("auto-close-on").check();
      assertThat(admin.id("rule-hours")).hasValue("24");
      admin.id("rule-hours").fill("721");
      admin.id("unsaved-save").click();
      assertThat(admin.id("rule-hours-problem")).hasText("小时数为 1 到 720。");
      assertThat(admin.id("rule-hours")).isFocused();
      assertThat(admin.barriers()).isEmpty();
      admin.id("unsaved-discard").click();
      assertThat(admin.id("auto-close-on")).not().isChecked();

      admin.id("auto-close-on").check();
      admin.id("rule-hours").fill("４８"); // As a Chinese keyboard may write it.
      admin.id("rule-hours").press("Enter");
      assertThat(admin.page.getByText("已保存，立即生效")).isVisible();
      assertThat(admin.id("unsaved")).hasCount(0);
      assertThat(admin.id("auto-close-about")).containsText("修改");
      assertThat(at.installation.get(setting).path("enabled").asBoolean()).isTrue();
      assertThat(at.installation.get(setting).path("hours").asInt()).isEqualTo(48);

      admin.id("auto-close-on").uncheck();
      admin.id("admin-phrases").click();
      admin.id("unsaved-stay").click();
      assertThat(admin.id("auto-close-on")).not().isChecked();
      admin.id("unsaved-discard").click();
      assertThat(admin.id("auto-close-on")).isChecked();

      admin.page.route("**/auto-close", Route::abort);
      admin.page.reload();
      assertThat(admin.id("auto-close-again")).isVisible();
      admin.page.unroute("**/auto-close");
      admin.id("auto-close-again").click();
      assertThat(admin.id("rule-hours")).hasValue("48");

      admin.page.navigate(at.installation.desk("/admin/audit").toString());
      admin.id("audit-what").selectOption("auto_close_changed");
      assertThat(admin.id("audit-row").first()).containsText("顾客 48 小时没有回应后");
    }
    assertThat(at.browser.takeComplaints())
        .allMatch(line -> line.contains("422") || line.contains("ERR_FAILED"));
  }

  @Test
  void anAgentReadsItInEnglishAndChangesNothing() throws IOException {
    added(keyword("发货时间", "48 小时内发货", true));
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      machine.addInitScript(
          "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', 'en')");
      Agent agent = Agent.logsIn(at.installation, machine, AGENT);
      visit(agent);
      assertThat(row(agent, "发货时间")).containsText("Keywords");
      assertThat(row(agent, "发货时间").getByTestId("reply-enabled")).isDisabled();
      assertThat(agent.id("reply-new")).hasCount(0);
      assertThat(agent.id("dry-run")).hasCount(0);
      assertThat(agent.id("auto-close-on")).isDisabled();
      assertThat(agent.id("auto-close")).containsText("without a message to the customer");
      assertThat(agent.id("auto-close-about"))
          .containsText("Only supervisors and administrators can change this.");
    }
  }

  @Test
  void aSupervisorTriesADayInEnglish() throws IOException {
    added(keyword("Shipping", "Within 48 hours", true));
    at.installation.customerSays("oEnglishDay", "发货");
    at.installation.awaitConversation("oEnglishDay");
    try (BrowserContext machine = at.browser.person(390, 844)) {
      machine.addInitScript(
          "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', 'en')");
      Agent admin = Agent.logsIn(at.installation, machine);
      visit(admin);
      admin.id("dry-run-shop").selectOption(Installation.SHOP);
      admin.id("dry-run-date").fill(today());
      admin.repeats(() -> tries(admin), admin.id("dry-run-report").getByText("Within 48 hours"));
      assertThat(admin.id("dry-run-figures")).containsText("Would be sent");
      assertThat(admin.barriers()).isEmpty();
      admin.id("reply-new").click();
      admin.id("reply-variable").last().click();
      assertThat(admin.id("reply-content")).hasValue("{agent_name}");
      admin.id("form-cancel").click();
    }
  }

  private static String keyword(String name, String text, boolean enabled) {
    return """
    {"name":"%s","trigger":"keyword","keywords":{"any":["发货"]},"enabled":%s,
     "reply":{"type":"text","text":{"content":"%s"}}}
    """
        .formatted(name, enabled, text);
  }

  private static void tries(Agent agent) {
    agent.id("dry-run-ask").click();
    agent.settles();
  }

  /** As a person does, for whom rules then keep silent. */
  private static void answer(String conversation) throws IOException {
    HttpResponse<String> response =
        at.installation.post(
            "/api/v1/conversations/" + conversation + "/messages",
            "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"在的\"}}"
                .formatted(UUID.randomUUID()));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  private static int logged(String outcome) throws IOException {
    return at.installation
        .get(RULES + "/log?limit=500&outcome=" + outcome)
        .path("entries")
        .valueStream()
        .filter(entry -> entry.path("rule_name").asString().startsWith("第 "))
        .toList()
        .size();
  }

  private static String today() throws IOException {
    return at.installation.get(RULES + "/log?limit=1").path("today").path("date").asString();
  }

  private static Locator row(Agent agent, String name) {
    return agent.page.locator("[data-testid=reply-row][data-rule='" + name + "']");
  }

  private static void visit(Agent agent) {
    agent.page.navigate(at.installation.desk("/admin/replies").toString());
    assertThat(agent.page.locator("main h1")).isVisible();
  }

  private static JsonNode only() throws IOException {
    return at.installation.get(RULES).path("rules").path(0);
  }

  private static void added(String json) throws IOException {
    HttpResponse<String> response = at.installation.post(RULES, json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
  }
}
