package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.clock.HandTurnedClock;
import io.xiaoer.simulator.junit.PlatformExtension;
import io.xiaoer.simulator.push.Delivery;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlatformExtension.class)
class PlatformExtensionTest {

  @Test
  void givesAPlatformWhoseClockTheTestTurns(Platform platform, HandTurnedClock clock) {
    platform.pushTo(URI.create("http://127.0.0.1:1/nobody"));
    String msgId = platform.customer("lin").says("在吗？");
    clock.advance(Duration.ofHours(4));
    assertThat(platform.delivery(msgId).attempts()).hasSize(10);
    assertThat(platform.delivery(msgId).state()).isInstanceOf(Delivery.State.GivenUp.class);
  }

  @Test
  void givesAPlatformInRealTimeToTestsThatAskForNoClock(Platform platform) {
    platform.pushTo(URI.create("http://127.0.0.1:1/nobody"));
    String msgId = platform.customer("lin").says("在吗？");
    assertThat(platform.delivery(msgId).settled()).isFalse();
    assertThat(platform.shop().keys().encodingAesKey()).hasSize(43);
  }
}
