package io.xiaoer.e2e;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ServiceWorkerPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  private static final double SHOWN_WITHIN_MS = (double) Soon.AT_MOST.toMillis();

  static {
    PlaywrightAssertions.setDefaultAssertionTimeout(SHOWN_WITHIN_MS);
  }

  private final com.microsoft.playwright.Browser browser = Chromium.running();
  final List<String> complaints = new ArrayList<>();
  private final PressedActions pressed = new PressedActions();
  private final List<BrowserContext> contexts = new ArrayList<>();

  /** One for all classes of this process, whose people have nothing in common by their contexts. */
  private static final class Chromium {
    private static @Nullable Playwright playwright;
    private static com.microsoft.playwright.@Nullable Browser browser;

    static com.microsoft.playwright.Browser running() {
      if (browser == null || !browser.isConnected()) {
        if (playwright == null) {
          playwright =
              Playwright.create(
                  new Playwright.CreateOptions()
                      .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        }
        browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions().setExecutablePath(executable()).setArgs(QUIET));
      }
      return browser;
    }
  }

  /**
   * A person at a machine of his own. Without a service worker: tests that answer requests in the
   * server's place must see them.
   */
  BrowserContext person(int width, int height) {
    return opened(options(width, height).setServiceWorkers(ServiceWorkerPolicy.BLOCK));
  }

  /** A person with a telephone, used by touch; the page is kept on it. */
  BrowserContext phone() {
    return opened(options(390, 844).setHasTouch(true).setIsMobile(true).setDeviceScaleFactor(2));
  }

  private static NewContextOptions options(int width, int height) {
    return new NewContextOptions()
        .setViewportSize(width, height)
        .setLocale("zh-CN")
        .setTimezoneId("Asia/Shanghai");
  }

  private BrowserContext opened(NewContextOptions options) {
    BrowserContext context = browser.newContext(options);
    context.setDefaultTimeout(SHOWN_WITHIN_MS);
    contexts.add(context);
    context.onPage(this::listen);
    context.addInitScript(PressedActions.TELLS);
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
      pressed.note(message.text());
      // A line cut on purpose, and the 401 before the first login, are no mistakes of the page.
      boolean expected =
          message.text().contains("ERR_INTERNET_DISCONNECTED")
              || message.text().contains("WebSocket connection")
              || message.text().contains("Service Worker registration blocked by Playwright")
              || message.text().contains("401");
      boolean complaint = message.type().equals("error") || message.type().equals("warning");
      if (complaint && !expected) {
        complaints.add(page.url() + ": " + message.text());
      }
    });
  }

  @Override
  public void close() {
    contexts.forEach(BrowserContext::close);
    pressed.keep();
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
