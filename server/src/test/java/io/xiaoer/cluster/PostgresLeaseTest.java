package io.xiaoer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.store.Database;
import io.xiaoer.store.PostgresConnections.Limits;
import io.xiaoer.store.PostgresDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresLeaseTest {
  @TempDir Path folder;

  private Database database;
  private PostgresLease first;
  private PostgresLease second;

  @BeforeEach
  void open() {
    database = Engine.POSTGRES.desk(folder);
    first = lease();
    second = lease();
  }

  @AfterEach
  void close() {
    second.stop();
    first.stop();
    second.close();
    first.close();
    database.close();
  }

  private PostgresLease lease() {
    return new PostgresLease(
        PostgresDatabase.ofOneConnection(Engine.connections(folder), Limits.LOG, "lease"));
  }

  @Test
  void oneOfTwoNodesHoldsItAndTheOtherTakesOverAtOnceWhenItIsGivenBack() throws Exception {
    first.start();
    second.start();
    assertThat(first.held()).isTrue();
    assertThat(second.held()).isFalse();
    first.stop();
    second.await(Duration.ofMinutes(1));
    assertThat(second.held()).isTrue();
  }

  @Test
  void allWhoWaitAreWokenWhenItIsGained() throws Exception {
    first.start();
    second.start();
    AtomicInteger woken = new AtomicInteger();
    List<Thread> waiting =
        Stream.generate(() -> Thread.ofVirtual().start(() -> wait(woken))).limit(3).toList();
    first.stop();
    for (Thread thread : waiting) {
      thread.join(Duration.ofSeconds(30));
    }
    assertThat(woken).hasValue(3);
  }

  /** For far longer than the other node needs to take over. */
  private void wait(AtomicInteger woken) {
    try {
      second.await(Duration.ofMinutes(1));
      woken.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
