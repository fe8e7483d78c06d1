package io.xiaoer.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.ServerImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the proof; docs/proof.md has the long one. */
@Timeout(180)
class LedgerTest {
  private static final Trial.Load LOAD = new Trial.Load(20_261_123, 40, 300);

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereOnceAfterKillsAndPowerCuts() throws Exception {
    try (SqliteHouse house = new SqliteHouse(folder, ServerImage.built())) {
      Trial.Result result =
          new Trial(house, folder, LOAD, System.out::println)
              .run(
                  List.of(
                      Trouble.KILL,
                      Trouble.POWER_CUT,
                      Trouble.KILL_WITHIN_A_CALL,
                      Trouble.POWER_CUT_WITHIN_A_CALL),
                  false);
      assertThat(result.violations()).as("seed " + LOAD.seed()).isEmpty();
      assertThat(result.acknowledged()).isGreaterThan(500);
    }
  }
}
