package io.xiaoer.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.Soon;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.fault.Fault;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The cases that failed elsewhere, on a running server with a running platform. */
@ParameterizedClass
@EnumSource(Engine.class)
class AutomaticRepliesTest extends Replying {

  @BeforeParameterizedClassInvocation
  static void startAll(Engine engine) {
    start(engine);
  }

  @Test
  void withAllRulesOnOneMessageGetsOneAnswerAndFourAreLeft() {
    String keyword = rule("keyword", "48 小时内发货");
    rule("welcome", "{称呼}，您好");
    rule("queued", "前面还有 {排队人数} 位");
    rule("off_hours", "下班了");
    rule("assigned", "{客服}为您服务");
    rule("closing", "再见");
    Customer customer = writes("oAll", "什么时候发货");
    decide();
    assertThat(platform.delivered(customer)).hasSize(1);
    assertThat(platform.delivered(customer).getFirst())
        .startsWith("48 小时内发货\n前面还有 ")
        .endsWith(" 位\n您好");
    JsonNode message = sentMessage("oAll");
    assertThat(message.path("origin").asString()).isEqualTo("auto:" + keyword);
    assertThat(message.path("automatic").asBoolean()).isTrue();
    assertThat(message.path("by").asString()).isEqualTo("auto:" + keyword);
    JsonNode conversation = of("oAll");
    assertThat(conversation.path("budget").path("left").asInt()).isEqualTo(4);
    assertThat(conversation.path("waiting_since").isNull()).as("the customer waits").isFalse();
    assertThat(conversation.path("assignee").isNull()).isTrue();
    assertThat(conversation.path("unread").asInt()).isEqualTo(1);
    assertThat(outcomes("oAll")).containsExactly("keyword sent", "queued sent", "welcome sent");
    assertThat(
            count(
                "SELECT count(*) FROM conversation WHERE answered_at IS NOT NULL AND id = "
                    + conversation.path("id").asString()))
        .isZero();
  }

  @Test
  void tR1WhenTheAgentWritesThereIsNoOffHoursText() {
    open(false);
    rule("off_hours", "下班了");
    Customer customer = writes("oR1", "在吗");
    answer("oR1", "在的");
    decide();
    answer("oR1", "请问有什么事");
    decide();
    assertThat(platform.delivered(customer)).containsExactly("在的", "请问有什么事");
    assertThat(outcomes("oR1")).containsExactly("off_hours person_answered");
  }

  @Test
  void tR2AssignmentTagAndCloseTriggerNothing() {
    Customer customer = writes("oR2", "在吗");
    awaitNoted();
    rule("welcome", "您好");
    rule("queued", "排队");
    rule("keyword", "48 小时");
    rule("assigned", "为您服务");
    String path = "/api/v1/conversations/" + conversation("oR2");
    send("POST", path + "/hand-over", "{\"to\":\"admin\",\"force\":true}", 200);
    send("PATCH", path + "/customer", "{\"tags\":[\"发货\"]}", 200);
    send("POST", path + "/close", "{}", 200);
    send("POST", path + "/reopen", "{}", 200);
    decide();
    assertThat(platform.delivered(customer)).isEmpty();
    assertThat(outcomes("oR2")).isEmpty();
  }

  @Test
  void tR3PushesThatAreRepeatedAndARestartMakeOneGreeting() {
    rule("welcome", "您好");
    platform.next(new Fault.Duplicate(9));
    Customer customer = writes("oR3", "在吗");
    decide();
    platform.next(new Fault.Duplicate(3));
    writes("oR3", "还在吗");
    awaitNoted();
    change("UPDATE conversation_event_cursor SET seq = 0 WHERE consumer = 'automatic-replies'");
    restart();
    decide();
    assertThat(platform.delivered(customer)).containsExactly("您好");
  }

  @Test
  void tR4FollowUpsGetNoSecondGreeting() {
    rule("welcome", "您好", ",\"per_customer\":\"message\"");
    Customer customer = writes("oR4", "在吗", "我想问一下");
    decide();
    writes("oR4", "有货吗");
    decide();
    assertThat(platform.delivered(customer)).containsExactly("您好");
    assertThat(outcomes("oR4")).containsExactly("welcome sent", "welcome already_sent");
  }

  @Test
  void tR5KeywordAndOffHoursAreOneMessage() {
    open(false);
    rule("off_hours", "下班了");
    rule("keyword", "48 小时内发货");
    Customer customer = writes("oR5", "在吗", "什么时候发货");
    decide();
    assertThat(platform.delivered(customer)).containsExactly("48 小时内发货\n下班了");
  }

  @Test
  void tR6WhenClosingTimeStrikesInTheMiddleOfATalkThereIsSilence() {
    rule("off_hours", "下班了");
    Customer customer = writes("oR6", "在吗");
    answer("oR6", "在的");
    decide();
    open(false);
    writes("oR6", "好的");
    decide();
    assertThat(platform.delivered(customer)).containsExactly("在的");
    ahead(Duration.ofMinutes(31));
    writes("oR6", "还在吗");
    decide();
    assertThat(platform.delivered(customer)).containsExactly("在的", "下班了");
  }

  @Test
  void tA17WhenTheLastOneGoesWhoWaitsIsLeftAMessageAndToldOnceAndTheAlarmSeesIt() throws Exception {
    String assignment = "/api/v1/shops/main/assignment";
    send("PUT", assignment, "{\"mode\":\"automatic\"}", 200);
    String staff = "{\"username\":\"mei\",\"password\":\"%s\"}".formatted(TestServer.PASSWORD);
    send("POST", "/api/v1/staff", staff, 201);
    String session = server.logIn("mei");
    state(session, "online");
    rule("off_hours", "客服暂时不在，看到后回复您", ",\"when\":\"always\"");
    try (Frames _ = Frames.connect(server, "", "Cookie", session)) {
      Customer customer = writes("oA17", "在吗");
      awaitAssignee("oA17", "mei");
      decide();
      assertThat(platform.delivered(customer)).as("somebody is there").isEmpty();
      state(session, "offline");
      ahead(Duration.ofSeconds(61));
      awaitAssignee("oA17", "");
      for (String text : List.of("人呢", "还在吗")) {
        writes("oA17", text);
        decide();
      }
      assertThat(platform.delivered(customer)).containsExactly("客服暂时不在，看到后回复您");
      JsonNode waits = of("oA17");
      assertThat(waits.path("open").asBoolean()).isTrue();
      assertThat(waits.path("queue").path("reason").asString()).isEqualTo("nobody_online");
      Soon.await().alias("the alarm").until(() -> unattended() >= 1);
      state(session, "online");
      awaitAssignee("oA17", "mei");
    }
    send("PUT", assignment, "{\"mode\":\"manual\"}", 200);
  }

  private static void state(String session, String state) {
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(server.url("/api/v1/me/state"))
                        .header("Cookie", session)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"state\":\"%s\"}".formatted(state))))
                .statusCode())
        .isEqualTo(204);
  }

  private static void awaitAssignee(String openId, String username) {
    Soon.await()
        .alias("%s with %s".formatted(openId, username.isEmpty() ? "nobody" : username))
        .until(() -> of(openId).path("assignee").path("username").asString("").equals(username));
  }

  private static double unattended() {
    return server
        .send(
            HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                .header("Authorization", "Bearer " + TestServer.API_KEY))
        .body()
        .lines()
        .filter(line -> line.startsWith("xiaoer_queue_unattended{shop=\"main\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void tR8TheClosingTextDoesNotOpenTheConversation() {
    rule("closing", "再见");
    Customer customer = writes("oR8", "在吗");
    answer("oR8", "在的");
    decide();
    send("POST", "/api/v1/conversations/" + conversation("oR8") + "/close", "{}", 200);
    decide();
    assertThat(platform.delivered(customer)).containsExactly("在的", "再见");
    assertThat(of("oR8").path("open").asBoolean()).isFalse();
  }

  @Test
  void tR10AnAutomaticReplyIsSeenLikeAnyOther() throws Exception {
    String id = rule("welcome", "欢迎光临小店");
    try (Frames page =
        Frames.connect(server, "?after=0", "Authorization", "Bearer " + TestServer.API_KEY)) {
      writes("oR10", "在吗");
      decide();
      assertThat(page.until("欢迎光临小店")).contains("\"origin\":\"auto:" + id + "\"");
    }
    assertThat(sentMessage("oR10").path("state").asString()).isEqualTo("accepted");
    Soon.await()
        .until(() ->
            !server
                .get("/api/v1/search?q=%E6%AC%A2%E8%BF%8E%E5%85%89%E4%B8%B4")
                .path("hits")
                .isEmpty());
  }

  @Test
  void tR14TwoAutomataStopAndThePeopleAreTold() {
    rule("keyword", "48 小时内发货");
    Customer customer = writes("oR14", "什么时候发货");
    for (int i = 0; i < 4; i++) {
      decide();
      ahead(Duration.ofSeconds(10));
      writes("oR14", "您好，发货请看公告");
    }
    decide();
    assertThat(platform.delivered(customer)).hasSize(2);
    assertThat(outcomes("oR14"))
        .containsExactly(
            "keyword sent", "keyword sent", "keyword robot", "keyword robot", "keyword robot");
    assertThat(of("oR14").path("tags").toString()).contains(Replies.ROBOT_TAG);
    answer("oR14", "您好");
    decide();
    ahead(Duration.ofMinutes(31));
    writes("oR14", "到底什么时候发货");
    decide();
    assertThat(platform.delivered(customer)).as("a person has looked").hasSize(4);
  }

  @Test
  void tR16TheNoticeOfAQueueComesOnceForASession() {
    rule("queued", "正在排队", ",\"per_customer\":\"message\"");
    Customer customer = writes("oR16", "在吗");
    decide();
    writes("oR16", "人呢");
    decide();
    assertThat(platform.delivered(customer)).hasSize(1);
    send("POST", "/api/v1/conversations/" + conversation("oR16") + "/close", "{}", 200);
    writes("oR16", "又来了");
    decide();
    assertThat(platform.delivered(customer)).hasSize(2);
  }

  @Test
  void threeAnswersAreLeftToPeopleWhateverTheRulesAre() {
    rule("keyword", "48 小时内发货");
    Customer customer = writes("oBudget", "什么时候发货");
    change("UPDATE conversation SET window_used = 2 WHERE id = " + conversation("oBudget"));
    decide();
    assertThat(platform.delivered(customer)).isEmpty();
    assertThat(outcomes("oBudget")).containsExactly("keyword budget");
    assertThat(of("oBudget").path("budget").path("left").asInt()).isEqualTo(3);
  }

  @Test
  void theLogSaysWhatWasSentAndWhatNotAndCountsTheDay() {
    String id = rule("keyword", "48 小时内发货");
    JsonNode before = server.get(RULES + "/log?shop=main").path("today");
    String since = now().toString();
    writes("oLog", "什么时候发货");
    decide();
    writes("oLog", "到底什么时候发货");
    change("UPDATE conversation SET window_used = 2 WHERE id = " + conversation("oLog"));
    decide();
    JsonNode log = server.get(RULES + "/log?shop=main&limit=1&from=" + since);
    assertThat(log.path("entries")).hasSize(1);
    JsonNode held = log.path("entries").path(0);
    assertThat(held.path("outcome").asString()).isEqualTo("suppressed");
    assertThat(held.path("reason").asString()).isEqualTo("budget");
    assertThat(held.path("conversation_id").asString()).isEqualTo(conversation("oLog"));
    JsonNode rest =
        server.get(
            RULES + "/log?from=%s&cursor=%s".formatted(since, log.path("next_cursor").asString()));
    assertThat(rest.path("entries")).hasSize(1);
    JsonNode sent = rest.path("entries").path(0);
    assertThat(sent.path("outcome").asString()).isEqualTo("sent");
    assertThat(sent.path("rule").asString()).isEqualTo(id);
    assertThat(sent.path("rule_name").asString()).isEqualTo("keyword");
    assertThat(sent.path("message_id").asString())
        .isEqualTo(sentMessage("oLog").path("id").asString());
    assertThat(rest.path("next_cursor").isNull()).isTrue();
    String of = RULES + "/log?from=" + since;
    assertThat(server.get(of + "&outcome=sent").path("entries").findValuesAsString("outcome"))
        .containsExactly("sent");
    assertThat(server.get(of + "&outcome=suppressed").path("entries").findValuesAsString("reason"))
        .containsExactly("budget");
    assertThat(server.get(of + "&reason=budget").path("entries")).hasSize(1);
    assertThat(server.get(of + "&reason=robot").path("entries")).isEmpty();
    send("GET", of + "&outcome=failed", "", 400);
    send("GET", of + "&reason=not_triggered", "", 400);
    JsonNode today = log.path("today");
    for (String count : List.of("sent", "budget_used", "suppressed_by_budget")) {
      assertThat(today.path(count).asInt() - before.path(count).asInt()).as(count).isEqualTo(1);
    }
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                        .header("Authorization", "Bearer " + TestServer.API_KEY))
                .body())
        .contains("xiaoer_automatic_replies_total{outcome=\"sent\"}")
        .contains("xiaoer_automatic_replies_total{outcome=\"budget\"}");
  }

  @Test
  void wordsThatTheShopDoesNotAllowAreNotSent() {
    rule("welcome", "全网最低");
    String policy = "/api/v1/shops/main/policy";
    send(
        "PUT",
        policy,
        "{\"entries\":[{\"kind\":\"word\",\"value\":\"全网最低\",\"action\":\"refuse\"}]}",
        200);
    Customer customer = writes("oPolicy", "在吗");
    decide();
    assertThat(platform.delivered(customer)).isEmpty();
    assertThat(outcomes("oPolicy")).containsExactly("welcome policy");
    send("PUT", policy, "{\"entries\":[]}", 200);
  }

  @Test
  void whatIsOldIsForgotten() {
    rule("welcome", "您好");
    writes("oOld", "在吗");
    decide();
    change(
        "UPDATE automatic_reply_log SET logged_at = 1 WHERE conversation_id = "
            + conversation("oOld"));
    change(
        "UPDATE automatic_reply_sent SET sent_at = 1 WHERE conversation_id = "
            + conversation("oOld"));
    restart();
    Soon.await().until(() -> outcomes("oOld").isEmpty());
    assertThat(
            count(
                "SELECT count(*) FROM automatic_reply_sent WHERE conversation_id = "
                    + conversation("oOld")))
        .isZero();
  }

  @Test
  void aDryRunSaysWhatADayWouldHaveBeenAndSendsNothing() {
    Customer customer = writes("oDry", "什么时候发货");
    String id = rule("keyword", "48 小时内发货");
    String date = now().atZone(java.time.ZoneId.of("Asia/Shanghai")).toLocalDate().toString();
    JsonNode report = server.get(RULES + "/dry-run?shop=main&date=" + date);
    assertThat(report.path("truncated").asBoolean()).isFalse();
    assertThat(report.path("sent").asInt()).isPositive();
    assertThat(report.path("rules").path(0).path("rule").asString()).isEqualTo(id);
    assertThat(report.path("rules").path(0).path("sent").asInt())
        .isEqualTo(report.path("sent").asInt());
    assertThat(report.path("bursts").asInt())
        .isGreaterThanOrEqualTo(report.path("conversations").asInt());
    assertThat(report.path("told").asInt())
        .isPositive()
        .isLessThanOrEqualTo(report.path("conversations").asInt());
    assertThat(platform.delivered(customer)).isEmpty();
    send("GET", RULES + "/dry-run?shop=main&date=yesterday", "", 400);
    send("GET", RULES + "/dry-run?date=" + date, "", 400);
    assertThat(send("GET", RULES + "/dry-run?shop=main&date=2199-01-01", "", 400).toString())
        .contains("in_the_future");
    JsonNode longAgo = server.get(RULES + "/dry-run?shop=main&date=2001-01-01");
    assertThat(longAgo.path("conversations").asInt(-1)).isZero();
  }

  @Test
  void aDryRunNamesWhatWasHeldBackAndWhereAndTriesRulesThatAreOff() {
    writes("oDryHeld", "什么时候发货");
    answer("oDryHeld", "明天");
    writes("oDryHeld", "发货快点");
    String id = rule("keyword", "48 小时内发货", ",\"per_customer\":\"message\"");
    String off = rule("welcome", "您好");
    send(
        "PUT",
        RULES + "/" + off,
        "{\"name\":\"welcome\",\"trigger\":\"welcome\",\"enabled\":false,"
            + "\"reply\":{\"type\":\"text\",\"text\":{\"content\":\"您好\"}}}",
        200);
    String day =
        RULES
            + "/dry-run?shop=main&date="
            + now().atZone(java.time.ZoneId.of("Asia/Shanghai")).toLocalDate();
    JsonNode report = server.get(day);
    assertThat(report.path("rules")).hasSize(1);
    JsonNode keyword = report.path("rules").path(0);
    assertThat(keyword.path("rule").asString()).isEqualTo(id);
    assertThat(keyword.path("reasons").path("person_answered").asInt()).isPositive();
    assertThat(keyword.path("suppressed").asInt())
        .isEqualTo(keyword.path("reasons").valueStream().mapToInt(JsonNode::asInt).sum());
    assertThat(report.path("suppressed_examples").path("person_answered"))
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(3);
    JsonNode both = server.get(day + "&disabled=true");
    assertThat(both.path("rules").valueStream().map(one -> one.path("rule").asString()))
        .contains(id, off);
    send("GET", day + "&disabled=perhaps", "", 400);
  }

  @Test
  void tR9OnlyWhereTheCustomerOwesTheAnswerIsAConversationClosed() {
    String setting = "/api/v1/shops/main/auto-close";
    assertThat(server.get(setting).path("enabled").asBoolean()).isFalse();
    rule("closing", "再见");
    Customer answered = writes("oR9Answered", "在吗");
    Customer waits = writes("oR9Waits", "在吗");
    answer("oR9Answered", "在的");
    decide();
    ahead(Duration.ofHours(2));
    AutoClose autoClose = server.bean("autoClose", AutoClose.class);
    autoClose.closeSome();
    assertThat(of("oR9Answered").path("open").asBoolean()).as("off").isTrue();
    send("PUT", setting, "{\"enabled\":true,\"hours\":1}", 200);
    autoClose.closeSome();
    assertThat(of("oR9Answered").path("open").asBoolean()).isFalse();
    assertThat(of("oR9Waits").path("open").asBoolean()).as("the shop owes it").isTrue();
    JsonNode noted = server.get("/api/v1/audit?what=conversation_closed").path("entries").path(0);
    assertThat(noted.path("subject").asString())
        .isEqualTo("conversation " + conversation("oR9Answered"));
    assertThat(noted.path("by").asString()).isEmpty();
    assertThat(noted.path("detail").asString()).isEqualTo("answered 1 hours ago");
    decide();
    assertThat(platform.delivered(answered)).as("without a message").containsExactly("在的");
    assertThat(platform.delivered(waits)).isEmpty();
    writes("oR9Answered", "还在吗");
    assertThat(of("oR9Answered").path("open").asBoolean()).isTrue();
    autoClose.closeSome();
    assertThat(of("oR9Answered").path("open").asBoolean()).isTrue();
    send("PUT", setting, "{\"enabled\":true,\"hours\":0}", 422);
    send("PUT", setting, "{}", 200);
    assertThat(server.get("/api/v1/audit?what=auto_close_changed").path("entries")).hasSize(2);
  }

  @Test
  void withoutRulesNothingIsNoted() {
    long before = count("SELECT count(*) FROM automatic_reply_due");
    writes("oOff", "在吗");
    awaitNoted();
    assertThat(count("SELECT count(*) FROM automatic_reply_due")).isEqualTo(before);
  }

  @Test
  void whateverDiesBetweenTwoStepsABurstIsAnsweredOnce() {
    rule("welcome", "您好");
    for (Crash crash : Crash.values()) {
      String openId = "oCrash" + crash;
      worker().stop();
      Customer customer = writes(openId, "在吗");
      awaitNoted();
      CRASH.set(crash);
      worker().start();
      ahead(Duration.ofSeconds(6));
      Soon.await().until(() -> CRASH.get() == null);
      restart();
      decide();
      change("UPDATE conversation_event_cursor SET seq = 0 WHERE consumer = 'automatic-replies'");
      restart();
      decide();
      assertThat(platform.delivered(customer)).as("%s", crash).isEqualTo(List.of("您好"));
      assertThat(outcomes(openId)).as("%s", crash).isEqualTo(List.of("welcome sent"));
    }
  }

  @Test
  void whatTheCustomerWroteBeforeALongOutageIsNotAnswered() {
    rule("welcome", "您好");
    consumer().stop();
    Customer customer = writes("oLate", "在吗");
    ahead(Duration.ofMinutes(11));
    consumer().start();
    decide();
    assertThat(platform.delivered(customer)).isEmpty();
  }
}
