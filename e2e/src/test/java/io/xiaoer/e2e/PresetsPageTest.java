package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A team's own rules for figures, made and unmade beside the report. */
class PresetsPageTest {
  private static final String PRESETS = "/api/v1/reports/presets";

  /** The day of {@link Pushes}, at four in the afternoon. */
  private static final String PAST_DAY = "from=2026-11-23&to=2026-11-23";

  private static final int NEVER_ANSWERED = 3;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    Pushes pushes = new Pushes(at.installation.desk("/callback/" + Installation.SHOP), 31);
    for (int i = 0; i < NEVER_ANSWERED; i++) {
      assertThat(pushes.deliver(pushes.text("oNever" + i, Pushes.msgId(i), "在吗")).body())
          .isEqualTo("success");
    }
    Soon.await()
        .until(() ->
            at.installation
                    .get("/api/v1/reports/service?" + PAST_DAY)
                    .path("total")
                    .path("rounds")
                    .asInt()
                == NEVER_ANSWERED);
  }

  @AfterEach
  void removeAll() throws IOException {
    for (JsonNode preset : at.installation.get(PRESETS).path("presets")) {
      if (!preset.path("id").isNull()) {
        remove(preset.path("id").asString());
      }
    }
  }

  @Test
  void aRuleBeginsAsACopyIsRefusedAtItsFieldsSavedChangedAndDeleted() throws IOException {
    try (Agent admin = at.admin()) {
      admin.page.navigate(reports(PAST_DAY + "&preset=taobao"));
      admin.id("presets-open").click();
      assertThat(admin.page.getByText("还没有自定义口径")).isVisible();
      assertThat(admin.id("preset-new")).hasText("复制“类淘宝口径”新建");
      assertThat(admin.barriers()).isEmpty();
      admin.id("preset-new").click();
      assertThat(admin.id("preset-name")).hasValue("");
      assertThat(admin.id("preset-name")).isFocused();
      assertThat(admin.id("preset-unit")).hasValue("round");
      assertThat(admin.id("preset-threshold")).hasValue("3");
      assertThat(admin.id("preset-cap")).hasValue("10");
      assertThat(admin.id("preset-window-of")).hasValue("fixed");
      assertThat(admin.id("preset-window-from")).hasValue("08:00");

      admin.id("preset-threshold").fill("三");
      admin.id("preset-window-to").fill("25:70");
      admin.id("preset-window-to").press("Enter");
      Locator problems = admin.id("preset-problem");
      assertThat(problems).hasCount(3);
      assertThat(problems.first()).hasText("名称为 1 到 40 个字。");
      assertThat(problems.nth(1)).hasText("达标时限换算成秒后为 1 到 86400。");
      assertThat(problems.nth(2)).containsText("统计时段不是有效的时段");
      assertThat(admin.id("preset-name")).isFocused();
      assertThat(admin.barriers()).isEmpty();

      admin.id("preset-name").fill("本店口径");
      admin.id("preset-threshold").fill("1");
      admin.id("preset-window-to").fill("15");
      admin.id("form-save").click();
      assertThat(problems).hasText(new String[] {"这个名称已被使用，请换一个。"});
      admin.id("preset-name").fill("白天");
      admin.id("form-save").click();
      assertThat(admin.page.getByText("已保存“白天”")).isVisible();
      assertThat(admin.id("preset")).hasCount(1);
      assertThat(admin.id("preset")).containsText("只统计 8:00–15:00 之间开始的轮次");
      assertThat(admin.barriers()).isEmpty();
      admin.id("presets-close").click();
      assertThat(admin.page).hasURL(Pattern.compile("preset=own-"));
      assertThat(admin.id("report-definition")).containsText("1 分钟人工回复率");
      assertThat(admin.id("report-definition")).containsText("由本系统自行计算");
      assertTile(admin, "unanswered", "0"); // They asked at four.

      admin.id("presets-open").click();
      admin.id("preset-edit").click();
      assertThat(admin.id("preset-name")).hasValue("白天");
      admin.id("preset-window-of").selectOption("whole_day");
      admin.id("preset-cap-scale").selectOption("none");
      assertThat(admin.id("preset-cap")).hasCount(0);
      admin.id("preset-threshold-scale").selectOption("none");
      admin.id("preset-unanswered").selectOption("left_out");
      admin.id("form-save").click();
      assertThat(problems).containsText("否则回复率总是 100%");
      assertThat(admin.id("preset-unanswered")).isFocused();
      admin.id("preset-unanswered").selectOption("missed");
      admin.id("preset-automatic").selectOption("count");
      admin.id("preset-nobody").selectOption("missed");
      admin.id("preset-unit").selectOption("session");
      admin.id("form-save").click();
      assertThat(admin.id("preset")).containsText("回复率 = 首次提问得到回复的会话 ÷ 全部会话");
      admin.id("presets-close").click();
      assertTile(admin, "unanswered", String.valueOf(NEVER_ANSWERED));
      assertThat(admin.id("report-tile-rate")).containsText("回复率（含自动回复）");
      admin.id("report-tile-rate").click();
      assertThat(admin.id("round")).hasCount(NEVER_ANSWERED);
      assertThat(admin.id("report-preset")).hasValue(Pattern.compile("own-\\d+"));

      admin.id("presets-open").click();
      admin.id("preset-edit").click();
      admin.id("preset-name").fill("不要了");
      admin.id("form-cancel").click();
      assertThat(admin.id("preset")).containsText("白天");
      admin.id("preset-delete").click();
      assertThat(admin.id("preset-delete")).containsText("再按一次");
      admin.page.keyboard().press("Escape");
      assertThat(admin.id("preset")).hasCount(1);
      admin.id("preset-delete").click();
      admin.id("preset-delete").click();
      assertThat(admin.page.getByText("已删除“白天”")).isVisible();
      assertThat(admin.page.getByText("还没有自定义口径")).isVisible();
      admin.page.keyboard().press("Escape");
      assertThat(admin.id("presets-close")).hasCount(0);
      assertThat(admin.page).hasURL(Pattern.compile("/reports/rounds"));
      assertThat(admin.id("report-preset")).hasValue("house");

      admin.page.navigate(at.installation.desk("/admin/audit").toString());
      for (String what : new String[] {"preset_added", "preset_changed", "preset_removed"}) {
        admin.id("audit-what").selectOption(what);
        assertThat(admin.id("audit-row").first()).containsText("白天");
      }
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
  }

  @Test
  void aRuleThatSomebodyRemovesMeanwhileGivesWayToTheHouseRule() throws IOException {
    String id = added("夜班");
    try (Agent admin = at.admin()) {
      admin.page.navigate(reports(PAST_DAY + "&preset=own-" + id));
      assertThat(admin.id("report-definition")).containsText("夜班");
      admin.settles();
      remove(id);
      admin.id("report-by").selectOption("agent");
      assertThat(admin.page.getByText("这个统计口径已被删除，现在按本店口径统计")).isVisible();
      assertThat(admin.page).hasURL(Pattern.compile("preset=house"));
      assertThat(admin.id("report-definition")).containsText("本店口径");
      assertThat(admin.id("report-preset").locator("option")).hasCount(6);
      admin.settles();
      admin.page.navigate(
          at.installation.desk("/reports/rounds?" + PAST_DAY) + "&preset=own-" + id);
      assertThat(admin.page).hasURL(Pattern.compile("/rounds.*preset=house"));
      assertThat(admin.id("round")).hasCount(NEVER_ANSWERED);
      admin.settles();

      String another = added("早班");
      admin.page.reload();
      admin.id("presets-open").click();
      assertThat(admin.id("preset")).hasCount(1);
      remove(another);
      admin.id("preset-edit").click();
      admin.id("form-save").click();
      assertThat(admin.id("form-trouble")).hasText("没有这个统计口径，可能已被删除。");
      admin.id("form-cancel").click();
      admin.id("preset-delete").click();
      admin.id("preset-delete").click();
      assertThat(admin.id("presets-trouble")).hasText("没有这个统计口径，可能已被删除。");
      assertThat(admin.id("preset")).hasCount(0);
    }
    assertThat(at.browser.takeComplaints())
        .allMatch(line -> line.contains("422") || line.contains("404"));
  }

  @Test
  void itFitsAPhoneAndIsInEnglishToo() throws IOException {
    added("Nights");
    try (BrowserContext machine = at.browser.person(390, 844)) {
      machine.addInitScript(
          "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', 'en')");
      Agent admin = Agent.logsIn(at.installation, machine);
      admin.page.navigate(reports(PAST_DAY));
      admin.id("presets-open").focus();
      admin.page.keyboard().press("Enter");
      assertThat(admin.id("preset")).containsText("our calculation, not a platform's");
      assertThat(admin.barriers()).isEmpty();
      admin.id("preset-edit").click();
      assertThat(admin.id("preset-window-to")).hasValue("26:00");
      assertThat(admin.page.getByText("To 02:00 on the next day")).isVisible();
      assertThat(admin.barriers()).isEmpty();
      Object overflow =
          admin.page.evaluate(
              "() => document.documentElement.scrollWidth > document.documentElement.clientWidth");
      assertThat(overflow).isEqualTo(false);
      admin.page.keyboard().press("Escape");
      assertThat(admin.id("preset")).isVisible();
    }
  }

  private static void assertTile(Agent agent, String name, String value) {
    assertThat(agent.id("report-tile-" + name).getByTestId("value")).hasText(value);
  }

  private static String reports(String query) {
    return at.installation.desk("/reports?" + query).toString();
  }

  private static String added(String name) throws IOException {
    HttpResponse<String> response =
        at.installation.post(
            PRESETS,
            """
            {"name":"%s","unit":"round","threshold_seconds":60,"window_of":"fixed",
             "window":"08:00-26:00","automatic_answers":"ignored","unanswered":"missed",
             "cap_seconds":null,"nobody_on_duty":"missed"}
            """
                .formatted(name));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return response.body().replaceAll("(?s).*\"id\":\"(\\d+)\".*", "$1");
  }

  private static void remove(String id) throws IOException {
    at.installation.send("DELETE", PRESETS + "/" + id, "");
  }
}
