package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page on a telephone: it can be installed, starts without a line, and is never an old one. */
class InstalledPageTest {
  private static final String KEPT_FILES =
      """
      async () => {
        const names = await caches.keys();
        return (await Promise.all(names.map(async name => (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname)))).flat();
      }
      """;
  private static final String SIDES =
      """
      source => new Promise((told, failed) => {
        const image = new Image();
        image.onload = () => told(image.naturalWidth + 'x' + image.naturalHeight);
        image.onerror = failed;
        image.src = source;
      })
      """;
  private static final String KEPT_TEXTS = "() => JSON.stringify(Object.entries(localStorage))";
  private static final String BUILD = "() => document.querySelector('meta[name=build]').content";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void thePageCanBeInstalledInBothLanguages() throws IOException {
    assertNotKeptUnseen("/sw.js", "javascript");
    for (String manifest : List.of("/manifest.webmanifest", "/manifest.en.webmanifest")) {
      assertNotKeptUnseen(manifest, "application/manifest+json");
    }
    try (Agent agent = Agent.logsIn(at.installation, at.browser.phone())) {
      awaitKept(agent);
      agent.page.reload();
      assertThat(agent.id("link-status")).hasAttribute("data-state", "open");
      assertThat(agent.page.evaluate("() => navigator.serviceWorker.controller?.scriptURL"))
          .isEqualTo(at.installation.desk("/sw.js").toString());

      assertInstallable(agent, "zh-CN", "小二");
      agent.id("user-menu").tap();
      agent.id("language-item").tap();
      assertThat(agent.page.locator("html")).hasAttribute("lang", "en"); // its words are fetched
      assertInstallable(agent, "en", "Xiaoer");
    }
  }

  @Test
  void withoutALineItStartsAndShowsWhoWaitedAndLoggingOutLeavesNothing() throws IOException {
    String customer = "oWaitedBeforeTheTunnel";
    String words = "你们到底什么时候发货";
    at.installation.customerSays(customer, words);
    try (Agent agent = Agent.logsIn(at.installation, at.browser.phone())) {
      assertThat(agent.row(customer)).isVisible();
      awaitKept(agent);
      awaitLastState(agent);

      at.killServer();
      agent.page.reload();
      assertThat(agent.id("last-state")).containsText("离线");
      assertThat(agent.id("last-state-row").first()).containsText("测试小店");
      assertThat(agent.page.locator("body")).not().containsText(words);
      agent.page.navigate(at.installation.desk("/board").toString());
      assertThat(agent.id("last-state")).isVisible();
      String kept = String.valueOf(agent.page.evaluate(KEPT_TEXTS));
      assertThat(kept).contains("last-state").doesNotContain(words, customer);
      assertThat(keptFiles(agent))
          .allMatch(path -> path.matches("/assets/.+|/index.html|/favicon.svg"));

      at.startServer(Map.of());
      assertThat(agent.id("last-state")).isHidden();
      agent.page.navigate(at.installation.desk("/").toString());
      assertThat(agent.row(customer)).isVisible();

      agent.id("user-menu").tap();
      agent.id("logout").tap();
      assertThat(agent.id("login-submit")).isVisible();
      agent.page.waitForCondition(() -> keptFiles(agent).isEmpty());
      assertThat(String.valueOf(agent.page.evaluate(KEPT_TEXTS))).doesNotContain("last-state");

      agent.id("login-username").fill("admin");
      agent.id("login-password").fill(Installation.PASSWORD);
      agent.id("login-submit").tap();
      awaitKept(agent);
      at.browser.takeComplaints(); // Of the time without a server.
    }
  }

  @Test
  void afterAnUpdateAnOpenPageSaysSoAndKeepsWhatIsBeingWritten(@TempDir Path elsewhere)
      throws IOException {
    Installation older = new Installation(elsewhere, "", OlderBuild.in(elsewhere));
    String customer = "oAsksDuringTheUpdate";
    Program before = older.startServer();
    try (Program _ = older.startSimulator();
        BrowserContext phone = at.browser.phone()) {
      older.customerSays(customer, "有货吗");
      Agent agent = Agent.logsIn(older, phone);
      awaitKept(agent);
      agent.opens(customer);
      assertThat(agent.page.evaluate(BUILD)).isEqualTo(OlderBuild.NAME);
      before.close();
      agent.id("composer").fill("有的，今天就能");

      try (Program after = older.launchServer(Map.of(), ServerImage.quick())) {
        older.awaitReady(after);
        assertThat(agent.id("version-banner")).isVisible();
        agent.id("version-reload").tap();
        assertThat(agent.id("composer")).hasValue("有的，今天就能");
        assertThat(agent.page.evaluate(BUILD)).isNotEqualTo(OlderBuild.NAME);
        assertThat(agent.id("link-status")).hasAttribute("data-state", "open");
        assertThat(agent.id("version-banner")).isHidden();
        awaitLastState(agent);
      }
      agent.page.reload();
      assertThat(agent.id("last-state")).isVisible();
      assertThat(agent.page.evaluate(BUILD)).isNotEqualTo(OlderBuild.NAME);
    } finally {
      before.close();
    }
    at.browser.takeComplaints(); // Of the times without a server.
  }

  /** A browser asks each time whether there is another one. */
  private static void assertNotKeptUnseen(String path, String type) throws IOException {
    HttpResponse<String> file = Program.get(at.installation.desk(path));
    assertThat(file.statusCode()).as(path).isEqualTo(200);
    assertThat(file.headers().firstValue("Cache-Control")).as(path).hasValue("no-cache");
    assertThat(file.headers().firstValue("Content-Type").orElse("")).as(path).contains(type);
  }

  private static void assertInstallable(Agent agent, String language, String name)
      throws IOException {
    String address =
        String.valueOf(agent.page.evaluate("() => document.getElementById('manifest').href"));
    JsonNode manifest =
        JsonMapper.shared().readTree(Program.get(java.net.URI.create(address)).body());
    assertThat(manifest.path("lang").asString()).isEqualTo(language);
    assertThat(manifest.path("short_name").asString()).isEqualTo(name);
    assertThat(manifest.path("display").asString()).isEqualTo("standalone");
    assertThat(manifest.path("start_url").asString()).isEqualTo("/");
    for (JsonNode icon : manifest.path("icons").values()) {
      String sizes = icon.path("sizes").asString();
      Object sides = agent.page.evaluate(SIDES, icon.path("src").asString());
      assertThat(sides)
          .as(icon.toString())
          .matches(one -> sizes.equals("any") || sizes.equals(one));
    }
    assertThat(
            manifest.path("icons").valueStream().map(icon -> icon.path("purpose").asString("any")))
        .contains("any", "maskable");
    JsonObject errors =
        agent.page.context().newCDPSession(agent.page).send("Page.getInstallabilityErrors");
    List<String> found =
        StreamSupport.stream(errors.getAsJsonArray("installabilityErrors").spliterator(), false)
            .map(Object::toString)
            .toList();
    // A context of its own is a private window, where nothing is installed.
    assertThat(found).allMatch(error -> error.contains("in-incognito"));
  }

  private static List<String> keptFiles(Agent agent) {
    return ((List<?>) agent.page.evaluate(KEPT_FILES)).stream().map(String::valueOf).toList();
  }

  private static void awaitKept(Agent agent) {
    agent.page.waitForFunction("() => navigator.serviceWorker.ready.then(() => true)");
    agent.page.waitForCondition(() -> keptFiles(agent).contains("/index.html"));
  }

  private static void awaitLastState(Agent agent) {
    agent.page.waitForFunction(
        "() => Object.keys(localStorage).some(key => key.includes('last-state'))");
  }
}
