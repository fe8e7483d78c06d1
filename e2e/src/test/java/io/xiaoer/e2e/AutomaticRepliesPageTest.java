package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The page on which a team keeps its automatic replies; each test begins without any. */
class AutomaticRepliesPageTest {
  private static final String RULES = "/api/v1/automatic-replies";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

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
      admin.id("reply-none").fill("投诉");
      admin.id("reply-content").fill("{称呼}，一般 48 小时内发货");
      assertThat(admin.barriers()).isEmpty();
      admin.id("form-save").click();
      assertThat(admin.page.getByText("已保存自动回复“发货时间”")).isVisible();
      assertThat(row(admin, "发货时间")).containsText("关键词");
      assertThat(only().path("keywords").path("any").toString()).isEqualTo("[\"发货\",\"多久到\"]");
      assertThat(only().path("per_customer").asString()).isEqualTo("day");

      admin.id("reply-try-text").fill("什么时候发货");
      admin.id("reply-try").click();
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
      assertThat(admin.id("reply-today")).containsText("1 automatic replies");
      assertThat(admin.barriers()).isEmpty();
      line.first().getByTestId("reply-log-conversation").click();
      assertThat(admin.page.getByText("Hello!").first()).isVisible();
      assertThat(admin.page.getByText("Automatic reply").first()).isVisible();
    }
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
