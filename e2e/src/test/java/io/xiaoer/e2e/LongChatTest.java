package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Reading in a long chat: nothing moves under the eyes, and nothing is loaded unasked. */
class LongChatTest {
  /** The first message in sight, and how far its lower edge is from the top of the chat. */
  private static final String FIRST_IN_SIGHT =
      """
      list => {
        const top = list.getBoundingClientRect().top;
        const edge = one => one.getBoundingClientRect().bottom - top;
        const first = [...list.querySelectorAll('[data-testid=message]')].find(one => edge(one) > 1);
        return [first.dataset.messageId, edge(first)];
      }
      """;

  private static final String EDGE =
      """
      (list, id) => list.querySelector(`[data-message-id="${id}"]`).getBoundingClientRect().bottom
        - list.getBoundingClientRect().top
      """;

  private static final double PIXELS_OFF_MAX = 2;

  /** Long enough for many pages. */
  private static final Duration MANY_PAGES_WITHIN = Duration.ofMillis(1_500);

  /** What is pushed is on the screen much sooner. */
  private static final Duration SURELY_SHOWN = Duration.ofSeconds(1);

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void whoReachesTheTopKeepsThePlaceAndGetsOnePage() throws IOException {
    String customer = "oScrollsUp";
    says(customer, 220);
    readToTheEnd(customer);
    try (Agent agent = at.admin()) {
      List<String> pages = pagesRead(agent);
      agent.opens(customer);
      assertThat(agent.message("第 220 条。")).isVisible();
      Locator list = agent.id("message-list");
      for (int reached = 1; reached <= 3; reached++) {
        list.evaluate("list => { list.scrollTop = 0 }");
        List<?> before = (List<?>) list.evaluate(FIRST_IN_SIGHT);
        int now = reached;
        agent.page.waitForCondition(() -> older(pages).size() == now);
        agent.settles();
        Absence.holdsFor(
            agent.page, MANY_PAGES_WITHIN, () -> assertThat(older(pages)).hasSize(now));
        assertThat(number(list.evaluate(EDGE, before.getFirst())))
            .as("where it stands")
            .isCloseTo(number(before.get(1)), within(PIXELS_OFF_MAX));
      }
    }
  }

  @Test
  void aChatWithHundredsUnreadOpensAtTheNewestAndAButtonLeadsToTheFirst() throws IOException {
    String customer = "oManyUnread";
    says(customer, 400);
    try (Agent agent = at.admin()) {
      List<String> pages = pagesRead(agent);
      agent.opens(customer);
      assertThat(agent.message("第 400 条。")).isInViewport();
      Absence.holdsFor(agent.page, MANY_PAGES_WITHIN, () -> assertThat(pages).hasSize(1));
      assertThat(agent.id("jump-to-unread")).containsText("400");
      assertThat(agent.barriers()).isEmpty();

      agent.id("jump-to-unread").click();
      assertThat(agent.message("第 1 条。")).isInViewport();
      assertThat(agent.id("unread-line")).isInViewport();
      assertThat(agent.id("jump-to-unread")).isHidden();

      // What comes meanwhile moves nothing and is told.
      at.installation.customerSays(customer, "还有一句");
      assertThat(agent.id("jump-to-newest")).containsText("1 条新消息");
      assertThat(agent.message("第 1 条。")).isInViewport();
      agent.id("jump-to-newest").click();
      assertThat(agent.message("还有一句")).isInViewport();
    }
  }

  @Test
  void aResultFarBackOpensAtItsMessageAndTheWayToTheNewestHasNoHole() throws IOException {
    String customer = "oFarBack";
    says(customer, 20);
    at.installation.customerSays(customer, "当时说好的赠品");
    says(customer, 300);
    readToTheEnd(customer);
    try (Agent agent = at.admin()) {
      agent.id("nav-search").click();
      agent.id("search-field").fill("赠品");
      at.installation.awaitFound("赠品", 1);
      agent.id("search-go").click();
      List<String> pages = pagesRead(agent);
      agent.id("hit").first().click();
      assertThat(agent.message("当时说好的赠品")).isInViewport();
      assertThat(pages).as("pages read").hasSizeLessThanOrEqualTo(4);
      assertThat(agent.message("第 300 条。")).hasCount(0);

      // A customer's new message comes where it belongs: not behind the stretch that is read.
      at.installation.customerSays(customer, "现在又来了");
      Locator newest = agent.message("现在又来了");
      Absence.holdsFor(agent.page, SURELY_SHOWN, () -> assertThat(newest.count()).isZero());
      assertThat(agent.message("当时说好的赠品")).isInViewport();

      List<Integer> seen = new ArrayList<>();
      agent.repeats(
          () -> {
            seen.addAll(numbers(agent));
            agent.id("message-list").evaluate("list => list.scrollBy(0, 800)");
          },
          newest);
      assertThat(newest).isVisible();
      seen.addAll(numbers(agent));
      assertThat(seen.stream().distinct().sorted().toList())
          .containsAll(IntStream.rangeClosed(1, 300).boxed().toList());

      Pattern newer = Pattern.compile("/messages\\?.*after=");
      agent.page.route(newer, Route::abort);
      agent.page.reload(); // The address still names the message.
      assertThat(agent.message("当时说好的赠品")).isInViewport();
      agent.id("message-list").evaluate("list => { list.scrollTop = list.scrollHeight }");
      assertThat(agent.id("newer-failed")).isInViewport();
      agent.page.unroute(newer);
      agent.id("newer-failed").getByRole(AriaRole.BUTTON).click();
      assertThat(agent.id("newer-failed")).isHidden();
      assertThat(at.browser.takeComplaints()).allMatch(one -> one.contains("ERR_FAILED"));
      agent.writes("查到了，给您补上");
      assertThat(agent.message("查到了，给您补上")).isInViewport();
      assertThat(agent.message("现在又来了")).isInViewport();
    }
  }

  private static void says(String customer, int count) throws IOException {
    for (int i = 1; i <= count; i++) {
      at.installation.customerSays(customer, "第 " + i + " 条。");
    }
    at.installation.awaitConversation(customer);
  }

  private static void readToTheEnd(String customer) throws IOException {
    String path = "/api/v1/conversations/" + at.installation.awaitConversation(customer);
    JsonNode page = at.installation.get(path + "/messages?limit=1");
    String newest = page.path("messages").path(0).path("id").asString();
    assertThat(
            at.installation
                .post(path + "/read", "{\"message_id\":\"%s\"}".formatted(newest))
                .statusCode())
        .isEqualTo(204);
  }

  /** The addresses of the pages of messages that this page asks for from now on. */
  private static List<String> pagesRead(Agent agent) {
    List<String> pages = Collections.synchronizedList(new ArrayList<>());
    agent.page.onRequest(request -> {
      if (request.method().equals("GET") && request.url().contains("/messages?")) {
        pages.add(request.url());
      }
    });
    return pages;
  }

  private static List<String> older(List<String> pages) {
    return pages.stream().filter(page -> page.contains("before=")).toList();
  }

  private static List<Integer> numbers(Agent agent) {
    return ((List<?>)
            agent
                .id("message")
                .evaluateAll(
                    "all => all.map(one => /第 (\\d+) 条/.exec(one.textContent)?.[1]).filter(Boolean).map(Number)"))
        .stream().map(number -> Integer.valueOf(String.valueOf(number))).toList();
  }

  private static double number(Object value) {
    return Double.parseDouble(String.valueOf(value));
  }
}
