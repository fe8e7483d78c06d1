package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.customer.ChatMessage;
import io.xiaoer.simulator.customer.Content;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Answers of a running server to customers of a running simulator, with the line failing. */
@ParameterizedClass
@EnumSource(Engine.class)
class AnswerTest extends Answering {
  private static final Duration DUE_FOR_LONG = Duration.ofMillis(1_500);

  @BeforeParameterizedClassInvocation
  static void startAll(Engine engine) {
    start(engine);
  }

  @Test
  void theAnswerArrivesAndIsAcceptedUnderThePlatformsId() {
    Customer customer = writes("oAnswer1");
    answer(conversation("oAnswer1"), "c1", "在的 😀 <b>");
    assertThat(platform.awaitDelivered(customer, 1, Soon.AT_MOST)).hasSize(1);
    assertThat(platform.delivered(customer)).containsExactly("在的 😀 <b>");
    JsonNode message = await("oAnswer1", "c1", "accepted");
    assertThat(message.path("msg_id").asString())
        .isEqualTo(platform.received(customer).getFirst().msgId());
    assertThat(message.path("by").asString()).isEqualTo("api:test");
    assertThat(message.path("error").isNull()).isTrue();
  }

  @Test
  void aLineThatDiesAfterDeliveryGivesOneDelivery() {
    Customer customer = writes("oAnswer2");
    platform.next(new Fault.AcceptThenHangUp());
    answer(conversation("oAnswer2"), "c1", "在的");
    await("oAnswer2", "c1", "unknown");
    await("oAnswer2", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
  }

  @Test
  void aServerThatEndsBetweenDeliveryAndSettlingGivesOneDelivery() {
    Customer customer = writes("oAnswer3");
    platform.next(new Fault.AcceptThenHangUp());
    answer(conversation("oAnswer3"), "c1", "在的");
    await("oAnswer3", "c1", "unknown");
    restart();
    await("oAnswer3", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
  }

  @Test
  void aRefusalIsShownWithThePlatformsWordsAndDoesNotBlockTheNext() {
    Customer customer = writes("oAnswer4");
    String conversation = conversation("oAnswer4");
    platform.next(new Fault.Refuse(40003, "invalid openid"));
    answer(conversation, "c1", "一");
    answer(conversation, "c2", "二");
    JsonNode failed = await("oAnswer4", "c1", "failed");
    assertThat(failed.path("error").path("errcode").asInt()).isEqualTo(40003);
    assertThat(failed.path("error").path("errmsg").asString()).contains("invalid openid");
    assertThat(failed.path("error").path("rid").asString()).isNotEmpty();
    await("oAnswer4", "c2", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("二");
  }

  @Test
  void aBusyPlatformIsAskedAgain() {
    Customer customer = writes("oAnswer5");
    platform.next(new Fault.Refuse(-1, "system error"));
    answer(conversation("oAnswer5"), "c1", "在的");
    await("oAnswer5", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
  }

  @Test
  void whenThePlatformTookAnAnswerIsKeptWithTheConversation() {
    writes("oTaken");
    String answered =
        "SELECT count(*) FROM conversation WHERE open_id = 'oTaken' AND answered_at IS NOT NULL";
    assertThat(count(answered)).isZero();
    answer(conversation("oTaken"), "c1", "在的");
    await("oTaken", "c1", "accepted");
    assertThat(count(answered)).isEqualTo(1);
  }

  @Test
  void whatFallsDueWhileTheOutboxIsLookedIntoIsNotLeftForLong() {
    writes("oDue");
    platform.next(new Fault.Refuse(-1, "system error"));
    answer(conversation("oDue"), "c1", "在的");
    awaitSetback();
    Instant due = Micros.instant(count("SELECT next_try_at FROM outbox"));
    CountDownLatch over = new CountDownLatch(1);
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        readers.execute(() -> desk().read(_ -> awaitOver(over)));
      }
      server.bean("nodeSignals", NodeSignals.class).ring(Topic.OUTBOX);
      Soon.await()
          .alias("a look has begun, and the second attempt is due for long")
          .until(() -> Instant.now().isAfter(due.plus(DUE_FOR_LONG)));
      over.countDown();
    }
    long looked = System.nanoTime();
    await("oDue", "c1", "accepted");
    assertThat(Duration.ofNanos(System.nanoTime() - looked)).isLessThan(Duration.ofSeconds(15));
  }

  private Database desk() {
    return server.bean("desk", Database.class);
  }

  private static void awaitSetback() {
    Soon.await().until(() -> count("SELECT count(*) FROM outbox WHERE setbacks = 1") > 0);
  }

  private static boolean awaitOver(CountDownLatch over) {
    try {
      return over.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDeadTokenIsRenewedAndTheAnswerArrives() {
    Customer customer = writes("oAnswer6");
    answer(conversation("oAnswer6"), "c1", "一");
    await("oAnswer6", "c1", "accepted");
    platform.next(new Fault.KillTokens());
    answer(conversation("oAnswer6"), "c2", "二");
    await("oAnswer6", "c2", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("一", "二");
  }

  @Test
  void answersToOneCustomerArriveInOrderThoughTheLineFails() throws Exception {
    List<Customer> customers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      customers.add(writes("oOrder" + i));
    }
    try (ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < customers.size(); i++) {
        String openId = "oOrder" + i;
        String conversation = conversation(openId);
        if (i % 3 == 0) {
          platform.next(new Fault.AcceptThenHangUp());
        }
        agents.execute(() -> {
          for (int n = 1; n <= 5; n++) {
            answer(conversation, "c" + n, "第 " + n + " 条");
          }
        });
      }
    }
    for (int i = 0; i < customers.size(); i++) {
      await("oOrder" + i, "c5", "accepted");
      assertThat(platform.delivered(customers.get(i)))
          .containsExactly("第 1 条", "第 2 条", "第 3 条", "第 4 条", "第 5 条");
    }
  }

  @Test
  void theSixthAnswerIsRefusedAndNeverSent() {
    Customer customer = writes("oAnswer7");
    String conversation = conversation("oAnswer7");
    for (int n = 1; n <= 5; n++) {
      answer(conversation, "c" + n, "第 " + n + " 条");
    }
    HttpResponse<String> sixth = post(conversation, "c6", "第 6 条");
    assertThat(sixth.statusCode()).isEqualTo(409);
    assertThat(sixth.body()).contains("at most 5", "\"reason\":\"used_up\"");
    await("oAnswer7", "c5", "accepted");
    assertThat(platform.delivered(customer)).hasSize(5);
  }

  @Test
  void theSameClientIdAgainGivesTheSameMessageAndOneDelivery() {
    Customer customer = writes("oAnswer8");
    String conversation = conversation("oAnswer8");
    String first = json(post(conversation, "c1", "在的")).path("id").asString();
    assertThat(json(post(conversation, "c1", "在的")).path("id").asString()).isEqualTo(first);
    assertThat(post(conversation, "c1", "别的").statusCode()).isEqualTo(409);
    await("oAnswer8", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
  }

  @Test
  void cardsLeaveAsTheyAreAskedForNestedOrFlat() {
    Customer customer = writes("oCards");
    String path = "/api/v1/conversations/" + conversation("oCards") + "/messages";
    String product = product(customer);
    for (String body :
        List.of(
            "{'client_id':'c1','type':'product_share','product_share':{'product_id':'%s'}}"
                .formatted(product),
            "{'client_id':'c2','type':'product_share','product_id':'%s'}".formatted(product),
            "{'client_id':'c3','type':'order_share','order_id':'%s'}"
                .formatted(customer.orders().getFirst()))) {
      HttpResponse<String> answer = server.post(path, body.replace('\'', '"'));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
    await("oCards", "c3", "accepted");
    assertThat(platform.received(customer))
        .extracting(message -> message.content().getClass().getSimpleName())
        .containsExactly("ProductShare", "ProductShare", "OrderShare");
    assertThat(
            await("oCards", "c2", "accepted").path("product_share").path("product_id").asString())
        .isEqualTo(product);
  }

  @Test
  void badAnswersAreRefusedWithTheMend() {
    writes("oAnswer9");
    String path = "/api/v1/conversations/" + conversation("oAnswer9") + "/messages";
    for (String[] wrong :
        new String[][] {
          {"{}", "400", "client_id"},
          {
            "{\"client_id\":\"c\",\"type\":\"text\",\"text\":{\"content\":\" \"}}",
            "400",
            "text.content"
          },
          {"{\"client_id\":\"c\"}", "422", "type"},
          {"{\"client_id\":\"c\",\"type\":\"voice\"}", "422", "type"},
          {"{\"client_id\":\"c\",\"type\":\"image\"}", "400", "image.media_id"},
          {"{\"client_id\":\"c\",\"type\":\"image\",\"media_id\":\"no\"}", "422", "media_id"},
          {
            "{\"client_id\":\"c\",\"type\":\"file\",\"file\":{\"media_id\":\"no\"}}",
            "422",
            "media_id"
          },
          {
            "{\"client_id\":\"c\",\"type\":\"order_share\",\"order_id\":\"4 2\"}", "422", "order_id"
          },
          {
            "{\"client_id\":\"c\",\"type\":\"text\",\"text\":{\"content\":\"x\"},\"hold_seconds\":11}",
            "422",
            "hold_seconds"
          },
          {
            "{\"client_id\":\"c\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
                .formatted("字".repeat(683)),
            "422",
            "\"bytes\":2049"
          },
          {"[", "400", "JSON"}
        }) {
      HttpResponse<String> answer = server.post(path, wrong[0]);
      assertThat(answer.statusCode()).as(wrong[0]).isEqualTo(Integer.parseInt(wrong[1]));
      assertThat(answer.body()).contains(wrong[2]);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
    assertThat(post("999999", "c1", "x").statusCode()).isEqualTo(404);
    assertThat(post("abc", "c1", "x").statusCode()).isEqualTo(404);
  }

  @Test
  void allKindsOfTheSimulatorsCustomersAreReadRight() {
    Customer customer = platform.customer("oKinds");
    List<String> ids =
        List.of(
            customer.says("你好"),
            customer.sendsImage(),
            customer.sendsVideo(),
            customer.sendsFile(),
            customer.sharesProduct(),
            customer.sharesOrder(),
            customer.speaks("什么时候发货", Duration.ofSeconds(3)),
            customer.mumbles(Duration.ofSeconds(2)),
            customer.sendsUnknown("location", "{\"lat\":1}"));
    ids.forEach(id -> platform.awaitAcknowledged(id, Soon.AT_MOST));
    List<String> types = new ArrayList<>();
    JsonNode page = messages("oKinds", ids.size());
    page.forEach(message -> types.add(message.path("type").asString()));
    assertThat(types)
        .containsExactly(
            "text",
            "image",
            "video",
            "file",
            "product_share",
            "order_share",
            "voice",
            "voice",
            "unknown");
    assertThat(page.toString()).doesNotContain("encrypted_param");
    JsonNode spoken = page.path(6).path("voice");
    assertThat(spoken.path("translated_msg").asString()).isEqualTo("什么时候发货");
    assertThat(spoken.path("play_length").asInt()).as("milliseconds").isEqualTo(3_000);
    assertThat(spoken.path("translation_succ").asBoolean()).isTrue();
    JsonNode mumbled = page.path(7).path("voice");
    assertThat(mumbled.path("play_length").asInt()).isEqualTo(2_000);
    assertThat(mumbled.path("translation_succ").asBoolean(true)).isFalse();
  }

  @Test
  void oddTypesDuplicatesAndLostAcknowledgementsChangeNothing() {
    Customer customer = platform.customer("oOdd");
    for (Fault fault :
        List.of(new Fault.OddTypes(), new Fault.Duplicate(4), new Fault.LoseAcknowledgement(2))) {
      platform.next(fault);
      platform.awaitAcknowledged(
          customer.says("说 " + fault.getClass().getSimpleName()), Soon.AT_MOST);
    }
    Set<String> ids = new java.util.HashSet<>();
    JsonNode page = messages("oOdd", 3);
    page.forEach(message -> ids.add(message.path("msg_id").asString()));
    assertThat(ids).hasSize(3);
    assertThat(page).hasSize(3);
  }

  private String product(Customer customer) {
    platform.awaitAcknowledged(customer.sharesProduct(), Soon.AT_MOST);
    return platform.chat(customer).stream()
        .map(ChatMessage::content)
        .flatMap(content ->
            content instanceof Content.ProductShare(String id) ? Stream.of(id) : Stream.empty())
        .findFirst()
        .orElseThrow();
  }
}
