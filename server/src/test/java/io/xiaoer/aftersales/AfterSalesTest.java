package io.xiaoer.aftersales;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

/** After-sales orders and disputes, pushed to a running server, and what people see of them. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class AfterSalesTest {
  private static final long NOW = TestPlatform.NOW.getEpochSecond();
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server = TestServer.start(engine, data.resolve(engine.name()), TestPlatform.shops(4));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void aCaseIsShownToWhoTalksWithTheCustomerWhoSentTheOrdersCard() {
    String order = number();
    String sale = number();
    String conversation = says("shop0", "oCardFirst");
    push("shop0", card("oCardFirst", order));
    push("shop0", afterSale(sale, order, "MERCHANT_PROCESSING", NOW - 90));

    JsonNode one = awaitCase(conversation, sale);
    assertThat(one.path("kind").asString()).isEqualTo("after_sale");
    assertThat(one.path("shop").asString()).isEqualTo("shop0");
    assertThat(one.path("order_id").asString()).isEqualTo(order);
    assertThat(one.path("status").asString()).isEqualTo("MERCHANT_PROCESSING");
    assertThat(one.path("turn").asString()).isEqualTo("merchant");
    assertThat(one.path("since").asString()).isEqualTo(second(NOW - 90));
    assertThat(one.path("conversation_id").asString()).isEqualTo(conversation);
    assertThat(due(conversation)).isEqualTo(1);

    String dispute = number();
    push("shop0", dispute(dispute, sale, order, 106, NOW - 80));
    JsonNode other = awaitCase(conversation, dispute);
    assertThat(other.path("kind").asString()).isEqualTo("dispute");
    assertThat(other.path("after_sale_order_id").asString()).isEqualTo(sale);
    assertThat(other.path("status").asString()).isEqualTo("106");
    assertThat(due(conversation)).isEqualTo(2);

    push("shop0", dispute(dispute, sale, order, 112, NOW - 70));
    awaitStatus(conversation, dispute, "112");
    assertThat(due(conversation)).isEqualTo(1);
  }

  @Test
  void aCardThatComesAfterTheCaseBringsItToItsCustomerAndOpenPagesLearnOfIt() {
    String order = number();
    String sale = number();
    String conversation = says("shop0", "oCardLast");
    push("shop0", afterSale(sale, order, "MERCHANT_WAIT_RECEIPT", NOW));
    Soon.await().until(() -> !listed("shop0", "merchant", sale).isEmpty());
    assertThat(listed("shop0", "merchant", sale).getFirst().path("conversation_id").isNull())
        .isTrue();
    assertThat(due(conversation)).isZero();

    ChangeFeed feed = server.bean("changeFeed", ChangeFeed.class);
    long before = feed.lastSeq();
    push("shop0", card("oCardLast", order));
    awaitCase(conversation, sale);
    ChangeFeed.Since since = feed.since(before, 1_000);
    assertThat(since.topics()).contains("after_sales");
    assertThat(since.conversations()).contains(Long.valueOf(conversation));
    assertThat(due(conversation)).isEqualTo(1);
  }

  @Test
  void whoPaidAnOrderIsItsCustomer() {
    String order = number();
    String conversation = says("shop0", "oPayer");
    ObjectNode paid = event("channels_ec_order_pay", NOW - 500).put("FromUserName", "oPayer");
    paid.putObject("order_info").put("order_id", order).put("pay_time", NOW - 500);
    push("shop0", paid);
    String sale = number();
    AtomicInteger round = new AtomicInteger();
    Soon.await()
        .until(() -> { // who paid is written down by a reader of its own
          long at = NOW - 1_000 + round.incrementAndGet();
          push("shop0", afterSale(sale, order, "MERCHANT_PROCESSING", at));
          return !cases(conversation, sale).isEmpty();
        });
  }

  @Test
  void theNewestEventCountsWhateverComesLateOrTwice() {
    String order = number();
    String sale = number();
    push("shop1", afterSale(sale, order, "USER_WAIT_RETURN", NOW - 50));
    awaitListed("shop1", sale, "USER_WAIT_RETURN");
    push("shop1", afterSale(sale, order, "MERCHANT_PROCESSING", NOW - 60));
    passed("shop1");
    awaitListed("shop1", sale, "USER_WAIT_RETURN");
    push("shop1", afterSale(sale, order, "USER_WAIT_RETURN", NOW - 40));
    passed("shop1");
    JsonNode same = awaitListed("shop1", sale, "USER_WAIT_RETURN");
    assertThat(same.path("since").asString()).as("it has been so").isEqualTo(second(NOW - 50));
    assertThat(same.path("updated_at").asString()).isEqualTo(second(NOW - 40));
    push("shop1", afterSale(sale, order, "MERCHANT_WAIT_RECEIPT", NOW - 40));
    JsonNode later = awaitListed("shop1", sale, "MERCHANT_WAIT_RECEIPT");
    assertThat(later.path("since").asString()).isEqualTo(second(NOW - 40));
    assertThat(listed("shop1", "all", sale)).hasSize(1);
  }

  @Test
  void aStatusThatIsNotPublishedIsKeptAsItCame() {
    String sale = number();
    String dispute = number();
    push("shop1", afterSale(sale, number(), "MOON_PHASE", NOW));
    push("shop1", dispute(dispute, sale, number(), 999, NOW));
    assertThat(awaitListed("shop1", sale, "MOON_PHASE").path("turn").asString())
        .isEqualTo("unknown");
    assertThat(awaitListed("shop1", dispute, "999").path("turn").asString()).isEqualTo("unknown");
    assertThat(listed("shop1", "open", sale)).hasSize(1);
    assertThat(listed("shop1", "merchant", sale)).isEmpty();
  }

  @Test
  void whatCannotBeUsedIsSetAsideWithTheReason() {
    String sale = number();
    push("shop2", afterSale(sale, "", "MERCHANT_PROCESSING", NOW));
    push("shop2", afterSale("<b>" + sale, number(), "MERCHANT_PROCESSING", NOW));
    push("shop2", afterSale("9".repeat(65), number(), "MERCHANT_PROCESSING", NOW));
    push("shop2", afterSale(sale, number(), "X".repeat(65), NOW));
    push("shop2", event("channels_ec_complaint_update", NOW));
    Soon.await()
        .untilAsserted(() ->
            assertThat(
                    server
                        .get("/api/v1/admin/parked")
                        .path("parked")
                        .valueStream()
                        .filter(one -> one.path("reader").asString().equals("after-sales"))
                        .map(one -> one.path("reason").asString()))
                .containsExactlyInAnyOrder(
                    "order_id is missing or not usable",
                    "after_sale_order_id is missing or not usable",
                    "after_sale_order_id is missing or not usable",
                    "status is missing or not usable",
                    "complaint_id is missing or not usable"));
    assertThat(server.get("/api/v1/after-sales?shop=shop2&state=all").path("cases")).isEmpty();
  }

  @Test
  void aListIsReadPageByPageAndHasWhatWaitsLongestFirst() {
    List<String> sales = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String sale = number();
      sales.add(sale);
      push("shop3", afterSale(sale, number(), "MERCHANT_PROCESSING", NOW - 100 + i / 2));
    }
    String over = number();
    push("shop3", afterSale(over, number(), "MERCHANT_REFUND_SUCCESS", NOW));
    awaitListed("shop3", over, "MERCHANT_REFUND_SUCCESS");
    assertThat(walk("merchant")).containsExactlyElementsOf(sales);
    assertThat(walk("open")).containsExactlyElementsOf(sales);
    assertThat(walk("all")).hasSize(6).startsWith(over);
    assertThat(walk("all").reversed().subList(0, 5)).containsExactlyElementsOf(sales);
    for (String wrong : List.of("state=mine", "cursor=x", "limit=0", "limit=201", "shop=nosuch")) {
      assertThat(status("/api/v1/after-sales?" + wrong)).as(wrong).isEqualTo(400);
    }
  }

  private static List<String> walk(String state) {
    List<String> found = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = server.get("/api/v1/after-sales?shop=shop3&limit=2&state=" + state + cursor);
      page.path("cases")
          .valueStream()
          .map(one -> one.path("case_id").asString())
          .forEach(found::add);
      String next = page.path("next_cursor").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return found;
  }

  /** What came before has been read when this is. */
  private static void passed(String shop) {
    String sale = number();
    push(shop, afterSale(sale, number(), "MERCHANT_PROCESSING", NOW));
    awaitListed(shop, sale, "MERCHANT_PROCESSING");
  }

  private static String number() {
    return "37051150584712%05d".formatted(NUMBERS.incrementAndGet());
  }

  private static String second(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }

  private static ObjectNode afterSale(String id, String order, String status, long at) {
    ObjectNode event = event("channels_ec_aftersale_update", at);
    event
        .putObject("finder_shop_aftersale_status_update")
        .put("status", status)
        .put("after_sale_order_id", id)
        .put("order_id", order);
    return event;
  }

  private static ObjectNode dispute(String id, String sale, String order, int status, long at) {
    ObjectNode event = event("channels_ec_complaint_update", at);
    event
        .putObject("finder_shop_complaint")
        .put("complaint_status", status)
        .put("after_sale_order_id", sale)
        .put("complaint_id", id)
        .put("order_id", order);
    return event;
  }

  private static ObjectNode card(String openId, String order) {
    return TestPlatform.event(
        openId, TestPlatform.nextMsgId(), "order_share", "{\"order_id\":\"" + order + "\"}");
  }

  private static ObjectNode event(String name, long at) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("ToUserName", TestPlatform.USER_NAME)
        .put("FromUserName", "oFixedForAll")
        .put("CreateTime", at)
        .put("MsgType", "event")
        .put("Event", name);
  }

  private static void push(String shop, ObjectNode event) {
    assertThat(
            new TestPlatform(server, shop, Mode.SECURE, Format.JSON).push(event.deepCopy()).body())
        .isEqualTo("success");
  }

  /** Gives the conversation. */
  private static String says(String shop, String openId) {
    push(shop, TestPlatform.text(openId, TestPlatform.nextMsgId(), "在吗"));
    return Soon.find(
        "the conversation with " + openId,
        () ->
            server
                .get("/api/v1/conversations?shop=" + shop + "&open_id=" + openId)
                .path("conversations")
                .valueStream()
                .map(one -> one.path("id").asString())
                .findAny());
  }

  private static int due(String conversation) {
    return server.get("/api/v1/conversations/" + conversation).path("after_sales_due").asInt(-1);
  }

  private static List<JsonNode> cases(String conversation, String id) {
    return withId(server.get("/api/v1/conversations/" + conversation + "/after-sales"), id);
  }

  private static JsonNode awaitCase(String conversation, String id) {
    return Soon.find(id, () -> cases(conversation, id).stream().findAny());
  }

  private static void awaitStatus(String conversation, String id, String status) {
    Soon.await().until(() -> awaitCase(conversation, id).path("status").asString().equals(status));
  }

  private static List<JsonNode> listed(String shop, String state, String id) {
    return withId(server.get("/api/v1/after-sales?limit=200&shop=" + shop + "&state=" + state), id);
  }

  private static JsonNode awaitListed(String shop, String id, String status) {
    return Soon.find(
        id + " that is " + status,
        () ->
            listed(shop, "all", id).stream()
                .filter(one -> one.path("status").asString().equals(status))
                .findAny());
  }

  private static List<JsonNode> withId(JsonNode list, String id) {
    return list.path("cases")
        .valueStream()
        .filter(one -> one.path("case_id").asString().equals(id))
        .toList();
  }

  private static int status(String path) {
    return server
        .send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY))
        .statusCode();
  }
}
