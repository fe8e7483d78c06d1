package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reports, from a number to the chat that made it: one customer was answered, others never were.
 */
class ReportPageTest {
  private static final String SUPERVISOR = "zhou";
  private static final String AGENT = "qian";

  /** When those wrote whom nobody has answered; the day of {@link Pushes}. */
  private static final String PAST = "2026-11-23";

  private static final String PAST_DAY = "from=" + PAST + "&to=" + PAST;
  private static final int NEVER_ANSWERED = 60;

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
    created(
        at.installation.post(
            "/api/v1/admin/shops",
            """
            {"id":"second","name":"二号店","user_name":"gh_000000000002","app_id":"wx0000000000000002",
             "app_secret":"%s","token":"%s","encoding_aes_key":"%s","mode":"secure"}
            """
                .formatted(Installation.SECRET, Installation.TOKEN, Installation.AES_KEY)));
    // Whatever the hour at which this runs, it counts.
    HttpResponse<String> hours =
        at.installation.send(
            "PUT",
            "/api/v1/shops/" + Installation.SHOP + "/hours",
            "{\"weekly\":{},\"follow_calendar\":false,\"assessed\":\"00:00-24:00\"}");
    assertThat(hours.statusCode()).as(hours.body()).isEqualTo(200);
    created(
        at.installation.post(
            "/api/v1/groups",
            "{\"name\":\"售前\",\"members\":[\"%s\"],\"shops\":[\"%s\"]}"
                .formatted(AGENT, Installation.SHOP)));
    Pushes pushes = new Pushes(at.installation.desk("/callback/" + Installation.SHOP), 29);
    for (int i = 0; i < NEVER_ANSWERED; i++) {
      assertThat(pushes.deliver(pushes.text("oNever" + i, Pushes.msgId(i), "在吗 " + i)).body())
          .isEqualTo("success");
    }
    at.installation.customerSays("oAnswered", "有货吗");
    try (BrowserContext hers = at.browser.person(1440, 900)) {
      Agent qian = Agent.logsIn(at.installation, hers, AGENT);
      qian.goesOnline();
      qian.opens("oAnswered");
      qian.writes("有的");
      assertThat(qian.message("有的")).isVisible();
    }
    awaitTotal("answered", 1, today());
    awaitTotal("unanswered", NEVER_ANSWERED, PAST);
  }

  @Test
  void aSupervisorGoesFromANumberToTheChatThatMadeIt() {
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.id("nav-reports").click();
      assertThat(supervisor.page).hasURL(Pattern.compile("/reports$"));
      assertThat(supervisor.id("report-definition")).containsText("本店口径");
      assertThat(supervisor.id("report-definition")).containsText("不是平台的考核数据");
      supervisor.id("report-period-today").click();
      assertTile(supervisor, "customers", "1");
      assertTile(supervisor, "served", "1");
      assertTile(supervisor, "rate", "100%");
      assertTile(supervisor, "unanswered", "0");
      assertThat(supervisor.id("report-tile-rate")).containsText("3 分钟人工回复率");
      assertThat(supervisor.id("report-before")).containsText("今天还没结束");
      assertDrawn(supervisor, 2);
      assertThat(supervisor.barriers()).isEmpty();

      supervisor.page.navigate(reports(PAST_DAY));
      assertTile(supervisor, "unanswered", String.valueOf(NEVER_ANSWERED));
      assertTile(supervisor, "rate", "0%");
      supervisor.id("report-tile-rate").click();
      assertThat(supervisor.page).hasURL(Pattern.compile("/reports/rounds.*missed=true"));
      assertThat(supervisor.id("rounds-kind")).hasValue("missed");
      assertThat(supervisor.id("round")).hasCount(50);
      supervisor.id("rounds-more").click();
      assertThat(supervisor.id("round")).hasCount(NEVER_ANSWERED);
      assertThat(supervisor.id("round-result").first()).hasText("未回复");
      assertThat(supervisor.id("round-cause").first()).not().hasText("–");
      assertThat(supervisor.barriers()).isEmpty();

      supervisor.id("round-open").first().click();
      assertThat(supervisor.page).hasURL(Pattern.compile("/c/"));
      assertThat(supervisor.message("在吗")).isVisible();
      supervisor.page.goBack();
      assertThat(supervisor.id("round").first()).isVisible();
    }
  }

  @Test
  void thePeriodIsChosenInEachWayAndAWrongOneIsRefusedInWords() {
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.page.navigate(reports(""));
      for (String period : new String[] {"today", "yesterday", "last7", "last30", "month"}) {
        supervisor.id("report-period-" + period).focus();
        supervisor.page.keyboard().press("Enter");
        assertThat(supervisor.page).hasURL(Pattern.compile("period=" + period));
        assertThat(supervisor.id("report-period-" + period)).hasAttribute("aria-pressed", "true");
        supervisor.settles();
      }
      supervisor.id("report-own").click();
      supervisor.id("report-from").fill("2026-11-24");
      supervisor.id("report-to").fill("2026-11-23");
      supervisor.id("report-own-go").click();
      assertThat(supervisor.id("report-own-wrong")).containsText("开始日期晚于结束日期");
      assertThat(supervisor.barriers()).isEmpty();
      supervisor.id("report-from").fill("2024-01-01");
      supervisor.id("report-own-go").click();
      assertThat(supervisor.id("report-own-wrong")).containsText("一次最多看 366 天");
      supervisor.id("report-to").fill("");
      supervisor.id("report-own-go").click();
      assertThat(supervisor.id("report-own-wrong")).containsText("请填写");
      supervisor.id("report-from").fill("2026-11-23");
      supervisor.id("report-to").fill("2026-11-23");
      supervisor.id("report-to").press("Enter");
      assertThat(supervisor.page).hasURL(Pattern.compile("from=2026-11-23&to=2026-11-23"));
      assertTile(supervisor, "customers", String.valueOf(NEVER_ANSWERED));
      supervisor.settles();

      supervisor.id("report-earlier").click();
      assertThat(supervisor.id("report-range")).hasText("2026-11-22");
      assertThat(supervisor.id("report-nothing")).containsText("没有顾客咨询");
      assertThat(supervisor.barriers()).isEmpty();
      supervisor.settles();
      supervisor.id("report-later").click();
      assertThat(supervisor.id("report-range")).hasText("2026-11-23");
      assertTile(supervisor, "customers", String.valueOf(NEVER_ANSWERED));
      supervisor.settles();
      supervisor.id("report-period-today").click();
      assertThat(supervisor.id("report-later")).isDisabled();
    }
  }

  @Test
  void itIsReadByEachWayOfGroupingAndByEachDefinition() {
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.page.navigate(reports(PAST_DAY));
      for (String by : new String[] {"hour", "day", "agent", "group", "shop"}) {
        supervisor.id("report-by").selectOption(by);
        assertThat(supervisor.page).hasURL(Pattern.compile("by=" + by));
        supervisor.settles();
        assertThat(cell(supervisor, "total", "customers")).hasText(String.valueOf(NEVER_ANSWERED));
        assertDrawn(supervisor, 2);
      }
      Locator main = cell(supervisor, Installation.SHOP, "missed");
      assertThat(main).hasText(String.valueOf(NEVER_ANSWERED));
      assertThat(cell(supervisor, "second", "missed")).hasText("0");
      supervisor.id("sort-missed").click();
      assertThat(supervisor.id("report-row").first()).hasAttribute("data-key", Installation.SHOP);
      supervisor.id("sort-missed").click();
      assertThat(supervisor.id("report-row").first()).hasAttribute("data-key", "second");
      main.locator("a").click();
      assertThat(supervisor.page).hasURL(Pattern.compile("shop=main.*missed=true"));
      assertThat(supervisor.id("round").first()).isVisible();
      supervisor.settles();

      supervisor.page.navigate(reports("by=group&period=today"));
      Locator group = supervisor.id("report-row").filter(hasText("售前"));
      group.locator("[data-column=answered] a").click();
      assertThat(supervisor.id("rounds-widen-group")).containsText("售前");
      assertThat(supervisor.id("round")).hasCount(1);
      assertThat(supervisor.id("round-result")).hasText("达标");
      supervisor.id("rounds-widen-group").click();
      assertThat(supervisor.id("rounds-widen-group")).hasCount(0);
      supervisor.id("rounds-kind").selectOption("no_answer_needed");
      assertThat(supervisor.id("rounds-nothing")).isVisible();
      assertThat(supervisor.barriers()).isEmpty();
      supervisor.settles();

      supervisor.page.navigate(reports(PAST_DAY));
      for (String preset : new String[] {"taobao", "douyin", "kuaishou", "jd", "wecom", "house"}) {
        supervisor.id("report-preset").selectOption(preset);
        assertThat(supervisor.page).hasURL(Pattern.compile("preset=" + preset));
        supervisor.settles();
        String name =
            String.valueOf(
                supervisor.id("report-preset").evaluate("one => one.selectedOptions[0].text"));
        assertThat(supervisor.id("report-definition").locator("strong")).hasText(name);
      }
      supervisor.id("report-shop").selectOption("second");
      assertThat(supervisor.id("report-nothing")).isVisible();
      supervisor.settles();

      supervisor.page.navigate(reports("by=day&from=2026-01-01&to=2026-11-30"));
      assertThat(supervisor.id("report-row")).hasCount(101); // With the total.
      supervisor.id("report-all").click();
      assertThat(supervisor.id("report-row")).hasCount(335);
    }
  }

  @Test
  void whenCustomersComeAndWhoWasThereHaveTheirPages() {
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.page.navigate(reports(PAST_DAY));
      supervisor.id("report-heat-map").click();
      assertThat(supervisor.page).hasURL(Pattern.compile("/reports/heat-map.*from=" + PAST));
      assertDrawn(supervisor, 1);
      supervisor.id("heat-table-open").click();
      assertThat(supervisor.id("heat-table")).containsText("60 /"); // Monday at 16:00.
      assertThat(supervisor.barriers()).isEmpty();
      supervisor.settles();
      supervisor.id("heat-mon-16").click();
      assertThat(supervisor.page)
          .hasURL(Pattern.compile("/reports/rounds.*weekday=mon&hour=16&whole_day=true"));
      assertThat(supervisor.id("round")).hasCount(50);
      assertThat(supervisor.id("rounds-widen-weekday")).containsText("周一");
      assertThat(supervisor.id("rounds-widen-hour")).containsText("16:00–17:00");
      supervisor.id("rounds-widen-whole_day").click();
      assertThat(supervisor.id("rounds-widen-whole_day")).hasCount(0);
      supervisor.settles(); // Until then what is shown is pale.
      assertThat(supervisor.barriers()).isEmpty();
      supervisor.id("report-heat-map").click();
      assertDrawn(supervisor, 1);
      supervisor.settles();
      supervisor.id("report-period-today").click();
      supervisor.id("report-shifts").click();
      assertThat(supervisor.page).hasURL(Pattern.compile("/reports/shifts.*period=today"));
      assertDrawn(supervisor, 1);
      assertThat(shift(supervisor, AGENT)).isVisible();
      assertThat(supervisor.barriers()).isEmpty();
      supervisor.settles();
      supervisor.id("report-rounds").click();
      assertThat(supervisor.id("round").first()).isVisible();
    }
  }

  @Test
  void eachPageIsTakenHomeAsATableAndOnPaper() throws IOException {
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.page.navigate(reports(PAST_DAY));
      assertThat(supervisor.id("report-table")).isVisible();
      supervisor.settles();
      assertThat(csv(supervisor)).startsWith("\uFEFF").contains("60");
      supervisor.id("report-rounds").click();
      assertThat(supervisor.id("round").first()).isVisible();
      assertThat(csv(supervisor).lines().count()).isEqualTo(NEVER_ANSWERED + 1);
      supervisor.id("report-heat-map").click();
      assertDrawn(supervisor, 1);
      assertThat(csv(supervisor).lines().count()).isEqualTo(7 * 24 + 1);
      supervisor.id("report-period-today").click();
      supervisor.id("report-shifts").click();
      assertThat(shift(supervisor, AGENT)).isVisible();
      assertThat(csv(supervisor)).contains(AGENT);

      supervisor.page.navigate(reports(PAST_DAY));
      assertDrawn(supervisor, 2);
      supervisor.page.evaluate("() => { window.print = () => { window.printed = true } }");
      supervisor.id("report-print").click();
      assertThat(supervisor.page.evaluate("() => window.printed")).isEqualTo(true);
      supervisor.page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      assertThat(supervisor.id("nav-desk")).isHidden();
      assertThat(supervisor.id("report-print")).isHidden();
      assertThat(supervisor.id("report-table")).isVisible();
      assertThat(supervisor.id("chart").first()).isVisible();
      supervisor.page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
      assertThat(supervisor.id("report-print")).isVisible();
      assertThat(supervisor.page.pdf()).isNotEmpty();
    }
  }

  @Test
  void whatCannotBeReadSaysSoAndIsReadAgain() {
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      readAgain(supervisor, "service", "?" + PAST_DAY, "report-again", "report-tiles");
      readAgain(supervisor, "rounds", "/rounds?" + PAST_DAY, "rounds-again", "rounds-table");
      readAgain(supervisor, "heat-map", "/heat-map?" + PAST_DAY, "heat-again", "chart");
      readAgain(supervisor, "shifts", "/shifts?period=today", "shifts-again", "shifts-table");
      supervisor.page.route("**/assets/charts-*", Route::abort);
      supervisor.page.navigate(reports(PAST_DAY));
      assertThat(supervisor.id("chart-again").first()).isVisible();
      assertThat(supervisor.id("report-table")).isVisible();
      supervisor.page.unroute("**/assets/charts-*");
      supervisor.id("chart-again").first().click();
      assertThat(supervisor.page.locator("[data-testid=chart][data-state=drawn]").first())
          .isVisible();
    }
    at.browser.takeComplaints();
  }

  private static void readAgain(
      Agent supervisor, String route, String page, String button, String then) {
    String asked = "**/api/v1/reports/" + route + "?*";
    supervisor.page.route(asked, Route::abort);
    supervisor.page.navigate(at.installation.desk("/reports" + page).toString());
    assertThat(supervisor.id(button)).isVisible();
    supervisor.page.unroute(asked);
    supervisor.id(button).click();
    assertThat(supervisor.id(then).first()).isVisible();
    supervisor.settles();
  }

  @Test
  void theStripHasTheDaysRateAndLeadsToIt() {
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      assertThat(supervisor.id("today-rate")).containsText("100%");
      supervisor.id("today-rate").click();
      assertThat(supervisor.page).hasURL(Pattern.compile("/reports\\?period=today"));
      assertTile(supervisor, "customers", "1");
    }
  }

  @Test
  void whoDoesNotSuperviseHasNoReports() {
    try (Agent agent = at.agent(AGENT)) {
      assertThat(agent.id("nav-reports")).hasCount(0);
      assertThat(agent.id("today-rate")).hasCount(0);
      agent.page.navigate(reports(""));
      assertThat(agent.id("reports")).containsText("没有这个权限");
    }
    at.browser.takeComplaints();
  }

  private static String csv(Agent agent) throws IOException {
    Download file = agent.page.waitForDownload(() -> agent.id("report-csv").click());
    assertThat(file.suggestedFilename()).endsWith(".csv");
    agent.settles();
    return Files.readString(file.path());
  }

  private static void assertTile(Agent agent, String name, String value) {
    assertThat(agent.id("report-tile-" + name).getByTestId("value")).hasText(value);
  }

  private static void assertDrawn(Agent agent, int charts) {
    assertThat(agent.page.locator("[data-testid=chart][data-state=drawn]")).hasCount(charts);
  }

  private static Locator cell(Agent agent, String key, String column) {
    return agent.page.locator(
        "[data-testid=report-row][data-key='%s'] [data-column=%s]".formatted(key, column));
  }

  private static Locator shift(Agent agent, String username) {
    return agent.page.locator("[data-testid=shift][data-username=" + username + "]");
  }

  private static Locator.FilterOptions hasText(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static String reports(String query) {
    return at.installation.desk("/reports" + (query.isEmpty() ? "" : "?" + query)).toString();
  }

  /** As the server has it, in the shop's zone. */
  private static String today() {
    return LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();
  }

  private static void awaitTotal(String what, int count, String day) {
    Soon.await()
        .alias(count + " " + what)
        .until(() ->
            at.installation
                    .get("/api/v1/reports/service?from=" + day + "&to=" + day)
                    .path("total")
                    .path(what)
                    .asInt()
                == count);
  }

  private static void created(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
  }
}
