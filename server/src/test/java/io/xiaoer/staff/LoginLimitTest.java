package io.xiaoer.staff;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.staff.LoginLimit.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoginLimitTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final LoginLimit limit = new LoginLimit(now::get);

  @Test
  void aNameIsThrottledAtTheAddressThatFailedAndNowhereElse() {
    fail(5, "li", "203.0.113.7");
    assertThat(limit.byStranger("li", "203.0.113.7").begin()).isFalse();
    assertThat(limit.byStranger("LI", "203.0.113.7").begin()).as("in any case").isFalse();
    assertThat(limit.byStranger("li", "203.0.113.8").begin()).isTrue();
    assertThat(limit.byStranger("wang", "203.0.113.7").begin()).isTrue();
  }

  @Test
  void aNameThatIsGuessedFromManyAddressesIsThrottledForStrangersAndNotForKnownBrowsers() {
    for (int i = 0; i < 50; i++) {
      fail(1, "li", "203.0.113." + i);
    }
    Attempt stranger = limit.byStranger("li", "198.51.100.1");
    assertThat(stranger.begin()).isFalse();
    assertThat(stranger.waitBefore())
        .hasValueSatisfying(
            wait -> assertThat(wait).isBetween(Duration.ofMinutes(50), Duration.ofHours(1)));
    assertThat(limit.byDevice("browser of li").begin()).isTrue();
    assertThat(limit.bySelf("li").begin()).isTrue();
  }

  @Test
  void aKnownBrowserIsNoPlaceToGuessAtEither() {
    for (int i = 0; i < 5; i++) {
      assertThat(limit.byDevice("browser").begin()).isTrue();
    }
    assertThat(limit.byDevice("browser").begin()).isFalse();
  }

  @Test
  void manyNamesFromOneAddressAreThrottled() {
    for (int i = 0; i < 30; i++) {
      fail(1, "name" + i, "203.0.113.7");
    }
    assertThat(limit.byStranger("another", "203.0.113.7").begin()).isFalse();
  }

  @Test
  void anAddressOfIpv6CountsAsItsNetwork() {
    for (int i = 1; i <= 5; i++) {
      fail(1, "li", "2001:db8:1:2::" + i);
    }
    assertThat(limit.byStranger("li", "2001:db8:1:2:ffff::9").begin()).isFalse();
    assertThat(limit.byStranger("li", "2001:db8:1:3::1").begin()).isTrue();
    assertThat(ClientAddress.group("::ffff:203.0.113.7")).isEqualTo("203.0.113.7");
  }

  @Test
  void aRightPasswordIsNotCounted() {
    for (int i = 0; i < 200; i++) {
      Attempt right = limit.byStranger("agent" + i, "203.0.113.7");
      assertThat(right.begin()).isTrue();
      right.succeeded();
    }
  }

  @Test
  void theWaitEndsByItself() {
    fail(5, "li", "203.0.113.7");
    now.set(Instant.EPOCH.plus(Duration.ofMinutes(5)));
    assertThat(limit.byStranger("li", "203.0.113.7").begin()).isTrue();
  }

  private void fail(int times, String name, String address) {
    for (int i = 0; i < times; i++) {
      assertThat(limit.byStranger(name, address).begin()).isTrue();
    }
  }
}
