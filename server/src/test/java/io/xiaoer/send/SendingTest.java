package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.duework.DueWorker;
import io.xiaoer.sdk.api.OutgoingMessage;
import io.xiaoer.sdk.api.OutgoingMessage.Body;
import io.xiaoer.sdk.event.OpenId;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.shop.AllowedAddresses;
import io.xiaoer.store.Database;
import io.xiaoer.wechat.PlatformClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of answers when sending stands still, is in doubt, or somebody changes his mind. */
@ParameterizedClass
@EnumSource(Engine.class)
class SendingTest extends Answering {
  /** The shops beside the first, each with a platform of its own that takes its time and counts. */
  private static Scripted refusing;

  private static Scripted expiring;
  private static Scripted slow;

  /** As of {@code PlatformClients}. */
  private static final Duration CALL_MAX = Duration.ofSeconds(10);

  private long auditedBefore;

  @BeforeParameterizedClassInvocation
  static void startAll(Engine engine) throws IOException {
    refusing = new Scripted(Duration.ofMillis(20));
    expiring = new Scripted(Duration.ofMillis(200));
    slow = new Scripted(Duration.ofMinutes(1));
    start(
        engine,
        Stream.of(
                TestPlatform.settings(1, "refusing", Mode.SECURE, refusing.url()),
                TestPlatform.settings(2, "expiring", Mode.SECURE, expiring.url()),
                TestPlatform.settings(3, "slow", Mode.SECURE, slow.url()))
            .flatMap(Stream::of)
            .toArray(String[]::new));
  }

  @AfterParameterizedClassInvocation
  static void stopScripted() {
    refusing.close();
    expiring.close();
    slow.close();
  }

  @BeforeEach
  void lookAtTheAudit() {
    auditedBefore = count("SELECT coalesce(max(id), 0) FROM audit");
  }

  @Test
  void aProcessThatEndsBetweenAnyTwoStepsLeavesOneDelivery() {
    for (int steps = 0; steps <= 3; steps++) {
      String openId = "oCrash" + steps;
      Customer customer = writes(openId);
      String conversation = conversation(openId);
      sender().stop();
      answer(conversation, "c1", "在的");
      Outbox outbox = outbox();
      List<Delivery> begun = List.of();
      if (steps >= 1) {
        long id = Long.parseLong(message(openId, "c1").path("id").asString());
        begun = outbox.begin(List.of(id), Instant.now());
        assertThat(message(openId, "c1").path("state").asString()).isEqualTo("sending");
      }
      if (steps >= 2) {
        deliverUnnoticed(begun.getFirst());
      }
      if (steps >= 3) {
        deliverUnnoticed(begun.getFirst());
      }
      restart(); // nothing was settled, as after a crash
      await(openId, "c1", "accepted");
      assertThat(platform.delivered(customer)).as("after %d steps", steps).containsExactly("在的");
    }
  }

  @Test
  void whatWasInDoubtWhenTheServerWasAwayForLongComesToAPerson() {
    writes("oLong");
    sender().stop();
    answer(conversation("oLong"), "c1", "在的");
    long id = Long.parseLong(message("oLong", "c1").path("id").asString());
    outbox().begin(List.of(id), Instant.now().minus(DeliveryPolicy.TRYING_MAX));
    sender().start();
    JsonNode unknown = awaitEnd("oLong", "c1", "unknown");
    assertThat(unknown.path("error").path("errmsg").asString()).contains("five minutes");
    assertThat(left("oLong")).as("it may have arrived, so it counts").isEqualTo(4);
    assertThat(platform.received(platform.customer("oLong"))).isEmpty();
  }

  @Test
  void aPersonSendsAgainWhatIsInDoubtAndThePlatformHasItOnce() {
    Customer customer = writes("oAgain");
    sender().stop();
    answer(conversation("oAgain"), "c1", "在的");
    String id = message("oAgain", "c1").path("id").asString();
    Delivery begun =
        outbox()
            .begin(List.of(Long.parseLong(id)), Instant.now().minus(DeliveryPolicy.TRYING_MAX))
            .getFirst();
    deliverUnnoticed(begun);
    sender().start();
    awaitEnd("oAgain", "c1", "unknown");
    assertThat(post("/api/v1/messages/" + id + "/send-again").statusCode()).isEqualTo(202);
    await("oAgain", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
    assertThat(left("oAgain")).isEqualTo(4);
    assertThat(post("/api/v1/messages/" + id + "/send-again").statusCode()).isEqualTo(409);
  }

  @Test
  void anAnswerForAShopThatLeftTheConfigurationIsRefusedAndSaysWhy() {
    Customer customer = writes("oLeft");
    String conversation = conversation("oLeft");
    sender().stop();
    answer(conversation, "c1", "在的");
    long doubtful = Long.parseLong(message("oLeft", "c1").path("id").asString());
    outbox().begin(List.of(doubtful), Instant.now().minus(DeliveryPolicy.TRYING_MAX));
    sender().start();
    awaitEnd("oLeft", "c1", "unknown");
    server.close();

    server = TestServer.start(engine, data.resolve(engine.name()));
    List<HttpResponse<String>> refused =
        List.of(
            post(conversation, "c2", "还在"), post("/api/v1/messages/" + doubtful + "/send-again"));
    assertThat(refused)
        .allSatisfy(answer -> {
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
          assertThat(JsonMapper.shared().readTree(answer.body()).path("reason").asString())
              .isEqualTo("shop_gone");
        });
    assertThat(messages("oLeft", 2)).as("what was refused is not queued").hasSize(2);

    restart();
    assertThat(post("/api/v1/messages/" + doubtful + "/send-again").statusCode()).isEqualTo(202);
    answer(conversation, "c2", "还在");
    await("oLeft", "c2", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的", "还在");
  }

  @Test
  void aPersonDecidesWhatBecameOfADoubtOrAFailure() {
    writes("oDecide");
    sender().stop();
    answer(conversation("oDecide"), "c1", "一");
    String doubtful = message("oDecide", "c1").path("id").asString();
    outbox()
        .begin(List.of(Long.parseLong(doubtful)), Instant.now().minus(DeliveryPolicy.TRYING_MAX));
    platform.next(new Fault.Refuse(99_999, "never heard of"));
    sender().start();
    awaitEnd("oDecide", "c1", "unknown");
    assertThat(waitingSince("oDecide").isNull()).as("nobody knows that it arrived").isFalse();
    assertThat(decide(doubtful, "gone").statusCode()).isEqualTo(422);
    assertThat(decide(doubtful, "sent").statusCode()).isEqualTo(204);
    JsonNode decided = message("oDecide", "c1");
    assertThat(decided.path("decision").asString()).isEqualTo("sent");
    assertThat(decided.path("decided_by").asString()).isEqualTo("api:test");
    assertThat(waitingSince("oDecide").isNull()).isTrue();
    assertThat(decide(doubtful, "dropped").statusCode()).as("only once").isEqualTo(409);

    answer(conversation("oDecide"), "c2", "二");
    JsonNode failed = awaitEnd("oDecide", "c2", "failed");
    assertThat(failed.path("error").path("errcode").asInt()).isEqualTo(99_999);
    String id = failed.path("id").asString();
    assertThat(decide(id, "sent").statusCode()).as("it surely was not").isEqualTo(409);
    assertThat(decide(id, "dropped").statusCode()).isEqualTo(204);
    assertThat(left("oDecide")).isEqualTo(4);
    assertThat(decide("999999", "sent").statusCode()).isEqualTo(404);
    assertThat(audited("answer_decided"))
        .containsExactly("message " + id + " as dropped", "message " + doubtful + " as sent");
  }

  @Test
  void anUnknownErrorIsNotTriedAgainAndAFailedAnswerCanBeSentAgain() {
    Customer customer = writes("oUnknownCode");
    platform.next(new Fault.Refuse(99_999, "never heard of"));
    answer(conversation("oUnknownCode"), "c1", "在的");
    JsonNode failed = awaitEnd("oUnknownCode", "c1", "failed");
    assertThat(failed.path("next_try_at").isNull()).isTrue();
    assertThat(left("oUnknownCode")).isEqualTo(5);
    String again = "/api/v1/messages/" + failed.path("id").asString() + "/send-again";
    assertThat(post(again).statusCode()).isEqualTo(202);
    await("oUnknownCode", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
    assertThat(left("oUnknownCode")).isEqualTo(4);
  }

  @Test
  void anAnswerThatIsUndoneIsGoneAndARepetitionOfItsRequestToo() {
    Customer customer = writes("oUndo");
    String conversation = conversation("oUndo");
    HttpResponse<String> held = hold(conversation, "c1", "手滑");
    JsonNode message = json(held);
    assertThat(message.path("can_undo_until").isNull()).isFalse();
    assertThat(left("oUndo")).isEqualTo(4);
    String undo = "/api/v1/messages/" + message.path("id").asString() + "/undo";
    assertThat(post(undo).statusCode()).isEqualTo(204);
    assertThat(left("oUndo")).isEqualTo(5);
    assertThat(messages("oUndo", 1)).hasSize(1);
    assertThat(
            server
                .get("/api/v1/conversations/" + conversation)
                .path("last_message")
                .path("preview")
                .asString())
        .isEqualTo("在吗");
    HttpResponse<String> repeated = hold(conversation, "c1", "手滑");
    assertThat(repeated.statusCode()).isEqualTo(409);
    assertThat(repeated.body()).contains("\"reason\":\"undone\"");
    assertThat(post(undo).statusCode()).isEqualTo(404);
    answer(conversation, "c2", "在的");
    JsonNode accepted = await("oUndo", "c2", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
    HttpResponse<String> late =
        post("/api/v1/messages/" + accepted.path("id").asString() + "/undo");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("too_late");
  }

  @Test
  void anAnswerThatReplacesAHeldOneTakesItsPlaceInOneStep() {
    Customer customer = writes("oJoin");
    String conversation = conversation("oJoin");
    String first = json(hold(conversation, "c1", "一")).path("id").asString();
    assertThat(replacing(conversation, "c2", "一，二", first).statusCode()).isEqualTo(202);
    assertThat(left("oJoin")).as("it counts once").isEqualTo(4);
    assertThat(replacing(conversation, "c2", "一，二", first).statusCode())
        .as("the same request again gives the same message")
        .isEqualTo(202);
    await("oJoin", "c2", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("一，二");
    HttpResponse<String> late = replacing(conversation, "c3", "三", first);
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("\"reason\":\"replaced_has_left\"");
    assertThat(left("oJoin")).isEqualTo(4);
  }

  @Test
  void aHeldAnswerStaysWhenItsReplacementIsNotTaken() {
    Customer customer = writes("oStays");
    writes("oOther");
    String conversation = conversation("oStays");
    String first = json(hold(conversation, "c1", "一")).path("id").asString();
    String tooLong = "长".repeat(683); // 2 049 bytes
    assertThat(replacing(conversation, "c2", tooLong, first).statusCode()).isEqualTo(422);
    answer(conversation("oOther"), "x1", "在的");
    HttpResponse<String> taken = replacing(conversation("oOther"), "x2", "别处", first);
    assertThat(taken.body()).as("of another conversation").contains("replaced_has_left");
    database(
        "UPDATE conversation SET window_used = 6 WHERE id = " + conversation); // nothing is left
    HttpResponse<String> refused = replacing(conversation, "c3", "二", first);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("\"reason\":\"used_up\"");
    assertThat(message("oStays", "c1").path("id").asString()).isEqualTo(first);
    database("UPDATE outbox SET next_try_at = 0 WHERE message_id = " + first);
    server.bean("nodeSignals", NodeSignals.class).ring(NodeSignals.Topic.OUTBOX);
    await("oStays", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("一");
  }

  @Test
  void aHeldAnswerLeavesByItselfAndKeepsItsPlace() {
    Customer customer = writes("oHold");
    String conversation = conversation("oHold");
    HttpResponse<String> held =
        server.post(
            "/api/v1/conversations/" + conversation + "/messages",
            "{\"client_id\":\"c1\",\"type\":\"text\",\"text\":{\"content\":\"一\"},\"hold_seconds\":1}");
    assertThat(held.statusCode()).isEqualTo(202);
    answer(conversation, "c2", "二");
    await("oHold", "c2", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("一", "二");
  }

  @Test
  void theDaysQuotaPausesTheWholeShopAlsoAfterARestartAndBurnsNoTries() {
    List<Customer> customers = List.of(writes("oQuota1"), writes("oQuota2"));
    platform.during(Duration.ofMinutes(10), new Fault.UseUpQuota());
    answer(conversation("oQuota1"), "c1", "一");
    JsonNode paused = awaitSending("paused");
    assertThat(paused.path("reason").asString()).isEqualTo("day_quota");
    assertThat(paused.path("errcode").asInt()).isEqualTo(45009);
    assertThat(Instant.parse(paused.path("until").asString())).isAfter(Instant.now());
    answer(conversation("oQuota2"), "c1", "二");
    assertThat(awaitSending("paused").path("waiting").asInt()).isEqualTo(2);
    platform.clearFaults();
    restart();
    awaitSending("paused");
    assertThat(message("oQuota2", "c1").path("state").asString()).isEqualTo("queued");
    assertThat(attempts("oQuota2", "c1")).isZero();
    assertThat(platform.received(customers.get(1))).isEmpty();
    assertThat(post("/api/v1/sending/main/try-now").statusCode()).isEqualTo(202);
    await("oQuota1", "c1", "accepted");
    await("oQuota2", "c1", "accepted");
    awaitSending("open");
  }

  @Test
  void aPauseThatIsOverEndsByItself() {
    writes("oMinute");
    platform.next(new Fault.Refuse(45009, "reach max api daily quota limit"));
    answer(conversation("oMinute"), "c1", "一");
    assertThat(awaitSending("paused").path("reason").asString()).isEqualTo("day_quota");
    timeIsUp();
    await("oMinute", "c1", "accepted");
    awaitSending("open");
  }

  @Test
  void anAddressThatIsNotAllowedStopsTheShopUntilATrialGoesWell() {
    List<Customer> customers = List.of(writes("oStop1"), writes("oStop2"));
    platform.allow("main", new AllowedAddresses(List.of("10.9.8.7")));
    answer(conversation("oStop1"), "c1", "一");
    JsonNode stopped = awaitSending("stopped");
    assertThat(stopped.path("reason").asString()).isEqualTo("address_not_allowed");
    assertThat(stopped.path("errmsg").asString()).contains("127.0.0.1");
    answer(conversation("oStop2"), "c1", "二");
    timeIsUp();
    awaitTrials("main", 1);
    assertThat(awaitSending("stopped").path("waiting").asInt()).isEqualTo(2);
    assertThat(attempts("oStop2", "c1")).as("one trial is enough").isZero();
    platform.allow("main", AllowedAddresses.ANY);
    timeIsUp();
    await("oStop1", "c1", "accepted");
    await("oStop2", "c1", "accepted");
    awaitSending("open");
    assertThat(platform.delivered(customers.get(0))).containsExactly("一");
    assertThat(platform.delivered(customers.get(1))).containsExactly("二");
  }

  @Test
  void tokensThatAreRefusedThoughFreshStopTheShopAndItGoesOnByItself() {
    TestPlatform pushes = new TestPlatform(server, "refusing", Mode.SECURE, Format.JSON);
    int customers = 40;
    for (int i = 0; i < customers; i++) {
      pushes.push(writtenNow("oRefused" + i));
    }
    List<String> conversations = new ArrayList<>();
    for (int i = 0; i < customers; i++) {
      conversations.add(conversation("oRefused" + i));
    }
    refusing.refuseAllTokens(true);
    conversations.forEach(conversation -> answer(conversation, "c1", "在的"));
    JsonNode stopped = awaitSending("refusing", "stopped");
    assertThat(stopped.path("reason").asString()).isEqualTo("credentials");
    assertThat(stopped.path("errcode").asInt()).isEqualTo(40001);
    for (int i = 0; i < customers; i++) {
      await("oRefused" + i, "c1", "queued"); // whatever was under way has ended
    }
    int sends = refusing.sendCalls.get();
    assertThat(sends).as("two for each that was under way").isLessThanOrEqualTo(2 * customers);
    assertThat(refusing.tokenCalls.get()).isLessThanOrEqualTo(customers + 1);
    timeIsUp();
    awaitTrials("refusing", 1);
    for (int i = 0; i < customers; i++) {
      await("oRefused" + i, "c1", "queued");
    }
    assertThat(refusing.sendCalls.get() - sends).as("one trial").isBetween(1, 2);
    refusing.refuseAllTokens(false);
    timeIsUp();
    for (int i = 0; i < customers; i++) {
      await("oRefused" + i, "c1", "accepted");
    }
    awaitSending("refusing", "open");
    assertThat(refusing.accepted.get()).isEqualTo(customers);
  }

  @Test
  void http403WithoutAnErrcodeStopsTheShopAsTheAllowListDoes() {
    Customer customer = writes("oForbidden");
    platform.during(Duration.ofMinutes(10), new Fault.Forbid());
    answer(conversation("oForbidden"), "c1", "一");
    JsonNode stopped = awaitSending("stopped");
    assertThat(stopped.path("reason").asString()).isEqualTo("address_not_allowed");
    assertThat(stopped.path("errcode").asInt()).isEqualTo(403);
    platform.clearFaults();
    timeIsUp();
    await("oForbidden", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("一");
  }

  @Test
  void aStoppedShopWithNothingToSendIsTriedToo() {
    writes("oIdle");
    platform.allow("main", new AllowedAddresses(List.of("10.9.8.7")));
    String id = json(answered("oIdle", "c1")).path("id").asString();
    awaitSending("stopped");
    database(
        "DELETE FROM outbox WHERE message_id = " + id,
        "UPDATE message SET state = 'failed', next_try_at = NULL WHERE id = " + id);
    platform.allow("main", AllowedAddresses.ANY);
    assertThat(post("/api/v1/sending/main/try-now").statusCode()).isEqualTo(202);
    awaitSending("open");
    assertThat(post("/api/v1/sending/other/try-now").statusCode()).isEqualTo(404);
    assertThat(audited("sending_tried_again")).containsExactly("shop main ");
  }

  @Test
  void whatNobodyWroteLeavesThreeAnswersToPeopleAndWaitsForThem() {
    writes("oRobot");
    writes("oPerson");
    sender().stop();
    String robot = conversation("oRobot");
    assertThat(automatic(robot, "c1").statusCode()).isEqualTo(202);
    assertThat(automatic(robot, "c2").statusCode()).isEqualTo(202);
    HttpResponse<String> third = automatic(robot, "c3");
    assertThat(third.statusCode()).isEqualTo(409);
    assertThat(third.body()).contains("\"reason\":\"reserved\"");
    answer(conversation("oPerson"), "c1", "在的");
    List<Outbox.Head> heads =
        outbox()
            .look(
                Instant.now().plusSeconds(1),
                new Outbox.Wanted() {
                  @Override
                  public int heads(String shop, ShopSendState sending) {
                    return 10;
                  }

                  @Override
                  public boolean uploads(String shop) {
                    return true;
                  }
                })
            .getFirst()
            .heads();
    assertThat(heads)
        .extracting(head -> String.valueOf(head.conversationId()))
        .containsExactly(conversation("oPerson"), robot);
    assertThat(budget("oRobot").path("automatic_left").asInt()).isZero();
    assertThat(budget("oRobot").path("left").asInt()).isEqualTo(3);
  }

  @Test
  void whatNobodyWroteAnswersNobody() {
    writes("oWaits");
    String path = "/api/v1/conversations/" + conversation("oWaits");
    JsonNode before = server.get(path);
    assertThat(automatic(conversation("oWaits"), "c1").statusCode()).isEqualTo(202);
    await("oWaits", "c1", "accepted");
    for (String step : List.of("", "/close", "/reopen")) {
      if (!step.isEmpty()) {
        assertThat(post(path + step).statusCode()).isEqualTo(200);
      }
      if (!step.equals("/close")) {
        JsonNode after = server.get(path);
        for (String field : List.of("waiting_since", "unread", "assignee", "open")) {
          if (step.isEmpty() || !field.equals("unread")) {
            assertThat(after.path(field)).as(step + " " + field).isEqualTo(before.path(field));
          }
        }
      }
    }
  }

  @Test
  void whatIsStillOnItsWayCountsInTheWindowThatTheCustomerOpensNext() {
    writes("oWindow");
    sender().stop();
    answer(conversation("oWindow"), "c1", "一");
    answer(conversation("oWindow"), "c2", "二");
    writes("oWindow");
    messages("oWindow", 4);
    assertThat(left("oWindow")).isEqualTo(3);
    sender().start();
    await("oWindow", "c2", "accepted");
    assertThat(left("oWindow")).isEqualTo(3);
  }

  @Test
  void anAnswerIsRefusedWhenAColleagueHasAnsweredMeanwhile() {
    writes("oMeanwhile");
    String conversation = conversation("oMeanwhile");
    String seen = messages("oMeanwhile", 1).path(0).path("id").asString();
    database(
        "INSERT INTO message (conversation_id, sort_key, direction, origin, type, body, client_id,"
            + " request_id, window_sort_key, state, by_username, created_at, received_at) SELECT"
            + " id, last_sort_key || '~', 'out', 'agent', 'text', '{\"content\":\"嗯\"}', 'x', 'x',"
            + " window_sort_key, 'accepted', '小王', last_message_at, last_message_at FROM"
            + " conversation WHERE id = "
            + conversation);
    String body =
        "{\"client_id\":\"c1\",\"type\":\"text\",\"text\":{\"content\":\"在的\"},\"seen_message_id\":\"%s\"%s}";
    String path = "/api/v1/conversations/" + conversation + "/messages";
    HttpResponse<String> refused = server.post(path, body.formatted(seen, ""));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("\"reason\":\"answered_meanwhile\"", "小王");
    assertThat(server.post(path, body.formatted(seen, ",\"anyway\":true")).statusCode())
        .isEqualTo(202);
    assertThat(server.post(path, body.formatted(seen, "")).statusCode())
        .as("the same request again gives the same message")
        .isEqualTo(202);
  }

  @Test
  void aDeadTokenUnderTwelveAnswersAtOnceCostsAtMostThreeTokenCalls() {
    TestPlatform pushes = new TestPlatform(server, "expiring", Mode.SECURE, Format.JSON);
    for (int i = 0; i <= 12; i++) {
      pushes.push(writtenNow("oToken" + i));
    }
    answer(conversation("oToken0"), "c1", "在的");
    await("oToken0", "c1", "accepted");
    expiring.killToken();
    int before = expiring.tokenCalls.get();
    for (int i = 1; i <= 12; i++) {
      answer(conversation("oToken" + i), "c1", "在的");
    }
    for (int i = 1; i <= 12; i++) {
      await("oToken" + i, "c1", "accepted");
    }
    assertThat(expiring.tokenCalls.get() - before).isBetween(1, 3);
    assertThat(expiring.accepted.get()).isEqualTo(13);
  }

  @Test
  void aShopWhoseCallsHangDoesNotHoldUpTheOthers() {
    TestPlatform pushes = new TestPlatform(server, "slow", Mode.SECURE, Format.JSON);
    for (int i = 0; i < 40; i++) {
      pushes.push(writtenNow("oSlow" + i));
    }
    Customer quick = writes("oQuick");
    String conversation = conversation("oQuick");
    for (int i = 0; i < 40; i++) {
      answer(conversation("oSlow" + i), "c1", "在的");
    }
    long before = System.nanoTime();
    answer(conversation, "c1", "在的");
    await("oQuick", "c1", "accepted");
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .as("before a call of the other is given up")
        .isLessThan(CALL_MAX.minusSeconds(1));
    assertThat(platform.delivered(quick)).containsExactly("在的");
    slow.hurry();
  }

  @Test
  void aThousandAnswersAtOnceArriveInOrderForEachCustomerThoughATenthOfTheCallsFail()
      throws Exception {
    int customers = 200;
    List<Customer> all = new ArrayList<>();
    for (int i = 0; i < customers; i++) {
      all.add(platform.customer("oMany" + i));
      all.getLast().says("在吗");
    }
    List<String> conversations = new ArrayList<>();
    for (int i = 0; i < customers; i++) {
      conversations.add(conversation("oMany" + i));
    }
    List<Fault> faults =
        List.of(
            new Fault.AcceptThenHangUp(), new Fault.HangUp(), new Fault.Refuse(-1, "system error"));
    try (ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < customers; i++) {
        String conversation = conversations.get(i);
        Fault fault = faults.get(i % faults.size());
        boolean faulty = i % 2 == 0; // 100 of 1 000 calls
        agents.execute(() -> {
          for (int n = 1; n <= 5; n++) {
            answerHoweverLongItTakes(conversation, "c" + n, "第 " + n + " 条");
            if (faulty && n == 3) {
              platform.next(fault);
            }
          }
        });
      }
    }
    for (int i = 0; i < customers; i++) {
      await("oMany" + i, "c5", "accepted");
      assertThat(platform.delivered(all.get(i)))
          .as("customer %d", i)
          .containsExactly("第 1 条", "第 2 条", "第 3 条", "第 4 条", "第 5 条");
    }
  }

  private static ObjectNode writtenNow(String openId) {
    ObjectNode event = TestPlatform.text(openId, TestPlatform.nextMsgId(), "在吗");
    return event.put("CreateTime", Instant.now().getEpochSecond());
  }

  /** As a browser does whose server is busy: with the same client_id. */
  private void answerHoweverLongItTakes(String conversation, String clientId, String text) {
    HttpResponse<String> taken =
        Soon.await()
            .until(() -> post(conversation, clientId, text), answer -> answer.statusCode() != 503);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
  }

  /** As a process does that dies before it hears the answer. */
  private void deliverUnnoticed(Delivery delivery) {
    server
        .bean("platformClients", PlatformClients.class)
        .of("main")
        .orElseThrow()
        .send(
            new OutgoingMessage(
                delivery.requestId(), new OpenId(delivery.openId()), new Body.Text("在的")));
  }

  private DueWorker<?> sender() {
    return server.bean("sender", DueWorker.class);
  }

  private Outbox outbox() {
    return server.bean("outbox", Outbox.class);
  }

  private HttpResponse<String> answered(String openId, String clientId) {
    return post(conversation(openId), clientId, "在的");
  }

  private HttpResponse<String> post(String path) {
    return server.post(path, "");
  }

  private HttpResponse<String> decide(String id, String as) {
    return server.post("/api/v1/messages/" + id + "/decide", "{\"as\":\"" + as + "\"}");
  }

  private HttpResponse<String> hold(String conversation, String clientId, String text) {
    return server.post(
        "/api/v1/conversations/" + conversation + "/messages",
        "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"},\"hold_seconds\":10}"
            .formatted(clientId, text));
  }

  /** What this test has done of a deed and how, the newest first. */
  private List<String> audited(String deed) {
    return server
        .bean("desk", Database.class)
        .read(jdbc ->
            jdbc.sql("SELECT subject, detail FROM audit WHERE what = ? AND id > ? ORDER BY id DESC")
                .param(deed)
                .param(auditedBefore)
                .query((row, _) -> row.getString(1) + " " + row.getString(2))
                .list());
  }

  private HttpResponse<String> replacing(
      String conversation, String clientId, String text, String replaced) {
    return server.post(
        "/api/v1/conversations/" + conversation + "/messages",
        "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"},\"replaces\":\"%s\"}"
            .formatted(clientId, text, replaced));
  }

  private HttpResponse<String> automatic(String conversation, String clientId) {
    return server.post(
        "/api/v1/conversations/" + conversation + "/messages",
        "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"您好\"},\"automatic\":true}"
            .formatted(clientId));
  }

  private JsonNode message(String openId, String clientId) {
    for (JsonNode message : messages(openId, 1)) {
      if (message.path("client_id").asString("").equals(clientId)) {
        return message;
      }
    }
    throw new AssertionError("no message " + clientId);
  }

  /** Waits until it stands in this state and is no longer tried. */
  private JsonNode awaitEnd(String openId, String clientId, String state) {
    return await(openId, clientId, state, message -> message.path("next_try_at").isNull());
  }

  private JsonNode awaitSending(String state) {
    return awaitSending("main", state);
  }

  private static JsonNode awaitSending(String id, String state) {
    return Soon.find(
        id + " " + state,
        () ->
            server
                .get("/api/v1/sending")
                .path("shops")
                .valueStream()
                .filter(shop -> shop.path("shop").asString().equals(id))
                .filter(shop -> shop.path("state").asString().equals(state))
                .findFirst());
  }

  private static void awaitTrials(String shop, int trials) {
    Soon.await()
        .until(
            () -> count("SELECT trials FROM sending_trouble WHERE shop = '" + shop + "'"),
            there -> there >= trials);
  }

  /** What the shop waits for comes now. */
  private void timeIsUp() {
    database("UPDATE sending_trouble SET until = since");
    server.bean("nodeSignals", NodeSignals.class).ring(NodeSignals.Topic.OUTBOX);
  }

  private void database(String... statements) {
    server
        .bean("desk", Database.class)
        .write(jdbc -> {
          for (String statement : statements) {
            jdbc.sql(statement).update();
          }
          return null;
        });
  }

  private int attempts(String openId, String clientId) {
    long id = Long.parseLong(message(openId, clientId).path("id").asString());
    return server
        .bean("desk", Database.class)
        .read(jdbc ->
            jdbc.sql("SELECT attempts FROM outbox WHERE message_id = ?")
                .param(id)
                .query(Integer.class)
                .single());
  }

  private JsonNode budget(String openId) {
    return server.get("/api/v1/conversations/" + conversation(openId)).path("budget");
  }

  private int left(String openId) {
    return budget(openId).path("left").asInt();
  }

  private JsonNode waitingSince(String openId) {
    return server.get("/api/v1/conversations/" + conversation(openId)).path("waiting_since");
  }

  /** A platform that takes its time and counts. */
  private static final class Scripted implements AutoCloseable {
    final AtomicInteger tokenCalls = new AtomicInteger();
    final AtomicInteger sendCalls = new AtomicInteger();
    final AtomicInteger accepted = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch hurried = new CountDownLatch(1);
    private final HttpServer http;
    private final Duration delay;
    private volatile String token = "t0";
    private volatile boolean refusesAll;

    Scripted(Duration delay) throws IOException {
      this.delay = delay;
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.setExecutor(threads);
      http.createContext(
          "/cgi-bin/stable_token",
          exchange -> {
            tokenCalls.incrementAndGet();
            answer(exchange, "{\"access_token\":\"" + token + "\",\"expires_in\":7200}");
          });
      http.createContext("/channels/ec/commkf/sendmsg", this::sendmsg);
      http.start();
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Gives tokens as before, and takes none of them. */
    void refuseAllTokens(boolean refuse) {
      refusesAll = refuse;
    }

    /** From now on it takes no time, also for what has come. */
    void hurry() {
      hurried.countDown();
    }

    void killToken() {
      token = "t1";
    }

    private void sendmsg(HttpExchange exchange) throws IOException {
      exchange.getRequestBody().readAllBytes();
      sendCalls.incrementAndGet();
      boolean good =
          !refusesAll && exchange.getRequestURI().getQuery().equals("access_token=" + token);
      try {
        var _ = hurried.await(delay.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        exchange.close();
        return;
      }
      if (good) {
        accepted.incrementAndGet();
      }
      answer(
          exchange,
          good
              ? "{\"errcode\":0,\"errmsg\":\"ok\",\"msg_id\":\"1\"}"
              : "{\"errcode\":40001,\"errmsg\":\"invalid credential rid: 1\"}");
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }

    @Override
    public void close() {
      hurry();
      http.stop(0);
      threads.shutdownNow();
    }
  }
}
