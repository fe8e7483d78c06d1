package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PostgresLeaseTest {
  @TempDir Path folder;

  private Database database;
  private PostgresLease first;
  private PostgresLease second;

  @BeforeEach
  void open() {
    database = Engine.POSTGRES.desk(folder);
    first = new PostgresLease(database);
    second = new PostgresLease(database);
  }

  @AfterEach
  void close() {
    second.stop();
    first.stop();
    database.close();
  }

  @Test
  void oneOfTwoNodesHoldsItAndTheOtherTakesOverAtOnceWhenItIsGivenBack() throws Exception {
    first.start();
    second.start();
    assertThat(first.held()).isTrue();
    assertThat(second.held()).isFalse();
    first.stop();
    second.await(Duration.ofSeconds(5));
    assertThat(second.held()).isTrue();
  }

  @Test
  void aNodeThatBelievesToHoldItWhenItsTimeIsOverChangesNothing() throws Exception {
    first.start();
    expire(); // as if the first had been paused for longer than it may hold
    second.start();
    assertThat(second.held()).isTrue();
    assertThatThrownBy(() ->
            database.write(jdbc -> {
              first.check(jdbc);
              return jdbc.sql("DELETE FROM lease").update();
            }))
        .isInstanceOf(Lease.Lost.class);
    assertThat(first.held()).isFalse();
    database.write(jdbc -> {
      second.check(jdbc);
      return null;
    });
  }

  private void expire() {
    database.write(jdbc -> jdbc.sql("UPDATE lease SET expires_at = 0").update());
  }
}
