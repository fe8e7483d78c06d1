package io.xiaoer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.conversation.ConversationEvent.AnswerAccepted;
import io.xiaoer.conversation.ConversationEvent.AnswerFailed;
import io.xiaoer.conversation.ConversationEvent.AnswerUnknown;
import io.xiaoer.conversation.ConversationEvent.Assigned;
import io.xiaoer.conversation.ConversationEvent.Closed;
import io.xiaoer.conversation.ConversationEvent.CustomerChanged;
import io.xiaoer.conversation.ConversationEvent.CustomerPart;
import io.xiaoer.conversation.ConversationEvent.CustomerWrote;
import io.xiaoer.conversation.ConversationEvent.EnteredQueue;
import io.xiaoer.conversation.ConversationEvent.QueueReason;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.log.LogEntry;
import io.xiaoer.sdk.event.Format;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.Readiness;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said to have happened to conversations, against what their rows say. */
@ParameterizedClass
@EnumSource(Engine.class)
class ConversationEventsTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final ShopId SHOP = new ShopId("main");
  private static final List<String> AGENTS = List.of("mei", "lan");

  @Parameter Engine engine;
  @TempDir Path folder;

  private Instant now = START;
  private Database database;
  private AnswerTable answers;
  private Assignments assignments;
  private OfflineReturns returns;
  private int written;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    InstantSource clock = () -> now;
    ChangeFeed changeFeed = new ChangeFeed(database, new NodeSignals());
    answers = new AnswerTable(changeFeed, List.of());
    assignments = new Assignments(database, changeFeed, clock);
    returns = new OfflineReturns(database, changeFeed, Lease.ofOne(), clock);
    for (String agent : AGENTS) {
      database.write(jdbc ->
          jdbc.sql(
                  """
                  INSERT INTO staff (username, name, password_hash, role, state, state_since,
                                     created_at)
                  VALUES (?, ?, '', 'AGENT', 'online', 0, 0)
                  """)
              .params(agent, agent)
              .update());
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aConversationFromItsFirstMessageToItsEnd() {
    long id = writes("oA");
    assertThat(events())
        .containsExactly(new CustomerWrote(1), new EnteredQueue(QueueReason.NEW, ""));
    assignments.take(id, null, "mei");
    now = now.plusSeconds(30);
    long answer = answers(id, "mei");
    now = now.plusSeconds(1);
    accepted(answer);
    assignments.handOver(id, "lan", "", "mei", false, (_, _, _) -> Readiness.READY);
    assignments.close(id, "lan");
    assertThat(events().subList(2, 6))
        .containsExactly(
            new Assigned("mei", "mei"),
            new AnswerAccepted(answer, START),
            new Assigned("lan", "mei"),
            new Closed("lan", null));
    writes("oA");
    state("lan", "offline");
    assertThat(events().subList(6, 8))
        .containsExactly(new CustomerWrote(answer + 1), new Assigned("lan", ""));
    now = now.plus(OfflineReturns.GRACE).plusSeconds(1);
    returns.returnThoseWhoWait();
    assertThat(events().getLast()).isEqualTo(new EnteredQueue(QueueReason.RETURNED, ""));
    assertThat(
            database.<Long>read(jdbc ->
                jdbc.sql("SELECT accepted_at FROM message WHERE id = ?")
                    .param(answer)
                    .query(Long.class)
                    .single()))
        .isEqualTo(Micros.of(START.plusSeconds(31)));
  }

  @Test
  void theWaitingThatAClosingEndsIsKept() {
    long id = writes("oA");
    assignments.close(id, "mei");
    assertThat(events().getLast()).isEqualTo(new Closed("mei", START));
  }

  @Test
  void whoStillWaitsBehindAnAnswerHasNotBeenAnswered() {
    long id = writes("oA");
    long answer = answers(id, "mei");
    now = now.plusSeconds(5);
    writes("oA");
    accepted(answer);
    assertThat(events().getLast()).isEqualTo(new AnswerAccepted(answer, START));
    long late = answers(id, "mei");
    accepted(late);
    accepted(late);
    assertThat(events().getLast())
        .as("nobody waits any more")
        .isEqualTo(new AnswerAccepted(late, null));
  }

  @Test
  void anAnswerThatEndsOtherwiseIsAnEventAndOneThatIsTriedAgainIsNone() {
    long answer = answers(writes("oA"), "mei");
    SendError error = new SendError(45_009, "reach max api daily quota limit", "rid-1");
    moves(answer, SendState.QUEUED, error, now.plusSeconds(1));
    moves(answer, SendState.UNKNOWN, error, now.plusSeconds(1));
    int before = events().size();
    assertThat(events()).noneMatch(AnswerUnknown.class::isInstance);
    moves(answer, SendState.UNKNOWN, error, null);
    moves(answer, SendState.FAILED, error, null);
    assertThat(events().subList(before, before + 2))
        .containsExactly(new AnswerUnknown(answer, error), new AnswerFailed(answer, error));
  }

  @Test
  void whatIsHandedToPeopleAfterARestoreIsSaidOfEachAnswer() {
    long id = writes("oA");
    long first = answers(id, "mei");
    long second = answers(id, "mei");
    database.write(jdbc -> AnswerTable.allInDoubt(jdbc, "restored", now));
    SendError error = new SendError(0, "restored", "");
    List<ConversationEvent> events = events();
    assertThat(events.subList(events.size() - 2, events.size()))
        .containsExactly(new AnswerUnknown(first, error), new AnswerUnknown(second, error));
  }

  @Test
  void theEndOfABlockChangesTheCustomer() {
    long id = writes("oA");
    database.write(jdbc -> {
      Blocks.begin(jdbc, id, now.plusSeconds(60), now);
      return Blocks.endThoseOver(jdbc, now.plusSeconds(61), 10);
    });
    assertThat(events().getLast()).isEqualTo(new CustomerChanged(Set.of(CustomerPart.BLOCKED), ""));
  }

  /** Whatever happens in whatever order, the events end where the rows stand. */
  @Test
  void theLastEventsSayWhereEveryConversationIs() {
    long seed = 20_261_129;
    Random random = new Random(seed);
    List<Long> onTheirWay = new ArrayList<>();
    for (int step = 0; step < 400; step++) {
      now = now.plusSeconds(random.nextInt(120));
      String agent = AGENTS.get(random.nextInt(AGENTS.size()));
      long id = 1L + random.nextInt(6);
      switch (random.nextInt(10)) {
        case 0, 1 -> writes("o" + random.nextInt(6));
        case 2 -> assignments.take(id, assignee(id), agent);
        case 3 -> assignments.handOver(id, agent, "", "boss", true, (_, _, _) -> Readiness.READY);
        case 4 -> assignments.close(id, agent);
        case 5 -> assignments.reopen(id, agent);
        case 6 -> {
          long answer = answers(id, agent);
          if (answer > 0) {
            onTheirWay.add(answer);
          }
        }
        case 7 -> {
          if (!onTheirWay.isEmpty()) {
            accepted(onTheirWay.removeFirst());
          }
        }
        case 8 -> state(agent, random.nextBoolean() ? "online" : "offline");
        default -> {
          returns.returnThoseWhoWait();
          if (random.nextInt(4) == 0) {
            database.write(jdbc -> {
              Assignments.release(jdbc, agent, ShopScope.none(), "boss", now);
              return null;
            });
          }
        }
      }
      assertThat(folded()).as("seed %d, step %d", seed, step).isEqualTo(rows());
    }
  }

  private Map<Long, String> folded() {
    Map<Long, String> states = new TreeMap<>();
    for (Kept kept : kept()) {
      switch (kept.event()) {
        case EnteredQueue _ -> states.put(kept.conversationId(), "queue");
        case Assigned(String agent, String _) -> states.put(kept.conversationId(), agent);
        case Closed _ -> states.put(kept.conversationId(), "closed");
        case CustomerWrote _,
            AnswerAccepted _,
            AnswerFailed _,
            AnswerUnknown _,
            CustomerChanged _ -> {}
      }
    }
    return states;
  }

  private Map<Long, String> rows() {
    Map<Long, String> states = new TreeMap<>();
    database.read(jdbc -> {
      jdbc.sql(
              """
              SELECT id, CASE WHEN closed_at IS NULL THEN coalesce(assignee, 'queue')
                              ELSE 'closed' END AS state
              FROM conversation
              """)
          .query(row -> {
            states.put(row.getLong("id"), row.getString("state"));
          });
      return null;
    });
    return states;
  }

  private List<Kept> kept() {
    return database.read(jdbc -> ConversationEvents.after(jdbc, 0, 10_000));
  }

  private List<ConversationEvent> events() {
    return kept().stream().map(Kept::event).toList();
  }

  /** The id of the conversation. */
  private long writes(String openId) {
    String msgId = String.valueOf(++written);
    LogEntry entry =
        new LogEntry(
            written,
            SHOP,
            "commkf_send_msg_to_kf",
            openId,
            msgId,
            now.getEpochSecond(),
            now,
            Format.JSON,
            TestPlatform.text(openId, msgId, "在吗").toString().getBytes(StandardCharsets.UTF_8));
    return database.write(jdbc -> {
      new MessageProjection().apply(jdbc, entry);
      return jdbc.sql("SELECT id FROM conversation WHERE open_id = ?")
          .param(openId)
          .query(Long.class)
          .single();
    });
  }

  /** The id of the answer, or -1 where none may be sent. */
  private long answers(long conversation, String by) {
    String clientId = "c" + ++written;
    AnswerTable.Added added =
        database.write(jdbc ->
            answers.add(
                jdbc,
                new AnswerTable.New(
                    conversation,
                    clientId,
                    "r-" + clientId,
                    new MessageBody.Text("在的"),
                    by,
                    new Origin.Person(),
                    false,
                    null,
                    null,
                    now)));
    return added instanceof AnswerTable.Added.Kept(long id, boolean _) ? id : -1;
  }

  private void accepted(long answer) {
    database.write(jdbc -> {
      answers.accepted(jdbc, answer, "", now);
      return null;
    });
  }

  private void moves(long answer, SendState state, SendError error, @Nullable Instant nextTryAt) {
    database.write(jdbc -> {
      answers.move(jdbc, answer, state, error, nextTryAt, now);
      return null;
    });
  }

  private void state(String agent, String state) {
    database.write(jdbc ->
        jdbc.sql("UPDATE staff SET state = ?, state_since = ? WHERE username = ?")
            .params(state, Micros.of(now), agent)
            .update());
  }

  private @Nullable String assignee(long id) {
    return database
        .read(jdbc ->
            jdbc.sql("SELECT assignee FROM conversation WHERE id = ? AND assignee IS NOT NULL")
                .param(id)
                .query(String.class)
                .optional())
        .orElse(null);
  }
}
