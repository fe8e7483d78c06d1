package io.xiaoer.simulator.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
  /** A clock that has moved whenever somebody looks, as a real one may. */
  private static InstantSource runningFrom(String start, long stepMillis) {
    AtomicLong looks = new AtomicLong();
    return () -> Instant.parse(start).plusMillis(stepMillis * looks.getAndIncrement());
  }

  private static List<String> played(InstantSource clock, long seed) {
    MessageIds ids = new MessageIds(clock, new Random(1));
    MessageIds.Play play = ids.play(seed);
    List<String> given = new ArrayList<>();
    for (int step = 0; step < 200; step++) {
      given.add(play.next(Duration.ofMillis(100L * (step / 50))));
      if (step % 3 == 0) {
        assertThat(ids.next()).as("an answer in between").isNotIn(given);
      }
    }
    return given;
  }

  @Test
  void aPlaysIdsDependOnItsSeedAndStepsAndOnNothingElse() {
    List<String> first = played(runningFrom("2026-11-23T02:00:00Z", 7), 11);
    assertThat(played(runningFrom("2027-03-01T09:30:00.123Z", 13), 11)).isEqualTo(first);
    assertThat(played(runningFrom("2026-11-23T02:00:00Z", 7), 12))
        .doesNotContainAnyElementsOf(first);
    assertThat(first).doesNotHaveDuplicates().isSorted().allMatch(id -> id.matches("\\d{19}"));
  }

  @Test
  void anIdAfterAStepOfThePlayIsLargerThanItsOwn() {
    InstantSource still = InstantSource.fixed(Instant.parse("2026-11-23T02:00:00Z"));
    MessageIds ids = new MessageIds(still, new Random(1));
    MessageIds.Play play = ids.play(11);
    for (int step = 0; step < 2_000; step++) {
      long question = Long.parseLong(play.next(Duration.ZERO));
      assertThat(Long.parseLong(ids.next())).isGreaterThan(question);
    }
  }

  @Test
  void aPlayOnASimulatorThatHasGivenIdsGoesOnFromThem() {
    InstantSource still = InstantSource.fixed(Instant.parse("2026-11-23T02:00:00Z"));
    MessageIds ids = new MessageIds(still, new Random(1));
    long before = Long.parseLong(ids.next());
    assertThat(Long.parseLong(ids.play(11).next(Duration.ZERO))).isGreaterThan(before);
  }
}
