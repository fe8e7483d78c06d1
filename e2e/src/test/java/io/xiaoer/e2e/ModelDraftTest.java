package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A person has an answer drafted, looks at it, and sends it or not. */
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class ModelDraftTest {
  @TempDir static Path folder;

  @RegisterExtension
  static final Running at = new Running(() -> folder, "  webhooks: {allow: [127.0.0.1]}\n");

  private static ModelHost model;

  @BeforeAll
  static void start() throws IOException {
    model = ModelHost.start();
  }

  @AfterAll
  static void end() {
    model.close();
  }

  @BeforeEach
  void setUp() throws IOException {
    model.answers("在的");
    at.installation.send(
        "PUT",
        "/api/v1/admin/assistant",
        "{\"draft\":{\"enabled\":true,\"base_url\":\"%s\",\"model\":\"m\"}}"
            .formatted(model.baseUrl()));
  }

  @Test
  void oneKeyDraftsIntoTheComposerAndAnotherSends() throws IOException {
    at.installation.customerSays("oDraft", "请问有39码吗");
    try (Agent agent = at.admin()) {
      agent.opens("oDraft");
      model.answers("39码", "有的，", "我帮您核实一下颜色");
      assertThat(agent.id("assist-draft")).isVisible();
      agent.page.keyboard().press("Alt+d");
      assertThat(agent.id("assist-line")).hasAttribute("data-state", "ready");
      assertThat(agent.id("composer")).hasValue("39码有的，我帮您核实一下颜色");
      assertThat(agent.id("wording-hit")).hasCount(0);
      agent.id("send").click();
      assertThat(agent.message("39码有的，我帮您核实一下颜色")).isVisible();
      assertThat(agent.id("assist-line")).hasCount(0);
      assertThat(model.asked().getLast()).contains("请问有39码吗").doesNotContain("oDraft");
    }
  }

  @Test
  void aPromiseIsMarkedAndIsNotSentByOnePress() throws IOException {
    at.installation.customerSays("oPromise", "坏了");
    try (Agent agent = at.admin()) {
      agent.opens("oPromise");
      model.answers("非常抱歉，给您退20元");
      agent.id("assist-draft").click();
      assertThat(agent.id("assist-line")).hasAttribute("data-state", "ready");
      Locator hits = agent.id("wording-hit");
      assertThat(hits.first()).containsText("店铺资料里没有");
      agent.id("send").click();
      assertThat(agent.id("wording-objection")).containsText("在店铺资料里没有依据");
      assertThat(agent.message("给您退20元")).hasCount(0);
      agent.id("composer").fill("非常抱歉，我核实一下");
      assertThat(hits).hasCount(0);
      agent.id("composer").fill("非常抱歉，给您退20元");
      assertThat(hits.first()).isVisible();
      assertThat(agent.id("send")).hasText("确认发送");
      agent.id("send").click();
      assertThat(agent.message("给您退20元")).isVisible();
    }
  }

  @Test
  void aDraftIsStoppedDroppedAndThrownAway() throws IOException {
    at.installation.customerSays("oStop", "在吗");
    try (Agent agent = at.admin()) {
      agent.opens("oStop");
      model.answersSlowly("您好，", "在的", "，请问");
      agent.id("assist-draft").click();
      model.release(1);
      assertThat(agent.id("composer")).hasValue("您好，");
      assertThat(agent.id("send")).isDisabled();
      agent.id("assist-stop").click();
      assertThat(agent.id("composer")).hasValue("");
      assertThat(agent.id("assist-line")).hasText("已停止起草。");
      agent.id("assist-note-read").click();
      assertThat(agent.id("assist-line")).hasCount(0);
      model.release(2);

      model.answers("您好，在的");
      agent.id("assist-draft").click();
      agent.id("assist-drop").click();
      assertThat(agent.id("composer")).hasValue("");

      agent.id("assist-draft").click();
      assertThat(agent.id("composer")).hasValue("您好，在的");
      at.installation.customerSays("oStop", "没事了");
      assertThat(agent.id("composer")).hasValue("");
      assertThat(agent.id("assist-line")).containsText("这份草稿已作废");

      model.answersSlowly("您好，", "在的", "，请问");
      agent.id("assist-draft").click();
      model.release(1);
      assertThat(agent.id("composer")).hasValue("您好，");
      agent.id("composer").fill("您好，我来看看");
      model.release(2);
      assertThat(agent.id("assist-line")).hasCount(0);
      assertThat(agent.id("composer")).hasValue("您好，我来看看");
      agent.id("assist-draft").click();
      assertThat(agent.id("assist-line")).containsText("输入框里还有内容");
    }
  }

  @Test
  void aFailureIsASmallNoteAndWhatIsOffIsNotOffered() throws IOException {
    at.installation.customerSays("oFail", "在吗");
    try (Agent agent = at.admin()) {
      agent.opens("oFail");
      model.refuses(429);
      agent.id("assist-draft").click();
      assertThat(agent.id("assist-line")).containsText("模型的服务限流了");
      assertThat(agent.id("composer")).hasValue("");
      agent.id("shortcuts-open").click();
      assertThat(agent.id("shortcuts")).containsText("AI 起草回复");
      agent.page.keyboard().press("Escape");
      at.installation.send("PUT", "/api/v1/admin/assistant", "{\"draft\":{\"enabled\":false}}");
      assertThat(agent.id("assist-draft")).hasCount(0);
    }
  }

  @Test
  void whatIsPersonalComesBackIntoTheDraft() throws IOException {
    at.installation.customerSays("oMask", "我的电话13812345678，改一下");
    try (Agent agent = at.admin()) {
      agent.opens("oMask");
      model.answers("您的电话是[电", "话1]对吗");
      agent.id("assist-draft").click();
      assertThat(agent.id("composer")).hasValue("您的电话是13812345678对吗");
      assertThat(model.asked().getLast()).doesNotContain("13812345678");
      assertThat(agent.id("assist-line")).hasText(Pattern.compile("AI 草稿（.*127\\.0\\.0\\.1.*"));
    }
  }

  @Test
  void severalLinesBecomeOneMessageAndCanComeBack() throws IOException {
    at.installation.customerSays("oMerge", "什么时候发货");
    try (Agent agent = at.admin()) {
      agent.opens("oMerge");
      assertThat(agent.id("assist-draft")).isVisible();
      agent.id("composer").fill("您好");
      assertThat(agent.id("assist-merge")).hasCount(0);
      agent.id("composer").fill("您好\n今天下午发出\n请您放心");
      model.answersSlowly("您好，", "今天下午发出，请放心");
      agent.page.keyboard().press("Alt+g");
      model.release(1);
      assertThat(agent.id("composer")).hasValue("您好，");
      assertThat(agent.id("assist-line")).containsText("正在合并成一条");
      agent.id("assist-stop").click();
      assertThat(agent.id("composer")).hasValue("您好\n今天下午发出\n请您放心");
      assertThat(agent.id("assist-line")).containsText("原文还在");
      model.release(1);

      model.answers("您好，今天下午发出，请放心");
      agent.id("assist-merge").click();
      assertThat(agent.id("assist-line")).hasAttribute("data-state", "ready");
      assertThat(agent.id("composer")).hasValue("您好，今天下午发出，请放心");
      assertThat(agent.id("wording-hit")).hasCount(0); // The agent has said it, not the model.
      agent.id("assist-drop").click();
      assertThat(agent.id("composer")).hasValue("您好\n今天下午发出\n请您放心");

      model.answers("您好，今天下午发出，免费送您赠品");
      agent.id("assist-merge").click();
      assertThat(agent.id("wording-hit").first()).isVisible();
      agent.id("composer").fill("您好，今天下午发出");
      agent.id("send").click();
      assertThat(agent.message("您好，今天下午发出")).isVisible();
    }
  }

  @Test
  void aSummaryGoesIntoTheNoteOfAHandOver() throws IOException {
    at.installation.customerSays("oSummary", "鞋子开胶了，要退款，电话13812345678");
    try (Agent agent = at.admin()) {
      agent.opens("oSummary");
      agent.id("hand-over").click();
      agent.id("hand-over-note").fill("老顾客");
      model.answers("顾客称鞋子开胶，", "要求退款，电话[电话1]");
      agent.id("assist-summary").click();
      assertThat(agent.id("hand-over-note")).hasValue("老顾客\n顾客称鞋子开胶，要求退款，电话13812345678");
      assertThat(agent.id("assist-summary-words")).containsText("不会发给顾客");
      assertThat(agent.barriers()).isEmpty();
      agent.id("hand-over-note").fill("老顾客");
      model.answersSlowly("顾客", "要求退款");
      agent.id("assist-summary").click();
      model.release(1);
      assertThat(agent.id("hand-over-note")).hasValue("老顾客\n顾客");
      agent.id("assist-summary-stop").click();
      assertThat(agent.id("assist-summary")).isVisible();
      model.release(1);
      model.refuses(429);
      agent.id("hand-over-note").fill("老顾客");
      agent.id("assist-summary").click();
      assertThat(agent.id("assist-summary-words")).containsText("限流");
      assertThat(agent.id("hand-over-note")).hasValue("老顾客");
      agent.id("hand-over-cancel").click();
    }
  }

  @Test
  void whatBecameOfDraftsIsShownToAdministrators() throws IOException {
    at.installation.customerSays("oUsed", "有货吗");
    try (Agent agent = at.admin()) {
      agent.opens("oUsed");
      model.answers("有货的");
      agent.id("assist-draft").click();
      assertThat(agent.id("assist-line")).hasAttribute("data-state", "ready");
      agent.id("send").click();
      assertThat(agent.message("有货的")).isVisible();
      assertThat(agent.message("有货的").locator(".author")).containsText("智能起草");
      agent.page.navigate(at.installation.desk("/admin/assistant").toString());
      Locator row = agent.page.locator("[data-testid=assist-use-row][data-key=admin]");
      assertThat(row.locator("[data-column=unchanged]")).hasText(Pattern.compile("[1-9].*"));
      assertThat(agent.id("assist-use-speed")).containsText("用草稿");
      agent.id("assist-use-by").selectOption("day");
      assertThat(agent.id("assist-use-row")).hasCount(1);
      agent.id("assist-use-days").selectOption("7");
      assertThat(agent.id("assist-use-row")).hasCount(1);
      assertThat(agent.barriers()).isEmpty();
    }
  }

  /**
   * The page asks for the messages when it opens the chat; until they are there one key was
   * pressed.
   */
  @Test
  void aDraftThatWasAskedForBeforeTheChatCameStays() throws IOException {
    at.installation.customerSays("oEarly", "在吗");
    try (Agent agent = at.admin()) {
      assertThat(agent.row("oEarly")).isVisible();
      List<Route> held = new CopyOnWriteArrayList<>();
      Pattern messages = Pattern.compile(".*/api/v1/conversations/\\d+/messages.*");
      agent.page.route(messages, held::add);
      agent.row("oEarly").click();
      agent.page.waitForCondition(() -> !held.isEmpty());
      model.answers("在的，请讲");
      agent.page.keyboard().press("Alt+d");
      assertThat(agent.id("composer")).hasValue("在的，请讲");
      agent.page.unroute(messages);
      held.forEach(Route::resume);
      assertThat(agent.message("在吗")).isVisible();
      assertThat(agent.id("assist-line")).hasAttribute("data-state", "ready");
      assertThat(agent.id("composer")).hasValue("在的，请讲");
    }
  }
}
