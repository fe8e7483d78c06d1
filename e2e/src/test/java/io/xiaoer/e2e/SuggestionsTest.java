package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What could be answered, above the composer, and the page that switches it on; by words. */
class SuggestionsTest {
  private static final String PAGE = "/api/v1/shops/" + Installation.SHOP + "/suggestions";
  private static final String AGENT = "wu";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    at.installation.addStaff(AGENT);
    at.installation.post(
        "/api/v1/phrases",
        """
        {"owner":"team","title":"退货运费谁出","kind":"text","content":"退货运费由运费险赔付"}
        """);
  }

  @Test
  void anAdministratorSwitchesThemOnAndAnAgentInsertsOneByOneKey() throws IOException {
    try (Agent admin = at.admin()) {
      admin.page.navigate(at.installation.desk("/admin/suggestions").toString());
      assertThat(admin.id("suggestions-on")).not().isChecked();
      assertThat(admin.id("suggestions-about")).containsText("默认关闭");
      assertThat(admin.id("suggestions-engine")).containsText("按字词比较");
      admin.id("suggestions-all").check();
      assertThat(admin.id("suggestions-on")).isChecked(); // The shop has no setting of its own yet.
      admin.id("suggestions-all").uncheck();
      assertThat(admin.id("suggestions-on")).not().isChecked();
      admin.id("suggestions-on").check();
      admin.id("rule-threshold").fill("101");
      admin.id("unsaved-save").click();
      assertThat(admin.id("rule-threshold-problem")).isVisible();
      admin.id("unsaved-discard").click();
      assertThat(admin.id("suggestions-on")).not().isChecked();
      admin.id("suggestions-on").check();
      admin.id("rule-threshold").fill("45");
      admin.id("unsaved-save").click();
      assertThat(admin.id("suggestions-about")).containsText("修改");
      admin.id("suggestions-try-text").fill("退货运费谁出啊");
      admin.id("suggestions-try").click();
      assertThat(admin.id("suggestions-tried").locator("[data-shown=true]"))
          .containsText("退货运费由运费险赔付");
      admin.id("suggestions-try-text").fill("zzzz");
      admin.id("suggestions-try").click();
      assertThat(admin.id("suggestions-tried-none")).isVisible();
      assertThat(admin.barriers()).isEmpty();
    }
    // One was pressed for: a threshold above the highest score.
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
    JsonNode setting = at.installation.get(PAGE);
    assertThat(setting.path("enabled").asBoolean()).isTrue();
    assertThat(setting.path("threshold").asInt()).isEqualTo(45);

    learn("什么时候发货", "现货一般48小时内发出", "oLearned1");
    learn("今天能发货吗", "现货一般48小时内发出哦", "oLearned2");
    Soon.await()
        .alias("what two customers were told is learned")
        .until(() -> at.installation.get(PAGE).path("answers").asLong() == 1);

    String customer = "oSuggested";
    at.installation.customerSays(customer, "你好");
    at.installation.customerSays(customer, "什么时候发货呀");
    try (Agent agent = at.agent(AGENT)) {
      agent.opens(customer);
      assertThat(agent.id("suggestion")).hasCount(1);
      assertThat(agent.id("suggestion")).containsText("现货一般48小时内发出");
      assertThat(agent.id("suggestion")).hasAttribute("data-source", "past_answer");
      assertThat(agent.barriers()).isEmpty();
      agent.page.keyboard().press("Alt+1");
      assertThat(agent.id("composer")).hasValue("现货一般48小时内发出哦");
      assertThat(agent.message("现货一般48小时内发出哦")).hasCount(0); // Nothing is sent by itself.
      agent.id("send").click();
      assertThat(agent.message("现货一般48小时内发出哦")).hasAttribute("data-state", "accepted");
      assertThat(agent.id("suggestions")).hasCount(0);

      at.installation.customerSays(customer, "那退货运费谁出");
      assertThat(agent.id("suggestion")).hasAttribute("data-source", "phrase");
      agent.id("suggestion").click();
      assertThat(agent.id("composer")).hasValue("退货运费由运费险赔付");
      agent.id("composer").fill("");
      agent.id("suggestions-dismiss").click();
      assertThat(agent.id("suggestions")).hasCount(0);
      at.installation.customerSays(customer, "你真好看");
      agent.settles();
      assertThat(agent.id("suggestions")).hasCount(0);
    }
  }

  /** A customer asks, and a person answers. */
  private static void learn(String question, String answer, String customer) throws IOException {
    at.installation.customerSays(customer, question);
    try (Agent admin = at.admin()) {
      admin.opens(customer);
      admin.writes(answer);
      assertThat(admin.message(answer)).hasAttribute("data-state", "accepted");
    }
  }
}
