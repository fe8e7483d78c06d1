package io.xiaoer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.staff.Readiness;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose customers come back to the queue, and when. */
@ParameterizedClass
@EnumSource(Engine.class)
class OfflineReturnsTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final long WAITING = 1;
  private static final long ANSWERED = 2;

  @Parameter Engine engine;
  @TempDir Path folder;

  private Instant now = START;
  private Database database;
  private Assignments assignments;
  private Conversations conversations;
  private OfflineReturns returns;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    InstantSource clock = () -> now;
    ChangeFeed changeFeed = new ChangeFeed(database, new NodeSignals());
    assignments = new Assignments(database, changeFeed, clock);
    conversations =
        new Conversations(database, changeFeed, clock, List.of(), List.of(new AssignmentDetails()));
    returns = new OfflineReturns(database, changeFeed, Lease.ofOne(), clock);
    person("mei", "online");
    conversation(WAITING, START);
    conversation(ANSWERED, null);
    assignments.take(WAITING, null, "mei");
    assignments.take(ANSWERED, null, "mei");
    now = now.plusSeconds(3_600);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whoWaitsReturnsWithANoteWhenTheGraceIsOverAndWhoHasAnAnswerStays() {
    state("offline");
    now = now.plus(OfflineReturns.GRACE).minusSeconds(1);
    returns.returnThoseWhoWait();
    assertThat(assignee(WAITING)).isEqualTo("mei");
    now = now.plusSeconds(1);
    returns.returnThoseWhoWait();
    assertThat(assignee(WAITING)).isNull();
    assertThat(assignee(ANSWERED)).isEqualTo("mei");
    assertThat(found(WAITING).details().path("returned_from").path("name").asString())
        .isEqualTo("小mei");
    assertThat(found(WAITING).waitingSince()).as("waits as before").isEqualTo(START);
    assertThat(assignments.trail(WAITING, 9).getLast().what()).isEqualTo("returned");

    assignments.take(WAITING, null, "lan");
    assertThat(found(WAITING).details().path("returned_from").isNull()).isTrue();
    int steps = assignments.trail(WAITING, 9).size();
    returns.returnThoseWhoWait();
    assertThat(assignments.trail(WAITING, 9)).hasSize(steps);
  }

  @Test
  void nobodyReturnsFromSomebodyWhoIsThereOrJustComesBack() {
    returns.returnThoseWhoWait();
    assertThat(assignee(WAITING)).isEqualTo("mei");
    state("offline");
    now = now.plusSeconds(30);
    state("away");
    now = now.plusSeconds(600);
    returns.returnThoseWhoWait();
    assertThat(assignee(WAITING)).isEqualTo("mei");
  }

  @Test
  void whatASupervisorForcesOnSomebodyOfflineHasItsOwnGrace() {
    state("offline");
    now = now.plusSeconds(3_600);
    assignments.handOver(WAITING, "mei", "", "boss", true, (_, _, _) -> Readiness.OFFLINE);
    assignments.take(WAITING, "mei", "lan");
    assignments.handOver(WAITING, "mei", "", "boss", true, (_, _, _) -> Readiness.OFFLINE);
    now = now.plus(OfflineReturns.GRACE).minusSeconds(1);
    returns.returnThoseWhoWait();
    assertThat(assignee(WAITING)).isEqualTo("mei");
    now = now.plusSeconds(2);
    returns.returnThoseWhoWait();
    assertThat(assignee(WAITING)).isNull();
  }

  @Test
  void whoAnswersAlthoughOfflineKeepsTheCustomer() {
    state("offline");
    now = now.plusSeconds(3_600);
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO message (id, conversation_id, sort_key, direction, origin, type, body,
                                     state, by_username, created_at, received_at)
                VALUES (9, ?, '9', 'out', 'agent', 'text', '{"content":"在的"}',
                        'accepted', 'mei', ?, ?)
                """)
            .params(WAITING, Micros.of(now), Micros.of(now))
            .update());
    returns.returnThoseWhoWait();
    assertThat(assignee(WAITING)).isEqualTo("mei");
    now = now.plus(OfflineReturns.ACTIVE);
    returns.returnThoseWhoWait();
    assertThat(assignee(WAITING)).isNull();
  }

  private void person(String username, String state) {
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO staff (username, name, password_hash, role, state, state_since,
                                   created_at)
                VALUES (?, ?, '', 'AGENT', ?, ?, 0)
                """)
            .params(username, "小" + username, state, Micros.of(now))
            .update());
  }

  private void state(String state) {
    database.write(jdbc ->
        jdbc.sql("UPDATE staff SET state = ?, state_since = ? WHERE username = 'mei'")
            .params(state, Micros.of(now))
            .update());
  }

  private void conversation(long id, @Nullable Instant waitingSince) {
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO conversation (id, shop, open_id, created_at, last_message_at,
                                          waiting_since)
                VALUES (?, 'main', ?, ?, ?, ?)
                """)
            .params(
                Arrays.asList(
                    id,
                    "o" + id,
                    Micros.of(START),
                    Micros.of(START),
                    waitingSince == null ? null : Micros.of(waitingSince)))
            .update());
  }

  private Conversation found(long id) {
    return conversations.find(id).orElseThrow();
  }

  private @Nullable String assignee(long id) {
    Conversation.Assignee assignee = found(id).assignee();
    return assignee == null ? null : assignee.username();
  }
}
