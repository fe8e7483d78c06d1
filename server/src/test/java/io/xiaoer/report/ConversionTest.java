package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** From the platform's events to who asked and then paid. Times are Shanghai's. */
@ParameterizedClass
@EnumSource(Engine.class)
class ConversionTest {
  private static final String REPORT = "/api/v1/reports/conversion";
  private static final String DAY = "?from=2026-11-23&to=2026-11-23";

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;
  private static long bought;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server = TestServer.start(engine, data.resolve(engine.name()), TestPlatform.shops(2));
    PastTalk talk = new PastTalk(server.bean("desk", Database.class));
    bought = talk.customer("shop0");
    talk.asks(bought, at("23T10:00:00"));
    talk.answers(bought, "mei", at("23T10:01:00"));
    talk.asks(bought, at("23T11:00:00"));
    talk.answers(bought, "lan", at("23T11:01:00"));
    long looked = talk.customer("shop0");
    talk.asks(looked, at("23T12:00:00"));
    talk.answers(looked, "mei", at("23T12:01:00"));
    long unanswered = talk.customer("shop0");
    talk.asks(unanswered, at("23T13:00:00"));
    long elsewhere = talk.customer("shop1");
    talk.asks(elsewhere, at("23T14:00:00"));
    talk.answers(elsewhere, "mei", at("23T14:01:00"));
    talk.write();
    Soon.await().until(talk::isCounted);
    pays("shop0", "oPast" + bought, "3705115058471208928", at("24T09:00:00"));
    pays("shop0", "oPast" + bought, "3705115058471208928", at("24T09:00:00")); // once more
    pays("shop0", "oPast" + unanswered, "1002", at("23T13:30:00"));
    pays("shop0", "oPast" + looked, "1003", at("28T09:00:00"));
    pays("shop0", "oStranger", "1004", at("23T15:00:00"));
    pays("shop1", "oPast" + bought, "1005", at("23T15:00:00")); // another shop's customer
    Soon.await()
        .until(
            () -> server.get(REPORT + DAY + "&days=5").path("total").path("orders").asInt() == 3);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void eachAgentHasTheCustomersTheyAnsweredAndTheOrdersThatFollowed() {
    JsonNode report = server.get(REPORT + DAY);
    assertThat(report.path("days").asInt()).isEqualTo(3);
    assertThat(report.path("orders_since").asString()).isEqualTo("2026-11-23T05:30:00Z");
    assertThat(report.path("rows").valueStream().map(ConversionTest::words))
        .containsExactly("lan 1 1 1 1.0", "mei 3 0 0 0.0", " 1 1 1 null");
    assertThat(words(report.path("total"))).isEqualTo("total 4 2 2 0.5");
    assertThat(words(server.get(REPORT + DAY + "&days=5").path("total")))
        .isEqualTo("total 4 3 3 0.75");
    assertThat(
            server
                .get(REPORT + DAY + "&by=shop")
                .path("rows")
                .valueStream()
                .map(ConversionTest::words))
        .containsExactly("shop0 3 2 2 0.6667", "shop1 1 0 0 0.0");
  }

  private static String words(JsonNode row) {
    return Stream.of("key", "customers", "buyers", "orders", "rate")
        .map(field -> row.path(field).isNull() ? "null" : row.path(field).asString())
        .reduce((one, other) -> one + " " + other)
        .orElseThrow();
  }

  @Test
  void everyNumberOpensItsCustomers() {
    for (String agent : List.of("lan", "mei", "-")) {
      JsonNode row =
          server
              .get(REPORT + DAY)
              .path("rows")
              .valueStream()
              .filter(one -> one.path("key").asString().equals(agent.equals("-") ? "" : agent))
              .findFirst()
              .orElseThrow();
      assertThat(all("&agent=" + agent)).hasSize(row.path("customers").asInt());
      assertThat(all("&bought=true&agent=" + agent)).hasSize(row.path("buyers").asInt());
    }
    assertThat(all("")).hasSize(4);
    assertThat(all("&shop=shop1")).hasSize(1);
    JsonNode buyer =
        server
            .get(REPORT + "/customers" + DAY + "&bought=true&agent=lan")
            .path("customers")
            .path(0);
    assertThat(buyer.path("conversation_id").asString()).isEqualTo(String.valueOf(bought));
    assertThat(buyer.path("asked_at").asString()).isEqualTo("2026-11-23T02:00:00Z");
    assertThat(buyer.path("agents").valueStream().map(JsonNode::asString))
        .containsExactly("lan", "mei");
    assertThat(buyer.path("orders")).hasSize(1);
    JsonNode order = buyer.path("orders").path(0);
    assertThat(order.path("order_id").asString()).isEqualTo("3705115058471208928");
    assertThat(order.path("paid_at").asString()).isEqualTo("2026-11-24T01:00:00Z");
    assertThat(order.path("agent").asString()).isEqualTo("lan");
  }

  /** Page by page. */
  private static List<String> all(String asked) {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    while (true) {
      JsonNode page = server.get(REPORT + "/customers" + DAY + asked + "&limit=1&cursor=" + cursor);
      page.path("customers").forEach(one -> ids.add(one.path("conversation_id").asString()));
      assertThat(ids).doesNotHaveDuplicates();
      if (page.path("next_cursor").isNull()) {
        return ids;
      }
      cursor = page.path("next_cursor").asString();
    }
  }

  @Test
  void bothAreTablesForWhoAcceptsOne() {
    assertThat(table(REPORT + DAY)).hasSize(5).contains("lan,,1,1,1,1", "total,,4,2,2,0.5");
    List<String> customers = table(REPORT + "/customers" + DAY + "&bought=true");
    assertThat(customers).hasSize(3);
    assertThat(customers.getLast())
        .contains(",lan mei,1,", "3705115058471208928", ",2026-11-24T01:00:00Z,lan");
  }

  private static List<String> table(String path) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Accept", "text/csv"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().lines().toList();
  }

  @Test
  void whatCannotBeAnsweredIsRefusedByName() {
    assertThat(reason(REPORT + DAY + "&days=31")).isEqualTo("out_of_range");
    assertThat(reason(REPORT + DAY + "&days=0")).isEqualTo("out_of_range");
    assertThat(reason(REPORT + DAY + "&by=hour")).isEqualTo("not_one_of");
    assertThat(reason(REPORT + "/customers" + DAY + "&bought=yes")).isEqualTo("not_one_of");
    assertThat(reason(REPORT + "/customers" + DAY + "&cursor=x")).isEqualTo("unknown_cursor");
  }

  private static String reason(String path) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    return JsonMapper.shared().readTree(answer.body()).path("reason").asString();
  }

  private static void pays(String shop, String openId, String order, Instant at) {
    ObjectNode event =
        JsonMapper.shared()
            .createObjectNode()
            .put("ToUserName", TestPlatform.USER_NAME)
            .put("FromUserName", openId)
            .put("CreateTime", at.getEpochSecond() + 1)
            .put("MsgType", "event")
            .put("Event", "channels_ec_order_pay");
    event
        .putObject("order_info")
        .put("order_id", new BigInteger(order)) // a number that no double holds
        .put("pay_time", at.getEpochSecond());
    assertThat(new TestPlatform(server, shop, Mode.SECURE, Format.JSON).push(event).body())
        .isEqualTo("success");
  }

  /** Of November 2026. */
  private static Instant at(String dayAndTime) {
    return Instant.parse("2026-11-" + dayAndTime + "Z").minusSeconds(8 * 3_600);
  }
}
