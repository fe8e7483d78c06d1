package io.xiaoer.sdk.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.sdk.event.Samples;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made to try a push URL is taken as the platform's own would be. */
class PushTrialTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_764_547_200);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aUrlCheckAndAMessageOfAnyLengthAreTaken(long seed) {
    Random random = new Random(seed);
    for (Mode mode : Mode.values()) {
      PushSettings settings = Platform.settings(mode);
      PushReceiver receiver = new PushReceiver(settings);
      PushTrial check = PushTrial.urlCheck(settings, "echo" + seed, NOW, random);
      assertThat(receiver.receive(check.query(), check.body()))
          .as("seed %s", seed)
          .isEqualTo(new Received.UrlCheck("echo" + seed));

      String text = "字".repeat(random.nextInt(60));
      PushTrial push =
          PushTrial.message(
              settings,
              "gh_97417a04a28d",
              "oTrial",
              Samples.json("\"text\":{\"content\":\"" + text + "\"}"),
              NOW,
              random);
      Received received = receiver.receive(push.query(), push.body());
      assertThat(received).as("seed %s", seed).isInstanceOf(Received.Event.class);
    }
  }
}
