package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands at the composer's side to make a reply of: files, emoji, phrases, goods, orders. */
class ReplyToolsTest {
  private static final String CUP = "10000000001001";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void aFileIsChosenAndGoesUpAgainAfterTheLineWasCut() throws IOException {
    String customer = "oChosenFile";
    at.installation.customerSays(customer, "有图吗");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.losesTheLine();
      FileChooser chooser = agent.page.waitForFileChooser(() -> agent.id("attach").click());
      assertThat(chooser.isMultiple()).isTrue();
      chooser.setFiles(AnsweringTest.picture());
      assertThat(agent.id("attachment")).hasAttribute("data-state", "failed");
      agent.id("attachment-retry").click();
      assertThat(agent.id("attachment")).hasAttribute("data-state", "failed"); // There is no line.

      agent.findsTheLine();
      agent.id("attachment-retry").click();
      assertThat(agent.id("attachment")).hasAttribute("data-state", "ready");
      assertThat(agent.id("attachment-retry")).hasCount(0);
      agent.id("send").click();
      assertThat(sent(agent, "image")).hasAttribute("data-state", "accepted");
    }
  }

  @Test
  void anEmojiComesWhereTheCaretStandsAndWritingGoesOn() throws IOException {
    String customer = "oEmoji";
    at.installation.customerSays(customer, "收到啦");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      agent.id("composer").fill("谢谢！欢迎再来");
      agent.id("composer").press("Home");
      for (int i = 0; i < 3; i++) {
        agent.id("composer").press("ArrowRight");
      }
      agent.id("emoji-open").click();
      String emoji = agent.id("emoji").nth(4).innerText();
      agent.id("emoji").nth(4).click();
      assertThat(agent.id("emoji")).hasCount(0);
      agent.page.keyboard().type("，");
      assertThat(agent.id("composer")).hasValue("谢谢！" + emoji + "，欢迎再来");
      agent.page.keyboard().press("Enter");
      assertThat(agent.message("谢谢！" + emoji)).hasAttribute("data-state", "accepted");
    }
  }

  @Test
  void aPhraseIsPickedWithTheMouse() throws IOException {
    String customer = "oPickedPhrase";
    at.installation.customerSays(customer, "怎么退货");
    try (Agent agent = at.admin()) {
      agent.id("nav-admin").click();
      for (String title : List.of("退货地址", "退货时间")) {
        agent.id("phrase-new").click();
        agent.id("phrase-title").fill(title);
        agent.id("phrase-content").fill(title + "：见包装内的卡片。");
        agent.id("form-save").click();
        assertThat(agent.id("form-save")).isHidden();
      }
      agent.id("nav-desk").click();
      agent.opens(customer);
      agent.id("composer").fill("您好。");
      agent.id("phrases-open").click();
      assertThat(agent.id("phrase-option")).hasCount(2);
      agent.page.keyboard().press("Escape");
      assertThat(agent.id("phrase-menu")).isHidden();

      agent.id("composer").fill("您好。");
      agent.id("phrases-open").click();
      option(agent, "退货时间").click();
      assertThat(agent.id("phrase-menu")).isHidden();
      assertThat(agent.id("composer")).hasValue("您好。 退货时间：见包装内的卡片。");
      assertThat(agent.id("composer")).isFocused();
      assertThat(agent.page.locator("[data-testid=message][data-direction=out]")).hasCount(0);
    }
  }

  private static Locator option(Agent agent, String title) {
    return agent.id("phrase-option").filter(new Locator.FilterOptions().setHasText(title));
  }

  @Test
  void aProductIsLookedUpAgainCopiedAndSent() throws IOException {
    String customer = "oAsksForGoods";
    at.installation.customerSays(customer, "有什么杯子");
    at.installation.sim(
        "/sim/api/customers/" + customer + "/messages",
        "{\"shop\":\"%s\",\"msg_type\":\"product_share\",\"product_share\":{\"product_id\":\"%s\"}}"
            .formatted(Installation.SHOP, CUP));
    try (BrowserContext machine = reader()) {
      Agent agent = Agent.logsIn(at.installation, machine);
      agent.opens(customer);
      assertThat(received(agent, "product_share")).containsText("青瓷茶杯");
      agent.losesTheLine();
      agent.id("pane-products").click();
      agent.id("look-up-again").click();
      assertThat(agent.id("look-up-again")).isVisible(); // There is no line yet.
      machine.setOffline(false);
      agent.id("look-up-again").click();
      Locator cup = agent.id("product").filter(new Locator.FilterOptions().setHasText("青瓷茶杯"));
      assertThat(cup).hasCount(1);
      assertThat(agent.id("look-up-again")).isHidden();

      cup.getByTestId("product-copy").click();
      assertThat(agent.page.getByText("已复制")).isVisible();
      assertThat(agent.clipboard()).isEqualTo(CUP);

      cup.getByTestId("send-card").click();
      assertThat(sent(agent, "product_share")).hasAttribute("data-state", "accepted");
      assertThat(sent(agent, "product_share")).containsText("青瓷茶杯");
    }
  }

  @Test
  void anOrderIsCopiedWithItsWaybillAndSent() throws IOException {
    String customer = "oAsksForOrder";
    String order = shippedOrder(customer);
    at.installation.customerSays(customer, "到哪了");
    try (BrowserContext machine = reader()) {
      Agent agent = Agent.logsIn(at.installation, machine);
      agent.opens(customer);
      agent.id("pane-orders").click();
      Locator details =
          agent
              .page
              .locator("article.order")
              .filter(
                  new Locator.FilterOptions()
                      .setHas(agent.page.locator("[data-order-id='" + order + "']")));
      details.getByTestId("order-copy").click();
      assertThat(agent.page.getByText("已复制")).isVisible();
      assertThat(agent.clipboard()).isEqualTo(order);

      String shown = details.locator(".waybill").innerText();
      details.getByTestId("waybill-copy").click();
      agent.page.waitForFunction(
          "order => navigator.clipboard.readText().then(text => text !== order)", order);
      assertThat(shown).endsWith(agent.clipboard());
      assertThat(agent.clipboard()).isNotEmpty();

      details.getByTestId("send-card").click();
      assertThat(sent(agent, "order_share")).hasAttribute("data-state", "accepted");
      assertThat(sent(agent, "order_share")).containsText(order);
    }
  }

  /** One whose pages may read the clipboard. */
  private static BrowserContext reader() {
    BrowserContext machine = at.browser.person(1440, 900);
    machine.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    return machine;
  }

  private static Locator sent(Agent agent, String type) {
    return agent.page.locator("[data-testid=message][data-direction=out][data-type=" + type + "]");
  }

  private static Locator received(Agent agent, String type) {
    return agent.page.locator("[data-testid=message][data-direction=in][data-type=" + type + "]");
  }

  private static String shippedOrder(String customer) throws IOException {
    String path = "/sim/api/customers/" + customer + "/orders";
    String id =
        ask(
                path,
                "{\"shop\":\"%s\",\"products\":[{\"product_id\":\"%s\",\"count\":1}]}"
                    .formatted(Installation.SHOP, CUP))
            .path("order_id")
            .asString();
    for (String step : List.of("pay", "deliver")) {
      ask("/sim/api/orders/" + id + "/" + step, "{\"shop\":\"%s\"}".formatted(Installation.SHOP));
    }
    return id;
  }

  private static JsonNode ask(String path, String json) throws IOException {
    HttpResponse<String> answer =
        Program.send(
            HttpRequest.newBuilder(at.installation.simulator(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return JsonMapper.shared().readTree(answer.body());
  }
}
