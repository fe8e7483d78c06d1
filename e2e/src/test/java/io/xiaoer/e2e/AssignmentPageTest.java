package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The page on which a shop says how its queue is assigned: each test has a shop of its own. */
class AssignmentPageTest {
  private static final String SUPERVISOR = "zhou";
  private static final String AGENT = "qian";
  private static final String THERE = "sun";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    at.installation.addStaff(AGENT);
    at.installation.addStaff(THERE);
    created(
        at.installation.post(
            "/api/v1/staff",
            """
            {"username":"%s","name":"周主管","role":"supervisor","shops":null,"password":"%s"}
            """
                .formatted(SUPERVISOR, Installation.STAFF_PASSWORD)));
  }

  @Test
  void aSupervisorLetsTheServerAssignAndItCountsAtOnce() throws IOException {
    at.installation.addShop("auto");
    put("auto", "{\"overflow_after_seconds\":45}");
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.id("nav-admin").click();
      supervisor.id("admin-assignment").click();
      supervisor.id("shop-choice").selectOption("auto");
      assertThat(supervisor.page).hasURL(Pattern.compile("shop=auto"));
      assertThat(supervisor.id("mode-manual")).isChecked();
      assertThat(supervisor.id("outlook")).hasAttribute("data-kind", "manual");
      assertThat(supervisor.id("unsaved")).hasCount(0);

      supervisor.id("mode-automatic").check();
      supervisor.id("rule-ceiling").fill("6");
      supervisor.id("rule-prefer").uncheck();
      supervisor.id("rule-pull_back_after_seconds").fill("90");
      supervisor.id("rule-away_after_missed").fill("3");
      supervisor.id("rule-idle_minutes").fill("１５"); // As a Chinese keyboard may write it.
      assertThat(supervisor.id("outlook")).hasAttribute("data-kind", "nobody");
      assertThat(supervisor.id("outlook")).containsText("按未保存的修改计算");
      supervisor.id("unsaved-save").click();
      assertThat(supervisor.page.getByText("已保存，立即生效")).isVisible();
      assertThat(supervisor.id("unsaved")).hasCount(0);
      assertThat(supervisor.id("assignment-about")).containsText("周主管 于 ");

      JsonNode saved = rule("auto");
      assertThat(saved.path("mode").asString()).isEqualTo("automatic");
      assertThat(saved.path("ceiling").asInt()).isEqualTo(6);
      assertThat(saved.path("prefer_last_agent").asBoolean()).isFalse();
      assertThat(saved.path("pull_back_after_seconds").asInt()).isEqualTo(90);
      assertThat(saved.path("away_after_missed").asInt()).isEqualTo(3);
      assertThat(saved.path("idle_minutes").asInt()).isEqualTo(15);
      assertThat(saved.path("overflow_after_seconds").asInt()).isEqualTo(45);

      supervisor.page.reload();
      assertThat(supervisor.id("mode-automatic")).isChecked();
      assertThat(supervisor.id("rule-idle_minutes")).hasValue("15");
    }
  }

  @Test
  void whatTheServerRefusesIsSaidAtItsFieldAndChangesAreDiscarded() throws IOException {
    at.installation.addShop("wrong");
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      visit(supervisor, "wrong");
      assertThat(supervisor.id("assignment-about")).containsText("还没有设置过");
      supervisor.id("rule-ceiling").fill("100");
      supervisor.id("rule-pull_back_after_seconds").fill("");
      supervisor.id("rule-away_after_missed").fill("两次");
      supervisor.id("rule-idle_minutes").fill("0");
      supervisor.id("rule-idle_minutes").press("Enter");
      assertThat(supervisor.id("unsaved-trouble")).isVisible();
      assertProblem(supervisor, "ceiling", "接待上限为 1 到 99。");
      assertProblem(supervisor, "pull_back_after_seconds", "为 0 到 86400。");
      assertProblem(supervisor, "away_after_missed", "漏接次数为 0 到 99。");
      assertProblem(supervisor, "idle_minutes", "为 1 到 1440。");
      assertThat(supervisor.id("rule-ceiling")).isFocused();
      assertThat(supervisor.barriers()).isEmpty();

      supervisor.id("rule-ceiling").fill("9"); // What is changed is no longer marked.
      assertThat(supervisor.id("rule-ceiling-problem")).hasCount(0);
      supervisor.id("unsaved-discard").click();
      assertThat(supervisor.id("unsaved")).hasCount(0);
      assertThat(supervisor.id("rule-ceiling")).hasValue("10");
      assertThat(supervisor.id("rule-pull_back_after_seconds")).hasValue("120");
      assertThat(supervisor.id("rule-idle_minutes-problem")).hasCount(0);
    }
    assertThat(rule("wrong").path("changed_at").isNull()).isTrue();
    assertRefusalsOnly("422");
  }

  @Test
  void whatIsNotSavedIsNotLostWithoutAQuestion() throws IOException {
    at.installation.addShop("stay");
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      visit(supervisor, "stay");
      supervisor.id("rule-ceiling").fill("7");
      supervisor.id("admin-phrases").click();
      supervisor.id("unsaved-stay").click();
      assertThat(supervisor.id("unsaved-stay")).hasCount(0);
      assertThat(supervisor.id("rule-ceiling")).hasValue("7");
      supervisor.id("shop-choice").selectOption(Installation.SHOP);
      supervisor.id("unsaved-stay").click();
      assertThat(supervisor.id("shop-choice")).hasValue("stay");
      supervisor.id("shop-choice").selectOption(Installation.SHOP);
      supervisor.id("unsaved-leave").click();
      assertThat(supervisor.page).hasURL(Pattern.compile("shop=" + Installation.SHOP));
      assertThat(supervisor.id("unsaved")).hasCount(0);
      supervisor.id("shop-choice").selectOption("stay");
      assertThat(supervisor.id("rule-ceiling")).hasValue("10");
      supervisor.id("admin-phrases").click(); // Nothing would be lost.
      assertThat(supervisor.id("phrase-new")).isVisible();
    }
  }

  @Test
  void whatSomebodyElseSavesIsShownAndNotReplacedUnseen() throws IOException {
    at.installation.addShop("both");
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      visit(supervisor, "both");
      put("both", "{\"ceiling\":4}");
      assertThat(supervisor.id("rule-ceiling")).hasValue("4"); // The live connection tells of it.
      supervisor.id("rule-ceiling").fill("5");
      put("both", "{\"ceiling\":7}");
      supervisor.id("unsaved-save").click();
      assertThat(supervisor.id("unsaved-trouble")).containsText("再按一次“保存”会覆盖");
      supervisor.id("unsaved-discard").click();
      assertThat(supervisor.id("rule-ceiling")).hasValue("7");
    }
  }

  @Test
  void aRuleIsTriedOnADayThatIsOver() throws IOException {
    Pushes pushes = new Pushes(at.installation.desk("/callback/" + Installation.SHOP), 17);
    assertThat(pushes.deliver(pushes.text("oTried", Pushes.msgId(1), "在吗")).body())
        .isEqualTo("success");
    at.installation.awaitConversation("oTried");
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      visit(supervisor, Installation.SHOP);
      assertThat(supervisor.id("preview")).hasCount(0);
      supervisor.id("mode-automatic").check();
      supervisor.id("preview-date").fill("2026-11-01");
      supervisor.id("preview-ask").click();
      assertThat(supervisor.id("preview-nothing")).containsText("2026-11-01 没有顾客咨询");
      supervisor.id("preview-date").fill("2026-11-23");
      Locator unanswered =
          supervisor.id("preview-waits").locator("[data-line=unanswered] td").first();
      supervisor.repeats(() -> supervisor.id("preview-ask").click(), unanswered);
      assertThat(unanswered).hasText("1");
      assertThat(supervisor.barriers()).isEmpty();

      supervisor.id("rule-ceiling").fill("0");
      assertThat(supervisor.id("preview-waits")).hasCount(0);
      supervisor.id("preview-ask").click();
      assertThat(supervisor.id("preview-trouble")).isVisible();
      assertProblem(supervisor, "ceiling", "接待上限为 1 到 99。");
      supervisor.id("unsaved-discard").click();
    }
    assertThat(rule(Installation.SHOP).path("changed_at").isNull()).isTrue();
    assertRefusalsOnly("422");
  }

  @Test
  void anAgentReadsAndChangesNothing() throws IOException {
    at.installation.addShop("read");
    try (Agent agent = at.agent(AGENT)) {
      visit(agent, "read");
      assertThat(agent.id("mode-automatic")).isDisabled();
      assertThat(agent.id("rule-ceiling")).isDisabled();
      assertThat(agent.id("assignment-about")).containsText("只有主管和管理员可以修改");
      assertThat(agent.id("unsaved-save")).hasCount(0);
      assertThat(agent.barriers()).isEmpty();
    }
  }

  @Test
  void besideTheRuleStandsWhoIsThereAndWhoIsNext() throws IOException {
    at.installation.addShop("people");
    put("people", "{\"mode\":\"automatic\",\"ceiling\":8}");
    try (BrowserContext hers = at.browser.person(1440, 900);
        Agent supervisor = at.agent(SUPERVISOR)) {
      visit(supervisor, "people");
      assertThat(supervisor.id("outlook")).hasAttribute("data-kind", "nobody");
      assertThat(seat(supervisor, THERE)).isHidden();
      supervisor.id("roster-offline").click();
      assertThat(seat(supervisor, THERE)).containsText("离线");

      Agent sun = Agent.logsIn(at.installation, hers, THERE);
      sun.goesOnline();
      assertThat(seat(supervisor, THERE)).hasAttribute("data-there", "true");
      assertThat(seat(supervisor, THERE)).containsText("在线 · 页面已打开");
      assertThat(seat(supervisor, THERE).getByTestId("seat-load")).hasText("0/8");
      assertThat(supervisor.id("outlook")).containsText("分给 " + THERE);
      assertThat(supervisor.id("roster-total")).containsText("0/8");
      supervisor.id("rule-ceiling").fill("3");
      assertThat(seat(supervisor, THERE).getByTestId("seat-load")).hasText("0/3");

      sun.page.close();
      assertThat(seat(supervisor, THERE)).containsText("在线 · 刚刚断开");
      assertThat(supervisor.id("outlook")).hasAttribute("data-kind", "nobody");
    }
  }

  @Test
  void aUserHasACeilingOfTheirOwn() throws IOException {
    try (Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      admin.id("admin-staff").click();
      Locator row = admin.page.locator("[data-testid=staff-row][data-username=" + AGENT + "]");
      assertThat(row.getByTestId("staff-row-ceiling")).hasText("按小店");
      row.getByTestId("staff-edit").click();
      for (String refused : new String[] {"0", "100", "很多"}) {
        admin.id("staff-ceiling").fill(refused);
        admin.id("form-save").click();
        assertThat(admin.id("form-trouble")).containsText("接待上限为 1 到 99。");
        assertThat(admin.id("staff-ceiling")).hasValue(refused);
      }
      admin.id("staff-ceiling").fill("3");
      admin.id("form-save").click();
      assertThat(row.getByTestId("staff-row-ceiling")).hasText("3");
      row.getByTestId("staff-edit").click();
      assertThat(admin.id("staff-ceiling")).hasValue("3");
      admin.id("staff-ceiling").fill("");
      admin.id("form-save").click();
      assertThat(row.getByTestId("staff-row-ceiling")).hasText("按小店");
    }
    assertRefusalsOnly("422");
  }

  private static Locator seat(Agent agent, String username) {
    return agent.page.locator("[data-testid=seat][data-username=" + username + "]");
  }

  private static void assertProblem(Agent agent, String field, String words) {
    assertThat(agent.id("rule-" + field + "-problem")).containsText(words);
    assertThat(agent.id("rule-" + field)).hasAttribute("aria-invalid", "true");
  }

  private static void assertRefusalsOnly(String status) {
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains(status));
  }

  private static void visit(Agent agent, String shop) {
    agent.page.navigate(at.installation.desk("/admin/assignment?shop=" + shop).toString());
    assertThat(agent.id("shop-choice")).hasValue(shop);
    assertThat(agent.id("mode-manual")).isVisible();
  }

  private static JsonNode rule(String shop) throws IOException {
    return at.installation.get("/api/v1/shops/" + shop + "/assignment");
  }

  private static void put(String shop, String rule) throws IOException {
    HttpResponse<String> put =
        at.installation.send("PUT", "/api/v1/shops/" + shop + "/assignment", rule);
    assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
  }

  private static void created(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
  }
}
