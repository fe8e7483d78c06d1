package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The live board: a supervisor looks at it while customers come and people serve them. */
class BoardPageTest {
  private static final String SUPERVISOR = "zhou";
  private static final String AGENT = "qian";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    at.installation.addStaff(AGENT);
    at.installation.addStaff("sun");
    created(
        at.installation.post(
            "/api/v1/staff",
            """
            {"username":"%s","name":"周主管","role":"supervisor","shops":null,"password":"%s"}
            """
                .formatted(SUPERVISOR, Installation.STAFF_PASSWORD)));
    created(
        at.installation.post(
            "/api/v1/admin/shops",
            """
            {"id":"second","name":"二号店","user_name":"gh_000000000002","app_id":"wx0000000000000002",
             "app_secret":"%s","token":"%s","encoding_aes_key":"%s","mode":"secure"}
            """
                .formatted(Installation.SECRET, Installation.TOKEN, Installation.AES_KEY)));
    HttpResponse<String> hours = // Else the figures of a night are those of no round at all.
        at.installation.send(
            "PUT",
            "/api/v1/shops/" + Installation.SHOP + "/hours",
            "{\"weekly\":{},\"follow_calendar\":false,\"assessed\":\"00:00-24:00\"}");
    assertThat(hours.statusCode()).as(hours.body()).isEqualTo(200);
  }

  @Test
  void whoWaitsAndWhoIsThereIsShownAsItHappensAndASupervisorActs() throws IOException {
    try (Agent supervisor = at.agent(SUPERVISOR);
        BrowserContext hers = at.browser.person(1440, 900)) {
      Agent qian = Agent.logsIn(at.installation, hers, AGENT);
      qian.goesOnline();
      supervisor.id("nav-board").click();
      assertThat(supervisor.page).hasURL(Pattern.compile("/board$"));
      assertThat(supervisor.id("board-waiting")).hasText("0");
      assertThat(supervisor.id("board-longest")).hasText("–");
      assertThat(supervisor.id("board-longest-list")).containsText("没有顾客在等");

      at.installation.customerSays("oBoard", "在吗");
      assertThat(supervisor.id("board-waiting")).hasText("1");
      assertThat(supervisor.id("board-longest")).hasText(Pattern.compile("\\d+ 秒|\\d+:\\d\\d"));
      assertThat(supervisor.id("board-there")).hasText("1");
      Locator row = agent(supervisor, AGENT);
      assertThat(row).hasAttribute("data-state", "online");
      assertThat(row.getByTestId("board-load")).hasText("0/10");

      qian.opens("oBoard");
      qian.writes("在的");
      assertThat(supervisor.id("board-waiting")).hasText("0");
      assertThat(row.getByTestId("board-load")).hasText("1/10");
      Locator today = supervisor.id("figures-today");
      assertThat(today.getByTestId("answered")).hasText("1");
      assertThat(today.getByTestId("rate")).hasText("100%");
      assertThat(row.getByTestId("board-answered")).hasText("今天回复 1 轮");
      assertThat(supervisor.barriers()).isEmpty();

      row.getByTestId("board-state").click();
      row.getByTestId("board-state-away").click();
      assertThat(row).hasAttribute("data-state", "away");
      assertThat(qian.id("my-state")).hasAttribute("data-state", "away");
      assertThat(supervisor.id("board-there")).hasText("0");
      row.getByTestId("board-state").click();
      row.getByTestId("board-state-offline").click();
      assertThat(row).hasAttribute("data-state", "offline");
      row.getByTestId("board-state").click();
      row.getByTestId("board-state-online").click();
      assertThat(row).hasAttribute("data-state", "online");
      assertThat(supervisor.id("board-agents").getByText("sun")).isHidden();
      supervisor.id("board-offline").click();
      assertThat(agent(supervisor, "sun")).isVisible();

      at.installation.customerSays("oBoard", "还有一个问题");
      supervisor.id("board-open").first().click();
      assertThat(supervisor.page).hasURL(Pattern.compile("/c/"));
      assertThat(supervisor.message("还有一个问题")).isVisible();
    }
    assertThat(
            at.installation
                .get("/api/v1/audit?what=state_set")
                .path("entries")
                .valueStream()
                .toList())
        .hasSize(3)
        .allMatch(entry -> entry.path("subject").asString().equals(AGENT));
  }

  @Test
  void aShopIsChosenAndTheBoardFillsTheScreen() {
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.id("nav-board").click();
      supervisor.page.locator("[data-testid=board-shop][data-shop=second]").click();
      assertThat(supervisor.id("board-shops")).isHidden();
      assertThat(supervisor.id("board-shop-filter")).containsText("二号店");
      supervisor.id("board-shop-filter").click();
      supervisor.page.getByText("全部小店").last().click();
      assertThat(supervisor.id("board-shops")).isVisible();

      supervisor.id("board-fill").click();
      assertThat(supervisor.id("board-leave")).isVisible();
      assertThat(supervisor.id("board-shop-filter")).isHidden();
      assertThat(supervisor.id("board-state")).hasCount(0);
      supervisor.id("board-leave").click();
      assertThat(supervisor.id("board-fill")).isVisible();
    }
  }

  @Test
  void withoutTheServerTheBoardSaysSoAndReadsAgain() {
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.page.route("**/api/v1/board*", Route::abort);
      supervisor.id("nav-board").click();
      assertThat(supervisor.id("board-again")).isVisible();
      supervisor.page.unroute("**/api/v1/board*");
      supervisor.id("board-again").click();
      assertThat(supervisor.id("board-waiting")).isVisible();
      supervisor.page.route("**/api/v1/board*", Route::abort);
      assertThat(supervisor.id("board-time")).containsText("的数据");
      supervisor.page.unroute("**/api/v1/board*");
      assertThat(supervisor.id("board-time")).not().containsText("的数据");
    }
    at.browser.takeComplaints();
  }

  @Test
  void whoDoesNotSuperviseHasNoBoard() throws IOException {
    try (Agent sun = at.agent("sun")) {
      assertThat(sun.id("nav-board")).hasCount(0);
      sun.page.navigate(at.installation.desk("/board").toString());
      assertThat(sun.id("board")).containsText("没有这个权限");
    }
    at.browser.takeComplaints();
  }

  private static Locator agent(Agent agent, String username) {
    return agent.page.locator("[data-testid=board-agent][data-username=" + username + "]");
  }

  private static void created(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
  }
}
