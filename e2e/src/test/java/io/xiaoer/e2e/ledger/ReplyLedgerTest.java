package io.xiaoer.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.ServerImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code e2e/proof replies}; docs/proof.md has the long one. */
class ReplyLedgerTest {
  private static final long SEED = 20_261_130;
  private static final int PER_SECOND = 10;

  @TempDir Path folder;

  @Test
  void afterKillsEverybodyHasBeenToldOnceWhatWasDue() throws Exception {
    try (SqliteHouse house = new SqliteHouse(folder, ServerImage.quick())) {
      ReplyTrial.Result result =
          new ReplyTrial(house, SEED, PER_SECOND, System.out::println)
              .run(List.of(Trouble.KILL, Trouble.KILL_WITHIN_A_CALL), Duration.ofSeconds(60), null);
      assertThat(result.flaws()).as("seed " + SEED).isEmpty();
      assertThat(result.received()).isGreaterThan(50);
    }
  }

  @Test
  void theProofWouldSeeASecondGreetingAndAMissingOne() throws Exception {
    try (SqliteHouse house = new SqliteHouse(folder, ServerImage.quick())) {
      ReplyTrial.Result result =
          new ReplyTrial(house, SEED, PER_SECOND, System.out::println)
              .run(List.of(Trouble.KILL_AND_FORGET), Duration.ofSeconds(5), ReplyFlaw.Kind.TWICE);
      assertThat(result.count(ReplyFlaw.Kind.TWICE)).isPositive();
      assertThat(result.count(ReplyFlaw.Kind.MISSING)).isPositive();
    }
  }
}
