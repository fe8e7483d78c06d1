package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From one customer to the next: who is taken, who is told of, what was said before. */
class QueueTest {

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  /** One each: whoever goes online once does so at every login. */
  @BeforeAll
  static void addPeople() throws IOException {
    at.installation.addStaff("taker");
    at.installation.addStaff("closer");
  }

  @Test
  void theNextFromTheQueueIsWhoeverHasWaitedLongest() throws IOException {
    writtenAgo("oWaitsShort", 1_000);
    writtenAgo("oWaitsLong", 2_000);
    try (Agent agent = at.agent("taker")) {
      agent.goesOnline();
      assertThat(agent.id("figure-load")).hasText("0");
      agent.id("nav-search").click();
      agent.id("take-next").click(); // Also from another page.
      assertThat(agent.row("oWaitsLong")).hasAttribute("aria-current", "true");
      assertThat(agent.id("composer")).isFocused();
      assertThat(agent.id("take")).isHidden();
      assertThat(agent.id("close-conversation")).isVisible();
      assertThat(agent.id("figure-load")).hasText("1");

      agent.id("take-next").click();
      assertThat(agent.row("oWaitsShort")).hasAttribute("aria-current", "true");
      assertThat(agent.id("figure-load")).hasText("2");
    }
  }

  /** A message whose own clock says that it was written so long ago. */
  private static void writtenAgo(String openId, int seconds) throws IOException {
    at.installation.fault("{\"fault\":\"skew_clock\",\"seconds\":-%d}".formatted(seconds));
    at.installation.customerSays(openId, "等着");
    at.installation.awaitConversation(openId);
  }

  @Test
  void aNoticeIsClosedAndNobodyIsOpened() throws IOException {
    try (Agent agent = at.agent("closer")) {
      agent.goesOnline();
      at.installation.customerSays("oNoticed", "有人吗");
      assertThat(agent.id("notice")).hasAttribute("data-kind", "new");
      agent.id("notice-close").click();
      assertThat(agent.id("notice")).isHidden(soonerThanByItself());
      assertThat(agent.id("chat")).isHidden();
      assertThat(agent.row("oNoticed").getByTestId("unread-badge")).hasText("1");
    }
  }

  /** Which it does after eight seconds. */
  private static LocatorAssertions.IsHiddenOptions soonerThanByItself() {
    return new LocatorAssertions.IsHiddenOptions().setTimeout(6_000);
  }

  @Test
  void anEarlierConversationIsReadWhereItBegan() throws IOException {
    String customer = "oCameBack";
    at.installation.customerSays(customer, "第一次来，要一只杯子");
    for (int i = 1; i <= 70; i++) { // More than a page of the chat.
      at.installation.customerSays(customer, "还有第 " + i + " 句");
    }
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      assertThat(agent.message("还有第 70 句")).isInViewport();
      assertThat(agent.id("earlier-conversation")).hasCount(0);
      agent.id("close-conversation").click();
      assertThat(agent.id("reopen-conversation")).isVisible();
      at.installation.customerSays(customer, "我又来了");
      assertThat(agent.message("我又来了")).isInViewport();
      assertThat(agent.message("第一次来")).hasCount(0);

      agent.id("earlier-conversation").click();
      assertThat(agent.message("第一次来")).isInViewport();
      assertThat(agent.page).hasURL(Pattern.compile("/c/\\d+\\?m=\\d+$"));
    }
  }

  @Test
  void aSearchThatFindsMoreThanAPageShowsTheRestWhenAsked() throws IOException {
    for (int i = 1; i <= 34; i++) {
      at.installation.customerSays("oSearched" + i, "碧螺春还有吗 " + i);
    }
    at.installation.awaitFound("碧螺春", 34);
    try (Agent agent = at.admin()) {
      agent.id("nav-search").click();
      agent.id("search-field").fill("碧螺春");
      agent.id("search-go").click();
      assertThat(agent.id("hit")).hasCount(30);
      agent.id("search-more").click();
      assertThat(agent.id("hit")).hasCount(34);
      assertThat(agent.id("search-more")).isHidden();
    }
  }
}
