package io.xiaoer.e2e;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machine's own Chromium. Whatever a page complains of on its console is kept. */
final class Browser implements AutoCloseable {
  private static final List<String> QUIET =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-quic",
          "--no-first-run");

  /** Tests run beside each other, and what a page is waited for to show comes later for it. */
  private static final double SHOWN_WITHIN_MS = 15_000;

  static {
    PlaywrightAssertions.setDefaultAssertionTimeout(SHOWN_WITHIN_MS);
  }

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;
  final List<String> complaints = new ArrayList<>();

  Browser() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(executable()).setArgs(QUIET));
  }

  /** A person at a machine of his own. */
  BrowserContext person(int width, int height) {
    BrowserContext context =
        browser.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setLocale("zh-CN")
                .setTimezoneId("Asia/Shanghai"));
    context.onPage(this::listen);
    return context;
  }

  /** What the pages complained of since the last time somebody asked. */
  List<String> takeComplaints() {
    List<String> taken = List.copyOf(complaints);
    complaints.clear();
    return taken;
  }

  private void listen(Page page) {
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      // A line cut on purpose, and the 401 before the first login, are no mistakes of the page.
      boolean expected =
          message.text().contains("ERR_INTERNET_DISCONNECTED")
              || message.text().contains("WebSocket connection")
              || message.text().contains("401");
      boolean complaint = message.type().equals("error") || message.type().equals("warning");
      if (complaint && !expected) {
        complaints.add(page.url() + ": " + message.text());
      }
    });
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  private static Path executable() {
    String named = System.getenv("XIAOER_CHROMIUM");
    return Stream.of(
            named == null ? "" : named,
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "no Chromium: apt-get install chromium, or name one in XIAOER_CHROMIUM"));
  }
}
