package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Notices to a browser, switched on in its settings. No test reaches a browser maker's push
 * service: what it would give is given in its place, and the server's messages come to one of ours.
 */
class PushSettingsTest {
  /** A key of a browser as any other; nobody opens what is encrypted for it. */
  private static final String SUBSCRIPTION =
      """
      (() => {
        const subscription = {
          unsubscribe: async () => { window.unsubscribed = true; return true; },
          toJSON: () => ({ endpoint: 'ENDPOINT', keys: {
            p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
            auth: 'BTBZMqHH6r4Tts7J_aSIgg' } }),
        };
        PushManager.prototype.subscribe = async () => subscription;
        PushManager.prototype.getSubscription = async () => subscription;
      })();
      """;

  @TempDir static Path folder;

  @RegisterExtension
  static final Running at = new Running(() -> folder, "  webhooks: {allow: [127.0.0.1]}\n");

  @Test
  void aDeviceIsSwitchedOnTriedAndSwitchedOff() throws IOException {
    AtomicInteger pushed = new AtomicInteger();
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          pushed.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    service.start();
    String endpoint = "http://127.0.0.1:%s/push/1".formatted(service.getAddress().getPort());
    try (BrowserContext phone = at.browser.phone()) {
      phone.grantPermissions(List.of("notifications"));
      phone.addInitScript(SUBSCRIPTION.replace("ENDPOINT", endpoint));
      Agent agent = Agent.logsIn(at.installation, phone);
      opensSettings(agent);
      agent.id("push-on").tap();
      assertThat(agent.id("push-device")).hasAttribute("data-current", "true");
      assertThat(agent.id("push-device")).containsText("还没有送达过通知");
      agent.id("push-test").tap();
      assertThat(agent.id("push-device")).containsText("最近一次送达");
      assertThat(pushed).hasValue(1);
      agent.page.keyboard().press("Escape");

      agent.id("my-state").tap();
      agent.id("phone-duty").tap();
      assertThat(agent.id("phone-duty-devices")).isVisible();
      agent.page.keyboard().press("Escape");

      opensSettings(agent);
      agent.id("push-off").tap();
      agent.id("push-off").tap();
      assertThat(agent.id("push-device")).hasCount(0);
      assertThat(agent.id("push-on")).isVisible();
    } finally {
      service.stop(0);
    }
  }

  /** What a push service would give the browser is given by its own tools. */
  @Test
  void aMessageIsShownAsTheServerWroteIt() {
    try (BrowserContext phone = at.browser.phone()) {
      phone.grantPermissions(List.of("notifications"));
      Agent agent = Agent.logsIn(at.installation, phone);
      agent.page.waitForFunction("() => navigator.serviceWorker.ready.then(() => true)");
      CDPSession tools = phone.newCDPSession(agent.page);
      AtomicReference<String> registration = new AtomicReference<>("");
      tools.on(
          "ServiceWorker.workerRegistrationUpdated",
          told ->
              told.getAsJsonArray("registrations")
                  .forEach(one ->
                      registration.set(one.getAsJsonObject().get("registrationId").getAsString())));
      tools.send("ServiceWorker.enable");
      agent.page.waitForCondition(() -> !registration.get().isEmpty());
      JsonObject message = new JsonObject();
      message.addProperty("origin", at.installation.desk("").toString());
      message.addProperty("registrationId", registration.get());
      message.addProperty(
          "data",
          "{\"title\":\"1 位顾客等待，最久 5 秒\",\"body\":\"店铺：测试小店\",\"path\":\"/c/1\",\"confirm\":\"\"}");
      tools.send("ServiceWorker.deliverPushMessage", message);
      agent.page.waitForFunction(
          """
          async () => {
            const shown = await (await navigator.serviceWorker.ready).getNotifications();
            return shown.some(one => one.title === '1 位顾客等待，最久 5 秒' && one.body === '店铺：测试小店' && one.data.path === '/c/1');
          }
          """);
    }
  }

  @Test
  void whereTheBrowserHasNoPushServiceItSaysSoAndNamesOtherWays() {
    try (BrowserContext phone = at.browser.phone()) {
      phone.grantPermissions(List.of("notifications"));
      phone.addInitScript(
          "PushManager.prototype.subscribe = async () => { throw new DOMException('Registration failed - push service error', 'AbortError'); }");
      Agent agent = Agent.logsIn(at.installation, phone);
      opensSettings(agent);
      agent.id("push-on").tap();
      assertThat(agent.id("push-trouble")).containsText("连不上这个浏览器的推送服务");
      assertThat(agent.id("push-trouble")).containsText("手机值守");
    }
  }

  @Test
  void whereNotificationsAreForbiddenItSaysSo() {
    try (BrowserContext phone = at.browser.phone()) {
      phone.addInitScript(
          "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })");
      Agent agent = Agent.logsIn(at.installation, phone);
      opensSettings(agent);
      assertThat(agent.id("push-cannot")).containsText("浏览器不允许");
      assertThat(agent.id("push-on")).isHidden();
    }
  }

  private static void opensSettings(Agent agent) {
    agent.id("user-menu").tap();
    agent.id("settings-open").tap();
    assertThat(agent.id("session").first()).isVisible();
  }
}
