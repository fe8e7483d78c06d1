package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page on which a team keeps its groups; each test begins without any. */
class GroupsPageTest {
  private static final String SUPERVISOR = "zhou";
  private static final String AGENT = "qian";
  private static final String THERE = "sun";
  private static final String LEAVING = "li";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    for (String username : List.of(AGENT, THERE, LEAVING)) {
      at.installation.addStaff(username);
    }
    added(
        "/api/v1/staff",
        """
        {"username":"%s","name":"周主管","role":"supervisor","shops":["main"],"password":"%s"}
        """
            .formatted(SUPERVISOR, Installation.STAFF_PASSWORD));
  }

  @BeforeEach
  void removeGroups() throws IOException {
    for (JsonNode group : at.installation.get("/api/v1/groups").path("groups")) {
      at.installation.send("DELETE", "/api/v1/groups/" + group.path("id").asString(), "");
    }
  }

  @Test
  void thePageSaysWhatGroupsAreForAndShowsWhoOfThemIsThere() throws IOException {
    try (BrowserContext hers = at.browser.person(1440, 900);
        Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      admin.id("admin-groups").click();
      assertThat(admin.page.getByText("例如售前、售后")).isVisible();
      assertThat(admin.barriers()).isEmpty();
      admin.id("group-first").click();
      admin.id("group-name").fill("售后");
      member(admin, THERE).check();
      member(admin, AGENT).check();
      assertThat(admin.barriers()).isEmpty();
      admin.id("form-save").click();
      assertThat(admin.page.getByText("已保存技能组“售后”")).isVisible();
      assertThat(row(admin, "售后")).containsText("全部小店");
      assertThat(row(admin, "售后").getByTestId("group-there")).hasText("2 人，无人在线");
      assertThat(only().path("members").toString()).isEqualTo("[\"qian\",\"sun\"]");

      Agent sun = Agent.logsIn(at.installation, hers, THERE);
      sun.goesOnline();
      assertThat(chip(admin, THERE)).hasAttribute("data-there", "true");
      assertThat(row(admin, "售后").getByTestId("group-there")).hasText("2 人，1 人在线");
      assertThat(chip(admin, AGENT)).hasAttribute("data-there", "false");

      row(admin, "售后").getByTestId("group-edit").click();
      assertThat(member(admin, THERE)).isChecked();
      member(admin, THERE).uncheck();
      admin.id("shops-all").uncheck();
      admin.id("shops-one").check();
      admin.id("group-name").fill("售后二组");
      admin.id("group-name").press("Enter");
      assertThat(row(admin, "售后二组").getByTestId("group-there")).hasText("1 人，无人在线");
      assertThat(only().path("shops").toString()).isEqualTo("[\"main\"]");

      admin.id("group-new").click();
      admin.id("group-name").fill("售前");
      admin.id("form-cancel").click();
      assertThat(admin.id("group-row")).hasCount(1);
    }
  }

  @Test
  void whatIsRefusedIsSaidAtItsField() throws IOException {
    add("售前", "null", "[]");
    try (Agent admin = at.admin()) {
      visit(admin);
      admin.id("group-new").click();
      admin.id("form-save").click();
      assertThat(admin.id("group-name-problem")).containsText("名称为 1 到 32 个字");
      assertThat(admin.id("group-name")).isFocused();
      admin.id("group-name").fill("售前");
      assertThat(admin.id("group-name-problem")).hasCount(0);
      admin.id("form-save").click();
      assertThat(admin.id("group-name-problem")).containsText("已有同名的技能组");
      assertThat(admin.barriers()).isEmpty();
      admin.id("group-name").fill("售后");
      member(admin, LEAVING).check();
      letIn(LEAVING, false);
      admin.id("form-save").click();
      assertThat(admin.id("group-members-problem")).containsText("没有这个账号");
      admin.id("form-cancel").click();
      assertThat(admin.id("group-row")).hasCount(1);
    } finally {
      letIn(LEAVING, true);
    }
    assertRefusalsOnly();
  }

  @Test
  void whatSomebodyElseHasChangedIsNotReplacedUnseen() throws IOException {
    String id = add("售前", "null", "[]");
    try (Agent admin = at.admin()) {
      visit(admin);
      row(admin, "售前").getByTestId("group-edit").click();
      member(admin, AGENT).check();
      put(id, "售前咨询", "[]");
      assertThat(row(admin, "售前咨询")).isVisible();
      admin.id("form-save").click();
      assertThat(admin.id("form-trouble")).containsText("再按一次“保存”会覆盖");
      admin.id("form-save").click();
      assertThat(row(admin, "售前").getByTestId("group-there")).hasText("1 人，无人在线");
    }
  }

  @Test
  void deletingAsksAndSaysWhatBecomesOfThoseWhoWaitForIt() throws IOException {
    String id = add("售后", "null", "[]");
    String customer = "oWaitsForGroup";
    at.installation.customerSays(customer, "我要退款");
    String conversation = at.installation.awaitConversation(customer);
    String path = "/api/v1/conversations/" + conversation;
    assertThat(
            at.installation
                .post(path + "/hand-over", "{\"group\":\"%s\"}".formatted(id))
                .statusCode())
        .isEqualTo(200);
    try (Agent admin = at.admin()) {
      visit(admin);
      row(admin, "售后").getByTestId("group-delete").click();
      assertThat(admin.id("group-delete-follows")).containsText("有 1 位顾客在等这个组");
      assertThat(admin.barriers()).isEmpty();
      admin.id("group-delete-cancel").click();
      assertThat(admin.id("group-row")).hasCount(1);
      row(admin, "售后").getByTestId("group-delete").click();
      admin.id("group-delete-sure").click();
      assertThat(admin.page.getByText("已删除技能组“售后”")).isVisible();
      assertThat(admin.id("group-first")).isVisible();
    }
    assertThat(at.installation.get(path).path("group").isNull()).isTrue();
  }

  @Test
  void anAgentReadsAndASupervisorWritesForTheShopsThatTheySee() throws IOException {
    add("全部", "null", "[\"sun\"]");
    try (Agent agent = at.agent(AGENT);
        Agent supervisor = at.agent(SUPERVISOR)) {
      visit(agent);
      assertThat(chip(agent, THERE)).isVisible();
      for (String button : List.of("group-new", "group-edit", "group-delete")) {
        assertThat(agent.id(button)).hasCount(0);
      }
      visit(supervisor);
      assertThat(row(supervisor, "全部").getByTestId("group-edit")).hasCount(0);
      supervisor.id("group-new").click();
      supervisor.id("group-name").fill("本店");
      supervisor.id("shops-all").check();
      supervisor.id("form-save").click();
      assertThat(supervisor.id("group-shops-problem")).containsText("只能选你看得到的小店");
      supervisor.id("shops-all").uncheck();
      supervisor.id("shops-one").check();
      supervisor.id("form-save").click();
      assertThat(row(supervisor, "本店").getByTestId("group-edit")).isVisible();
      removeGroups();
      assertThat(agent.page.getByText("主管和管理员可以新建技能组")).isVisible();
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("403"));
  }

  @Test
  void onAPhoneInEnglishAllOfItIsReached() throws IOException {
    add("After-sales", "null", "[\"sun\",\"qian\"]");
    try (BrowserContext machine = at.browser.person(390, 844)) {
      machine.addInitScript(
          "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', 'en')");
      Agent admin = Agent.logsIn(at.installation, machine);
      visit(admin);
      assertThat(row(admin, "After-sales").getByTestId("group-there"))
          .hasText("2 members, none online");
      assertThat(admin.barriers()).isEmpty();
      row(admin, "After-sales").getByTestId("group-edit").click();
      member(admin, AGENT).uncheck();
      assertThat(admin.page.getByText("Members (1 chosen)")).isVisible();
      assertThat(admin.barriers()).isEmpty();
      admin.id("form-save").click();
      assertThat(admin.page.getByText("Saved group “After-sales”")).isVisible();
      row(admin, "After-sales").getByTestId("group-delete").click();
      assertThat(admin.id("group-delete-follows")).containsText("No customer is waiting");
      admin.id("group-delete-sure").click();
      assertThat(admin.id("group-first")).isVisible();
    }
  }

  private static Locator row(Agent agent, String name) {
    return agent.page.locator("[data-testid=group-row][data-group='" + name + "']");
  }

  private static Locator member(Agent agent, String username) {
    return agent.page.locator("[data-testid=group-member][data-username=" + username + "]");
  }

  private static Locator chip(Agent agent, String username) {
    return agent.page.locator("[data-testid=group-member-chip][data-username=" + username + "]");
  }

  private static void visit(Agent agent) {
    agent.page.navigate(at.installation.desk("/admin/groups").toString());
    assertThat(agent.page.locator("main h1")).isVisible();
  }

  private static JsonNode only() throws IOException {
    return at.installation.get("/api/v1/groups").path("groups").path(0);
  }

  private static String add(String name, String shops, String members) throws IOException {
    return added("/api/v1/groups", json(name, shops, members)).path("id").asString();
  }

  private static void put(String id, String name, String members) throws IOException {
    assertThat(
            at.installation
                .send("PUT", "/api/v1/groups/" + id, json(name, "null", members))
                .statusCode())
        .isEqualTo(200);
  }

  private static String json(String name, String shops, String members) {
    return "{\"name\":\"%s\",\"shops\":%s,\"members\":%s}".formatted(name, shops, members);
  }

  private static void letIn(String username, boolean active) throws IOException {
    assertThat(
            at.installation
                .send("PATCH", "/api/v1/staff/" + username, "{\"active\":%s}".formatted(active))
                .statusCode())
        .isEqualTo(200);
  }

  private static JsonNode added(String path, String json) throws IOException {
    HttpResponse<String> response = at.installation.post(path, json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(response.body());
  }

  private static void assertRefusalsOnly() {
    assertThat(at.browser.takeComplaints())
        .allMatch(line -> line.contains("409") || line.contains("422"));
  }
}
