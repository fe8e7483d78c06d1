package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.clock.HandTurnedClock;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.push.Attempt;
import io.xiaoer.simulator.push.Attempt.Outcome;
import io.xiaoer.simulator.push.Delivery;
import io.xiaoer.simulator.shop.Shop;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PushingTest {
  private static final Instant START = Instant.parse("2026-11-23T02:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HandTurnedClock clock = HandTurnedClock.startingAt(START);
  private Receiver desk;
  private Platform platform;

  @BeforeEach
  void start() throws Exception {
    desk = new Receiver();
    platform = Platform.start(Settings.standard().withClock(clock));
    platform.pushTo(desk.url());
  }

  @AfterEach
  void stop() {
    platform.close();
    desk.close();
  }

  @Test
  void aUrlThatIsDownReceivesTenPushesAtThePublishedGapsAndNoneAfter() {
    desk.willBe(Receiver.answers(503, "down"));
    String msgId = platform.customer("lin").says("在吗？");
    clock.advance(Duration.ofDays(1));
    Delivery delivery = platform.delivery(msgId);
    assertThat(gaps(delivery)).containsExactly(0L, 0L, 10L, 60L, 300L, 1800L, 3600L, 3600L, 3600L);
    assertThat(desk.pushes).hasSize(10);
    assertThat(delivery.state()).isInstanceOf(Delivery.State.GivenUp.class);
  }

  @Test
  void timeScaledSixHundredfoldMakesAnHourSixSeconds() {
    platform.close();
    HandTurnedClock fast = HandTurnedClock.startingAt(START);
    platform = Platform.start(Settings.standard().withClock(fast).withTimeScale(600));
    platform.pushTo(desk.url());
    desk.willBe(Receiver.answers(500, "no"));
    String msgId = platform.customer("lin").says("在吗？");
    fast.advance(Duration.ofMinutes(1));
    assertThat(gaps(platform.delivery(msgId)).getLast()).isEqualTo(6L);
    assertThat(desk.pushes).hasSize(10);
  }

  private static List<Long> gaps(Delivery delivery) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < delivery.attempts().size(); i++) {
      gaps.add(
          Duration.between(delivery.attempts().get(i - 1).at(), delivery.attempts().get(i).at())
              .toSeconds());
    }
    return gaps;
  }

  @Test
  void aUrlThatComesBackGetsTheMessageOnceAcknowledged() {
    desk.willBe(Receiver.answers(503, "starting"));
    String msgId = platform.customer("lin").says("在吗？");
    clock.advance(Duration.ofSeconds(30));
    assertThat(desk.pushes).hasSize(4);
    desk.willBe(Receiver.answers(200, "success"));
    clock.advance(Duration.ofDays(1));
    assertThat(desk.pushes).hasSize(5);
    assertThat(outcomes(msgId)).containsOnlyOnce(Outcome.ACKNOWLEDGED).hasSize(5);
  }

  @Test
  void nobodyListeningCountsAsUnreachable() {
    desk.close();
    String msgId = platform.customer("lin").says("在吗？");
    clock.settle();
    assertThat(outcomes(msgId)).containsOnly(Outcome.UNREACHABLE);
  }

  @Test
  void anAnswerThatComesTooLateIsAFailure() {
    platform.close();
    platform =
        Platform.start(
            Settings.standard()
                .withClock(HandTurnedClock.startingAt(START))
                .withAnswerTimeout(Duration.ofMillis(100)));
    platform.pushTo(desk.url());
    CountDownLatch never = new CountDownLatch(1);
    desk.willBe(exchange -> never.await());
    String msgId = platform.customer("lin").says("在吗？");
    ((HandTurnedClock) platform.clock()).settle();
    assertThat(outcomes(msgId)).hasSize(3).containsOnly(Outcome.TIMED_OUT);
  }

  @Test
  void onlySuccessOrAnEmptyBodyWithStatus200Acknowledges() {
    record Case(int status, String body, Outcome expected) {}
    for (Case each :
        List.of(
            new Case(200, "success", Outcome.ACKNOWLEDGED),
            new Case(200, "", Outcome.ACKNOWLEDGED),
            new Case(200, "\"success\"", Outcome.WRONG_BODY),
            new Case(200, "success\n", Outcome.WRONG_BODY),
            new Case(200, "SUCCESS", Outcome.WRONG_BODY),
            new Case(204, "", Outcome.WRONG_STATUS),
            new Case(302, "", Outcome.WRONG_STATUS),
            new Case(500, "success", Outcome.WRONG_STATUS))) {
      desk.willBe(Receiver.answers(each.status(), each.body()));
      String msgId = platform.customer("lin").says("在吗？");
      clock.settle();
      assertThat(outcomes(msgId).getFirst()).as("%s", each).isEqualTo(each.expected());
    }
  }

  @Test
  void withoutAPushUrlAnEventIsDropped() {
    platform.pushNowhere();
    String msgId = platform.customer("lin").says("在吗？");
    assertThat(platform.delivery(msgId).state()).isInstanceOf(Delivery.State.Dropped.class);
    clock.advance(Duration.ofDays(1));
    assertThat(desk.pushes).isEmpty();
  }

  @Test
  void everySecondRetryRepeatsTheFirstPushByteForByte() {
    desk.willBe(Receiver.answers(503, "down"));
    platform.customer("lin").says("在吗？");
    clock.advance(Duration.ofSeconds(30));
    assertThat(desk.pushes.get(1)).isEqualTo(desk.pushes.get(0));
    assertThat(desk.pushes.get(2)).isNotEqualTo(desk.pushes.get(0));
  }

  @Test
  void allSevenKindsArePushedWithTheFieldsOfThePlatformsPage() {
    pushInTheClear(Format.JSON);
    Customer lin = platform.customer("lin");
    lin.says("在吗？");
    lin.sendsImage();
    lin.sendsVideo();
    lin.sendsFile();
    lin.sharesProduct("10000000001001");
    lin.sharesOrder("3700000000000000001");
    lin.speaks("有货吗", Duration.ofMillis(3_200));
    clock.settle();
    List<JsonNode> events = new ArrayList<>();
    desk.pushes.forEach(push -> events.add(JsonMapper.shared().readTree(push.body())));
    assertThat(events)
        .extracting(event -> event.path("msg_type").asString())
        .containsExactlyInAnyOrder(
            "text", "image", "video", "file", "product_share", "order_share", "voice");
    for (JsonNode event : events) {
      assertThat(event.path("MsgType").asString()).isEqualTo("event");
      assertThat(event.path("Event").asString()).isEqualTo("commkf_send_msg_to_kf");
      assertThat(event.path("msg_event").asString()).isEqualTo("EVENT_TYPE_SEND_MSG");
      assertThat(event.path("CreateTime").isIntegralNumber()).isTrue();
      assertThat(event.path("msg_id").asString()).matches("\\d{19}");
      assertThat(event.path(event.path("msg_type").asString()).isObject()).isTrue();
    }
    assertThat(find(events, "voice").path("play_length").asInt()).isEqualTo(3_200);
    assertThat(find(events, "video").path("ld_img_url").asString()).contains("msg_type=2");
    assertThat(find(events, "video").path("cos_url").asString()).contains("msg_type=7");
    assertThat(find(events, "file").path("cos_url").asString()).contains("msg_type=8");
  }

  private static JsonNode find(List<JsonNode> events, String type) {
    return events.stream()
        .map(e -> e.path(type))
        .filter(JsonNode::isObject)
        .findFirst()
        .orElseThrow();
  }

  private void pushInTheClear(Format format) {
    platform.close();
    Shop shop = Shop.example("main").withMode(Mode.PLAINTEXT, format).withPushUrl(desk.url());
    platform = Platform.start(Settings.standard().withClock(clock).withShops(List.of(shop)));
  }

  @Test
  void xmlNestsTheContentAndKeepsNumbersBare() {
    pushInTheClear(Format.XML);
    platform.customer("lin").says("a < b");
    clock.settle();
    assertThat(desk.pushes.getFirst().body())
        .startsWith("<xml><ToUserName><![CDATA[gh_")
        .contains("<text><content><![CDATA[a < b]]></content></text>")
        .contains("<CreateTime>" + START.getEpochSecond() + "</CreateTime>");
  }

  @Test
  void compatibleModeInXmlCarriesTheClearTextAndItsEncryptionUnderOneSignature() throws Exception {
    platform.close();
    Shop shop = Shop.example("main").withMode(Mode.COMPATIBLE, Format.XML).withPushUrl(desk.url());
    platform = Platform.start(Settings.standard().withClock(clock).withShops(List.of(shop)));
    String msgId = platform.customer("lin").says("a < b");
    clock.settle();
    Receiver.Push push = desk.pushes.getFirst();
    Element event =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(push.body())))
            .getDocumentElement();
    assertThat(event.getElementsByTagName("msg_id").item(0).getTextContent()).isEqualTo(msgId);
    assertThat(event.getElementsByTagName("content").item(0).getTextContent()).isEqualTo("a < b");
    String encrypt = event.getElementsByTagName("Encrypt").item(0).getTextContent();
    Map<String, String> query = new HashMap<>();
    for (String pair : push.query().split("&", -1)) {
      query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    String signed =
        Stream.of(
                shop.token(),
                query.getOrDefault("timestamp", ""),
                query.getOrDefault("nonce", ""),
                encrypt)
            .sorted()
            .collect(Collectors.joining());
    byte[] digest =
        MessageDigest.getInstance("SHA-1").digest(signed.getBytes(StandardCharsets.UTF_8));
    assertThat(query).containsEntry("msg_signature", HexFormat.of().formatHex(digest));
  }

  @Test
  void twoShopsAtOnceEachGetTheirOwnEventsUnderTheirOwnNames() throws Exception {
    platform.close();
    try (Receiver other = new Receiver()) {
      Shop tea = inTheClear("tea", desk);
      Shop silk = inTheClear("silk", other);
      platform = Platform.start(Settings.standard().withClock(clock).withShops(List.of(tea, silk)));
      for (int i = 0; i < 20; i++) {
        platform.customer("tea", "lin").says("茶 " + i);
        platform.customer("silk", "lin").says("丝 " + i);
      }
      clock.settle();
      assertThat(desk.pushes)
          .hasSize(20)
          .allSatisfy(push -> assertThat(push.body()).contains(tea.userName(), "茶"));
      assertThat(other.pushes)
          .hasSize(20)
          .allSatisfy(push -> assertThat(push.body()).contains(silk.userName(), "丝"));
      assertThat(platform.chat(platform.customer("tea", "lin"))).hasSize(20);
      assertThat(platform.deliveries()).extracting(Delivery::shop).contains("tea", "silk");
      other.willBe(Receiver.answers(503, "down"));
      String late = platform.customer("silk", "lin").says("还在吗");
      String onTime = platform.customer("tea", "lin").says("还在吗");
      clock.settle();
      assertThat(platform.delivery(late).settled()).isFalse();
      assertThat(platform.delivery(onTime).settled()).isTrue();
    }
  }

  private static Shop inTheClear(String id, Receiver desk) {
    return Shop.example(id).withMode(Mode.PLAINTEXT, Format.JSON).withPushUrl(desk.url());
  }

  @Test
  void messageIdsRiseEvenWithinOneInstant() {
    Customer lin = platform.customer("lin");
    long before = 0;
    for (int i = 0; i < 200; i++) {
      long id = Long.parseLong(lin.says("第 " + i + " 句"));
      assertThat(id).isGreaterThan(before);
      before = id;
    }
  }

  @Test
  void otherEventsArePushedToo() {
    String id = platform.announces("main", "debug_demo", "{\"debug_str\":\"hello world\"}");
    clock.settle();
    assertThat(platform.delivery(id).state()).isInstanceOf(Delivery.State.Acknowledged.class);
  }

  // --- faults

  @Test
  void aDuplicatedEventArrivesThreeTimes() {
    platform.next(new Fault.Duplicate(3));
    platform.customer("lin").says("在吗？");
    clock.settle();
    assertThat(desk.pushes).hasSize(3);
  }

  @Test
  void aLostAcknowledgementIsFollowedByAnotherPush() {
    platform.next(new Fault.LoseAcknowledgement(4));
    String msgId = platform.customer("lin").says("在吗？");
    clock.advance(Duration.ofHours(1));
    assertThat(desk.pushes).hasSize(5);
    assertThat(outcomes(msgId).getLast()).isEqualTo(Outcome.ACKNOWLEDGED);
  }

  @Test
  void aHeldBackEventArrivesAfterALaterOne() {
    platform.next(new Fault.HoldBack(1));
    String first = platform.customer("lin").says("一");
    clock.settle();
    assertThat(desk.pushes).isEmpty();
    String second = platform.customer("lin").says("二");
    platform.awaitAcknowledged(second, PATIENCE);
    platform.awaitAcknowledged(first, PATIENCE);
    assertThat(desk.pushes).hasSize(2);
  }

  @Test
  void aHeldBackEventWithNothingAfterItArrivesAllTheSame() {
    platform.next(new Fault.HoldBack(5));
    String msgId = platform.customer("lin").says("一");
    clock.advance(Duration.ofMinutes(1));
    assertThat(outcomes(msgId)).containsExactly(Outcome.ACKNOWLEDGED);
  }

  @Test
  void whatTheShopAnsweredOnACutConnectionIsNotHeardAndTheEventComesAgain() {
    platform.next(new Fault.CutConnection(Duration.ofMillis(200)));
    String msgId = platform.customer("lin").says("在吗？");
    clock.settle();
    assertThat(outcomes(msgId)).containsExactly(Outcome.CUT, Outcome.ACKNOWLEDGED);
    assertThat(desk.pushes).hasSize(2);
    assertThat(desk.pushes.get(1)).isEqualTo(desk.pushes.get(0));
  }

  @Test
  void aFaultOrderedForACountStrikesSoManyEvents() {
    platform.next(new Fault.LoseAcknowledgement(1), 2);
    List<String> msgIds = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      msgIds.add(platform.customer("lin").says("第 " + i + " 句"));
      clock.settle();
    }
    assertThat(outcomes(msgIds.get(0))).hasSize(2);
    assertThat(outcomes(msgIds.get(1))).hasSize(2);
    assertThat(outcomes(msgIds.get(2))).hasSize(1);
  }

  @Test
  void aWrongKeyForAWhileStrikesRetriesToo() {
    Receiver.Behaviour right = Receiver.answers(200, "success");
    platform.during(Duration.ofMinutes(5), new Fault.WrongKey(1));
    desk.willBe(Receiver.answers(503, "cannot read it"));
    String msgId = platform.customer("lin").says("在吗？");
    clock.advance(Duration.ofSeconds(30));
    assertThat(desk.pushes).hasSize(4);
    assertThat(desk.pushes).extracting(this::opens).containsOnly(false);
    clock.advance(Duration.ofMinutes(5));
    desk.willBe(right);
    clock.advance(Duration.ofHours(1));
    assertThat(opens(desk.pushes.getLast())).isTrue();
    assertThat(outcomes(msgId).getLast()).isEqualTo(Outcome.ACKNOWLEDGED);
  }

  /** Whether the shop's own key turns the push into an event again. */
  private boolean opens(Receiver.Push push) {
    try {
      byte[] key = Base64.getDecoder().decode(platform.shop().encodingAesKey() + "=");
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(Arrays.copyOf(key, 16)));
      String encrypt = JsonMapper.shared().readTree(push.body()).path("Encrypt").asString();
      byte[] clear = cipher.doFinal(Base64.getDecoder().decode(encrypt));
      return new String(clear, StandardCharsets.UTF_8).contains("commkf_send_msg_to_kf");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClockThatIsSlowForAWhileIsRightAgainAfterwards() {
    pushInTheClear(Format.JSON);
    platform.during(Duration.ofMinutes(1), new Fault.SkewClock(Duration.ofHours(-1)));
    platform.customer("lin").says("一");
    clock.advance(Duration.ofSeconds(59));
    platform.customer("lin").says("二");
    clock.advance(Duration.ofSeconds(1));
    platform.customer("lin").says("三");
    clock.settle();
    assertThat(desk.pushes)
        .extracting(push ->
            JsonMapper.shared().readTree(push.body()).path("CreateTime").asLong()
                - START.getEpochSecond())
        .containsExactly(-3_600L, -3_541L, 60L);
  }

  @Test
  void aFaultWithACountStrikesBeforeOneThatLasts() {
    platform.during(Duration.ofHours(1), new Fault.LoseAcknowledgement(1));
    platform.next(new Fault.Duplicate(2));
    String first = platform.customer("lin").says("一");
    clock.settle();
    assertThat(outcomes(first)).containsOnly(Outcome.ACKNOWLEDGED).hasSize(2);
    String second = platform.customer("lin").says("二");
    clock.settle();
    assertThat(outcomes(second)).containsOnly(Outcome.ACKNOWLEDGEMENT_LOST).hasSize(3);
    platform.clearFaults();
    clock.advance(Duration.ofSeconds(10));
    assertThat(outcomes(second).getLast()).isEqualTo(Outcome.ACKNOWLEDGED);
  }

  @Test
  void theSameSeedAndTheSameFaultsGiveTheSameDeliveries() throws Exception {
    assertThat(replay()).isEqualTo(replay());
  }

  private static List<Receiver.Push> replay() throws Exception {
    HandTurnedClock clock = HandTurnedClock.startingAt(START);
    try (Receiver desk = new Receiver();
        Platform platform = Platform.start(Settings.standard().withClock(clock).withSeed(7))) {
      platform.pushTo(desk.url());
      Customer lin = platform.customer("lin");
      for (Fault fault :
          List.of(
              new Fault.LoseAcknowledgement(2),
              new Fault.SkewClock(Duration.ofHours(-1)),
              new Fault.WrongKey(1),
              new Fault.OddTypes())) {
        platform.next(fault);
        lin.says("重放");
        clock.advance(Duration.ofMinutes(2));
      }
      return List.copyOf(desk.pushes);
    }
  }

  private List<Outcome> outcomes(String msgId) {
    return platform.delivery(msgId).attempts().stream().map(Attempt::outcome).toList();
  }

  @Test
  void checksTheUrlByItsEcho() {
    desk.willBe(exchange -> {
      String query = exchange.getRequestURI().getQuery();
      Receiver.answers(200, query.replaceAll(".*echostr=([^&]*).*", "$1")).answer(exchange);
    });
    assertThat(platform.checksUrl()).isTrue();
    desk.willBe(Receiver.answers(200, "success"));
    assertThat(platform.checksUrl()).isFalse();
    platform.pushTo(URI.create("http://127.0.0.1:1/"));
    assertThat(platform.checksUrl()).isFalse();
  }
}
