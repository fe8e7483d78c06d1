package io.xiaoer.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.notice.ScriptedRobots.Received;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running server, customers who wait, and robots that answer as their services document it. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class NoticesTest {
  private static final String CHANNELS = "/api/v1/notices/channels";
  private static final String LADDERS = "/api/v1/notices/ladders";
  private static final String SETTINGS = "/api/v1/notices/settings";
  private static final String SAID = "什么时候发货";
  private static final Pattern COUNTED = Pattern.compile("(\\d+) 位顾客等待，");
  private static final AtomicInteger CUSTOMERS = new AtomicInteger();

  @Parameter Engine engine;
  @TempDir static Path data;
  private static Engine storedOn;
  private static Platform platform;
  private static TestServer server;
  private static ScriptedRobots robots;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    storedOn = engine;
    robots = new ScriptedRobots();
    platform = Platform.start();
    startServer();
  }

  private static void startServer() {
    server =
        TestServer.start(
            storedOn,
            data.resolve(storedOn.name()),
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

  @BeforeEach
  void forget() {
    robots.forget();
  }

  /** Nobody waits any more, and nobody is called. */
  @AfterEach
  void end() {
    robots.hang(false);
    put(LADDERS, "{\"steps\":[]}", 204);
    put(SETTINGS, "{\"desk_url\":\"\",\"show_names\":false,\"self_test\":false}", 200);
    for (JsonNode one : server.get(CHANNELS).path("channels")) {
      send("DELETE", CHANNELS + "/" + one.path("id").asString(), "", 204);
    }
    for (JsonNode one : server.get("/api/v1/conversations?limit=200").path("conversations")) {
      if (one.path("open").asBoolean(false)) {
        send("POST", "/api/v1/conversations/" + one.path("id").asString() + "/close", "{}", 200);
      }
    }
  }

  @Test
  void aTestSaysWhatCameOfItByEachService() {
    assertThat(tested(add("wecom", "/wecom/a?key=1", ""))).isEqualTo("delivered ");
    assertThat(tested(add("wecom", "/wecom/a", ""))).isEqualTo("refused 93000 invalid webhook url");
    assertThat(
            tested(add("dingtalk", "/dingtalk/a?access_token=1", ScriptedRobots.DINGTALK_SECRET)))
        .isEqualTo("delivered ");
    assertThat(tested(add("dingtalk", "/dingtalk/a?access_token=1", "another")))
        .isEqualTo("refused 310000 sign not match");
    assertThat(tested(add("feishu", "/feishu/a", ScriptedRobots.FEISHU_SECRET)))
        .isEqualTo("delivered ");
    assertThat(tested(add("feishu", "/feishu/a", ""))).startsWith("refused 19021 sign match fail");
    assertThat(tested(add("bark", "/bark/key", ""))).isEqualTo("delivered ");
    assertThat(tested(add("bark", "/bark/unknown", "")))
        .isEqualTo("refused 400 failed to get device token: key not found");
    assertThat(tested(add("webhook", "/hook/a", ""))).isEqualTo("delivered ");
    String gone =
        send("POST", CHANNELS, channel("webhook", "http://127.0.0.1:9/", ""), 201)
            .path("id")
            .asString();
    assertThat(tested(gone)).isEqualTo("unreachable unreachable");
    assertThat(robots.texts("/wecom/a")).containsExactly("【小二】测试：这个通知渠道可以收到消息");
  }

  @Test
  void fiftyCustomersAtOnceAreAFewMessagesOnEachChannelAndAllAreNamed() {
    String wecom = add("wecom", "/wecom/fifty?key=1", "");
    String dingtalk =
        add("dingtalk", "/dingtalk/fifty?access_token=1", ScriptedRobots.DINGTALK_SECRET);
    ladder(step(0, "on_duty", wecom), step(0, "owner", dingtalk));
    put(SETTINGS, "{\"desk_url\":\"https://desk.test/\"}", 200);
    Instant began = Instant.now();
    for (int i = 0; i < 50; i++) {
      writes();
    }
    for (String path : List.of("/wecom/fifty", "/dingtalk/fifty")) {
      Soon.await().until(() -> counted(path) == 50);
      List<Received> received = robots.received(path);
      assertThat(received.stream().filter(one -> one.at().isBefore(began.plusSeconds(60))))
          .hasSizeLessThanOrEqualTo(6);
      assertThat(received).allMatch(Received::taken);
      assertThat(received)
          .allSatisfy(one -> {
            assertThat(one.text()).contains("旗舰店").contains("\nhttps://desk.test/");
            assertThat(one.body().toString()).doesNotContain(SAID).doesNotContain("oCalled");
          });
    }
    assertThat(robots.texts("/wecom/fifty")).allMatch(text -> text.contains("请当班同事接待"));
    assertThat(robots.texts("/dingtalk/fifty")).allMatch(text -> text.contains("接待人：无人接待"));
    Soon.await().until(() -> notices("pending") == 0);
  }

  @Test
  void anAnswerThatComesFirstStopsItsMessage() {
    String id = add("wecom", "/wecom/answered?key=1", "");
    ladder(step(1, "on_duty", id));
    writes();
    Soon.await().until(() -> counted("/wecom/answered") == 1);
    Customer second = writes(); // Gathered until ten seconds after the first.
    Soon.await().until(() -> notices("pending") == 1);
    answers(second);
    Soon.await().until(() -> notices("dropped") == 1);
    assertThat(robots.received("/wecom/answered")).hasSize(1);
    assertThat(server.get("/api/v1/notices?limit=1").path("notices").path(0).path("attempts"))
        .isEmpty();
  }

  @Test
  void whileAServiceWantsFewerMessagesTheNextChannelHasThem() {
    String dingtalk =
        add("dingtalk", "/dingtalk/busy?access_token=1", ScriptedRobots.DINGTALK_SECRET);
    add("wecom", "/wecom/standsIn?key=1", "");
    robots.fill("/dingtalk/busy", 20);
    ladder(step(0, "on_duty", dingtalk));
    writes();
    Soon.await().until(() -> counted("/wecom/standsIn") == 1);
    assertThat(robots.received("/dingtalk/busy")).hasSize(1).noneMatch(Received::taken);
    Instant until = Instant.parse(one(dingtalk).path("silent_until").asString());
    assertThat(Duration.between(Instant.now(), until))
        .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10));
    JsonNode attempts =
        server.get("/api/v1/notices?limit=1").path("notices").path(0).path("attempts");
    assertThat(attempts.path(0).path("outcome").asString()).isEqualTo("throttled");
    assertThat(attempts.path(0).path("detail").asString()).contains("130101");
    assertThat(attempts.path(1).path("outcome").asString()).isEqualTo("delivered");
    writes();
    Soon.await().until(() -> counted("/wecom/standsIn") == 2);
    assertThat(robots.received("/dingtalk/busy")).as("it is left alone").hasSize(1);
    send("PATCH", CHANNELS + "/" + dingtalk, "{\"name\":\"again\"}", 200);
    assertThat(one(dingtalk).path("silent_until").isNull()).isTrue();
  }

  @Test
  void namesThatPeopleGaveToCustomersAreSentOnlyWhenThatIsSwitchedOn() {
    String id = add("bark", "/bark/key", "");
    named("王先生");
    ladder(step(0, "supervisors", id));
    Soon.await().until(() -> counted("/bark/key") == 1);
    assertThat(robots.texts("/bark/key").getFirst()).doesNotContain("王先生");
    put(SETTINGS, "{\"show_names\":true}", 200);
    ladder();
    named("李女士");
    ladder(step(0, "supervisors", id));
    Soon.await().until(() -> counted("/bark/key") == 2);
    assertThat(robots.texts("/bark/key").getLast()).contains("李女士");
  }

  /** A customer who writes, and is given a name. */
  private static void named(String name) {
    Customer customer = writes();
    String path = "/api/v1/conversations/" + conversation(customer);
    send("PATCH", path + "/customer", "{\"remark_name\":\"%s\"}".formatted(name), 200);
  }

  @Test
  void aProcessThatDiesInTheMiddleSaysItAgainAndOnlyForWhoStillWaits() {
    String id = add("wecom", "/wecom/crash?key=1", "");
    ladder(step(0, "on_duty", id));
    Customer first = writes();
    Customer second = writes();
    conversation(first);
    conversation(second);
    robots.hang(true);
    Soon.await().until(() -> !robots.received("/wecom/crash").isEmpty());
    server.close(); // It does not learn what came of the call.
    robots.hang(false);
    startServer();
    answers(second);
    changeDesk("UPDATE notice SET due_at = 0 WHERE state = 'pending'");
    changeDesk("UPDATE notice_attempt SET tried_at = 0");
    send("PATCH", CHANNELS + "/" + id, "{\"name\":\"again\"}", 200); // Have it looked at.
    Soon.await().until(() -> notices("pending") == 0);
    assertThat(robots.received("/wecom/crash")).hasSizeGreaterThanOrEqualTo(2);
    String last = robots.texts("/wecom/crash").getLast();
    assertThat(last).contains("【小二】1 位顾客等待");
  }

  @Test
  void theOperatorIsToldOnceOfWhatIsWrong() {
    add("wecom", "/wecom/alarms?key=1", "", ",\"alarms\":true");
    add("wecom", "/wecom/noAlarms?key=1", "");
    String webhook =
        send(
                "POST",
                "/api/v1/webhooks",
                "{\"url\":\"%s\",\"types\":[\"message.received\"]}"
                    .formatted(robots.url("/gone/a")),
                201)
            .path("id")
            .asString();
    writes();
    Soon.await().until(() -> !robots.texts("/wecom/alarms").isEmpty());
    assertThat(robots.texts("/wecom/alarms").getFirst())
        .isEqualTo("【小二】告警：发往 127.0.0.1 的 Webhook 没有被收下\n告警：发往 127.0.0.1 的 Webhook 已停用，需要人工恢复");
    assertThat(robots.texts("/wecom/noAlarms")).isEmpty();
    send("DELETE", "/api/v1/webhooks/" + webhook, "", 204);
    changeDesk("UPDATE notice_alarm SET seen_at = 0");
    changeDesk("UPDATE notice_attempt SET tried_at = 0");
    Soon.await().until(() -> robots.texts("/wecom/alarms").size() == 2);
    assertThat(robots.texts("/wecom/alarms").getLast()).contains("恢复：发往 127.0.0.1 的 Webhook 恢复正常");
    assertThat(robots.received("/wecom/alarms")).hasSize(2);
  }

  @Test
  void everyChannelIsTriedOnceAWeekWhereThatIsSwitchedOn() {
    String fine = add("wecom", "/wecom/weekly?key=1", "");
    put(SETTINGS, "{\"self_test\":true}", 200);
    assertThat(server.get(SETTINGS).path("self_tested_at").isNull()).isFalse();
    changeDesk("UPDATE notice_setting SET self_tested_at = 0");
    Soon.await()
        .until(() -> robots.texts("/wecom/weekly").equals(List.of("【小二】每周自检：这个通知渠道可以收到消息")));
    Soon.await()
        .until(() -> one(fine).path("self_test").path("state").asString("").equals("delivered"));
  }

  @Test
  void whoIsOnPhoneDutyIsCalledAtOnceAndCountsAsConnectedWhileTheyConfirm() {
    put(SETTINGS, "{\"desk_url\":\"https://desk.test\"}", 200);
    send(
        "POST",
        "/api/v1/staff",
        "{\"username\":\"mei\",\"name\":\"小美\",\"role\":\"agent\",\"shops\":null,\"password\":\"%s\"}"
            .formatted(TestServer.PASSWORD),
        201);
    String mei = server.logIn("mei");
    assertThat(asMei(mei, "PUT", "{\"hours\":13}", 422).toString()).contains("out_of_range");
    assertThat(asMei(mei, "PUT", "{}", 422).toString()).contains("missing");
    assertThat(presence()).isEqualTo("gone");
    JsonNode duty =
        asMei(
            mei,
            "PUT",
            "{\"hours\":3,\"phone\":{\"kind\":\"bark\",\"url\":\"%s\"}}"
                .formatted(robots.url("/bark/mei")),
            200);
    assertThat(duty.path("connected").asBoolean(false)).isTrue();
    assertThat(duty.path("phone").path("address").asString()).isEqualTo("127.0.0.1/…/mei");
    assertThat(server.get(CHANNELS).path("channels")).as("it is theirs").isEmpty();
    assertThat(presence()).isEqualTo("connected");
    Customer customer = writes();
    send(
        "POST",
        "/api/v1/conversations/" + conversation(customer) + "/hand-over",
        "{\"to\":\"mei\",\"force\":true}",
        200);
    Soon.await().until(() -> counted("/bark/mei") == 1);
    String link = robots.received("/bark/mei").getFirst().body().path("url").asString();
    assertThat(link).startsWith("https://desk.test/n/");
    changeDesk("UPDATE phone_duty SET confirmed_at = 0");
    assertThat(presence()).as("nobody has looked for long").isEqualTo("gone");
    String path = link.substring("https://desk.test".length());
    assertThat(open("GET", path)).contains("<button>").doesNotContain("小美");
    assertThat(presence()).as("a preview of the link confirms nothing").isEqualTo("gone");
    String thanks = open("POST", path);
    assertThat(presence()).isEqualTo("connected");
    assertThat(open("POST", "/n/nosuch")).as("the same for every link").isEqualTo(thanks);
    asMei(mei, "DELETE", "", 204);
    assertThat(presence()).isEqualTo("gone");
    changeDesk("DELETE FROM notice_channel");
  }

  private static String presence() {
    return server
        .get("/api/v1/colleagues")
        .path("colleagues")
        .valueStream()
        .filter(one -> one.path("username").asString().equals("mei"))
        .map(one -> one.path("presence").asString())
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode asMei(String session, String method, String body, int status) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/me/phone-duty"))
                .header("Cookie", session)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body().isEmpty()
        ? JsonMapper.shared().createObjectNode()
        : JsonMapper.shared().readTree(answer.body());
  }

  private static String open(String method, String path) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path)).method(method, BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void addressesAndSecretsAreNeverShownAndStayWhereTheyAreLeftOut() {
    String id =
        add("dingtalk", "/dingtalk/kept?access_token=73febdcb", ScriptedRobots.DINGTALK_SECRET);
    assertThat(server.get(CHANNELS).toString())
        .doesNotContain(ScriptedRobots.DINGTALK_SECRET)
        .doesNotContain("73febdcb")
        .contains("127.0.0.1/…bdcb");
    send("PATCH", CHANNELS + "/" + id, "{\"name\":\"新的名字\",\"paused\":true}", 200);
    assertThat(one(id).path("name").asString()).isEqualTo("新的名字");
    assertThat(one(id).path("paused").asBoolean(false)).isTrue();
    assertThat(tested(id)).as("with the same secret").isEqualTo("delivered ");
    send("PATCH", CHANNELS + "/" + id, "{\"secret\":\"\"}", 200);
    assertThat(tested(id)).startsWith("refused 310000");
  }

  @Test
  void aLadderIsOfAllShopsOrOfOneAndForgetsChannelsThatAreGone() {
    String id = add("webhook", "/hook/a", "");
    put(LADDERS, "{\"shop\":\"main\",\"steps\":[%s]}".formatted(step(5, "owner", id)), 204);
    JsonNode ladders = server.get(LADDERS).path("ladders");
    assertThat(ladders).hasSize(2);
    assertThat(ladders.path(0).path("shop").isNull()).isTrue();
    assertThat(ladders.path(1).path("steps").path(0).path("channel").asString()).isEqualTo(id);
    send("DELETE", CHANNELS + "/" + id, "", 204);
    assertThat(
            server
                .get(LADDERS)
                .path("ladders")
                .path(1)
                .path("steps")
                .path(0)
                .path("channel")
                .isNull())
        .isTrue();
    send("DELETE", LADDERS + "/main", "", 204);
    send("DELETE", LADDERS + "/main", "", 404);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(refused("POST", CHANNELS, channel("sms", robots.url("/x"), "")))
        .contains("not_one_of");
    assertThat(refused("POST", CHANNELS, channel("wecom", "https://10.0.0.1/", "")))
        .contains("inner_address");
    assertThat(refused("POST", CHANNELS, channel("wecom", "http://1.1.1.1/", "")))
        .contains("not_https");
    assertThat(refused("POST", CHANNELS, "{\"name\":\" \",\"kind\":\"wecom\",\"url\":\"x\"}"))
        .contains("blank")
        .contains("not_a_url");
    assertThat(refused("POST", CHANNELS, "{\"name\":\"a\",\"kind\":\"wecom\"}"))
        .contains("missing");
    assertThat(
            refused(
                "PUT",
                LADDERS,
                "{\"steps\":[{\"after_seconds\":-1,\"who\":\"x\",\"channel\":\"9\"}]}"))
        .contains("out_of_range")
        .contains("not_one_of")
        .contains("unknown_channel");
    assertThat(refused("PUT", LADDERS, "{\"shop\":\"nosuch\",\"steps\":[]}"))
        .contains("unknown_shop");
    assertThat(refused("PUT", SETTINGS, "{\"desk_url\":\"ftp://x\"}")).contains("not_a_url");
    send("POST", CHANNELS + "/999999/test", "", 404);
    String id = add("webhook", "/hook/often", "");
    for (int i = 0; i < Pace.PER_MINUTE_MAX; i++) {
      tested(id);
    }
    assertThat(send("POST", CHANNELS + "/" + id + "/test", "", 409).path("reason").asString())
        .isEqualTo("too_many_notices");
  }

  private static String refused(String method, String path, String body) {
    return send(method, path, body, 422).toString();
  }

  /** Over all messages, how many customers people were told of. */
  private static int counted(String path) {
    int counted = 0;
    for (String text : robots.texts(path)) {
      Matcher matcher = COUNTED.matcher(text);
      counted += matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
    return counted;
  }

  /** Of those about the channels of this test. */
  private static long notices(String state) {
    return server
        .get("/api/v1/notices?limit=20")
        .path("notices")
        .valueStream()
        .filter(one -> !one.path("channel").isNull() && one.path("state").asString().equals(state))
        .count();
  }

  private static String step(int after, String who, String channel) {
    return "{\"after_seconds\":%d,\"who\":\"%s\",\"channel\":\"%s\"}"
        .formatted(after, who, channel);
  }

  private static void ladder(String... steps) {
    put(LADDERS, "{\"steps\":[%s]}".formatted(String.join(",", steps)), 204);
  }

  private static JsonNode one(String id) {
    return server
        .get(CHANNELS)
        .path("channels")
        .valueStream()
        .filter(one -> one.path("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static String tested(String id) {
    JsonNode tried = send("POST", CHANNELS + "/" + id + "/test", "", 200);
    return tried.path("outcome").asString() + " " + tried.path("detail").asString();
  }

  private static String add(String kind, String path, String secret) {
    return add(kind, path, secret, "");
  }

  /** {@code more}: fields, each with a comma before it. */
  private static String add(String kind, String path, String secret, String more) {
    String body = channel(kind, robots.url(path), secret);
    return send("POST", CHANNELS, body.substring(0, body.length() - 1) + more + "}", 201)
        .path("id")
        .asString();
  }

  private static String channel(String kind, String url, String secret) {
    return "{\"name\":\"客服群\",\"kind\":\"%s\",\"url\":\"%s\",\"secret\":\"%s\"}"
        .formatted(kind, url, secret);
  }

  private static Customer writes() {
    Customer customer = platform.customer("oCalled" + CUSTOMERS.incrementAndGet());
    platform.awaitAcknowledged(customer.says(SAID), Soon.AT_MOST);
    return customer;
  }

  private static void answers(Customer customer) {
    send(
        "POST",
        "/api/v1/conversations/" + conversation(customer) + "/messages",
        "{\"type\":\"text\",\"text\":{\"content\":\"明天\"},\"client_id\":\"%s\"}"
            .formatted(customer.openId()),
        202);
    platform.awaitDelivered(customer, 1, Soon.AT_MOST);
    Soon.await()
        .until(() ->
            server
                .get("/api/v1/conversations/" + conversation(customer))
                .path("waiting_since")
                .isNull());
  }

  private static String conversation(Customer customer) {
    return server.conversationOf(customer.openId());
  }

  private static void changeDesk(String sql) {
    server.bean("desk", Database.class).write(jdbc -> jdbc.sql(sql).update());
  }

  private static void put(String path, String body, int status) {
    send("PUT", path, body, status);
  }

  private static JsonNode send(String method, String path, String body, int status) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return answer.body().isEmpty()
        ? JsonMapper.shared().createObjectNode()
        : JsonMapper.shared().readTree(answer.body());
  }
}
