package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A page that is opened is whole at once, and hears keys from the beginning. */
class FirstAnswerTest {
  private static final String CUSTOMER = "oFirstAnswer";
  private static final List<String> ACTIONS =
      List.of("nav-search", "nav-admin", "take-next", "take", "hand-over", "attach");

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void whatCanBeDoneIsThereWithTheConversation() throws IOException {
    at.installation.customerSays(CUSTOMER, "在吗");
    try (Agent agent = at.admin()) {
      agent.opens(CUSTOMER);
      assertThat(agent.id("hand-over")).isVisible();

      Queue<Route> held = new ConcurrentLinkedQueue<>();
      agent.page.route("**/api/v1/openapi.json", held::add);
      agent.page.reload();
      assertThat(agent.message("在吗")).isVisible();
      for (String action : ACTIONS) {
        assertThat(agent.id(action)).isVisible();
      }
      held.forEach(Route::resume);
    }
  }

  @Test
  void keysPressedBeforeThePageIsThereDoWhatTheySay() throws IOException {
    at.installation.customerSays("oEarlyKeys", "有人吗");
    try (Agent agent = at.admin()) {
      assertThat(agent.row("oEarlyKeys")).isVisible();
      Queue<Route> held = new ConcurrentLinkedQueue<>();
      agent.page.route("**/api/v1/session", held::add); // The page knows nobody yet.
      agent.page.reload();
      agent.page.waitForCondition(() -> !held.isEmpty());
      agent.page.keyboard().press("Alt+j");
      agent.page.unroute("**/api/v1/session");
      held.forEach(Route::resume);
      assertThat(agent.page).hasURL(Pattern.compile("/c/"));
      assertThat(agent.id("hand-over")).isVisible();

      Queue<Route> lists = new ConcurrentLinkedQueue<>();
      agent.page.route("**/api/v1/conversations**", lists::add);
      agent.page.reload();
      agent.page.waitForCondition(() -> !lists.isEmpty());
      agent.page.keyboard().press("Alt+h");
      agent.page.unroute("**/api/v1/conversations**");
      lists.forEach(Route::resume);
      assertThat(agent.id("hand-over-give")).isVisible();
      agent.page.keyboard().press("Escape");
      assertThat(agent.id("link-status")).hasAttribute("data-state", "open");
    }
  }
}
