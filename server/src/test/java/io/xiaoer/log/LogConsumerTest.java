package io.xiaoer.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.log.LogConsumer.Projected;
import io.xiaoer.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@ParameterizedClass
@EnumSource(Engine.class)
class LogConsumerTest {
  /** More than two batches of the reader. */
  private static final int ENTRIES = 1_100;

  /** They share commits. */
  private static final int PUSHING_AT_ONCE = 100;

  @Parameter Engine engine;
  @TempDir Path folder;

  private DurableLog inbox;
  private Database desk;

  @BeforeEach
  void open() {
    inbox =
        LogConfiguration.inbox(
            engine.storage(folder),
            new NodeSignals(),
            Engine::fail,
            Clock.systemUTC(),
            new SimpleMeterRegistry());
    desk = engine.desk(folder);
    desk.write(jdbc -> jdbc.sql("CREATE TABLE seen (seq BIGINT, place BIGINT)").update());
    try (ExecutorService pushing =
        Executors.newFixedThreadPool(PUSHING_AT_ONCE, Thread.ofVirtual().factory())) {
      for (int i = 1; i <= ENTRIES; i++) {
        String msgId = "1" + i;
        pushing.execute(() -> inbox.append(Events.SHOP, Events.message("o1", msgId, "text")));
      }
    }
  }

  @AfterEach
  void close() {
    inbox.close();
    desk.close();
  }

  @Test
  void everyEntryIsDigestedOnceAndInOrder() throws Exception {
    runUntilAtTheEnd(LogConsumerTest::see);
    assertThat(seen()).hasSize(ENTRIES).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aReaderThatDiesInTheMiddleOfABatchRepeatsNothingAndSkipsNothing() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    LogConsumer dying =
        reader((jdbc, entry) -> {
          if (calls.incrementAndGet() == 700) {
            Thread.currentThread().interrupt(); // as a stop in the middle of the work
            throw new org.springframework.dao.DataAccessResourceFailureException(
                "gone", new java.sql.SQLException("gone"));
          }
          return see(jdbc, entry);
        });
    dying.start();
    Soon.await().until(() -> calls.get() >= 700);
    dying.stop();
    assertThat(seen()).as("the half batch is rolled back").hasSizeLessThan(700);
    runUntilAtTheEnd(LogConsumerTest::see);
    assertThat(seen()).hasSize(ENTRIES).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whatCannotBeDigestedIsSetAsideAndTheRestGoesOn() throws Exception {
    runUntilAtTheEnd((jdbc, entry) ->
        switch ((int) entry.seq()) {
          case 7 -> new Projected.Parked("not an event");
          case 13 -> throw new IllegalStateException("a mistake in the digest");
          default -> see(jdbc, entry);
        });
    assertThat(seen()).hasSize(ENTRIES - 2).doesNotContain(7L, 13L);
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
    assertThat(seen()).hasSize(ENTRIES - 1).doesNotContain(5L);
  }

  @Test
  void aPageOfLargeEntriesHoldsFewerOfThemAndNoneIsSkipped() {
    String large = "x".repeat(1_000_000);
    for (int i = 1; i <= 20; i++) {
      inbox.append(Events.SHOP, Events.message("o2", "2" + i, large));
    }
    List<Long> seqs = new ArrayList<>();
    int pages = 0;
    long at = ENTRIES;
    for (var page = inbox.after(at, 1_000, null);
        !page.isEmpty();
        page = inbox.after(at, 1_000, null)) {
      assertThat(page).hasSizeBetween(1, 9); // 8 MiB
      page.forEach(entry -> seqs.add(entry.seq()));
      at = seqs.getLast();
      pages++;
    }
    assertThat(seqs)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(ENTRIES + 1, ENTRIES + 20).boxed().toList());
    assertThat(pages).isGreaterThan(2);
  }

  @Test
  void whatIsSetAsideIsDigestedOnceMoreWhenAskedAndStaysWhenItStillCannot() throws Exception {
    LogConsumer.Projection projection =
        (jdbc, entry) ->
            switch ((int) entry.seq()) {
              case 7 -> new Projected.Parked("not an event");
              case 13 -> {
                see(jdbc, entry);
                throw new IllegalStateException("a mistake in the digest");
              }
              default -> see(jdbc, entry);
            };
    runUntilAtTheEnd(projection);
    int digested = seen().size();
    LogConsumer same = reader(projection);
    assertThat(same.readAgain(7)).isEqualTo(new LogConsumer.ReadAgain.StillParked("not an event"));
    assertThat(same.readAgain(13))
        .isEqualTo(new LogConsumer.ReadAgain.StillParked("IllegalStateException"));
    assertThat(seen()).as("nothing of a failed try stays").hasSize(digested);
    assertThat(parked()).containsExactly("7 not an event", "13 IllegalStateException");
    LogConsumer mended = reader(LogConsumerTest::see);
    assertThat(mended.readAgain(7)).isEqualTo(new LogConsumer.ReadAgain.Done());
    assertThat(mended.readAgain(7)).as("not twice").isEqualTo(new LogConsumer.ReadAgain.NotHere());
    assertThat(mended.readAgain(8)).isEqualTo(new LogConsumer.ReadAgain.NotHere());
    assertThat(seen()).hasSize(digested + 1).contains(7L);
    DeadLetters parked = new DeadLetters(desk, inbox, () -> List.of(mended));
    assertThat(parked.list(10)).extracting(DeadLetters.ParkedEvent::seq).containsExactly(13L);
    assertThat(parked.list(10).getFirst().shop()).isEqualTo(Events.SHOP);
    assertThat(parked.readAgain("nobody", 13)).isEqualTo(new LogConsumer.ReadAgain.NotHere());
    assertThat(parked.readAgain("test", 13)).isEqualTo(new LogConsumer.ReadAgain.Done());
    assertThat(parked.list(10)).isEmpty();
  }

  @Test
  void whatDoesNotConcernAReaderIsPassedWithoutATransactionAndWrittenDownLater() throws Exception {
    AtomicInteger announced = new AtomicInteger();
    Set<Long> concerning = Set.of(3L, 700L, 702L);
    LogConsumer reader = reader(onlyOf(concerning), announced::incrementAndGet);
    reader.start();
    try {
      Soon.await().until(() -> reader.place() == ENTRIES);
      assertThat(seen()).containsExactly(3L, 700L, 702L);
      assertThat(announced).as("of two batches").hasValue(2);
      Soon.await().until(() -> cursor() == ENTRIES);
    } finally {
      reader.stop();
    }
    assertThat(parked()).isEmpty();
  }

  @Test
  void aReaderThatDiedBeforeItWroteDownHowFarItCameDigestsNothingTwice() throws Exception {
    LogConsumer first = reader(onlyOf(Set.of(3L, 700L)), () -> {});
    first.start();
    Soon.await()
        .pollInterval(Duration.ofMillis(1)) // it writes down where it is a second later
        .until(() -> first.place() == ENTRIES);
    first.stop();
    assertThat(cursor()).as("as in the moment of a kill").isLessThan(ENTRIES);
    runUntilAtTheEnd(onlyOf(Set.of(3L, 700L, 1_100L)));
    assertThat(seen()).containsExactly(3L, 700L, 1_100L);
  }

  private static LogConsumer.Projection onlyOf(Set<Long> concerning) {
    return new LogConsumer.Projection() {
      @Override
      public boolean concerns(LogEntry entry) {
        return concerning.contains(entry.seq());
      }

      @Override
      public Projected apply(JdbcClient jdbc, LogEntry entry) {
        return see(jdbc, entry);
      }
    };
  }

  private void runUntilAtTheEnd(LogConsumer.Projection projection) {
    LogConsumer reader = reader(projection);
    reader.start();
    try {
      Soon.await().until(() -> cursor() == ENTRIES);
    } finally {
      reader.stop();
    }
  }

  private LogConsumer reader(LogConsumer.Projection projection) {
    return reader(projection, () -> {});
  }

  private LogConsumer reader(LogConsumer.Projection projection, Runnable afterCommit) {
    return new LogConsumer(
        "test",
        inbox,
        desk,
        projection,
        afterCommit,
        Lease.ofOne(),
        Clock.systemUTC(),
        new SimpleMeterRegistry());
  }

  private static Projected see(JdbcClient jdbc, LogEntry entry) {
    jdbc.sql("INSERT INTO seen (seq, place) SELECT ?, count(*) FROM seen")
        .param(entry.seq())
        .update();
    return new Projected.Done();
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
