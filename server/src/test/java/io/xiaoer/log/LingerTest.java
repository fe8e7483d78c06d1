package io.xiaoer.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LingerTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Linger linger = new Linger();
  private long now = 77;

  @Test
  void theFirstAfterASilenceIsNotHeldBack() {
    assertThat(linger.nanos(now)).isZero();
    commit(0, 1, 1);
    now += 10 * MILLI;
    assertThat(linger.nanos(now)).isZero();
  }

  @Test
  void oneCloseBehindAnotherWaitsForMore() {
    commit(0, 1, 1);
    now += MILLI;
    assertThat(linger.nanos(now)).isEqualTo(Linger.NANOS);
  }

  @Test
  void groupsThatFormByThemselvesAreNotHeldBack() {
    for (int i = 0; i < 100; i++) {
      commit(linger.nanos(now), 20, 20);
    }
    assertThat(linger.nanos(now)).isZero();
  }

  @Test
  void itStopsWhereNobodyComesMeanwhileAndTriesAgainLater() {
    int waited = 0;
    for (int i = 0; i < 500; i++) {
      long waits = linger.nanos(now);
      waited += waits > 0 ? 1 : 0;
      commit(waits, 2, 2);
    }
    assertThat(waited).isBetween(1, 20);
    for (int i = 0; i < 1_000; i++) {
      long waits = linger.nanos(now);
      waited += waits > 0 ? 1 : 0;
      commit(waits, 2, waits > 0 ? 4 : 2); // Now there are some.
    }
    assertThat(waited).isGreaterThan(300);
  }

  @Test
  void itGoesOnWhereOthersCome() {
    commit(0, 1, 1);
    for (int i = 0; i < 200; i++) {
      assertThat(linger.nanos(now)).isEqualTo(Linger.NANOS);
      commit(Linger.NANOS, 1, 3);
    }
  }

  private void commit(long waited, int before, int all) {
    now += waited + MILLI;
    linger.committed(waited > 0, before, all, now);
  }
}
