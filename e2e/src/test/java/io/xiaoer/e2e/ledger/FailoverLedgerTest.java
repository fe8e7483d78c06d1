package io.xiaoer.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.ServerImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code e2e/proof failover}; docs/proof.md has the long one. */
class FailoverLedgerTest {
  private static final Trial.Load LOAD = new Trial.Load(20_261_202, 20, 60);

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedSurvivesThePrimaryAndItsStandbyGoesOnWithAllOfIt() throws Exception {
    try (FailoverHouse house = new FailoverHouse(folder, ServerImage.quick())) {
      Trial.Result result =
          new Trial(house, folder, LOAD, System.out::println)
              .run(List.of(Trouble.PRIMARY_KILLED, Trouble.PRIMARY_FROZEN), true);
      assertThat(result.violations()).as("seed " + LOAD.seed()).isEmpty();
      assertThat(result.acknowledged()).isGreaterThan(300);
    }
  }
}
