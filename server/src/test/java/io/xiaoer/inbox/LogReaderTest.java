package io.xiaoer.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.inbox.LogReader.Digested;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(30)
class LogReaderTest {
  @Parameter Engine engine;
  @TempDir Path folder;

  private DurableLog inbox;
  private Database desk;

  @BeforeEach
  void open() {
    inbox =
        InboxConfiguration.inbox(
            engine.storage(folder),
            new Bells(),
            Engine::fail,
            Clock.systemUTC(),
            new SimpleMeterRegistry());
    desk = engine.desk(folder);
    desk.write(jdbc -> jdbc.sql("CREATE TABLE seen (seq BIGINT, place BIGINT)").update());
    for (int i = 1; i <= 450; i++) {
      inbox.append(Events.SHOP, Events.message("o1", "1" + i, "text"));
    }
  }

  @AfterEach
  void close() {
    inbox.close();
    desk.close();
  }

  @Test
  void everyEntryIsDigestedOnceAndInOrder() throws Exception {
    runUntilAtTheEnd(LogReaderTest::see);
    assertThat(seen()).hasSize(450).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aReaderThatDiesInTheMiddleOfABatchRepeatsNothingAndSkipsNothing() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    LogReader dying =
        reader((jdbc, entry) -> {
          if (calls.incrementAndGet() == 300) {
            Thread.currentThread().interrupt(); // as a stop in the middle of the work
            throw new org.springframework.dao.DataAccessResourceFailureException(
                "gone", new java.sql.SQLException("gone"));
          }
          return see(jdbc, entry);
        });
    dying.start();
    while (calls.get() < 300) {
      Thread.sleep(5);
    }
    dying.stop();
    assertThat(seen()).as("the half batch is rolled back").hasSizeLessThan(300);
    runUntilAtTheEnd(LogReaderTest::see);
    assertThat(seen()).hasSize(450).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whatCannotBeDigestedIsSetAsideAndTheRestGoesOn() throws Exception {
    runUntilAtTheEnd((jdbc, entry) ->
        switch ((int) entry.seq()) {
          case 7 -> new Digested.Parked("not an event");
          case 13 -> throw new IllegalStateException("a mistake in the digest");
          default -> see(jdbc, entry);
        });
    assertThat(seen()).hasSize(448).doesNotContain(7L, 13L);
    assertThat(parked()).containsExactly("7 not an event", "13 IllegalStateException");
  }

  @Test
  void anEntryThatBreaksARuleOfTheTablesIsSetAsideToo() throws Exception {
    runUntilAtTheEnd((jdbc, entry) -> {
      if (entry.seq() == 5) {
        jdbc.sql("INSERT INTO staff (username) VALUES (NULL)").update();
      }
      return see(jdbc, entry);
    });
    assertThat(seen()).hasSize(449).doesNotContain(5L);
  }

  private void runUntilAtTheEnd(LogReader.Digest digest) throws InterruptedException {
    LogReader reader = reader(digest);
    reader.start();
    try {
      while (cursor() < 450) {
        Thread.sleep(5);
      }
    } finally {
      reader.stop();
    }
  }

  private LogReader reader(LogReader.Digest digest) {
    return new LogReader(
        "test",
        inbox,
        desk,
        digest,
        () -> {},
        Lease.ofOne(),
        Clock.systemUTC(),
        new SimpleMeterRegistry());
  }

  private static Digested see(JdbcClient jdbc, LogEntry entry) {
    jdbc.sql("INSERT INTO seen (seq, place) SELECT ?, count(*) FROM seen")
        .param(entry.seq())
        .update();
    return new Digested.Done();
  }

  private List<Long> seen() {
    return new ArrayList<>(
        desk.read(
            jdbc -> jdbc.sql("SELECT seq FROM seen ORDER BY place").query(Long.class).list()));
  }

  private List<String> parked() {
    return desk.read(jdbc ->
        jdbc.sql("SELECT seq || ' ' || reason FROM parked_event ORDER BY seq")
            .query(String.class)
            .list());
  }

  private long cursor() {
    return desk.read(jdbc ->
        jdbc.sql("SELECT coalesce(max(seq), 0) FROM reader_cursor").query(Long.class).single());
  }
}
