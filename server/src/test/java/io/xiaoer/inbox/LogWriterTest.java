package io.xiaoer.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.xiaoer.inbox.Appended.Known;
import io.xiaoer.inbox.Appended.NotDurable;
import io.xiaoer.inbox.Appended.Stored;
import io.xiaoer.inbox.Appended.Why;
import io.xiaoer.store.SqliteConnections;
import io.xiaoer.store.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
  @TempDir Path folder;

  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicInteger commits = new AtomicInteger();
  private SqliteConnections connections;
  private SqliteDatabase database;
  private LogWriter writer;

  @BeforeEach
  void open() throws SQLException {
    Path file = folder.resolve("inbox.db");
    database = SqliteDatabase.open(file, "db/inbox");
    connections = new SqliteConnections(file);
    writer =
        new LogWriter(this::connect, _ -> commits.incrementAndGet(), new SimpleMeterRegistry());
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
    assertThat(writer.append(event("1", "oOther"))).isEqualTo(new Stored(2));
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
  void oneRowsTroubleStaysItsOwn() throws Exception {
    try (Connection connection = connections.openWriter();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TRIGGER poison BEFORE INSERT ON event WHEN new.open_id = 'oPoison'"
              + " BEGIN SELECT RAISE(ABORT, 'poison'); END");
    }
    List<Callable<Appended>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String id = String.valueOf(i);
      String customer = i == 25 ? "oPoison" : "oGood";
      calls.add(() -> writer.append(event(id, customer)));
    }
    int refused = 0;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Appended> outcome : callers.invokeAll(calls)) {
        refused += outcome.get() instanceof NotDurable ? 1 : 0;
      }
    }
    assertThat(refused).isEqualTo(1);
    assertThat(rows()).isEqualTo(49);
  }

  @Test
  void nothingIsAcknowledgedWhileTheDiskFailsAndItGoesOnAfterwards() {
    writer.append(event("1"));
    broken.set(true);
    breakConnection();
    assertThat(writer.append(event("2"))).isEqualTo(new NotDurable(Why.DISK));
    assertThat(writer.healthy()).isFalse();
    broken.set(false);
    assertThat(writer.append(event("2"))).isEqualTo(new Stored(2));
    assertThat(writer.healthy()).isTrue();
  }

  @Test
  void aStoppedWriterKeepsNothingMore() {
    writer.close();
    assertThat(writer.append(event("1"))).isEqualTo(new NotDurable(Why.STOPPING));
  }

  private volatile @Nullable Connection last;

  private Connection connect() throws SQLException {
    if (broken.get()) {
      throw new SQLException("disk I/O error");
    }
    Connection opened = connections.openWriter();
    last = opened;
    return opened;
  }

  /** As after an I/O error: the connection in use cannot be used any more. */
  private void breakConnection() {
    try {
      Objects.requireNonNull(last).close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private long rows() {
    return database.read(jdbc -> jdbc.sql("SELECT count(*) FROM event").query(Long.class).single());
  }

  private static NewEvent event(String id) {
    return event(id, "oGood");
  }

  private static NewEvent event(String id, String openId) {
    return new NewEvent(
        "main", id, openId, "commkf_send_msg_to_kf", 1L, 1L, "json", new byte[] {'{', '}'});
  }
}
