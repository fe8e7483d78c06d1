package io.xiaoer.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.ServerImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the proof; docs/proof.md has the long one. */
class LedgerTest {
  private static final Trial.Load LOAD = new Trial.Load(20_261_123, 40, 300);

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereOnceAfterKillsAndPowerCuts() throws Exception {
    try (SqliteHouse house = new SqliteHouse(folder, ServerImage.quick())) {
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

  @Test
  void theProofWouldSeeALoss() throws Exception {
    try (SqliteHouse house = new SqliteHouse(folder, ServerImage.quick())) {
      Trial.Result result =
          new Trial(house, folder, LOAD, System.out::println)
              .run(List.of(Trouble.LYING_DISK), false);
      assertThat(result.violations()).isNotEmpty();
    }
  }

  @Test
  void aWriterThatDoesNotWaitForItsSyncsLosesWhereOneThatDoesLosesNothing() throws Exception {
    int lost = 0;
    for (int i = 0; i < 3; i++) {
      Path full = Files.createDirectory(folder.resolve("full" + i));
      assertThat(PlainWriter.cut(full, "FULL", new Random(i)).lost()).as("seed " + i).isZero();
      Path normal = Files.createDirectory(folder.resolve("normal" + i));
      lost += PlainWriter.cut(normal, "NORMAL", new Random(i)).lost();
    }
    assertThat(lost).isPositive();
  }

  @Test
  void twoNodesOnOnePostgresLoseNothingWhenOneDiesOrTheDatabaseDoes() throws Exception {
    try (PostgresHouse house = new PostgresHouse(folder, ServerImage.quick(), 2)) {
      Trial.Result result =
          new Trial(house, folder, LOAD, System.out::println)
              .run(
                  List.of(
                      Trouble.KILL_THE_READER,
                      Trouble.DATABASE_CRASH,
                      Trouble.PAUSE,
                      Trouble.DATABASE_RESTART),
                  false);
      assertThat(result.violations()).as("seed " + LOAD.seed()).isEmpty();
      assertThat(result.acknowledged()).isGreaterThan(500);
    }
  }
}
