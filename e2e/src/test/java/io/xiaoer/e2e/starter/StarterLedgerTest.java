package io.xiaoer.e2e.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.MariaDbServer;
import io.xiaoer.e2e.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the proof of the starter; docs/starter.md has the long one. */
class StarterLedgerTest {
  private static final StarterTrial.Load LOAD = new StarterTrial.Load(20_261_130, 20, 500, 2);

  @TempDir Path folder;

  @Test
  void eachMessageIsHandledOnceAndInOrderOnPostgres() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      holds(server.url());
    }
  }

  @Test
  void eachMessageIsHandledOnceAndInOrderOnMariaDb() throws Exception {
    try (MariaDbServer server = MariaDbServer.start()) {
      holds(server.url());
    }
  }

  private void holds(String url) throws Exception {
    StarterTrial.Result result = new StarterTrial(folder, url, 2, LOAD, System.out::println).run();
    assertThat(result.flaws()).as("seed " + LOAD.seed()).isEmpty();
    assertThat(result.pushes()).isGreaterThanOrEqualTo(LOAD.pushes());
    assertThat(result.kills()).isPositive();
    assertThat(result.tickets()).isEqualTo(result.messages());
  }
}
