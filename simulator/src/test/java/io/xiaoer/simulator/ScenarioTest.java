package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.xiaoer.simulator.clock.HandTurnedClock;
import io.xiaoer.simulator.push.Delivery;
import io.xiaoer.simulator.shop.Shop;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScenarioTest {
  @TempDir private Path folder;

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("scenario.yaml"), yaml);
  }

  private static List<Delivery> play(Path scenario) throws Exception {
    HandTurnedClock clock = HandTurnedClock.startingAt(Instant.parse("2026-11-23T02:00:00Z"));
    try (Receiver desk = new Receiver();
        Platform platform = Platform.start(Settings.standard().withClock(clock))) {
      platform.pushTo(desk.url());
      platform.play(scenario);
      clock.advance(Duration.ofHours(1));
      return platform.deliveries();
    }
  }

  @Test
  void theSameFileTwiceGivesTheSameDeliveries() throws Exception {
    Path scenario =
        file(
            """
            seed: 7
            steps:
              - {at: 0, customer: o-lin, says: 在吗？}
              - {at: 0.5, fault: lose_acknowledgement, times: 3}
              - {at: 1, customer: o-lin, sends: image}
              - {at: 1, fault: hold_back, events: 1}
              - {at: 2, customer: o-lin, sends: order}
              - {at: 2, event: channels_ec_order_new, fields: {order_info: {order_id: "37"}}}
              - {at: 3, burst: 10, messages: 3}
            """);
    List<Delivery> first = play(scenario);
    assertThat(first).hasSize(34).allMatch(Delivery::settled);
    assertThat(first.get(1).attempts()).hasSize(4);
    assertThat(play(scenario)).isEqualTo(first);
  }

  @Test
  void inRealTimeTooAFreshSimulatorReplaysTheFileDeliveryByDelivery() throws Exception {
    Path scenario =
        file(
            """
            seed: 11
            steps:
              - {at: 0, customer: o-lin, says: 在吗？}
              - {at: 0, fault: duplicate, copies: 3}
              - {at: 0, customer: o-lin, sends: image}
              - {at: 0.05, fault: cut_connection, millis: 30}
              - {at: 0.05, customer: o-wu, sends: unknown}
              - {at: 0.1, fault: lose_acknowledgement, times: 5}
              - {at: 0.1, customer: o-lin, sends: voice}
              - {at: 0.2, fault: wrong_key, for_seconds: 2}
              - {at: 0.2, fault: hold_back, events: 2}
              - {at: 0.2, shop: silk, customer: o-lin, sends: order}
              - {at: 0.2, event: channels_ec_order_new, fields: {order_info: {order_id: "37"}}}
              - {at: 0.25, burst: 20, messages: 3}
              - {at: 0.3, customer: o-tang, says: 最后一句}
            """);
    String first = replayed(scenario);
    assertThat(replayed(scenario)).isEqualTo(first);
    JsonNode deliveries = JsonMapper.shared().readTree(first).path("deliveries");
    assertThat(deliveries).hasSize(67);
    assertThat(deliveries.get(3).path("attempts").valueStream().map(a -> a.path("at_ms").asInt()))
        .as("0, 0, 0, 10 s, 1 min, 5 min, a thousand times faster")
        .containsExactly(100, 100, 100, 110, 170, 470);
    assertThat(deliveries.valueStream().map(d -> d.path("state").asString()))
        .containsOnly("acknowledged");
  }

  /** As a user would: the real clock, a fresh simulator, and what it shows afterwards. */
  private static String replayed(Path scenario) throws Exception {
    try (Receiver desk = new Receiver();
        HttpClient http = HttpClient.newHttpClient();
        Platform platform =
            Platform.start(
                Settings.standard()
                    .withTimeScale(1_000)
                    .withShops(
                        List.of(
                            Shop.example("main").withPushUrl(desk.url()),
                            Shop.example("silk").withPushUrl(desk.url()))))) {
      platform.play(scenario);
      HttpRequest ask =
          HttpRequest.newBuilder(URI.create(platform.baseUrl() + "/sim/api/replay")).build();
      await()
          .atMost(1, TimeUnit.MINUTES)
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .untilAsserted(() -> {
            assertThat(platform.deliveries()).allMatch(Delivery::settled);
            // The copies of a push may end after it has settled its delivery.
            assertThat(platform.deliveries().stream().mapToInt(d -> d.attempts().size()).sum())
                .isEqualTo(75);
          });
      return http.send(ask, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Test
  void anotherSeedGivesOtherIdsAndAnswersStandBehindTheirQuestions() throws Exception {
    Path seven = file("{seed: 7, steps: [{at: 0, customer: o-lin, says: 在吗}]}");
    String ofSeven = play(seven).getFirst().id();
    Path eight = file("{seed: 8, steps: [{at: 0, customer: o-lin, says: 在吗}]}");
    assertThat(play(eight).getFirst().id()).isNotEqualTo(ofSeven).matches("\\d{19}");
    HandTurnedClock clock = HandTurnedClock.startingAt(Instant.parse("2026-11-23T02:00:00Z"));
    try (Platform platform = Platform.start(Settings.standard().withClock(clock))) {
      platform.play(eight);
      clock.advance(Duration.ofSeconds(1));
      assertThat(new BigInteger(platform.customer("o-wu").says("我也在")))
          .isGreaterThan(new BigInteger(platform.deliveries().getFirst().id()));
    }
  }

  @Test
  void aWrongFileGetsOneLine() throws Exception {
    record Case(String yaml, String expected) {}
    for (Case each :
        List.of(
            new Case("steps: []", "steps: missing"),
            new Case("stps: 1", "stps: unknown key (expected: seed, steps)"),
            new Case("steps: [{customer: a, says: b}]", "steps[0].at: missing (expected: seconds)"),
            new Case("steps: [{at: 0}]", "steps[0]: no customer"),
            new Case("steps: [{at: 0, customer: a, sends: cake}]", "steps[0].sends: cake"),
            new Case("steps: [{at: 0, fault: flood}]", "steps[0]: fault: unknown: flood"),
            new Case(
                "steps: [{at: 0, fault: kill_tokens, for: 9}]", "for: unknown key (expected: at,"),
            new Case(
                "steps: [{at: 0, fault: kill_tokens, for_seconds: 0}]",
                "for_seconds: 0 (expected: above 0"),
            new Case(
                "steps: [{at: 0, fault: duplicate, copies: many}]",
                "copies: many (expected: a whole number, 1 to 1000)"),
            new Case("steps: [{at: 0, fault: refuse, errcode: 12345}]", "errmsg: missing"),
            new Case(
                "steps: [{at: 0, fault: use_up_quota, count: 2}]", "count: the quota stays used"),
            new Case("steps: [{at: 0, burst: 0}]", "steps[0].burst: expected"))) {
      Path scenario = file(each.yaml());
      assertThatThrownBy(() -> play(scenario))
          .as(each.yaml())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("scenario.yaml")
          .hasMessageContaining(each.expected());
    }
  }
}
