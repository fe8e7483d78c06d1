package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The page of opening hours: each test has a shop of its own. */
class HoursPageTest {
  private static final String SUPERVISOR = "zhou";
  private static final String AGENT = "qian";

  private static final String WORKWEEK =
      """
      {"weekly":{"mon":["09:00-18:00"],"tue":["09:00-18:00"],"wed":["09:00-18:00"],
                 "thu":["09:00-18:00"],"fri":["09:00-12:00","13:30-26:00"],"sat":["10:00-14:00"]},
       "exceptions":[{"date":"2020-01-01","spans":[],"text":"开业前"}]}
      """;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    at.installation.addStaff(AGENT);
    at.installation.post(
        "/api/v1/staff",
        """
        {"username":"%s","name":"周主管","role":"supervisor","shops":null,"password":"%s"}
        """
            .formatted(SUPERVISOR, Installation.STAFF_PASSWORD));
  }

  @Test
  void aWeekIsWrittenByASupervisorAndCountsAtOnce() throws IOException {
    at.installation.addShop("week");
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.id("nav-admin").click();
      supervisor.id("admin-hours").click();
      supervisor.id("shop-choice").selectOption("week");
      assertThat(supervisor.page.getByText("还没有设置过：全天营业")).isVisible();
      assertThat(supervisor.id("state-now")).containsText("一年内都不打烊");
      assertThat(supervisor.id("unsaved")).hasCount(0);

      Locator monday = day(supervisor, "mon");
      monday.getByTestId("span-remove").click();
      assertThat(monday).containsText("不营业");
      monday.getByTestId("span-add").click();
      write(monday, 0, "9", "1200");
      monday.getByTestId("span-add").click();
      write(monday, 1, "13:30", "2:00");
      assertThat(monday.getByTestId("span-to").nth(1)).hasValue("26:00");
      assertThat(monday.getByTestId("span-next-day")).hasText("次日 02:00");
      monday.getByTestId("day-copy").click();
      monday.getByTestId("copy-to-fri").uncheck();
      monday.getByTestId("day-copy-apply").click();
      day(supervisor, "sun").getByTestId("span-remove").click();
      supervisor.id("follow-calendar").check();
      supervisor.id("assessed-from").fill("9:00");
      supervisor.id("assessed-to").fill("21:00");
      supervisor.id("unsaved-save").click();
      assertThat(supervisor.page.getByText("已保存，立即生效")).isVisible();
      assertThat(supervisor.id("unsaved")).hasCount(0);
      assertThat(supervisor.page.getByText("周主管 于 ")).isVisible();

      JsonNode saved = at.installation.get("/api/v1/shops/week/hours");
      for (String copied : List.of("mon", "tue", "thu")) {
        assertThat(saved.path("weekly").path(copied).toString())
            .as(copied)
            .isEqualTo("[\"09:00-12:00\",\"13:30-26:00\"]");
      }
      assertThat(saved.path("weekly").path("fri").toString()).isEqualTo("[\"00:00-24:00\"]");
      assertThat(saved.path("weekly").path("sun").isEmpty()).isTrue();
      assertThat(saved.path("assessed").asString()).isEqualTo("09:00-21:00");
      assertThat(saved.path("follow_calendar").asBoolean()).isTrue();

      supervisor.page.reload();
      assertThat(monday.getByTestId("span-from")).hasCount(2);
      assertThat(supervisor.id("calendar-import-open")).hasCount(0); // For administrators.
    }
  }

  @Test
  void whatTheServerRefusesIsSaidAtItsField() throws IOException {
    open("wrong", WORKWEEK);
    try (Agent admin = at.admin()) {
      visit(admin, "wrong");
      Locator monday = day(admin, "mon");
      write(monday, 0, "早上", "18:00");
      Locator tuesday = day(admin, "tue");
      tuesday.getByTestId("span-add").click();
      write(tuesday, 1, "10:00", "11:00");
      admin.id("assessed-from").fill("08:61");
      admin.id("time-zone").fill("Mars/Olympus");
      admin.id("unsaved-save").click();
      assertThat(admin.id("unsaved-trouble")).isVisible();
      assertThat(monday.getByTestId("span-problem")).containsText("周一不是有效的时段");
      assertThat(monday.getByTestId("span-from")).isFocused();
      assertThat(monday.getByTestId("span-from")).hasAttribute("aria-invalid", "true");
      assertThat(tuesday.getByTestId("span-problem")).containsText("周二的时段有重叠");
      assertThat(admin.id("assessed-problem")).containsText("考核时段不是有效的时段");
      assertThat(admin.id("time-zone-problem")).containsText("没有这个时区");
      assertThat(admin.barriers()).isEmpty();

      write(monday, 0, "08:00", "18:00"); // What is changed is no longer marked.
      assertThat(monday.getByTestId("span-problem")).hasCount(0);
      admin.id("unsaved-discard").click();
      assertThat(admin.id("unsaved")).hasCount(0);
      assertThat(monday.getByTestId("span-from")).hasValue("09:00");
      assertThat(admin.id("time-zone")).hasValue("Asia/Shanghai");
      assertThat(admin.id("assessed-problem")).hasCount(0);

      admin.id("exception-new").click();
      admin.id("exception-date").fill("2031-05-06");
      admin.id("exception-open").check();
      Locator form = admin.page.locator("form[data-action=exception-apply]");
      write(form, 0, "9:00", "fünf");
      admin.id("form-save").click();
      admin.id("unsaved-save").click();
      Locator row = exception(admin, "2031-05-06");
      assertThat(row.getByTestId("exception-problem")).containsText("当天时段不是有效的时段");
      admin.id("unsaved-discard").click();
      assertThat(row).hasCount(0);
    }
    assertThat(at.installation.get("/api/v1/shops/wrong/hours").path("assessed").asString())
        .isEqualTo("08:00-23:00");
    assertRefusalsOnly("422");
  }

  @Test
  void whatAppliesAtAnotherMomentIsSaidWithItsReason() throws IOException {
    open("moment", WORKWEEK);
    try (Agent admin = at.admin()) {
      visit(admin, "moment");
      assertThat(admin.id("state-now")).isVisible();
      assertState(admin, "2026-10-05T10:00", "休息中", "节假日：国庆节");
      assertState(admin, "2026-10-10T10:00", "营业中", "调休上班（国庆节），按周一的时段");
      assertState(admin, "2026-11-28T01:30", "营业中", "营业到 (2026年)?11月28日周六 02:00");
      assertState(admin, "2020-01-01T10:00", "休息中", "特殊日期：开业前");
      assertState(admin, "2028-10-02T10:00", "营业中", "2028 年放假安排未导入");
      assertThat(admin.id("calendar-missing").last()).isVisible();

      admin.id("moment-time").fill("1999-12-31T10:00");
      admin.id("moment-ask").click();
      assertThat(admin.id("moment-problem")).containsText("时间不是有效的时间");
      assertThat(admin.id("state-then")).hasCount(0);
      admin.id("moment-time").fill("");
      admin.id("moment-ask").click();
      assertThat(admin.id("moment-problem")).isVisible();
    }
    assertRefusalsOnly("400");
  }

  @Test
  void theCalendarShowsEachDayAndTakesAnExceptionForIt() throws IOException {
    open("year", WORKWEEK);
    try (Agent admin = at.admin()) {
      visit(admin, "year");
      showYear(admin, 2026);
      assertThat(cell(admin, "2026-10-01")).hasAttribute("data-because", "holiday");
      assertThat(cell(admin, "2026-10-01")).hasAttribute("data-mark", "休");
      assertThat(cell(admin, "2026-10-10")).hasAttribute("data-mark", "班");
      assertThat(cell(admin, "2026-11-28")).hasAttribute("data-extent", "short");
      assertThat(cell(admin, "2026-11-29")).hasAttribute("data-extent", "closed");
      assertThat(admin.id("calendar-source")).containsText("国务院办公厅");

      cell(admin, "2026-11-27").click();
      assertThat(admin.id("day-note")).containsText("09:00–12:00、13:30–次日 02:00");
      admin.page.keyboard().press("ArrowDown");
      assertThat(cell(admin, "2026-12-04")).isFocused();
      assertThat(admin.id("day-note")).containsText("12月4日");

      admin.id("day-exception").click();
      assertThat(admin.id("exception-date")).hasValue("2026-12-04");
      admin.id("form-cancel").click();
      assertThat(admin.id("exception-date")).hasCount(0);
      admin.id("day-exception").click();
      admin.id("exception-open").check();
      Locator form = admin.page.locator("form[data-action=exception-apply]");
      assertThat(form.getByTestId("span-from")).hasCount(2); // What Fridays are.
      form.getByTestId("span-remove").nth(1).click();
      admin.id("exception-text").fill("年会");
      admin.id("form-save").click();
      assertThat(cell(admin, "2026-12-04")).hasAttribute("data-mark", "特");
      assertThat(admin.id("calendar-preview")).isVisible();
      assertThat(admin.id("day-note")).containsText("特殊日期：年会");
      admin.id("unsaved-save").click();
      assertThat(admin.id("unsaved")).hasCount(0);
      assertThat(exceptions("year")).contains("2026-12-04", "09:00-12:00", "年会");

      admin.id("day-exception").click(); // The same again, which is changed by it.
      admin.id("exception-closed").check();
      admin.id("form-save").click();
      assertThat(cell(admin, "2026-12-04")).hasAttribute("data-extent", "closed");
      admin.id("calendar-after").click();
      assertThat(admin.id("calendar-year")).hasText("2027 年");
      assertThat(admin.id("year-missing")).containsText("2027 年放假安排未导入");
      admin.id("calendar-before").click();
      assertThat(cell(admin, "2026-12-04")).isVisible();
      admin.id("calendar-before").click();
      admin.id("calendar-this-year").click();
      assertThat(admin.page.locator("[data-testid=calendar-day][aria-current=date]")).isVisible();
    }
  }

  @Test
  void anExceptionIsAddedChangedAndRemoved() throws IOException {
    open("except", WORKWEEK);
    try (Agent admin = at.admin()) {
      visit(admin, "except");
      Locator past = exception(admin, "2020-01-01");
      assertThat(past).isHidden();
      admin.id("exceptions-past").click();
      assertThat(past).containsText("开业前");

      admin.id("exception-new").click();
      assertThat(admin.id("exception-date")).isFocused();
      admin.id("exception-date").fill("2020-01-01");
      admin.id("form-save").click();
      assertThat(admin.id("form-trouble")).containsText("已经是特殊日期");
      admin.id("exception-date").fill("2031-01-02");
      admin.id("exception-text").fill("盘点");
      admin.id("form-save").click();
      Locator row = exception(admin, "2031-01-02");
      assertThat(row).containsText("不营业");
      row.getByTestId("exception-edit").click();
      admin.id("exception-date").fill("2031-01-03");
      admin.id("form-save").click();
      assertThat(row).hasCount(0);
      admin.id("unsaved-save").click();
      assertThat(admin.id("unsaved")).hasCount(0);
      assertThat(exceptions("except")).contains("2031-01-03").doesNotContain("2031-01-02");
      exception(admin, "2031-01-03").getByTestId("exception-remove").click();

      admin.id("exception-new").click(); // Several days in a row.
      admin.id("exception-date").fill("2031-02-01");
      admin.id("exception-last").fill("2031-01-31");
      admin.id("form-save").click();
      assertThat(admin.id("form-trouble")).containsText("不能早于开始日期");
      admin.id("exception-last").fill("2031-02-03");
      admin.id("form-save").click();
      for (String date : List.of("2031-02-01", "2031-02-02", "2031-02-03")) {
        exception(admin, date).getByTestId("exception-remove").click();
      }
      past.getByTestId("exception-remove").click();
      admin.id("unsaved-save").click();
      assertThat(admin.id("unsaved")).hasCount(0);
      assertThat(exceptions("except")).isEqualTo("[]");
    }
  }

  @Test
  void aYearOfHolidaysIsLookedAtAndImported() throws IOException {
    open("import", WORKWEEK);
    try (Agent admin = at.admin()) {
      visit(admin, "import");
      admin.id("calendar-import-open").click();
      assertThat(admin.id("form-save")).isDisabled();
      choose(admin, "<html>not found</html>");
      assertThat(admin.id("form-trouble")).containsText("不是 JSON 文件");
      choose(admin, "{\"holidays\":[]}");
      assertThat(admin.id("form-trouble")).containsText("文件格式不对");
      choose(admin, "{\"year\":2033,\"papers\":[],\"days\":[]}");
      assertThat(admin.id("form-trouble")).containsText("通知可能还没发布");
      choose(admin, "{\"text\":\"" + "长".repeat(100_000) + "\"}");
      assertThat(admin.id("form-trouble")).containsText("文件太大");

      choose(admin, calendar(2033, "2033-02-30"));
      admin.id("form-save").click();
      assertThat(admin.id("calendar-problems")).containsText("第 3 条（春节 2033-02-30）：日期不是有效的日期");
      choose(admin, calendar(2033, "2033-02-05"));
      assertThat(admin.id("calendar-problems")).hasCount(0);
      Locator preview = admin.id("calendar-file-preview");
      assertThat(preview).containsText("放假 2 天");
      assertThat(preview).containsText("调休上班 1 天");
      assertThat(preview).containsText("元旦");
      assertThat(admin.id("calendar-source-field")).hasValue("https://www.gov.cn/2033");
      assertThat(admin.barriers()).isEmpty();
      admin.id("form-cancel").click();
      assertThat(preview).hasCount(0);
      assertThat(at.installation.get("/api/v1/calendars").toString()).doesNotContain("2033");

      admin.id("calendar-import-open").click();
      choose(admin, calendar(2033, "2033-02-05"));
      assertThat(admin.id("calendar-replaces")).hasCount(0);
      admin.id("form-save").click();
      assertThat(admin.page.getByText("2033 年放假安排已导入")).isVisible();
      assertThat(admin.id("calendar-year")).hasText("2033 年");
      assertThat(cell(admin, "2033-01-01")).hasAttribute("data-mark", "休");
      assertThat(cell(admin, "2033-01-08")).hasAttribute("data-mark", "班");
      assertThat(admin.id("calendar-source")).containsText("https://www.gov.cn/2033 · admin 于 ");

      admin.id("calendar-import-open").click();
      choose(admin, calendar(2033, "2033-02-05"));
      assertThat(admin.id("calendar-replaces")).isVisible();
    }
    assertRefusalsOnly("422");
  }

  @Test
  void whatIsNotSavedIsNotLostWithoutAQuestion() throws IOException {
    open("stay", WORKWEEK);
    try (Agent admin = at.admin()) {
      visit(admin, "stay");
      admin.id("follow-calendar").uncheck();
      assertThat(admin.id("not-following")).isVisible();
      admin.id("admin-audit").click();
      admin.id("unsaved-stay").click();
      assertThat(admin.id("unsaved-stay")).hasCount(0);
      assertThat(admin.id("follow-calendar")).not().isChecked();
      admin.id("shop-choice").selectOption(Installation.SHOP);
      admin.id("unsaved-stay").click();
      assertThat(admin.id("shop-choice")).hasValue("stay");
      admin.id("shop-choice").selectOption(Installation.SHOP);
      admin.id("unsaved-leave").click();
      assertThat(admin.page).hasURL(Pattern.compile("shop=" + Installation.SHOP));
      assertThat(admin.id("unsaved")).hasCount(0);
      admin.id("shop-choice").selectOption("stay");
      assertThat(admin.id("follow-calendar")).isChecked();
      admin.id("admin-audit").click(); // Nothing would be lost.
      assertThat(admin.id("audit-what")).isVisible();
    }
  }

  @Test
  void whatSomebodyElseSavedMeanwhileIsNotReplacedUnseen() throws IOException {
    open("both", WORKWEEK);
    try (Agent admin = at.admin()) {
      visit(admin, "both");
      admin.id("follow-calendar").uncheck();
      put("both", WORKWEEK.replace("10:00-14:00", "10:00-15:00"));
      admin.id("unsaved-save").click();
      assertThat(admin.id("unsaved-trouble")).containsText("再按一次“保存”会覆盖");
      admin.id("unsaved-discard").click();
      assertThat(day(admin, "sat").getByTestId("span-to")).hasValue("15:00");
    }
  }

  @Test
  void anAgentReadsAndChangesNothing() throws IOException {
    open("read", WORKWEEK);
    try (Agent agent = at.agent(AGENT)) {
      visit(agent, "read");
      assertThat(day(agent, "mon").getByTestId("span-from")).isDisabled();
      assertThat(agent.page.getByText("只有主管和管理员可以修改")).isVisible();
      for (String button :
          List.of("span-add", "day-copy", "exception-new", "day-exception", "unsaved-save")) {
        assertThat(agent.id(button)).hasCount(0);
      }
      assertState(agent, "2026-11-30T10:00", "营业中", "按每周时段");
      assertThat(agent.barriers()).isEmpty();
    }
  }

  @Test
  void holidaysThatCannotBeLoadedAreAskedForAgain() throws IOException {
    open("away", WORKWEEK);
    try (Agent admin = at.admin()) {
      admin.page.route("**/api/v1/calendars", route -> route.abort());
      visit(admin, "away");
      assertThat(admin.id("calendar-again")).isVisible();
      admin.page.unroute("**/api/v1/calendars");
      admin.id("calendar-again").click();
      assertThat(admin.id("calendar-again")).hasCount(0);
    }
    assertRefusalsOnly("ERR_FAILED");
  }

  @Test
  void onAPhoneInEnglishAllOfItIsReached() throws IOException {
    open("phone", WORKWEEK);
    try (BrowserContext machine = at.browser.person(390, 844)) {
      machine.addInitScript(
          "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', 'en')");
      Agent admin = Agent.logsIn(at.installation, machine);
      visit(admin, "phone");
      Locator friday = day(admin, "fri");
      assertThat(friday.getByTestId("span-next-day")).hasText("02:00 next day");
      friday.getByTestId("span-remove").nth(1).click();
      showYear(admin, 2026);
      cell(admin, "2026-10-01").click();
      assertThat(admin.id("day-note")).containsText("Public holiday: 国庆节");
      admin.id("unsaved-save").click();
      assertThat(admin.id("unsaved")).hasCount(0);
    }
  }

  private static Locator day(Agent agent, String weekday) {
    return agent.page.locator("[data-testid=week-day][data-day=" + weekday + "]");
  }

  private static Locator cell(Agent agent, String date) {
    return agent.page.locator("[data-testid=calendar-day][data-date='" + date + "']");
  }

  private static Locator exception(Agent agent, String date) {
    return agent.page.locator("[data-testid=exception-row][data-date='" + date + "']");
  }

  /** Both ends of a span; Tab leaves the second, which is then written out. */
  private static void write(Locator within, int index, String from, String to) {
    within.getByTestId("span-from").nth(index).fill(from);
    within.getByTestId("span-to").nth(index).fill(to);
    within.getByTestId("span-to").nth(index).press("Tab");
  }

  private static void assertState(Agent agent, String wall, String state, String reason) {
    agent.id("moment-time").fill(wall);
    agent.id("moment-ask").click();
    assertThat(agent.id("state-then")).containsText(state);
    assertThat(agent.id("state-then")).containsText(Pattern.compile(reason));
  }

  private static void choose(Agent agent, String content) {
    agent
        .id("calendar-file")
        .setInputFiles(
            new FilePayload(
                "2033.json", "application/json", content.getBytes(StandardCharsets.UTF_8)));
  }

  private static String calendar(int year, String spring) {
    return """
    {"year":%1$s,"papers":["https://www.gov.cn/%1$s"],
     "days":[{"name":"元旦","date":"%1$s-01-01","isOffDay":true},
             {"name":"元旦","date":"%1$s-01-08","isOffDay":false},
             {"name":"春节","date":"%2$s","isOffDay":true}]}
    """
        .formatted(year, spring);
  }

  private static void showYear(Agent agent, int year) {
    Locator shown = agent.id("calendar-year");
    assertThat(shown).isVisible();
    for (int there = number(shown); there != year; there = number(shown)) {
      agent.id(there < year ? "calendar-after" : "calendar-before").click();
    }
  }

  private static int number(Locator shown) {
    return Integer.parseInt(shown.innerText().replaceAll("\\D", ""));
  }

  private static String exceptions(String shop) throws IOException {
    return at.installation.get("/api/v1/shops/" + shop + "/hours").path("exceptions").toString();
  }

  private static void visit(Agent agent, String shop) {
    agent.page.navigate(at.installation.desk("/admin/hours?shop=" + shop).toString());
    assertThat(agent.id("shop-choice")).hasValue(shop);
    assertThat(day(agent, "mon")).isVisible();
  }

  private static void open(String shop, String hours) throws IOException {
    at.installation.addShop(shop);
    put(shop, hours);
  }

  private static void put(String shop, String hours) throws IOException {
    assertThat(
            Program.send(
                    HttpRequest.newBuilder(at.installation.desk("/api/v1/shops/" + shop + "/hours"))
                        .header("Authorization", "Bearer " + Installation.API_KEY)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(hours)))
                .statusCode())
        .isEqualTo(200);
  }

  /** The browser writes down each refusal, and there was nothing else. */
  private static void assertRefusalsOnly(String status) {
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains(status));
  }
}
