package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An administrator has events sent to another system, and finds out what became of them. */
class WebhooksPageTest {
  @TempDir static Path folder;

  @RegisterExtension
  static final Running at = new Running(() -> folder, "  webhooks: {allow: [127.0.0.1]}\n");

  private static final int PAGE = 50;
  private static final Locator.FilterOptions REFUSED =
      new Locator.FilterOptions().setHasText("返回 500");
  private static final AtomicInteger STATUS = new AtomicInteger(200);
  private static final List<String> BODIES = new CopyOnWriteArrayList<>();
  private static HttpServer receiver;

  @BeforeAll
  static void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext(
        "/",
        exchange -> {
          BODIES.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "收到".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(STATUS.get(), answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    receiver.start();
  }

  @AfterAll
  static void end() {
    receiver.stop(0);
  }

  /** A second try of this test begins like the first: nothing came, and all is taken. */
  @BeforeEach
  void beginAnew() {
    BODIES.clear();
    STATUS.set(200);
  }

  @Test
  void anAddressIsAddedTriedChangedPausedAndRemoved() throws IOException {
    try (Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      admin.id("admin-webhooks").click();
      assertThat(admin.page.getByText("还没有 Webhook")).isVisible();

      admin.id("webhook-new").click();
      admin.id("form-cancel").click();
      assertThat(admin.id("webhook-url")).hasCount(0);
      admin.id("webhook-new").click();
      admin.id("webhook-url").fill("https://10.0.0.1/");
      admin.id("form-save").click();
      assertThat(admin.id("form-trouble")).containsText("指向内网");
      admin.id("webhook-url").fill(url());
      admin.id("webhook-type-conversation.closed").check();
      admin.id("webhook-ordered").uncheck();
      admin.id("webhook-ordered").check();
      admin.id("form-save").click();
      assertThat(admin.id("secret-once")).containsText("whsec_");
      admin.id("secret-close").click();
      Locator one = admin.page.locator("[data-testid=webhook][data-url='" + url() + "']");
      assertThat(one.getByTestId("webhook-state")).hasText("正常");

      one.getByTestId("webhook-test").click();
      assertThat(one.getByTestId("webhook-tested")).hasText(Pattern.compile("对方已收下：200，\\d+ 毫秒"));
      STATUS.set(500);
      one.getByTestId("webhook-test").click();
      assertThat(one.getByTestId("webhook-tested")).hasText("对方没有收下：500 收到");

      at.installation.customerSays("oHook", "有新消息");
      Soon.await().until(() -> BODIES.stream().anyMatch(body -> body.contains("oHook")));
      one.getByTestId("webhook-deliveries").click();
      assertThat(one.getByTestId("delivery")).hasCount(1);
      refused(one);
      STATUS.set(200);
      one.getByTestId("webhook-pause").click();
      assertThat(one.getByTestId("webhook-state")).hasText("已暂停");
      one.getByTestId("webhook-resume").click();
      assertThat(one.getByTestId("webhook-state")).hasText("正常");
      assertThat(taken(one)).hasCount(1);
      one.getByTestId("deliveries-state").selectOption("parked");
      assertThat(one.getByTestId("delivery")).hasCount(0);
      one.getByTestId("deliveries-state").selectOption("delivered");
      assertThat(one.getByTestId("delivery")).hasCount(1);

      one.getByTestId("webhook-replay").click();
      admin.id("form-cancel").click();
      one.getByTestId("webhook-replay").click();
      admin.id("replay-from").fill("9");
      admin.id("replay-to").fill("1");
      admin.id("form-save").click();
      assertThat(admin.id("form-trouble")).isVisible();
      admin.id("replay-from").fill("1");
      admin.id("replay-to").fill("500");
      admin.id("replay-also").check();
      admin.id("form-save").click();
      assertThat(admin.page.getByText("将重发 1 个事件")).isVisible();

      for (int i = 0; i <= PAGE; i++) {
        at.installation.customerSays("oMany" + i % 5, "第 %s 条".formatted(i));
      }
      Soon.await()
          .until(() -> {
            one.getByTestId("deliveries-again").click();
            return one.getByTestId("deliveries-more").count() == 1;
          });
      assertThat(one.getByTestId("delivery")).hasCount(PAGE);
      one.getByTestId("deliveries-more").click();
      assertThat(one.getByTestId("deliveries-more")).hasCount(0);
      assertThat(one.getByTestId("delivery").nth(PAGE)).isVisible();

      one.getByTestId("webhook-edit").click();
      admin.id("webhook-type-event.received").check();
      admin.id("form-save").click();
      assertThat(one).containsText("event.received");
      one.getByTestId("webhook-rotate").click();
      one.getByTestId("webhook-rotate").click();
      assertThat(admin.id("secret-once")).containsText("whsec_");
      one.getByTestId("webhook-delete").click();
      one.getByTestId("webhook-delete").click();
      assertThat(one).hasCount(0);
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
  }

  /** Waits for the delivery to be known as refused; the shop's answer may still be on its way. */
  private static void refused(Locator one) {
    Soon.await()
        .until(() -> {
          one.getByTestId("deliveries-again").click();
          return one.getByTestId("delivery").filter(REFUSED).count() == 1;
        });
  }

  /** The delivery that was taken, once it is; what is shown was read a moment before. */
  private static Locator taken(Locator one) {
    Locator taken = one.locator("[data-testid=delivery][data-state=delivered]");
    Soon.await()
        .until(() -> {
          one.getByTestId("deliveries-again").click();
          return taken.count() == 1;
        });
    return taken;
  }

  private static String url() {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/xiaoer";
  }
}
