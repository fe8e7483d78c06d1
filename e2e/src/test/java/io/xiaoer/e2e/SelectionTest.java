package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.KeyboardModifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What a supervisor does with several conversations at once; each test has customers of its own.
 */
class SelectionTest {
  private static final String SUPERVISOR = "zhou";
  private static final String AGENT = "wei";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    at.installation.addStaff(AGENT);
    assertThat(
            at.installation
                .post(
                    "/api/v1/staff",
                    """
                    {"username":"%s","name":"周主管","role":"supervisor","shops":null,"password":"%s"}
                    """
                        .formatted(SUPERVISOR, Installation.STAFF_PASSWORD))
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void severalAreChosenByClicksRangesAndKeysAndAssignedToSomebody() throws IOException {
    List<String> ids = customers("oAssign", 5);
    try (BrowserContext hers = at.browser.person(1440, 900);
        Agent supervisor = at.agent(SUPERVISOR)) {
      Agent.logsIn(at.installation, hers, AGENT).goesOnline();
      shows(supervisor, "oAssign", 5);
      supervisor.id("list-select").click();
      Locator bar = supervisor.id("selection-bar");
      assertThat(bar.getByTestId("bulk-assign")).isDisabled();
      row(supervisor, 0).click();
      row(supervisor, 3)
          .click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
      assertCount(supervisor, 4);
      assertThat(row(supervisor, 1)).hasAttribute("aria-selected", "true");
      row(supervisor, 1).click();
      assertCount(supervisor, 3);
      assertThat(supervisor.barriers()).isEmpty();

      Locator list = supervisor.id("select-list");
      list.press("End");
      list.press(" ");
      assertThat(row(supervisor, 4)).hasAttribute("aria-selected", "true");
      list.press("Home");
      list.press("Shift+ArrowDown");
      assertThat(row(supervisor, 1)).hasAttribute("aria-selected", "true");
      assertCount(supervisor, 5);
      supervisor.id("select-none").click();
      assertCount(supervisor, 0);
      list.press("Control+a");
      assertCount(supervisor, 5);
      supervisor.id("list-search").fill("oAssign1");
      assertThat(bar).containsText("另有 4 个已不在列表中，不会处理");
      assertCount(supervisor, 1);
      supervisor.id("list-search").fill("oAssign");
      supervisor.id("select-none").click();
      supervisor.id("select-all").click();

      bar.getByTestId("bulk-assign").click();
      assertThat(supervisor.page.getByText("分配 5 个会话")).isVisible();
      supervisor.id("hand-over-cancel").click();
      bar.getByTestId("bulk-assign").click();
      supervisor.page.locator("input[data-username=" + AGENT + "]").check();
      supervisor.id("hand-over-note").fill("催单，请先回");
      assertThat(supervisor.barriers()).isEmpty();
      supervisor.id("hand-over-give").click();
      assertThat(supervisor.page.getByText("已把 5 个会话分配给 " + AGENT)).isVisible();
      assertCount(supervisor, 0);
      list.press("Escape");
      assertThat(bar).hasCount(0);
      for (String id : ids) {
        assertThat(of(id).path("assignee").path("username").asString()).isEqualTo(AGENT);
        assertThat(of(id).path("handed_over").path("note").asString()).isEqualTo("催单，请先回");
        assertNoted("handed_over", id, SUPERVISOR);
      }
    }
  }

  @Test
  void severalArePutBackIntoTheQueueAndClosedAfterAQuestion() throws IOException {
    List<String> ids = customers("oBack", 3);
    for (String id : ids) {
      handToAgent(id);
    }
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      shows(supervisor, "oBack", 3);
      supervisor.page.keyboard().press("Alt+m");
      supervisor.id("select-list").press("Control+a");
      supervisor.id("bulk-put-back").click();
      assertThat(supervisor.id("bulk-follows")).containsText("其中 3 个有人接待");
      assertThat(supervisor.barriers()).isEmpty();
      supervisor.id("bulk-cancel").click();
      assertCount(supervisor, 3);
      supervisor.id("bulk-put-back").click();
      supervisor.id("bulk-sure").click();
      assertThat(supervisor.page.getByText("已把 3 个会话放回排队")).isVisible();
      for (String id : ids) {
        assertThat(of(id).path("assignee").isNull()).isTrue();
        assertNoted("put_back", id, SUPERVISOR);
      }

      supervisor.id("select-all").click();
      supervisor.id("bulk-close").click();
      assertThat(supervisor.id("bulk-follows")).containsText("其中 3 位顾客还在等回复");
      supervisor.id("bulk-sure").click();
      assertThat(supervisor.page.getByText("已结束 3 个会话")).isVisible();
      for (String id : ids) {
        assertThat(of(id).path("open").asBoolean()).isFalse();
        assertNoted("conversation_closed", id, SUPERVISOR);
      }

      supervisor.id("select-all").click(); // What is closed is not opened by the way.
      supervisor.id("bulk-put-back").click();
      supervisor.id("bulk-sure").click();
      assertThat(supervisor.page.getByText("0 个完成，3 个没有完成")).isVisible();
      assertThat(supervisor.id("bulk-failure").first()).containsText("会话已结束");
      supervisor.id("bulk-ended").click();
      supervisor.id("select-end").click();
      assertThat(supervisor.id("selection-bar")).hasCount(0);
    }
  }

  @Test
  void whatCouldNotBeDoneIsNamedWithTheReasonAndTriedAgain() throws IOException {
    List<String> ids = customers("oPart", 3);
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      selectAll(supervisor, "oPart", 3);
      supervisor.id("bulk-close").click();
      assertThat(supervisor.id("bulk-sure")).isVisible();
      handToAgent(ids.getFirst());
      assertThat(supervisor.page.locator("[data-open-id=oPart0]")).containsText(AGENT);
      supervisor.id("bulk-sure").click();
      assertThat(supervisor.page.getByText("2 个完成，1 个没有完成")).isVisible();
      Locator failure = supervisor.id("bulk-failure");
      assertThat(failure).hasAttribute("data-open-id", "oPart0");
      assertThat(failure).containsText(AGENT + " 已接入这位顾客");
      assertThat(supervisor.barriers()).isEmpty();
      assertThat(of(ids.getFirst()).path("open").asBoolean()).isTrue();
      supervisor.id("bulk-again").click();
      assertThat(supervisor.page.getByText("已结束 1 个会话")).isVisible();
      assertThat(of(ids.getFirst()).path("open").asBoolean()).isFalse();
    }
  }

  @Test
  void whoStopsItIsToldWhatWasNotTried() throws IOException {
    customers("oStop", 6);
    List<Route> held = new ArrayList<>();
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.page.route("**/close", held::add);
      selectAll(supervisor, "oStop", 6);
      supervisor.id("bulk-close").click();
      supervisor.id("bulk-sure").click();
      assertThat(supervisor.page.getByText("正在处理 0 / 6")).isVisible();
      supervisor.id("bulk-stop").click();
      supervisor.page.waitForCondition(() -> held.size() == 4);
      held.get(1).abort();
      List.of(held.get(0), held.get(2), held.get(3)).forEach(Route::resume);
      assertThat(supervisor.page.getByText("3 个完成，3 个没有完成")).isVisible();
      assertThat(supervisor.id("bulk-failures")).containsText("服务器没有应答，不知道是否完成");
      assertThat(supervisor.id("bulk-failures").getByText("没有处理")).hasCount(2);
      supervisor.id("bulk-ended").click();
      assertCount(supervisor, 3);
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("ERR_FAILED"));
  }

  @Test
  void whoIsLoggedOutInTheMiddleIsToldHowFarItCame() throws IOException {
    customers("oOut", 6);
    List<Route> held = new ArrayList<>();
    try (Agent supervisor = at.agent(SUPERVISOR)) {
      supervisor.page.route("**/close", held::add);
      selectAll(supervisor, "oOut", 6);
      supervisor.id("bulk-close").click();
      supervisor.id("bulk-sure").click();
      supervisor.page.waitForCondition(() -> held.size() == 4);
      at.installation.send("DELETE", "/api/v1/staff/" + SUPERVISOR + "/sessions", "");
      held.forEach(Route::resume);
      assertThat(supervisor.page.getByText("登录已失效：0 个完成，6 个没有完成")).isVisible();
      assertThat(supervisor.id("login-username")).isVisible();
    }
  }

  @Test
  void onAPhoneInEnglishSeveralAreHandedToAGroup() throws IOException {
    List<String> ids = customers("oPhone", 2);
    String group =
        at.installation
            .post(
                "/api/v1/groups",
                "{\"name\":\"After-sales\",\"members\":[\"%s\"]}".formatted(AGENT))
            .body();
    assertThat(group).contains("After-sales");
    try (BrowserContext machine = at.browser.person(390, 844)) {
      machine.addInitScript(
          "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', 'en')");
      Agent admin = Agent.logsIn(at.installation, machine);
      shows(admin, "oPhone", 2);
      admin.id("list-select").click();
      row(admin, 0).click();
      row(admin, 1).click();
      assertThat(admin.id("selection-count")).hasText("2 selected");
      for (String act : List.of("bulk-assign", "bulk-put-back", "bulk-close")) {
        assertThat(admin.id(act)).isInViewport();
      }
      assertThat(admin.barriers()).isEmpty();
      admin.id("bulk-assign").click();
      admin.page.locator("input[data-group=After-sales]").check();
      assertThat(admin.id("hand-over-follows")).containsText("under the group’s name");
      admin.id("hand-over-give").click();
      assertThat(admin.page.getByText("Assigned 2 conversations to After-sales")).isVisible();
      assertThat(row(admin, 0)).containsText("For group After-sales");
      for (String id : ids) {
        assertThat(of(id).path("group").path("name").asString()).isEqualTo("After-sales");
      }
    }
  }

  @Test
  void anAgentSelectsNothing() throws IOException {
    customers("oNothing", 1);
    try (Agent agent = at.agent(AGENT)) {
      shows(agent, "oNothing", 1);
      assertThat(agent.id("list-select")).hasCount(0);
      agent.page.keyboard().press("Alt+m");
      agent.settles();
      assertThat(agent.id("selection-bar")).hasCount(0);
    }
  }

  /** So many who have written; the ids of their conversations. */
  private static List<String> customers(String prefix, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      at.installation.customerSays(prefix + i, "在吗");
    }
    return IntStream.range(0, count)
        .mapToObj(i -> at.installation.awaitConversation(prefix + i))
        .toList();
  }

  private static void shows(Agent agent, String prefix, int count) {
    agent.id("list-search").fill(prefix);
    assertThat(agent.id("conversation-item")).hasCount(count);
    agent.id("list-search").blur();
  }

  private static void selectAll(Agent agent, String prefix, int count) {
    shows(agent, prefix, count);
    agent.id("list-select").click();
    agent.id("select-all").click();
    assertCount(agent, count);
  }

  private static Locator row(Agent agent, int place) {
    return agent.page.locator(
        "[data-testid=select-conversation][aria-posinset='" + (place + 1) + "']");
  }

  private static void assertCount(Agent agent, int chosen) {
    assertThat(agent.id("selection-count")).hasText("已选 " + chosen + " 个");
  }

  private static void handToAgent(String id) throws IOException {
    assertThat(
            at.installation
                .post(
                    "/api/v1/conversations/" + id + "/hand-over",
                    "{\"to\":\"%s\",\"force\":true}".formatted(AGENT))
                .statusCode())
        .isEqualTo(200);
  }

  private static JsonNode of(String id) {
    try {
      return at.installation.get("/api/v1/conversations/" + id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertNoted(String what, String id, String by) throws IOException {
    assertThat(
            at.installation
                .get("/api/v1/audit?limit=200&what=" + what + "&by=" + by)
                .path("entries")
                .valueStream()
                .map(entry -> entry.path("subject").asString()))
        .contains("conversation " + id);
  }
}
