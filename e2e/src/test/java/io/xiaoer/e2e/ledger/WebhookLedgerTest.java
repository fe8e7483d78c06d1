package io.xiaoer.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.ServerImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code e2e/proof webhooks}; docs/proof.md has the long one. */
class WebhookLedgerTest {
  private static final Trial.Load LOAD = new Trial.Load(20_261_201, 20, 25);

  @TempDir Path folder;

  @Test
  void afterKillsAnAddressHasEveryEventInOrderUnderOneId() throws Exception {
    try (PostgresHouse house = house(2)) {
      WebhookTrial.Result result =
          new WebhookTrial(house, folder, LOAD, System.out::println)
              .run(List.of(Trouble.KILL_THE_READER, Trouble.KILL), 300, false);
      assertThat(result.flaws()).as("seed " + LOAD.seed()).isEmpty();
      assertThat(result.events()).isGreaterThanOrEqualTo(300);
      assertThat(result.again()).as("answers that were lost").isPositive();
    }
  }

  @Test
  void theProofWouldSeeAnEventThatIsLost() throws Exception {
    try (PostgresHouse house = house(1)) {
      WebhookTrial.Result result =
          new WebhookTrial(house, folder, LOAD, System.out::println).run(List.of(), 40, true);
      assertThat(result.count(SentFlaw.Kind.MISSING)).isEqualTo(1);
    }
  }

  private PostgresHouse house(int nodes) {
    return new PostgresHouse(
        folder, ServerImage.quick(), nodes, "  webhooks: {allow: [127.0.0.1]}\n");
  }
}
