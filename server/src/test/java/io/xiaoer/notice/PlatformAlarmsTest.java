package io.xiaoer.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.shop.AllowedAddresses;
import io.xiaoer.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The operator is told by a robot of what the platform says of itself and of this server. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class PlatformAlarmsTest {
  @Parameter Engine engine;
  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;
  private static ScriptedRobots robots;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    robots = new ScriptedRobots();
    platform = Platform.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            TestPlatform.settingsOf(
                platform, "xiaoer.shops[0].name=旗舰店", "xiaoer.webhooks.allow[0]=127.0.0.1/32"));
    platform.pushTo(server.url("/callback/main"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
    robots.close();
  }

  @Test
  void aChangeOfWhatIsCalledHereIsToldUntilSomebodyHasSeenIt() {
    channel("/wecom/changes");
    announce("/channels/ec/logistics/create");
    announce("/channels/ec/commkf/sendmsg");
    Soon.await().until(() -> said("/wecom/changes", "告警：平台公布了接口变更"));
    assertThat(robots.texts("/wecom/changes"))
        .singleElement()
        .asString()
        .contains("：/channels/ec/commkf/sendmsg。", "请在“管理 → 系统”查看")
        .doesNotContain("logistics");
    JsonNode change = server.get("/api/v1/admin/api-changes").path("changes").path(0);
    assertThat(
            server
                .post("/api/v1/admin/api-changes/" + change.path("id").asString() + "/seen", "")
                .statusCode())
        .isEqualTo(204);
    forget();
    Soon.await().until(() -> said("/wecom/changes", "恢复：平台的这次接口变更已有人看过"));
    announce("[攻击](https://evil.example/commkf)");
    Soon.await().until(() -> said("/wecom/changes", "可能涉及小二使用的接口。"));
    assertThat(robots.texts("/wecom/changes")).noneMatch(text -> text.contains("evil.example"));
  }

  @Test
  void aShopThatIsClosingIsToldAndThatItIsNoLonger() {
    channel("/wecom/closing");
    status("open_finished", "closing", 20);
    Soon.await().until(() -> said("/wecom/closing", "告警：「旗舰店」正在平台办理关店（"));
    status("closing", "open_finished", 10);
    Soon.await()
        .until(() -> server.get("/api/v1/shops").path("shops").path(0).path("standing").isNull());
    forget();
    Soon.await().until(() -> said("/wecom/closing", "恢复：「旗舰店」在平台的状态有变"));
  }

  @Test
  void http403IsToldInWordsThatSayWhatToDo() {
    channel("/wecom/forbidden");
    Customer customer = platform.customer("oForbidden");
    platform.awaitAcknowledged(customer.says("在吗"), Soon.AT_MOST);
    platform.allow("main", new AllowedAddresses(List.of("10.9.8.7"), true));
    answer(customer);
    Soon.await()
        .until(() ->
            said(
                "/wecom/forbidden",
                "告警：「旗舰店」的回复停止发送：平台拒绝了本服务器的地址（HTTP 403），请把服务器的公网 IP 加入小店的 API IP 白名单"));
    JsonNode test =
        JsonMapper.shared().readTree(server.post("/api/v1/admin/shops/main/test-token", "").body());
    assertThat(test.path("reason").asString()).isEqualTo("address");
    assertThat(test.path("errcode").asInt()).isEqualTo(403);
    assertThat(test.path("mend").asString()).contains("HTTP 403", "API IP 白名单");
    platform.allow("main", AllowedAddresses.ANY);
    assertThat(server.post("/api/v1/sending/main/try-now", "").statusCode()).isEqualTo(202);
    platform.awaitDelivered(customer, 1, Soon.AT_MOST);
  }

  private static void answer(Customer customer) {
    String id = server.conversationOf(customer.openId());
    assertThat(
            server
                .post(
                    "/api/v1/conversations/" + id + "/messages",
                    "{\"type\":\"text\",\"text\":{\"content\":\"在的\"},\"client_id\":\"c1\"}")
                .statusCode())
        .isEqualTo(202);
  }

  private static void announce(String path) {
    acknowledged(
        platform.announces(
            "main",
            "api_diff",
            """
            {"changelog_url":"https://developers.weixin.qq.com/log","change_time":"%s",
             "api_changes":[{"chinese_name":"接口","cgi_path":"%s","doc_url":"","change_content":"改"}]}
            """
                .formatted(Instant.now().getEpochSecond(), path)));
  }

  private static void status(String before, String after, int secondsAgo) {
    acknowledged(
        platform.announces(
            "main",
            "channels_ec_change_status",
            "{\"old_status\":\"%s\",\"new_status\":\"%s\",\"change_timestamp\":\"%s\"}"
                .formatted(before, after, Instant.now().getEpochSecond() - secondsAgo)));
  }

  private static void acknowledged(String event) {
    platform.awaitAcknowledged(event, Soon.AT_MOST);
  }

  private static void channel(String path) {
    assertThat(
            server
                .post(
                    "/api/v1/notices/channels",
                    "{\"name\":\"群\",\"kind\":\"wecom\",\"url\":\"%s?key=1\",\"alarms\":true}"
                        .formatted(robots.url(path)))
                .statusCode())
        .isEqualTo(201);
  }

  private static boolean said(String path, String words) {
    return robots.texts(path).stream().anyMatch(text -> text.contains(words));
  }

  /** As if what was said had been said long ago. */
  private static void forget() {
    Database desk = server.bean("desk", Database.class);
    desk.write(jdbc ->
        jdbc.sql("UPDATE notice_alarm SET seen_at = 0").update()
            + jdbc.sql("UPDATE notice_attempt SET tried_at = 0").update());
  }
}
