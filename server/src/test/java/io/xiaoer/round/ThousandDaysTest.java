package io.xiaoer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.QuietLog;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.round.RoundsTest.Made;
import io.xiaoer.store.Database;
import io.xiaoer.store.RecordMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rounds made while a thousand generated days went on, with messages that come late, answers that
 * are accepted out of order or never, and a maker that dies in the middle, are those that are made
 * from the same events at once.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class ThousandDaysTest {
  private static final int DAYS = 1_000;
  private static final int CUSTOMERS = 40;
  private static final int STEPS_MAX = 24;
  private static final Instant FIRST_DAY = Instant.parse("2024-03-01T00:00:00Z");

  @Parameter Engine engine;
  @TempDir Path folder;

  private final Random random = new Random(20_261_130);
  private Database database;
  private RoundBuilder builder;
  private long lastMessage;
  private int asked;
  private int deaths;

  /** A message of a customer that is on its way, or an answer that the platform has not yet. */
  private record OnItsWay(long customer, long id, Instant writtenAt) {}

  private final List<OnItsWay> late = new ArrayList<>();
  private final List<OnItsWay> answers = new ArrayList<>();

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    builder =
        new RoundBuilder(
            database, new QuietLog(), new NodeSignals(), Lease.ofOne(), new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void roundsOfAThousandDaysMadeAnewAreThoseThatWereKept() {
    database.write(jdbc -> {
      for (int customer = 1; customer <= CUSTOMERS; customer++) {
        RoundRows.customer(jdbc, customer, "shop" + customer % 3);
      }
      return null;
    });
    for (int day = 0; day < DAYS; day++) {
      Instant morning = FIRST_DAY.plus(Duration.ofDays(day));
      database.write(jdbc -> {
        goesBy(jdbc, morning);
        return null;
      });
      switch (random.nextInt(6)) {
        case 0 -> {} // It is behind, and finds more the next day.
        case 1 -> dies();
        default -> builder.takeSome();
      }
    }
    toTheEnd();
    List<Made> kept = all();
    assertThat(deaths).isGreaterThan(100);
    assertThat(kept).hasSizeGreaterThan(500);
    assertThat(kept.stream().mapToInt(Made::messages).sum())
        .as("each message is in one round")
        .isEqualTo(asked);
    for (int i = 1; i < kept.size(); i++) {
      if (kept.get(i).conversationId() == kept.get(i - 1).conversationId()) {
        assertThat(kept.get(i).firstKey())
            .as("rounds of a conversation do not overlap")
            .isGreaterThan(kept.get(i - 1).endKey());
      }
    }
    database.write(jdbc -> jdbc.sql("UPDATE round_progress SET version = 0").update());
    toTheEnd();
    assertThat(all()).isEqualTo(kept);
  }

  /** What happens on a day, in the order in which it is kept. */
  private void goesBy(JdbcClient jdbc, Instant morning) {
    int steps = random.nextInt(STEPS_MAX);
    for (int step = 0; step < steps; step++) {
      Instant now =
          morning.plusSeconds(86_400L * step / STEPS_MAX).plusMillis(random.nextInt(3_000_000));
      long customer = random.nextLong(1, CUSTOMERS + 1L);
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> asks(jdbc, new OnItsWay(customer, ++lastMessage, now), now);
        case 3 -> late.add(new OnItsWay(customer, ++lastMessage, now));
        case 4 -> {
          if (!late.isEmpty()) {
            asks(jdbc, late.remove(random.nextInt(late.size())), now);
          }
        }
        case 5, 6 -> writes(jdbc, new OnItsWay(customer, ++lastMessage, now));
        case 7 -> {
          if (!answers.isEmpty()) {
            OnItsWay one = answers.remove(random.nextInt(answers.size()));
            RoundRows.event(jdbc, one.customer, now, "answer_accepted", one.id, null, null);
          }
        }
        case 8 -> RoundRows.event(jdbc, customer, now, "assigned", null, "agent" + step % 4, "");
        default ->
            RoundRows.event(
                jdbc,
                customer,
                now,
                random.nextBoolean() ? "entered_queue" : "closed",
                null,
                null,
                "lan");
      }
    }
  }

  /** All but the commit, as when the process ends between the two. */
  private void dies() {
    deaths++;
    assertThatThrownBy(() ->
            database.write(jdbc -> {
              long from = jdbc.sql("SELECT seq FROM round_progress").query(Long.class).single();
              RoundTable.takeAll(jdbc, ConversationEvents.after(jdbc, from, 50));
              throw new IllegalStateException("dies");
            }))
        .hasMessageContaining("dies");
  }

  private void toTheEnd() {
    int taken = builder.takeSome();
    while (taken > 0) {
      taken = builder.takeSome();
    }
  }

  private List<Made> all() {
    return database.read(jdbc ->
        jdbc.sql("SELECT * FROM round ORDER BY conversation_id, end_key")
            .query(RecordMapper.of(Made.class))
            .list());
  }

  private void asks(JdbcClient jdbc, OnItsWay message, Instant arrivedAt) {
    asked++;
    message(jdbc, message, "in", arrivedAt, false, null);
    RoundRows.event(jdbc, message.customer, arrivedAt, "customer_wrote", message.id, null, null);
  }

  private void writes(JdbcClient jdbc, OnItsWay answer) {
    boolean automatic = random.nextInt(4) == 0;
    message(jdbc, answer, "out", answer.writtenAt, automatic, automatic ? "bot" : "mei");
    answers.add(answer);
  }

  private static void message(
      JdbcClient jdbc,
      OnItsWay message,
      String direction,
      Instant arrivedAt,
      boolean automatic,
      @Nullable String by) {
    RoundRows.message(
        jdbc,
        message.customer,
        message.id,
        message.id,
        direction,
        message.writtenAt,
        arrivedAt,
        automatic,
        by);
  }
}
