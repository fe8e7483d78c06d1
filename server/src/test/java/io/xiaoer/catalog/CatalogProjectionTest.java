package io.xiaoer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.catalog.Item.Kind;
import io.xiaoer.catalog.LookUpPolicy.Next;
import io.xiaoer.catalog.LookUpPolicy.Reason;
import io.xiaoer.catalog.LookUps.Due;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.log.LogEntry;
import io.xiaoer.media.CardPictures;
import io.xiaoer.sdk.event.Format;
import io.xiaoer.secret.Seal;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is to be looked up and what came of it, in the real tables. */
@ParameterizedClass
@EnumSource(Engine.class)
class CatalogProjectionTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final ShopId SHOP = new ShopId("main");

  @Parameter Engine engine;
  @TempDir Path folder;

  private Instant now = START;
  private Database database;
  private LookUps lookUps;
  private final List<String> owners = new ArrayList<>();
  private Pictures pictures;
  private ChangeFeed changeFeed;
  private boolean leaseLost;
  private long seq;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    changeFeed = new ChangeFeed(database, new NodeSignals());
    pictures =
        new Pictures(
            new CardPictures(new Seal(new byte[Seal.KEY_BYTES]), new NodeSignals(), () -> now),
            () -> now);
    lookUps =
        new LookUps(
            database,
            changeFeed,
            pictures,
            lease(),
            List.of((_, shop, order, openId, _) ->
                owners.add("%s %s %s".formatted(shop, order, openId))));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatACustomerSharesIsAskedForUnderItsIdAsText() {
    shares("oA", "product_share", "{\"product_id\":10000000001001}");
    shares("oA", "order_share", "{\"order_id\":\"3705115058471208928\"}");
    shares("oA", "order_share", "{\"order_id\":\"' OR 1=1 --\"}");
    assertThat(due())
        .extracting(Due::item)
        .containsExactlyInAnyOrder(
            new Item(SHOP, Kind.PRODUCT, "10000000001001"),
            new Item(SHOP, Kind.ORDER, "3705115058471208928"));
    assertThat(due()).extracting(Due::urgency).containsOnly(Urgency.SHOWN);
  }

  @Test
  void anEventAboutSomethingKnownComesBeforeThoseAboutWhatNobodyAskedFor() {
    event("channels_ec_order_new", "", "{\"order_info\":{\"order_id\":1001}}");
    shares("oA", "order_share", "{\"order_id\":\"1002\"}");
    settle(due().getFirst(), known("一"));
    event("channels_ec_order_pay", "", "{\"order_info\":{\"order_id\":1002}}");
    assertThat(due())
        .extracting(due -> due.item().id() + " " + due.urgency())
        .containsExactly("1002 CHANGED", "1001 AHEAD");
  }

  @Test
  void anOrderOfACustomerWhoHasWrittenIsLookedUpSoon() {
    conversation("oA");
    event("channels_ec_order_new", "oA", "{\"order_info\":{\"order_id\":1001}}");
    event("channels_ec_order_new", "oB", "{\"order_info\":{\"order_id\":1002}}");
    event("product_spu_listing", "", "{\"ProductSpuListing\":{\"product_id\":\"77\"}}");
    event("channels_ec_coupon_create", "", "{\"product_id\":\"78\"}");
    assertThat(due())
        .extracting(due -> due.item().id() + " " + due.urgency())
        .containsExactlyInAnyOrder("1001 CHANGED", "1002 AHEAD", "77 AHEAD");
  }

  @Test
  void aFloodOfOrdersThatNobodyAskedForIsBounded() {
    database.write(jdbc -> {
      for (int i = 0; i < 2_100; i++) {
        LookUps.changed(jdbc, new Item(SHOP, Kind.ORDER, "1" + i), "o" + i, now);
      }
      return null;
    });
    assertThat(lookUps.waiting()).isEqualTo(2_000);
    assertThat(count("SELECT count(*) FROM catalog_item WHERE named_by = 'o2050'"))
        .as("it is known of, and looked up when somebody asks")
        .isEqualTo(1);
  }

  @Test
  void anOldLogIsNotLookedUpAgain() {
    now = START.plus(Duration.ofDays(8));
    digest(
        "commkf_send_msg_to_kf", "oA", share("oA", "order_share", "{\"order_id\":\"5\"}"), START);
    assertThat(due()).isEmpty();
  }

  @Test
  void whatIsAskedForDuringALookUpIsAskedForAgain() {
    shares("oA", "order_share", "{\"order_id\":\"7\"}");
    Due first = due().getFirst();
    event("channels_ec_order_pay", "oA", "{\"order_info\":{\"order_id\":7}}");
    settle(first, known("before the payment"));
    assertThat(due()).extracting(due -> due.item().id()).containsExactly("7");
    settle(due().getFirst(), known("after it"));
    assertThat(due()).isEmpty();
  }

  @Test
  void aFailureWaitsItsTimeAndKeepsWhatWasKnown() {
    shares("oA", "product_share", "{\"product_id\":\"7\"}");
    settle(due().getFirst(), new Next.Again<>(Reason.UNREACHABLE, false, now.plusSeconds(2)));
    assertThat(due()).isEmpty();
    assertThat(state("7")).isEqualTo("pending unreachable");
    now = now.plusSeconds(2);
    assertThat(due()).extracting(Due::attempts).containsExactly(1);
    settle(due().getFirst(), known("杯"));
    assertThat(state("7")).isEqualTo("ready null");
    event("product_spu_update", "", "{\"x\":{\"product_id\":\"7\"}}");
    settle(due().getFirst(), new Next.End<>(Reason.ABSENT));
    assertThat(state("7")).isEqualTo("ready absent");
    assertThat(due()).isEmpty();
  }

  @Test
  void aSpentAllowanceHoldsEverythingOfThatShopAndNothingOfAnother() {
    shares("oA", "product_share", "{\"product_id\":\"7\"}");
    shares("oA", "product_share", "{\"product_id\":\"8\"}");
    ShopId other = new ShopId("other");
    database.write(jdbc -> {
      LookUps.ask(jdbc, new Item(other, Kind.PRODUCT, "9"), Urgency.SHOWN, null, now);
      return null;
    });
    settle(due().getFirst(), new Next.Hold<>(now.plusSeconds(30)));
    assertThat(lookUps.shopsDue(now)).containsExactly(other);
    assertThat(lookUps.nextDue(now)).contains(now.plusSeconds(30));
    assertThat(lookUps.shopsDue(now.plusSeconds(30))).containsExactlyInAnyOrder(SHOP, other);
  }

  @Test
  void aNodeThatLostItsRightChangesNothing() {
    shares("oA", "product_share", "{\"product_id\":\"7\"}");
    Due due = due().getFirst();
    leaseLost = true;
    assertThatThrownBy(() -> settle(due, known("杯"))).isInstanceOf(IllegalStateException.class);
    leaseLost = false;
    assertThat(state("7")).isEqualTo("pending null");
    assertThat(due()).hasSize(1);
  }

  @Test
  void aNewCardIsToldToTheNewestMessagesThatShowItAndASameOneIsNot() {
    long conversation = conversation("oA");
    long elsewhere = conversation("oB", "other");
    for (int i = 0; i < 60; i++) {
      message(conversation, i, "order_share", "{\"order_id\":\"7\"}");
    }
    message(conversation, 60, "order_share", "{\"order_id\":\"8\"}");
    message(elsewhere, 61, "order_share", "{\"order_id\":\"7\"}");
    shares("oA", "order_share", "{\"order_id\":\"7\"}");
    settle(due().getFirst(), known("杯", "oA"));
    ChangeFeed.Since since = changeFeed.since(0, 1_000);
    assertThat(since.messages()).hasSize(50);
    assertThat(since.conversations()).containsExactly(conversation);

    long seen = changeFeed.lastSeq();
    event("channels_ec_order_pay", "", "{\"o\":{\"order_id\":7}}");
    settle(due().getFirst(), known("杯", "oA"));
    assertThat(changeFeed.lastSeq()).as("nothing is other than before").isEqualTo(seen);
  }

  @Test
  void whoWantsToKnowIsToldWhoseAnOrderIs() {
    shares("oA", "order_share", "{\"order_id\":\"7\"}");
    settle(due().getFirst(), known("杯"));
    assertThat(owners).as("the platform did not say").isEmpty();
    shares("oA", "order_share", "{\"order_id\":\"7\"}");
    settle(due().getFirst(), known("杯", "oB"));
    assertThat(owners).containsExactly(SHOP + " 7 oB");
  }

  @Test
  void theFixedSenderOfAnAfterSalesEventIsNotTakenForTheCustomer() {
    event("channels_ec_aftersale_update", "oFixed", "{\"x\":{\"order_id\":\"7\"}}");
    event("channels_ec_complaint_update", "oFixed", "{\"x\":{\"order_id\":\"7\"}}");
    assertThat(count("SELECT count(*) FROM catalog_item WHERE named_by IS NOT NULL")).isZero();
    event("channels_ec_order_pay", "oA", "{\"x\":{\"order_id\":\"7\"}}");
    assertThat(count("SELECT count(*) FROM catalog_item WHERE named_by = 'oA'")).isEqualTo(1);
  }

  @Test
  void theProductsOfAnOrderBecomeKnownToo() {
    shares("oA", "order_share", "{\"order_id\":\"7\"}");
    settle(
        due().getFirst(),
        new Next.Known<>(
            new CardBody(
                JsonNodeFactory.instance.objectNode(), "7", "oA", START, List.of("77", "", "78"))));
    assertThat(due())
        .extracting(due -> due.item().id() + " " + due.urgency())
        .containsExactly("77 AHEAD", "78 AHEAD");
  }

  @Test
  void aPictureThatIsThereIsToldToTheMessagesThatShowIt() {
    long conversation = conversation("oA");
    message(conversation, 1, "product_share", "{\"product_id\":\"7\"}");
    message(conversation, 2, "product_share", "{\"product_id\":\"8\"}");
    shares("oA", "product_share", "{\"product_id\":\"7\"}");
    settle(
        due().getFirst(),
        new Next.Known<>(
            new CardBody(
                JsonNodeFactory.instance.objectNode().put("picture_source", "https://p.example/1"),
                "7",
                null,
                null,
                List.of())));
    assertThat(count("SELECT count(*) FROM card_picture")).isEqualTo(1);
    long seen = changeFeed.lastSeq();
    database.write(jdbc -> {
      pictures.stored(jdbc, SHOP, "https://p.example/2");
      pictures.stored(jdbc, new ShopId("other"), "https://p.example/1");
      return null;
    });
    assertThat(changeFeed.lastSeq()).as("nobody here shows those").isEqualTo(seen);
    database.write(jdbc -> {
      pictures.stored(jdbc, SHOP, "https://p.example/1");
      return null;
    });
    assertThat(changeFeed.since(seen, 10).messages()).hasSize(1);
  }

  @Test
  void whatNobodyTouchesForHalfAYearIsForgotten() {
    shares("oA", "product_share", "{\"product_id\":\"7\"}");
    settle(due().getFirst(), known("杯"));
    lookUps.forget(now.plus(Duration.ofDays(179)));
    assertThat(count("SELECT count(*) FROM catalog_item")).isEqualTo(1);
    lookUps.forget(now.plus(Duration.ofDays(181)));
    assertThat(count("SELECT count(*) FROM catalog_item")).isZero();
  }

  private static Next<CardBody> known(String title) {
    return known(title, null);
  }

  private static Next<CardBody> known(String title, @Nullable String openId) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("title", title);
    return new Next.Known<>(new CardBody(json, title, openId, START, List.of()));
  }

  private void settle(Due due, Next<CardBody> next) {
    lookUps.settle(due, next, now);
  }

  private List<Due> due() {
    return lookUps.due(SHOP, now, 100);
  }

  private String state(String id) {
    return database.read(jdbc ->
        jdbc.sql("SELECT state, reason FROM catalog_item WHERE item_id = ?")
            .param(id)
            .query((row, _) -> row.getString(1) + " " + row.getString(2))
            .single());
  }

  private long count(String sql) {
    return database.read(jdbc -> jdbc.sql(sql).query(Long.class).single());
  }

  private void shares(String openId, String type, String content) {
    digest("commkf_send_msg_to_kf", openId, share(openId, type, content), now);
  }

  private ObjectNode share(String openId, String type, String content) {
    return TestPlatform.event(openId, String.valueOf(1000 + seq), type, content);
  }

  private void event(String name, String openId, String fields) {
    ObjectNode event = (ObjectNode) JsonMapper.shared().readTree(fields);
    event.put("ToUserName", "gh_1").put("FromUserName", openId).put("Event", name);
    digest(name, openId, event, now);
  }

  private void digest(String name, String openId, ObjectNode event, Instant receivedAt) {
    LogEntry entry =
        new LogEntry(
            ++seq,
            SHOP,
            name,
            openId,
            null,
            receivedAt.getEpochSecond(),
            receivedAt,
            Format.JSON,
            event.toString().getBytes(StandardCharsets.UTF_8));
    database.write(jdbc -> new CatalogProjection(() -> now).apply(jdbc, entry));
  }

  private long conversation(String openId) {
    return conversation(openId, SHOP.value());
  }

  private long conversation(String openId, String shop) {
    return database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO conversation (shop, open_id, created_at, last_message_at)
                VALUES (?, ?, ?, ?) RETURNING id
                """)
            .params(shop, openId, Micros.of(now), Micros.of(now))
            .query(Long.class)
            .single());
  }

  private void message(long conversation, int number, String type, String body) {
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO message (conversation_id, sort_key, direction, origin, type, body,
                                     created_at, received_at)
                VALUES (?, ?, 'in', 'customer', ?, ?, ?, ?)
                """)
            .params(conversation, "%03d".formatted(number), type, body, 1L, 1L)
            .update());
  }

  private Lease lease() {
    return new Lease() {
      @Override
      public boolean held() {
        return true;
      }

      @Override
      public void await(Duration atMost) {}

      @Override
      public void check(JdbcClient jdbc) {
        if (leaseLost) {
          throw new IllegalStateException("lost");
        }
      }
    };
  }
}
