package io.xiaoer.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.PostgresPair;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.Pushes;
import io.xiaoer.e2e.ServerImage;
import io.xiaoer.e2e.Soon;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void theProofWouldSeeWhatAnAsynchronousStandbyLoses() throws Exception {
    try (FailoverHouse house = new FailoverHouse(folder, ServerImage.quick())) {
      Trial.Result result =
          new Trial(house, folder, LOAD, System.out::println)
              .run(List.of(Trouble.PRIMARY_AHEAD), false);
      assertThat(result.count(Violation.Kind.LOST_FROM_THE_LOG)).isPositive();
    }
  }

  @Test
  void aNodeThatIsLedToAStandbyWaitsUntilThatIsThePrimary() {
    try (PostgresPair postgres = PostgresPair.start()) {
      Installation node =
          new Installation(folder, postgres.settingsOfStandby(), ServerImage.quick());
      try (Program server = node.launchServer(Map.of())) {
        Soon.await().until(() -> server.output().contains("is a standby here"));
        postgres.killPrimary();
        postgres.promote();
        node.awaitReady(server);
      }
    }
  }

  @Test
  void aCommitWhoseWaitForTheStandbyIsCancelledIsNotAcknowledged() throws Exception {
    try (PostgresPair postgres = PostgresPair.start()) {
      Installation node = new Installation(folder, postgres.settings(), ServerImage.quick());
      try (Program server = node.launchServer(Map.of())) {
        node.awaitReady(server);
        Pushes pushes = new Pushes(node.desk("/callback/" + Installation.SHOP), LOAD.seed());
        PushRequest push = pushes.text("oCancelled", Pushes.msgId(1), "在吗");
        postgres.freezeStandby();
        CompletableFuture<HttpResponse<String>> answer =
            CompletableFuture.supplyAsync(() -> {
              try {
                return pushes.deliver(push);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
        Soon.await()
            .until(() -> {
              postgres.cancelWaiting();
              return answer.isDone();
            });
        assertThat(answer.join().statusCode()).isEqualTo(503);
        assertThat(server.output()).contains("canceling wait for synchronous replication");
        postgres.thawStandby();
        Soon.await().until(() -> pushes.deliver(push).body().equals("success"));
        assertThat(node.get("/api/v1/events").path("events")).hasSize(1);
      }
    }
  }
}
