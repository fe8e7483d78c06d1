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
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An administrator has people called who have no page open, and finds out what came of it. */
class NoticesPageTest {
  private static final String TAKEN = "{\"errcode\":0,\"errmsg\":\"ok\"}";

  @TempDir static Path folder;

  @RegisterExtension
  static final Running at = new Running(() -> folder, "  webhooks: {allow: [127.0.0.1]}\n");

  private static final AtomicReference<String> ANSWER = new AtomicReference<>(TAKEN);
  private static final List<String> BODIES = new CopyOnWriteArrayList<>();
  private static HttpServer robot;

  @BeforeAll
  static void listen() throws IOException {
    robot = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    robot.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    robot.createContext(
        "/",
        exchange -> {
          BODIES.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = ANSWER.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    robot.start();
  }

  @AfterAll
  static void end() {
    robot.stop(0);
  }

  @Test
  void peopleAreCalledByAChannelThatIsAddedTriedChangedPausedAndRemoved() throws IOException {
    at.installation.addShop("second");
    try (Agent admin = at.admin()) {
      admin.id("nav-admin").click();
      admin.id("admin-notices").click();
      assertThat(admin.page.getByText("还没有通知渠道")).isVisible();
      Locator one = add(admin);
      tries(admin, one);
      sets(admin);
      climbs(admin);
      callsWhenACustomerWaits(admin);
      shopsApart(admin);
      servesByTelephone(admin);
      fitsOnATelephone(admin);
      one.getByTestId("channel-pause").click();
      assertThat(one.getByTestId("channel-state")).hasText("已暂停");
      one.getByTestId("channel-pause").click();
      assertThat(one.getByTestId("channel-state")).hasText("正常");
      one.getByTestId("channel-delete").click();
      one.getByTestId("channel-delete").click();
      assertThat(one).hasCount(0);
      assertThat(admin.page.getByText("还没有通知渠道")).isVisible();
    }
    assertThat(at.browser.takeComplaints()).allMatch(line -> line.contains("422"));
  }

  private static Locator add(Agent admin) {
    admin.id("channel-new").click();
    admin.id("form-cancel").click();
    assertThat(admin.id("channel-url")).hasCount(0);
    admin.id("channel-new").click();
    admin.id("channel-name").fill("客服群");
    admin.id("channel-url").fill("https://10.0.0.1/");
    admin.id("form-save").click();
    assertThat(admin.id("form-trouble")).containsText("指向内网");
    admin.id("channel-kind").selectOption("dingtalk");
    assertThat(admin.id("channel-secret")).isVisible();
    admin.id("channel-kind").selectOption("wecom");
    assertThat(admin.id("channel-secret")).hasCount(0);
    admin.id("channel-url").fill(url());
    admin.id("form-save").click();
    Locator one = admin.page.locator("[data-testid=channel][data-name=客服群]");
    assertThat(one.getByTestId("channel-state")).hasText("正常");
    assertThat(one).containsText("127.0.0.1/…cret");
    return one;
  }

  private static void tries(Agent admin, Locator one) {
    one.getByTestId("channel-test").click();
    assertThat(one.getByTestId("channel-tested")).hasText(Pattern.compile("已送达，\\d+ 毫秒"));
    ANSWER.set("{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}");
    one.getByTestId("channel-test").click();
    assertThat(one.getByTestId("channel-tested")).hasText("对方拒绝：93000 invalid webhook url");
    ANSWER.set(TAKEN);
    one.getByTestId("channel-edit").click();
    assertThat(admin.id("channel-url")).hasValue("");
    admin.id("channel-alarms").uncheck();
    admin.id("form-save").click();
    assertThat(one.getByText("系统告警")).hasCount(0);
  }

  private static void sets(Agent admin) {
    admin.id("notice-desk-url").fill("desk");
    admin.id("notice-options-save").click();
    assertThat(admin.id("notice-options-trouble")).isVisible();
    admin.id("notice-desk-url").fill("https://desk.example.com/");
    admin.id("notice-show-names").check();
    admin.id("notice-self-test").check();
    admin.id("notice-options-save").click();
    assertThat(admin.id("notice-desk-url")).hasValue("https://desk.example.com");
    assertThat(admin.id("notice-options-trouble")).hasCount(0);
  }

  private static void climbs(Agent admin) {
    Locator all = ladder(admin, "");
    assertThat(all.getByTestId("ladder-step")).hasCount(3);
    assertThat(all.getByTestId("ladder-idle")).isVisible();
    all.getByTestId("step-add").click();
    assertThat(all.getByTestId("step-after").last()).hasValue("210");
    all.getByTestId("step-remove").last().click();
    all.getByTestId("step-after").first().fill("soon");
    assertThat(all.getByTestId("ladder-trouble")).isVisible();
    all.getByTestId("step-after").first().fill("0");
    all.getByTestId("step-who").first().selectOption("owner");
    all.getByTestId("step-channel").first().selectOption("客服群");
    all.getByTestId("ladder-hours").uncheck();
    assertThat(all.getByTestId("ladder-idle")).hasCount(0);
    all.getByTestId("ladder-save").click();
    assertThat(all.getByTestId("ladder-save")).hasCount(0);
  }

  private static void callsWhenACustomerWaits(Agent admin) throws IOException {
    at.installation.customerSays("oWaits", "在吗");
    Soon.await().until(() -> BODIES.stream().anyMatch(body -> body.contains("1 位顾客等待")));
    String body = BODIES.stream().filter(one -> one.contains("位顾客等待")).findFirst().orElseThrow();
    assertThat(body).contains("测试小店").contains("接待人：无人接待").contains("https://desk.example.com/c/");
    assertThat(body).doesNotContain("在吗").doesNotContain("oWaits");
    Locator delivered = admin.page.locator("[data-testid=notice][data-state=delivered]");
    Soon.await()
        .until(() -> {
          admin.id("notices-again").click();
          return delivered.count() == 1;
        });
    assertThat(delivered).containsText("1 位顾客等待");
    assertThat(delivered).containsText("客服群");
  }

  private static void shopsApart(Agent admin) {
    admin.id("ladder-shop").selectOption("second");
    Locator second = ladder(admin, "second");
    assertThat(second.getByTestId("ladder-step")).hasCount(3);
    second.getByTestId("step-after").first().fill("30");
    second.getByTestId("ladder-save").click();
    second.getByTestId("ladder-remove").click();
    second.getByTestId("ladder-remove").click();
    assertThat(second).hasCount(0);
  }

  private static void servesByTelephone(Agent admin) {
    admin.id("my-state").click();
    admin.id("phone-duty").click();
    admin.id("phone-duty-kind").selectOption("dingtalk");
    assertThat(admin.id("phone-duty-secret")).isVisible();
    admin.id("phone-duty-kind").selectOption("bark");
    admin.id("phone-duty-hours").selectOption("4");
    admin.id("phone-duty-url").fill(url());
    admin.id("form-save").click();
    assertThat(admin.page.getByText("开始手机值守")).isVisible();
    admin.id("my-state").click();
    admin.id("phone-duty").click();
    assertThat(admin.id("phone-duty-on")).containsText("值守中");
    assertThat(admin.barriers()).isEmpty();
    admin.id("phone-duty-end").click();
    assertThat(admin.page.getByText("已结束手机值守")).isVisible();
  }

  private static void fitsOnATelephone(Agent admin) {
    admin.page.setViewportSize(390, 844);
    assertThat(
            admin.page.evaluate(
                "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
        .isEqualTo(true);
    assertThat(admin.barriers()).isEmpty();
    admin.page.setViewportSize(1440, 900);
  }

  private static Locator ladder(Agent admin, String shop) {
    return admin.page.locator("[data-testid=ladder][data-shop='" + shop + "']");
  }

  private static String url() {
    return "http://127.0.0.1:" + robot.getAddress().getPort() + "/send?key=robotssecret";
  }
}
