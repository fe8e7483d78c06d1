package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** After-sales orders and disputes, as an agent sees them beside the chat and on their page. */
class AfterSalesPageTest {
  private static final String AGENT = "wang";
  private static final int MORE_THAN_A_PAGE = 51;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    at.installation.addStaff(AGENT);
    at.installation.addShop("branch");
  }

  @Test
  void whatACustomerAskedForStandsBesideTheChatAndInTheList() throws IOException {
    String customer = "oRefund";
    String order = "3705115058471200001";
    at.installation.customerSays(customer, "我要退款");
    card(customer, order);
    try (Agent agent = at.agent(AGENT)) {
      agent.page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      agent.opens(customer);
      assertThat(agent.id("after-sales")).hasCount(0);
      afterSale("2005115058471200001", order, "MERCHANT_PROCESSING");

      Locator sale = agent.id("after-sales-case");
      assertThat(sale).containsText("待商家受理");
      assertThat(sale).containsText("去平台审核");
      assertThat(sale).containsText("以小店后台为准");
      assertThat(agent.row(customer).getByTestId("after-sales-mark")).isVisible();
      sale.getByTestId("after-sales-copy-order").click();
      assertThat(agent.clipboard()).isEqualTo(order);
      sale.getByTestId("after-sales-copy-case").click();
      assertThat(agent.clipboard()).isEqualTo("2005115058471200001");
      opensThePlatform(agent, sale.getByTestId("after-sales-workbench"));
      assertThat(agent.barriers()).isEmpty();

      dispute("3005115058471200001", "2005115058471200001", order, 106);
      Locator dispute = agent.page.locator("[data-case='3005115058471200001']");
      assertThat(dispute).containsText("待商家补充凭证");
      afterSale("2005115058471200001", order, "MERCHANT_REFUND_SUCCESS");
      dispute("3005115058471200001", "2005115058471200001", order, 112);
      assertThat(agent.row(customer).getByTestId("after-sales-mark")).hasCount(0);
      assertThat(agent.id("after-sales-case")).hasCount(0);
      agent.id("after-sales-ended").click();
      assertThat(agent.id("after-sales-case")).hasCount(2);
      assertThat(dispute).containsText("调解完成");

      agent.page.route("**/after-sales", Route::abort);
      agent.page.reload();
      assertThat(agent.id("after-sales")).containsText("售后信息读取失败");
      agent.page.unroute("**/after-sales");
      agent.id("after-sales-again").click();
      assertThat(agent.id("after-sales-ended")).isVisible();
      at.browser.takeComplaints(); // of the requests that were cut off
    }
  }

  @Test
  void thePageListsWhatWaitsForTheShopAndLeadsToTheConversation() throws IOException {
    String customer = "oReturn";
    String order = "3705115058471200002";
    at.installation.customerSays(customer, "已经寄回去了");
    card(customer, order);
    afterSale("2005115058471200002", order, "MERCHANT_WAIT_RECEIPT");
    afterSale("2005115058471200003", "3705115058471200003", "MOON_PHASE");
    try (Agent agent = at.agent(AGENT)) {
      agent.id("nav-after-sales").click();
      Locator sale = agent.page.locator("[data-case='2005115058471200002']");
      assertThat(sale).containsText("待商家收货");
      assertThat(agent.barriers()).isEmpty();
      assertThat(agent.page.locator("[data-case='2005115058471200003']")).hasCount(0);
      agent.id("after-sales-state-open").click();
      Locator unknown = agent.page.locator("[data-case='2005115058471200003']");
      assertThat(unknown).containsText("未公布的状态 MOON_PHASE");
      assertThat(unknown).containsText("还不知道是哪位顾客");
      agent.id("nav-desk").click();
      agent.page.setViewportSize(390, 844);
      agent.id("user-menu").click();
      agent.id("after-sales-item").click();
      agent.id("after-sales-state-open").click();
      assertThat(unknown).isVisible();
      for (int width : new int[] {1024, 390}) {
        agent.page.setViewportSize(width, 844);
        assertThat(
                agent.page.evaluate(
                    "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
            .as("at %s", width)
            .isEqualTo(true);
      }
      agent.page.setViewportSize(1440, 900);
      sale.getByTestId("after-sales-chat").click();
      assertThat(agent.message("已经寄回去了")).isVisible();
      agent.id("after-sales-all").click();
      assertThat(agent.id("after-sales-page")).isVisible();

      for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
        String number = String.format(Locale.ROOT, "20051150584722%05d", i);
        afterSale(number, "37" + number.substring(2), "MERCHANT_RETURN_SUCCESS");
      }
      agent.id("after-sales-state-all").click();
      assertThat(agent.page.locator("[data-case='2005115058472200050']")).isVisible();
      assertThat(agent.id("after-sales-case")).hasCount(50);
      agent.id("after-sales-more").click();
      Locator oldest = agent.page.locator("[data-case='2005115058472200000']");
      assertThat(oldest).isVisible();
      afterSale("2005115058472200900", "3705115058472200900", "MERCHANT_RETURN_SUCCESS");
      assertThat(agent.page.locator("[data-case='2005115058472200900']")).isVisible();
      assertThat(oldest).isVisible(); // what was opened stays open

      agent.id("after-sales-shop").selectOption("branch");
      assertThat(agent.id("after-sales-none")).isVisible();
      agent.id("after-sales-shop").selectOption(Installation.SHOP);
      assertThat(agent.page.locator("[data-case='2005115058472200900']")).isVisible();
      agent.id("after-sales-shop").selectOption("");

      agent.page.route("**/api/v1/after-sales*", Route::abort);
      agent.page.reload();
      assertThat(agent.id("after-sales-page")).containsText("售后信息读取失败");
      agent.page.unroute("**/api/v1/after-sales*");
      agent.id("after-sales-page-again").click();
      assertThat(sale).isVisible();
      at.browser.takeComplaints(); // of the requests that were cut off
    }
  }

  @Test
  void aRehearsalPushesThemFromTheCustomersPhone() throws IOException {
    String customer = "oRehearsal";
    at.installation.sim(
        "/sim/api/customers",
        "{\"shop\":\"%s\",\"open_id\":\"%s\",\"name\":\"演练\"}"
            .formatted(Installation.SHOP, customer));
    at.installation.sim(
        "/sim/api/customers/" + customer + "/orders",
        "{\"shop\":\"%s\",\"products\":[{\"product_id\":\"10000000001001\",\"count\":1}]}"
            .formatted(Installation.SHOP));
    at.installation.customerSays(customer, "在吗");
    at.installation.awaitConversation(customer);
    try (BrowserContext machine = at.browser.person(1024, 768);
        Agent agent = at.agent(AGENT)) {
      agent.opens(customer);
      Page phones = machine.newPage();
      phones.navigate(at.installation.simulator("/").toString());
      Locator phone = phones.getByTestId("customer-" + customer);
      phone.getByTestId("more").click();
      phone.getByTestId("kind-order").click();
      phone.getByTestId(Pattern.compile("after-sales-MERCHANT_PROCESSING-.*")).first().click();
      Locator sale = agent.id("after-sales-case");
      assertThat(sale).containsText("待商家受理"); // whose it is the platform says when asked
      phone.getByTestId(Pattern.compile("after-sales-100-.*")).first().click();
      assertThat(agent.id("after-sales-case")).hasCount(2);
    }
  }

  private static void card(String customer, String order) throws IOException {
    at.installation.sim(
        "/sim/api/customers/" + customer + "/messages",
        "{\"shop\":\"%s\",\"msg_type\":\"order_share\",\"order_share\":{\"order_id\":\"%s\"}}"
            .formatted(Installation.SHOP, order));
    at.installation.awaitConversation(customer);
  }

  private static void afterSale(String id, String order, String status) throws IOException {
    at.installation.sim(
        "/sim/api/events",
        """
        {"event":"channels_ec_aftersale_update","fields":{"finder_shop_aftersale_status_update":
          {"status":"%s","after_sale_order_id":"%s","order_id":"%s"}}}
        """
            .formatted(status, id, order));
  }

  private static void dispute(String id, String sale, String order, int status) throws IOException {
    at.installation.sim(
        "/sim/api/events",
        """
        {"event":"channels_ec_complaint_update","fields":{"finder_shop_complaint":
          {"complaint_status":%s,"after_sale_order_id":"%s","complaint_id":"%s","order_id":"%s"}}}
        """
            .formatted(status, sale, id, order));
  }

  /** In another tab, which never leaves this machine. */
  private static void opensThePlatform(Agent agent, Locator link) {
    BrowserContext machine = agent.page.context();
    machine.route("https://store.weixin.qq.com/**", Route::abort);
    assertThat(link).hasAttribute("href", "https://store.weixin.qq.com/");
    machine.waitForPage(link::click).close();
  }
}
