package io.xiaoer.quarantine;

import static io.xiaoer.quarantine.Room.BYTES_MAX;
import static io.xiaoer.quarantine.Room.LARGE_ABOVE_BYTES;
import static io.xiaoer.quarantine.Room.PUSHES_MAX;
import static io.xiaoer.quarantine.Room.STRANGER_PUSHES_IN_WINDOW_MAX;
import static io.xiaoer.quarantine.Room.STRANGER_PUSHES_MAX;
import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.quarantine.Room.Held;
import io.xiaoer.quarantine.Room.Use;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoomTest {
  private static final int USUAL = 900;

  /** Keeps pushes as the quarantine would, and counts them. */
  private static final class Kept {
    Held all = Held.NOTHING;
    Held large = Held.NOTHING;
    Held strangers = Held.NOTHING;
    final Map<String, Held> senders = new HashMap<>();
    final Map<String, Long> inWindow = new HashMap<>();

    boolean push(String sender, boolean vouched, int bytes) {
      Held before = senders.getOrDefault(sender, Held.NOTHING);
      long recent = inWindow.getOrDefault(sender, 0L);
      if (!Room.hasRoom(new Use(all, large, strangers, before, recent), bytes, vouched)) {
        return false;
      }
      all = plus(all, bytes);
      large = bytes > LARGE_ABOVE_BYTES ? plus(large, bytes) : large;
      strangers = vouched ? strangers : plus(strangers, bytes);
      senders.put(sender, plus(before, bytes));
      inWindow.put(sender, recent + 1);
      return true;
    }

    int pushAll(String sender, boolean vouched, int bytes, int times) {
      int kept = 0;
      for (int i = 0; i < times; i++) {
        kept += push(sender, vouched, bytes) ? 1 : 0;
      }
      return kept;
    }

    void anHourLater() {
      inWindow.clear();
    }

    private static Held plus(Held held, int bytes) {
      return new Held(held.pushes() + 1, held.bytes() + bytes);
    }
  }

  @Test
  void largeBodiesLeaveRoomForPushesOfTheUsualSizeFromTheSameAddress() {
    Kept kept = new Kept();
    assertThat(kept.pushAll("proxy", true, 1 << 20, 1_000)).isEqualTo(16);
    assertThat(kept.pushAll("proxy", true, USUAL, 4_000)).isEqualTo(4_000);
  }

  @Test
  void oneStrangerTakesNeitherAnHoursNorTheWholeRoom() {
    Kept kept = new Kept();
    assertThat(kept.pushAll("1.1.1.1", false, USUAL, 3_000))
        .isEqualTo(STRANGER_PUSHES_IN_WINDOW_MAX);
    assertThat(kept.push("2.2.2.2", false, USUAL)).isTrue();
    int all = STRANGER_PUSHES_IN_WINDOW_MAX;
    for (int hour = 0; hour < 10; hour++) {
      kept.anHourLater();
      all += kept.pushAll("1.1.1.1", false, USUAL, 3_000);
    }
    assertThat(all).isEqualTo(STRANGER_PUSHES_MAX);
    assertThat(kept.push("2.2.2.2", false, USUAL)).isTrue();
  }

  @Test
  void strangersTogetherLeaveHalfOfItToSendersThatSomebodyVouchesFor() {
    for (int bytes : new int[] {USUAL, LARGE_ABOVE_BYTES}) {
      Kept kept = new Kept();
      for (int address = 0; address < 100; address++) {
        kept.pushAll("10.0.0." + address, false, bytes, 1_000);
      }
      assertThat(kept.all.pushes()).isLessThanOrEqualTo(PUSHES_MAX / 2);
      assertThat(kept.all.bytes()).isLessThanOrEqualTo(BYTES_MAX / 2);
      assertThat(kept.pushAll("platform", true, USUAL, 4_000)).isEqualTo(4_000);
    }
  }

  @Test
  void allTogetherAreBounded() {
    Kept kept = new Kept();
    for (int address = 0; address < 50; address++) {
      kept.pushAll("platform" + address, true, USUAL, 1_000);
      kept.pushAll("other" + address, false, USUAL, 1_000);
    }
    assertThat(kept.all.pushes()).isEqualTo(PUSHES_MAX);
  }
}
