package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Questions that people have answered are given to the model, and its drafts are judged. */
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class ReplayPageTest {
  private static final int ROUNDS = 6;

  /** As whoever is logged in. */
  private static final String ANSWERS =
      """
      async ([id, content]) => (await fetch(`/api/v1/conversations/${id}/messages`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ client_id: 'answer', type: 'text', text: { content } }),
      })).status
      """;

  @TempDir static Path folder;

  @RegisterExtension
  static final Running at = new Running(() -> folder, "  webhooks: {allow: [127.0.0.1]}\n");

  private static ModelHost model;

  @BeforeAll
  static void start() throws IOException {
    model = ModelHost.start();
    at.installation.send(
        "PUT",
        "/api/v1/admin/assistant",
        "{\"draft\":{\"enabled\":true,\"base_url\":\"%s\",\"model\":\"m\"}}"
            .formatted(model.baseUrl()));
  }

  @AfterAll
  static void end() {
    model.close();
  }

  @Test
  void pastRoundsArePlayedJudgedStoppedAndRemoved() throws IOException {
    try (Agent admin = at.admin()) {
      for (int i = 0; i < ROUNDS; i++) {
        String customer = "oPlayed" + i;
        at.installation.customerSays(customer, "第" + i + "问，什么时候发货");
        assertThat(
                admin.page.evaluate(
                    ANSWERS,
                    List.of(at.installation.awaitConversation(customer), "第" + i + "答，今天发")))
            .isEqualTo(202);
      }
      Soon.await()
          .alias("the rounds are known")
          .until(() ->
              at.installation
                      .get("/api/v1/assistant/replay-plan?shop=" + Installation.SHOP)
                      .path("available")
                      .asInt()
                  == ROUNDS);
      admin.page.navigate(at.installation.desk("/admin/replay").toString());
      assertThat(admin.id("replay-cost")).containsText("6 次");
      admin.id("replay-count").selectOption("10");
      admin.id("replay-days").selectOption("7");
      assertThat(admin.id("replay-begin")).hasText("开始（调用 6 次）");
      assertThat(model.asked()).isEmpty();

      model.answersSlowly("今天给您发货，", "免费送您赠品");
      admin.id("replay-begin").click();
      assertThat(admin.id("replay-report")).hasAttribute("data-state", "running");
      assertThat(admin.id("replay-begin")).isDisabled();
      model.release(2);
      assertThat(admin.id("replay-progress")).hasText("1 / 6 轮");
      admin.id("replay-stop").click();
      assertThat(admin.id("replay-report")).hasAttribute("data-state", "stopped");
      model.answers("今天给您发货，免费送您赠品");
      model.release(20);
      admin.id("replay-remove").click();
      admin.id("replay-remove").click();
      assertThat(admin.id("replay-report")).hasCount(0);

      admin.id("replay-begin").click();
      assertThat(admin.id("replay-report")).hasAttribute("data-state", "done");
      assertThat(figure(admin, "marked")).containsText("100%");
      Locator rounds = admin.id("replay-round");
      assertThat(rounds).hasCount(5);
      assertThat(rounds.first()).containsText("店铺没说过");
      assertThat(rounds.first().getByTestId("replay-answer")).containsText("答，今天发");
      assertThat(rounds.first().getByTestId("replay-draft")).hasText("今天给您发货，免费送您赠品");
      rounds.first().getByTestId("replay-usable").click();
      assertThat(rounds.first()).hasAttribute("data-verdict", "usable");
      rounds.nth(1).getByTestId("replay-usable_after_change").click();
      rounds.nth(2).getByTestId("replay-unusable").click();
      assertThat(figure(admin, "would-send")).containsText("已评 3 / 6");
      assertThat(figure(admin, "would-send")).containsText("33.3%");
      rounds.nth(2).getByTestId("replay-unusable").click();
      assertThat(figure(admin, "would-send")).containsText("已评 2 / 6");
      assertThat(figure(admin, "would-send")).containsText("50%");
      admin.id("replay-more").click();
      assertThat(rounds).hasCount(6);
      assertThat(admin.barriers()).isEmpty();
      admin.page.reload();
      assertThat(rounds).hasCount(4); // Those that nobody has judged.
      admin.id("replay-open").uncheck();
      assertThat(rounds).hasCount(5);
      assertThat(rounds.first()).hasAttribute("data-verdict", "usable");
    }
    assertThat(model.asked()).allSatisfy(asked -> assertThat(asked).doesNotContain("答，今天发"));
  }

  private static Locator figure(Agent admin, String name) {
    return admin.page.locator("[data-testid=replay-figure][data-name=" + name + "]");
  }
}
