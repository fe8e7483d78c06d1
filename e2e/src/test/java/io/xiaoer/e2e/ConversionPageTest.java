package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Many asked and nobody answered; two of them paid all the same. */
class ConversionPageTest {
  /** The day of {@link Pushes}. */
  private static final String PAST_DAY = "from=2026-11-23&to=2026-11-23";

  private static final int ASKED = 60;

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void start() throws IOException {
    Pushes pushes = new Pushes(at.installation.desk("/callback/" + Installation.SHOP), 37);
    for (int i = 0; i < ASKED; i++) {
      deliver(pushes, pushes.text("oAsks" + i, Pushes.msgId(i), "有货吗"));
    }
    deliver(pushes, pushes.paid("oAsks3", "3705115058471208928", Duration.ofHours(2)));
    deliver(pushes, pushes.paid("oAsks5", "3705115058471208929", Duration.ofDays(5)));
    deliver(pushes, pushes.paid("oNeverAsked", "3705115058471208930", Duration.ofHours(3)));
    Soon.await()
        .until(() -> {
          var total =
              at.installation.get("/api/v1/reports/conversion?days=7&" + PAST_DAY).path("total");
          return total.path("customers").asInt() == ASKED && total.path("buyers").asInt() == 2;
        });
  }

  private static void deliver(Pushes pushes, PushRequest push) throws IOException {
    assertThat(pushes.deliver(push).body()).isEqualTo("success");
  }

  @Test
  void everyNumberLeadsToItsCustomersAndTheseToTheirChats() throws IOException {
    try (Agent admin = at.admin()) {
      admin.page.navigate(at.installation.desk("/reports?" + PAST_DAY).toString());
      admin.id("report-conversion").click();
      assertThat(admin.page).hasURL(Pattern.compile("/reports/conversion"));
      assertThat(admin.id("conversion-definition")).containsText("不是平台公布的数据");
      assertThat(admin.id("conversion-definition")).containsText("3 天内");
      assertThat(cell(admin, "total", "customers")).hasText("60");
      assertThat(cell(admin, "total", "buyers")).hasText("1");
      assertThat(cell(admin, "total", "rate")).hasText("1.7%");
      assertThat(cell(admin, "", "customers")).hasText("60");
      assertThat(cell(admin, "", "rate")).hasText("–");
      assertThat(admin.barriers()).isEmpty();
      admin.settles();

      cell(admin, "total", "customers").locator("a").click();
      assertThat(admin.page).hasURL(Pattern.compile("list=asked"));
      assertThat(admin.id("buyer")).hasCount(50);
      admin.id("buyers-more").click();
      assertThat(admin.id("buyer")).hasCount(ASKED);
      assertThat(admin.barriers()).isEmpty();
      assertThat(csv(admin).lines().count()).isEqualTo(ASKED + 1);
      admin.id("buyers-close").click();
      assertThat(admin.id("buyers-table")).hasCount(0);
      assertThat(csv(admin)).contains("total,,60,1,1,0.0167");

      admin.id("conversion-days").selectOption("7");
      assertThat(cell(admin, "total", "buyers")).hasText("2");
      cell(admin, "", "orders").locator("a").click();
      assertThat(admin.page).hasURL(Pattern.compile("list=bought.*agent=-|agent=-.*list=bought"));
      assertThat(admin.id("buyer")).hasCount(2);
      assertThat(admin.id("buyer").first()).containsText("付款前没有客服回复");
      admin.id("buyers-widen").click();
      assertThat(admin.id("buyers-widen")).hasCount(0);
      assertThat(admin.id("buyer")).hasCount(2);
      admin.settles();
      cell(admin, "total", "rate").locator("a").click();
      assertThat(admin.id("buyer")).hasCount(2);
      cell(admin, "", "buyers").locator("a").click();
      assertThat(admin.id("buyers-widen")).isVisible();
      admin.settles();
      admin.id("buyer-open").first().click();
      assertThat(admin.page).hasURL(Pattern.compile("/c/"));
      assertThat(admin.message("有货吗")).isVisible();
      admin.page.goBack();
      admin.id("conversion-by").selectOption("shop");
      assertThat(cell(admin, Installation.SHOP, "buyers")).hasText("2");
    }
  }

  @Test
  void whatCannotBeReadSaysSoAndIsReadAgain() {
    try (Agent admin = at.admin()) {
      admin.page.route("**/api/v1/reports/conversion?*", Route::abort);
      admin.page.navigate(page(PAST_DAY));
      assertThat(admin.id("conversion-again")).isVisible();
      admin.page.unroute("**/api/v1/reports/conversion?*");
      admin.id("conversion-again").click();
      assertThat(admin.id("conversion-table")).isVisible();
      admin.settles();
      admin.page.route("**/conversion/customers?*", Route::abort);
      admin.page.navigate(page(PAST_DAY + "&list=asked"));
      assertThat(admin.id("buyers-again")).isVisible();
      admin.page.unroute("**/conversion/customers?*");
      admin.id("buyers-again").click();
      assertThat(admin.id("buyer").first()).isVisible();
      admin.settles();
    }
    at.browser.takeComplaints();
  }

  @Test
  void itFitsAPhoneAndIsInEnglishToo() {
    try (BrowserContext machine = at.browser.person(390, 844)) {
      machine.addInitScript(
          "if (location.protocol === 'http:') localStorage.setItem('xiaoer.language', 'en')");
      Agent admin = Agent.logsIn(at.installation, machine);
      admin.page.navigate(page(PAST_DAY + "&list=bought"));
      assertThat(admin.id("conversion-definition")).containsText("our calculation");
      assertThat(admin.id("buyer").first()).containsText("No agent’s answer before");
      assertThat(admin.barriers()).isEmpty();
      Object overflow =
          admin.page.evaluate(
              "() => document.documentElement.scrollWidth > document.documentElement.clientWidth");
      assertThat(overflow).isEqualTo(false);
    }
  }

  private static String csv(Agent agent) throws IOException {
    Download file = agent.page.waitForDownload(() -> agent.id("report-csv").click());
    assertThat(file.suggestedFilename()).endsWith(".csv");
    agent.settles();
    return Files.readString(file.path());
  }

  private static Locator cell(Agent agent, String key, String column) {
    return agent.page.locator(
        "[data-testid=conversion-row][data-key='%s'] [data-column=%s]".formatted(key, column));
  }

  private static String page(String query) {
    return at.installation.desk("/reports/conversion?" + query).toString();
  }
}
