package io.xiaoer.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.log.Appended.Known;
import io.xiaoer.log.Appended.NotDurable;
import io.xiaoer.log.Appended.Stored;
import io.xiaoer.log.Appended.Variant;
import io.xiaoer.log.Appended.Why;
import io.xiaoer.store.Database;
import io.xiaoer.store.PostgresDatabase;
import io.xiaoer.store.SqliteConnections;
import io.xiaoer.store.SqliteDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class LogWriterTest {
  @Parameter Engine engine;
  @TempDir Path folder;

  private final AtomicInteger commits = new AtomicInteger();
  private final List<String> emergencies = new ArrayList<>();
  private Database database;
  private Line line;
  private LogWriter writer;

  @BeforeEach
  void open() throws SQLException {
    database = database();
    line = new Line(store());
    writer =
        new LogWriter(
            "the log",
            line,
            _ -> commits.incrementAndGet(),
            (what, _) -> emergencies.add(what),
            Clock.systemUTC(),
            new SimpleMeterRegistry());
  }

  private Database database() {
    return switch (engine) {
      case SQLITE -> SqliteDatabase.open(folder.resolve("inbox.db"), "inbox", Engine::fail);
      case POSTGRES -> PostgresDatabase.open(Engine.connections(folder), "inbox");
    };
  }

  private LogStore store() throws SQLException {
    return switch (engine) {
      case SQLITE -> new SqliteLogStore(new SqliteConnections(folder.resolve("inbox.db")));
      case POSTGRES -> new PostgresLogStore(Engine.connections(folder));
    };
  }

  @AfterEach
  void close() {
    writer.close();
    database.close();
  }

  @Test
  void numbersRiseWithoutGapsAndDuplicatesTakeNone() {
    assertThat(writer.append(event("1"))).isEqualTo(new Stored(1));
    assertThat(writer.append(event("1"))).isEqualTo(new Known());
    assertThat(writer.append(event("2"))).isEqualTo(new Stored(2));
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void theSameIdOfAnotherCustomerIsAnotherMessage() {
    writer.append(event("1"));
    assertThat(writer.append(event("1", "oOther", "{}"))).isEqualTo(new Stored(2));
  }

  @Test
  void otherContentUnderAKnownKeyIsKeptOnceBesideTheLog() {
    writer.append(event("1", "oGood", "{\"a\":1}"));
    assertThat(writer.append(event("1", "oGood", "{\"a\":2}"))).isEqualTo(new Variant());
    assertThat(writer.append(event("1", "oGood", "{\"a\":2}"))).isEqualTo(new Variant());
    assertThat(writer.append(event("1", "oGood", "{\"a\":1}"))).isEqualTo(new Known());
    assertThat(rows()).isEqualTo(1);
    List<String> variants =
        database.read(jdbc ->
            jdbc.sql("SELECT raw FROM event_variant")
                .query((row, _) -> new String(row.getBytes(1), StandardCharsets.UTF_8))
                .list());
    assertThat(variants).containsExactly("{\"a\":2}");
  }

  @Test
  void whatNoEngineCanKeepAsTextIsKeptWithAMarkInItsPlaceAndWholeInTheRawBytes() {
    NewEvent odd =
        NewEvent.of(Events.SHOP, Events.message("o\u0000dd\ud83d", "77", "a\u0000b\ud800c"), 1);
    assertThat(writer.append(odd)).isEqualTo(new Stored(1));
    assertThat(writer.append(odd)).isEqualTo(new Known());
  }

  @Test
  void manyAtOnceShareCommitsAndEachIsThereOnce() throws Exception {
    List<Callable<Appended>> calls = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String id = String.valueOf(i % 500);
      calls.add(() -> writer.append(event(id)));
    }
    int stored = 0;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Appended>> slice = new ArrayList<>();
      for (Callable<Appended> call : calls) {
        slice.add(call);
        if (slice.size() == 500) {
          for (Future<Appended> outcome : callers.invokeAll(slice)) {
            Appended appended = outcome.get();
            assertThat(appended).isInstanceOfAny(Stored.class, Known.class);
            stored += appended instanceof Stored ? 1 : 0;
          }
          slice.clear();
        }
      }
    }
    assertThat(stored).isEqualTo(500);
    assertThat(rows()).isEqualTo(500);
    assertThat(commits.get()).as("commits for 500 events").isLessThan(500);
  }

  @Test
  void twoNodesThatAppendTheSameAtOnceLeaveOneOfEachAndNoGap() throws Exception {
    assumeTrue(engine == Engine.POSTGRES, "SQLite has one node");
    List<Callable<Appended>> calls = new ArrayList<>();
    try (LogWriter other =
            new LogWriter(
                "the log of the other node",
                store(),
                _ -> {},
                (what, _) -> emergencies.add(what),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 800; i++) {
        String id = String.valueOf(i / 2);
        LogWriter node = i % 2 == 0 ? writer : other;
        calls.add(() -> node.append(event(id)));
      }
      List<Long> places = new ArrayList<>();
      for (Future<Appended> outcome : callers.invokeAll(calls)) {
        switch (outcome.get()) {
          case Stored(long seq) -> places.add(seq);
          case Known _ -> {}
          case Appended neither -> throw new AssertionError(neither);
        }
      }
      assertThat(places)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 400).boxed().toList());
    }
    assertThat(rows()).isEqualTo(400);
    assertThat(writer.append(event("new"))).isEqualTo(new Stored(401));
  }

  @Test
  void isBusyWhilePushesComeFasterThanTheyAreWrittenAndSoonNoMore() throws Exception {
    assertThat(writer.isBusy()).isFalse();
    AtomicBoolean busy = new AtomicBoolean();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> pushing = new ArrayList<>();
      for (int caller = 0; caller < 200; caller++) {
        String prefix = caller + "-";
        pushing.add(
            callers.submit(() -> {
              for (int i = 0; i < 20; i++) {
                writer.append(event(prefix + i));
              }
            }));
      }
      Soon.await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            busy.compareAndSet(false, writer.isBusy());
            return pushing.stream().allMatch(Future::isDone);
          });
    }
    assertThat(busy).as("busy while 200 push at once").isTrue();
    Soon.await().until(() -> !writer.isBusy());
  }

  @Test
  void oneRowsTroubleStaysItsOwn() throws Exception {
    poison();
    List<Callable<Appended>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String id = String.valueOf(i);
      String customer = i == 25 ? "oPoison" : "oGood";
      calls.add(() -> writer.append(event(id, customer, "{}")));
    }
    int refused = 0;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Appended> outcome : callers.invokeAll(calls)) {
        refused += outcome.get() instanceof NotDurable ? 1 : 0;
      }
    }
    assertThat(refused).isEqualTo(1);
    assertThat(rows()).isEqualTo(49);
    assertThat(writer.healthy()).isTrue();
  }

  @Test
  void nothingIsAcknowledgedWhileTheDatabaseFailsAndItGoesOnByItselfAfterwards() throws Exception {
    writer.append(event("1"));
    line.trouble = new SQLException("no room");
    assertThat(writer.append(event("2"))).isEqualTo(new NotDurable(Why.DISK));
    assertThat(writer.healthy()).isFalse();
    line.trouble = null;
    Soon.await().alias("healthy without a single push").until(writer::healthy);
    assertThat(writer.append(event("2"))).isEqualTo(new Stored(2));
    assertThat(emergencies).isEmpty();
  }

  @Test
  void aCommitThatArrivedThoughItsAnswerDidNotIsKnownAtTheNextPush() {
    line.answerLost = true;
    assertThat(writer.append(event("1"))).isEqualTo(new NotDurable(Why.DISK));
    line.answerLost = false;
    assertThat(writer.append(event("1"))).isEqualTo(new Known());
    assertThat(writer.append(event("2"))).isEqualTo(new Stored(2));
  }

  @Test
  void whenTheDatabaseCannotBeTrustedNothingIsAcknowledgedEverAgain() {
    line.trouble =
        switch (engine) {
          case SQLITE ->
              new org.sqlite.SQLiteException(
                  "disk I/O error", org.sqlite.SQLiteErrorCode.SQLITE_IOERR_WRITE);
          case POSTGRES -> new SQLException("invalid page", "XX001");
        };
    assertThat(writer.append(event("1"))).isEqualTo(new NotDurable(Why.DISK));
    line.trouble = null;
    assertThat(writer.append(event("1"))).isEqualTo(new NotDurable(Why.DISK));
    assertThat(emergencies).containsExactly("the log");
    assertThat(writer.healthy()).isFalse();
    assertThat(rows()).isZero();
  }

  @Test
  void aStoppedWriterKeepsNothingMore() {
    writer.close();
    assertThat(writer.append(event("1"))).isEqualTo(new NotDurable(Why.STOPPING));
  }

  private void poison() {
    database.write(jdbc ->
        switch (engine) {
          case SQLITE ->
              jdbc.sql(
                      "CREATE TRIGGER poison BEFORE INSERT ON event WHEN new.open_id = 'oPoison'"
                          + " BEGIN SELECT RAISE(ABORT, 'poison'); END")
                  .update();
          case POSTGRES ->
              jdbc.sql("ALTER TABLE event ADD CONSTRAINT poison CHECK (open_id <> 'oPoison')")
                  .update();
        });
  }

  private long rows() {
    return database.read(jdbc -> jdbc.sql("SELECT count(*) FROM event").query(Long.class).single());
  }

  private static NewEvent event(String id) {
    return event(id, "oGood", "{}");
  }

  private static NewEvent event(String id, String openId, String raw) {
    return new NewEvent(
        "main",
        id,
        openId,
        "commkf_send_msg_to_kf",
        1L,
        1L,
        "json",
        raw.getBytes(StandardCharsets.UTF_8));
  }

  /** The real store behind a line that can fail before or after the work. */
  private static final class Line implements LogStore {
    private final LogStore store;
    volatile @org.jspecify.annotations.Nullable SQLException trouble;
    volatile boolean answerLost;

    Line(LogStore store) {
      this.store = store;
    }

    @Override
    public List<Appended> append(List<NewEvent> events) throws SQLException {
      fail();
      List<Appended> outcomes = store.append(events);
      if (answerLost) {
        throw new SQLException("the line went dead");
      }
      return outcomes;
    }

    @Override
    public void probe(long atMicros) throws SQLException {
      fail();
      store.probe(atMicros);
    }

    private void fail() throws SQLException {
      SQLException now = trouble;
      if (now != null) {
        throw now;
      }
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
