package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is pressed seldom, and would therefore be broken for long: each does what it says. */
class EveryButtonTest {
  private static final String CUSTOMER = "oEveryButtonCustomer";
  private static final String WANG = "wang.buttons";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    at.installation.addStaff(WANG);
    at.installation.customerSays(CUSTOMER, "看 https://example.com/a 和订单 3723456789012345678 [捂脸]");
    at.installation.sim(
        "/sim/api/customers/" + CUSTOMER + "/messages",
        "{\"shop\":\"%s\",\"msg_type\":\"location\",\"location\":{}}".formatted(Installation.SHOP));
    at.installation.awaitConversation(CUSTOMER);
  }

  @Test
  void staffPhrasesAndKeysAreAddedEditedAndDeleted() {
    try (Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      phrases(admin);
      staff(admin);
      keys(admin);
      audit(admin);
    }
  }

  private static void phrases(Agent admin) {
    admin.id("admin-phrases").click();
    admin.id("phrase-new").click();
    assertThat(admin.id("phrase-title")).isFocused();
    assertThat(admin.id("form-save")).isDisabled();
    assertPale(admin.id("form-save"));
    admin.id("phrase-title").fill("取消的短语");
    admin.id("form-cancel").click();
    assertThat(admin.id("phrase-title")).isHidden();

    admin.id("phrase-new").click();
    admin.id("phrase-title").fill("退换");
    admin.id("phrase-content").fill("七天内可以退换。");
    admin.id("form-save").click();
    Locator row = admin.id("phrase-row").filter(new Locator.FilterOptions().setHasText("退换"));
    assertThat(row).containsText("团队"); // An administrator keeps the team's.
    row.getByTestId("phrase-edit").click();
    admin.id("phrase-title").fill("退换货");
    admin.id("form-save").click();
    assertThat(row).containsText("退换货");
    row.getByTestId("phrase-edit").click();
    admin.id("phrase-delete").click();
    admin.id("phrase-delete").click();
    assertThat(row).hasCount(0);
  }

  private static void staff(Agent admin) {
    admin.id("admin-staff").click();
    admin.id("staff-new").click();
    admin.id("staff-username").fill("zhao");
    admin.id("staff-name").fill("赵一");
    admin.id("form-save").click();
    admin.id("secret-copy").click();
    admin.id("secret-close").click();
    assertThat(admin.id("secret-close")).isHidden();
    Locator row = admin.page.locator("[data-username=zhao]");
    row.getByTestId("staff-edit").click();
    admin.id("staff-name").fill("赵二");
    admin.id("form-save").click();
    assertThat(row).containsText("赵二");
  }

  private static void keys(Agent admin) {
    admin.id("admin-keys").click();
    admin.id("key-new").click();
    admin.id("key-name").fill("仓库");
    admin.id("form-save").click();
    Locator row = admin.id("key-row").filter(new Locator.FilterOptions().setHasText("仓库"));
    assertThat(row).isVisible();
    row.getByTestId("key-delete").click();
    assertThat(row).isVisible(); // The first press asks.
    row.getByTestId("key-delete").click();
    assertThat(row).hasCount(0);
  }

  private static void audit(Agent admin) {
    admin.id("admin-audit").click();
    for (String deed : new String[] {"phrase_added", "phrase_changed", "phrase_removed"}) {
      admin.id("audit-what").selectOption(deed);
      assertThat(admin.id("audit-row").first()).containsText("退换");
    }
  }

  @Test
  void theCustomersPaneDoesWhatItsButtonsSay() {
    try (BrowserContext machine = at.browser.person(1440, 900)) {
      Agent agent = Agent.logsIn(at.installation, machine);
      agent.opens(CUSTOMER);
      assertThat(agent.message("🤦")).isVisible();
      agent.id("open-id-copy").click();
      agent.id("unknown-raw").click();
      Page opened = machine.waitForPage(() -> agent.id("text-link").click());
      opened.close();

      agent.id("star").click();
      assertThat(agent.id("star")).hasAttribute("aria-pressed", "true");
      agent.id("star").click();
      assertThat(agent.id("star")).hasAttribute("aria-pressed", "false");
      agent.id("composer").click();
      assertThat(agent.id("composer")).isFocused();

      agent.page.getByPlaceholder("添加标签，Enter 确认").fill("老顾客");
      agent.page.keyboard().press("Enter");
      assertThat(agent.id("customer-tag")).containsText("老顾客");
      agent.id("tag-remove").click();
      assertThat(agent.id("customer-tag")).hasCount(0);

      agent.id("block").click();
      assertThat(agent.id("block-reason")).isFocused();
      agent.id("block-cancel").click();
      agent.id("block").click();
      agent.id("block-reason").fill("广告");
      agent.id("block-confirm").click();
      agent.id("unblock").click();
      assertThat(agent.id("block")).isVisible();

      agent.id("order-link").click();
      assertThat(agent.id("pane-orders")).hasAttribute("aria-selected", "true");
      agent.id("pane-close").click();
      assertThat(agent.id("customer-pane")).isHidden();
    }
    // The order in the text is nobody's; the browser writes the platform's 404 on its console.
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("404"));
  }

  @Test
  void closingIsUndoneAndAColleaguesConversationIsClosedAfterAQuestion() throws IOException {
    String customer = "oClosedByMistake";
    at.installation.customerSays(customer, "还在吗");
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext theirs = at.browser.person(1440, 900)) {
      Agent admin = Agent.logsIn(at.installation, theirs);
      admin.opens(customer);
      admin.id("take").click();
      assertThat(admin.id("take")).isHidden();
      admin.id("hand-over").click();
      admin.id("hand-over-cancel").click();
      admin.id("close-conversation").click();
      assertThat(admin.id("reopen-conversation")).isVisible();
      admin.id("toast-undo").click();
      assertThat(admin.id("close-conversation")).isVisible();

      Agent wang = Agent.logsIn(at.installation, hers, WANG);
      wang.opens(customer);
      wang.page.keyboard().press("Escape");
      wang.page.keyboard().press("Alt+e");
      wang.id("close-cancel").click();
      assertThat(wang.id("close-conversation")).isVisible();
      wang.id("close-conversation").click();
      wang.id("close-sure").click();
      assertThat(wang.id("reopen-conversation")).isVisible();
      wang.id("reopen-conversation").click();
      assertThat(wang.id("close-conversation")).isVisible();
    }
  }

  @Test
  void theListIsFilteredSortedAndSearchedInFull() throws IOException {
    for (int i = 1; i <= 5; i++) {
      at.installation.customerSays("oOftenFound", "龙井到货 " + i);
    }
    at.installation.awaitConversation("oOftenFound");
    try (Agent agent = at.admin()) {
      agent.id("list-search").fill("到货 2");
      agent.id("list-search-all").click();
      assertThat(agent.id("search-field")).hasValue("到货 2");
      assertThat(agent.id("hit").first()).isVisible();

      agent.id("search-field").fill("龙井");
      agent.id("search-go").click();
      assertThat(agent.id("hit")).hasCount(3); // Of one customer no more, before somebody asks.
      agent.id("hits-unfold").click();
      assertThat(agent.id("hit")).hasCount(5);
      agent.id("view-save").click();
      assertThat(agent.id("view-name")).isFocused();
      agent.page.keyboard().type("龙井的");
      agent.page.keyboard().press("Enter");
      assertThat(agent.id("search-field")).hasValue("龙井");
      agent.id("view-open").filter(new Locator.FilterOptions().setHasText("龙井的")).click();
      agent
          .id("saved-view")
          .filter(new Locator.FilterOptions().setHasText("龙井的"))
          .getByTestId("view-remove")
          .click();
      agent.page.locator("input[type=date]").first().fill("2026-01-01");
      Download table = agent.page.waitForDownload(() -> agent.id("export-time").click());
      assertThat(table.suggestedFilename()).endsWith(".csv");

      agent.id("nav-desk").click();
      agent.id("list-search").fill("没有这样的");
      agent.id("list-search-clear").click();
      assertThat(agent.id("list-search")).hasValue("");
      agent.page.locator("[data-view=queue]").click();
      assertThat(agent.page.locator("[data-view=queue]")).hasAttribute("aria-pressed", "true");
      agent.page.locator("[data-view=all]").click();
      agent.id("nav-brand").click();
      agent.id("theme-switch").click();
    }
  }

  @Test
  void settingsAreChanged() {
    try (Agent wang = at.agent(WANG)) {
      wang.id("stay-offline").click();
      assertThat(wang.id("go-online-bar")).isHidden();
      wang.id("user-menu").click();
      wang.id("settings-open").click();
      wang.id("sound-listen").first().click();
      wang.id("old-password").fill(Installation.STAFF_PASSWORD);
      wang.id("new-password").fill("another-long-password-8");
      Request change =
          wang.page.waitForRequest("**/api/v1/me/password", () -> wang.id("password-save").click());
      assertThat(change.response().status()).isEqualTo(204);
      wang.page.keyboard().press("Escape");
      wang.id("shortcuts-open").click();
      wang.id("shortcuts-reset").click();
      wang.page.keyboard().press("Escape");
      wang.id("user-menu").click();
      wang.id("language-item").click();
      assertThat(wang.id("language-switch")).hasText("中");
    }
  }

  @Test
  void whatCouldNotBeReadIsReadWhenAsked() {
    try (Agent agent = at.admin()) {
      agent.page.route("**/api/v1/staff", route -> route.abort("internetdisconnected"));
      agent.page.navigate(at.installation.desk("/admin/staff").toString());
      assertThat(agent.id("sheet-again")).isVisible();
      agent.page.unroute("**/api/v1/staff");
      agent.id("sheet-again").click();
      assertThat(agent.page.locator("[data-username=admin]")).isVisible();

      agent.page.route("**/api/v1/search?*", route -> route.abort("internetdisconnected"));
      agent.page.navigate(at.installation.desk("/search?q=abc").toString());
      assertThat(agent.id("search-again")).isVisible();
      agent.page.unroute("**/api/v1/search?*");
      agent.id("search-again").click();
      assertThat(agent.id("search-again")).isHidden();

      agent.page.navigate(at.installation.desk("/c/999999").toString());
      agent.id("missing-back").click();
      assertThat(agent.id("missing-back")).isHidden();
      agent.page.navigate(at.installation.desk("/nowhere").toString());
      agent.id("to-desk").click();
      assertThat(agent.id("conversation-list")).isVisible();
    }
    // The browser writes each 404 on its console.
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("404"));
  }

  /** Nobody may take it for one that can be pressed. */
  private static void assertPale(Locator disabled) {
    Object accent =
        disabled.evaluate(
            """
            one => {
              const probe = document.createElement('span');
              probe.style.background = 'var(--accent)';
              document.body.append(probe);
              const accent = getComputedStyle(probe).backgroundColor;
              probe.remove();
              return getComputedStyle(one).backgroundColor === accent;
            }
            """);
    assertThat(accent).as("a disabled button in the accent's colour").isEqualTo(false);
  }
}
