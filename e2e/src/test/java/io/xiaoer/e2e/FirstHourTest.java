package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a server that was started without a configuration to the first answer at the desk. */
class FirstHourTest {
  private static final Pattern LINK = Pattern.compile("Set up: (http://\\S+/set-up#(\\S+)) ");
  private static final String PASSWORD = "four unrelated words of mine";

  @TempDir static Path folder;

  /** For a person who reads and types, of which this one needs some seconds. */
  private static final Duration PROMISED = Duration.ofMinutes(5);

  private static Installation installation;
  private static Program server;
  private static Program simulator;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    installation = new Installation(folder);
    server = installation.startBare(Files.createDirectories(folder.resolve("empty")));
    simulator = installation.startSimulator();
    browser = new Browser();
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
    simulator.close();
  }

  @Test
  void fromTheLinkOfTheStartToAShopThatIsReadyForTheSwitch() {
    Matcher printed = LINK.matcher(server.output());
    assertThat(printed.find()).as(server.output()).isTrue();
    String link = printed.group(1);
    assertThat(folder.resolve("empty/data/desk.db")).exists();

    try (BrowserContext machine = browser.person(1440, 900)) {
      machine.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      Agent boss = Agent.comes(installation, machine);
      withoutTheLink(boss);
      long begun = System.nanoTime();
      theFirstAccount(boss, link);
      theFirstShop(boss);
      thePublicAddress(boss);
      theChecks(boss);
      theTestMessage(boss);
      say("the first hour took a scripted person", begun);
      whatIsLeftAsItIs(boss);
      theLinkIsOver(boss, link);
    }
    assertThat(server.output().split(printed.group(2), -1)).as("printed once").hasSize(2);
    assertThat(browser.takeComplaints())
        .allMatch(line -> line.contains("403") || line.contains("422"));
  }

  private static void say(String what, long begun) {
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    System.out.printf(Locale.ROOT, "%s: %.1f s%n", what, took.toMillis() / 1_000.0);
    assertThat(took).isLessThan(PROMISED);
  }

  private static void withoutTheLink(Agent boss) {
    boss.page.navigate(installation.desk("/").toString());
    assertThat(boss.id("first-where")).isVisible();
    assertThat(boss.barriers()).as("where the link is").isEmpty();
    boss.page.navigate(installation.desk("/set-up#not-the-link").toString());
    assertThat(boss.id("first-link-trouble")).isVisible();
  }

  private static void theFirstAccount(Agent boss, String link) {
    boss.page.navigate(link);
    assertThat(boss.id("first-username")).hasValue("admin");
    assertThat(boss.page.url()).doesNotContain("#"); // The secret stays in no history.
    assertThat(boss.barriers()).as("the first account").isEmpty();
    boss.id("first-account-submit").click();
    assertThat(boss.id("first-trouble")).isVisible(); // Nothing is filled in.
    boss.id("first-name").fill("店长");
    boss.id("first-password").fill("passwordpassword");
    boss.id("first-account-submit").click();
    assertThat(boss.id("first-trouble")).containsText("密码");
    boss.id("first-password").fill(PASSWORD);
    boss.id("first-account-submit").click();
    assertThat(boss.id("guide-shop-new")).isVisible();
    assertThat(boss.id("link-status")).hasAttribute("data-state", "open");
  }

  private static void theFirstShop(Agent boss) {
    boss.id("guide-shop-new").click();
    boss.page.keyboard().press("Escape"); // Not yet.
    assertThat(boss.id("form-save")).isHidden();
    assertThat(item(boss, "access_token")).hasCount(0);
    boss.id("guide-shop-new").click();
    boss.id("shop-id").fill(Installation.SHOP);
    boss.id("shop-name").fill("测试小店");
    boss.id("shop-user-name").fill(Installation.USER_NAME);
    boss.id("shop-app-id").fill(Installation.APP_ID);
    boss.id("shop-app_secret").fill("not the secret");
    boss.id("shop-make-token").click();
    assertThat(boss.id("shop-token")).hasValue(Pattern.compile("[A-Za-z0-9]{32}"));
    boss.id("shop-make-encoding_aes_key").click();
    assertThat(boss.id("shop-encoding_aes_key")).hasValue(Pattern.compile("[A-Za-z0-9]{43}"));
    boss.id("shop-copy").first().click();
    assertThat(boss.clipboard()).isEqualTo(boss.id("shop-token").inputValue());
    assertThat(boss.barriers()).as("the first shop").isEmpty();
    // The simulator's own, as if they had been pasted there.
    boss.id("shop-token").fill(Installation.TOKEN);
    boss.id("shop-encoding_aes_key").fill("too short");
    boss.id("shop-api").fill(installation.simulator("").toString());
    boss.id("form-save").click();
    assertThat(boss.id("form-trouble")).isVisible();
    boss.id("shop-encoding_aes_key").fill(Installation.AES_KEY);
    boss.id("form-save").click();
    assertThat(boss.id("form-save")).isHidden();

    // The secret is not the shop's, and that is said at once.
    assertThat(item(boss, "access_token")).hasAttribute("data-reason", "secret");
    boss.page.navigate(installation.desk("/admin/shops").toString());
    boss.id("shop-edit").click();
    boss.id("shop-app_secret").fill(Installation.SECRET);
    boss.id("form-save").click();
    assertThat(boss.id("form-save")).isHidden();
    boss.id("admin-guide").click();
    boss.id("guide-copy").first().click();
    assertThat(boss.clipboard()).endsWith("/callback/" + Installation.SHOP);
    boss.id("guide-probe").click();
    boss.id("guide-probe-copy").click();
    assertThat(boss.clipboard())
        .contains("./xiaoer probe", Installation.APP_ID)
        .doesNotContain(Installation.TOKEN, Installation.AES_KEY);
  }

  private static void thePublicAddress(Agent boss) {
    boss.id("guide-url").fill("http://10.0.0.1");
    boss.id("guide-url-save").click();
    assertThat(boss.id("guide-url-trouble")).isVisible();
    boss.id("guide-url").fill(installation.desk("").toString());
    boss.id("guide-url-save").click();
    assertThat(boss.id("guide-url-trouble")).isHidden();
  }

  private static void theChecks(Agent boss) {
    boss.id("guide-check-all").click();
    for (String good : List.of("access_token", "allow_list", "clock", "disk", "memory")) {
      assertThat(item(boss, good)).hasAttribute("data-state", "good");
    }
    // It answers, and at a port to which the platform does not push.
    assertThat(item(boss, "push_url")).hasAttribute("data-reason", "port");
    assertThat(item(boss, "certificate")).hasAttribute("data-reason", "no_https");
    item(boss, "clock").getByTestId("guide-check").click();
    assertThat(item(boss, "clock")).hasAttribute("data-state", "good");
    assertThat(boss.barriers()).as("the checks").isEmpty();
  }

  private static void theTestMessage(Agent boss) {
    boss.id("guide-test").click();
    boss.id("guide-test-open").click();
    assertThat(boss.id("chat")).isVisible();
    assertThat(boss.message("这是一条测试消息")).isVisible();
    boss.writes("收到");
    assertThat(boss.id("failure")).containsText("测试顾客"); // Nobody was sent anything.
    assertThat(boss.barriers()).as("the test message").isEmpty();
  }

  private static void whatIsLeftAsItIs(Agent boss) {
    boss.page.navigate(installation.desk("/admin/system").toString());
    assertThat(boss.id("guide-missing").locator("[data-check=backup]")).isVisible();
    boss.id("guide-open").click();
    assertThat(boss.id("guide-left")).isVisible();
    Locator open = boss.page.locator("[data-testid=guide-item][data-dismissed=false]");
    boss.repeats(
        () -> {
          Locator dismiss = open.getByTestId("guide-dismiss");
          if (dismiss.count() > 0) {
            dismiss.first().click();
            boss.settles();
          }
        },
        boss.id("guide-left").filter(new Locator.FilterOptions().setHasText("全部完成")));
    boss.page.navigate(installation.desk("/admin/system").toString());
    assertThat(boss.id("system-shop")).isVisible();
    assertThat(boss.id("guide-missing")).hasCount(0);
    boss.id("admin-guide").click();
    item(boss, "backup").getByTestId("guide-restore").click();
    assertThat(item(boss, "backup")).hasAttribute("data-dismissed", "false");
  }

  /** For them and for everybody. */
  private static void theLinkIsOver(Agent boss, String link) {
    boss.page.navigate(link);
    assertThat(boss.id("link-status")).hasAttribute("data-state", "open");
    boss.id("user-menu").click();
    boss.id("logout").click();
    assertThat(boss.id("login-submit")).isVisible();
    boss.page.navigate(link);
    assertThat(boss.id("login-submit")).isVisible();
  }

  private static Locator item(Agent boss, String name) {
    return boss.page.locator("[data-testid=guide-item][data-check=" + name + "]");
  }
}
