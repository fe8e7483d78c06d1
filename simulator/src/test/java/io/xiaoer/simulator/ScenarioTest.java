package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.simulator.clock.HandTurnedClock;
import io.xiaoer.simulator.push.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
