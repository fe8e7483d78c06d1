package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.MouseButton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with a row of the list without opening it. */
class RowMenuTest {
  private static final String WU = "wu";
  private static final String ZHENG = "zheng";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    for (String username : List.of(WU, ZHENG)) {
      at.installation.addStaff(username);
    }
  }

  @Test
  void aConversationIsTakenHandedOverAndClosedFromTheList() throws IOException {
    String customer = "oFromTheList";
    at.installation.customerSays(customer, "在吗");
    try (BrowserContext hers = at.browser.person(1440, 900);
        BrowserContext his = at.browser.person(1440, 900)) {
      Agent wu = Agent.logsIn(at.installation, hers, WU);
      wu.goesOnline();
      Agent admin = Agent.logsIn(at.installation, his);
      opens(admin, customer);
      assertThat(admin.barriers()).isEmpty();
      admin.id("row-take").click();
      assertThat(admin.id("row-menu")).hasCount(0);
      opens(admin, customer);
      assertThat(admin.id("row-take")).hasCount(0);

      admin.id("row-hand-over").click();
      assertThat(admin.id("row-menu")).hasCount(0);
      admin.page.keyboard().press("Escape");
      assertThat(admin.id("hand-over-give")).hasCount(0);
      opens(admin, customer);
      admin.id("row-hand-over").click();
      admin.page.locator("input[data-username=" + WU + "]").check();
      admin.id("hand-over-give").click();
      assertThat(wu.row(customer).getByTestId("handed-over")).isVisible();
      assertThat(admin.id("hand-over-give")).hasCount(0);

      opens(admin, customer);
      admin.id("row-close").click(); // A colleague serves it.
      admin.id("close-cancel").click();
      assertThat(admin.id("close-sure")).hasCount(0);
      opens(admin, customer);
      admin.id("row-close").click();
      admin.id("close-sure").click();
      assertThat(admin.page.getByText("已结束与")).isVisible();
      assertThat(admin.id("close-sure")).hasCount(0);
      assertThat(admin.id("chat")).hasCount(0);
    }
  }

  @Test
  void itIsStarredMarkedCopiedAndSelected() throws IOException {
    String customer = "oMarked";
    at.installation.customerSays(customer, "有货吗");
    String conversation = at.installation.awaitConversation(customer);
    try (Agent admin = at.admin()) {
      admin.page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      opens(admin, customer);
      admin.id("row-star").click();
      opens(admin, customer);
      assertThat(admin.id("row-star")).hasText("取消星标");
      admin.page.keyboard().press("Escape");
      assertThat(admin.id("row-menu")).hasCount(0);

      opens(admin, customer);
      admin.id("row-copy").click();
      assertThat(admin.page.getByText("已复制")).isVisible();
      assertThat(admin.clipboard()).isEqualTo(customer);

      admin.opens(customer);
      assertThat(admin.row(customer).getByTestId("unread-badge")).hasCount(0);
      opens(admin, customer);
      admin.id("row-unread").click();
      assertThat(admin.row(customer).getByTestId("unread-badge")).isVisible();

      opens(admin, customer);
      admin.id("row-select").click();
      assertThat(admin.id("selection-count")).hasText("已选 1 个");
      assertThat(
              admin.page.locator("#select-" + conversation + "[data-testid=select-conversation]"))
          .hasAttribute("aria-selected", "true");
      admin.id("select-end").click();
    }
  }

  @Test
  void keysOpenItAndWalkInIt() throws IOException {
    String customer = "oByKeys";
    at.installation.customerSays(customer, "在");
    try (Agent agent = at.agent(ZHENG)) {
      Locator row = agent.row(customer);
      row.focus();
      row.dispatchEvent("contextmenu"); // As the menu key does: without a place.
      assertThat(agent.id("row-take")).isFocused();
      agent.page.keyboard().press("ArrowDown");
      assertThat(agent.id("row-hand-over")).isFocused();
      agent.page.keyboard().press("ArrowUp");
      agent.page.keyboard().press("ArrowUp");
      assertThat(agent.id("row-close")).isFocused();
      assertThat(agent.id("row-select")).hasCount(0);
      agent.page.keyboard().press("Escape");
      assertThat(agent.id("row-menu")).hasCount(0);
      assertThat(row).isFocused();

      opens(agent, customer);
      agent.id("list-search").click(); // Elsewhere.
      assertThat(agent.id("row-menu")).hasCount(0);
    }
  }

  @Test
  void whatIsClosedIsReopened() throws IOException {
    String customer = "oClosedRow";
    at.installation.customerSays(customer, "好的");
    String conversation = at.installation.awaitConversation(customer);
    assertThat(
            at.installation
                .post("/api/v1/conversations/" + conversation + "/close", "{}")
                .statusCode())
        .isEqualTo(200);
    try (Agent admin = at.admin()) {
      admin.page.locator("[data-view=closed]").click();
      opens(admin, customer);
      admin.id("row-reopen").click();
      assertThat(admin.row(customer)).hasCount(0);
    }
  }

  private static void opens(Agent agent, String customer) {
    agent.row(customer).click(new Locator.ClickOptions().setButton(MouseButton.RIGHT));
    assertThat(agent.id("row-menu")).isVisible();
  }
}
