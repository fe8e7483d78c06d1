package io.xiaoer.conversation;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.ConversationEvent.Assigned;
import io.xiaoer.conversation.ConversationEvent.Closed;
import io.xiaoer.conversation.ConversationEvent.EnteredQueue;
import io.xiaoer.conversation.ConversationEvent.QueueReason;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.Readiness;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who serves which conversation: taking, handing over, closing, opening again. Open and without an
 * assignee it is in the queue, where everybody sees it. Nothing is shared out here by itself;
 * whatever will do so calls the same steps.
 */
public final class Assignments {
  private final Database database;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;

  Assignments(Database database, ChangeFeed changeFeed, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.clock = clock;
  }

  /** What became of a step. */
  public sealed interface Outcome {
    /** It is so now, or was already. */
    record Done() implements Outcome {}

    record NotThere() implements Outcome {}

    /** Somebody else has it, or nobody any more, and not who the caller saw. */
    record Taken(@Nullable String by) implements Outcome {}

    /** The one it was to go to cannot serve it. */
    record CannotServe() implements Outcome {}

    /** The one it was to go to is offline, where nobody would see the customer. */
    record IsOffline() implements Outcome {}
  }

  /** Tells how ready somebody is for a conversation of a shop; asked in the transaction. */
  @FunctionalInterface
  public interface Roster {
    Readiness of(JdbcClient jdbc, String username, ShopId shop);
  }

  /** What happened. */
  public enum Step {
    TAKEN,
    HANDED_OVER,
    HANDED_TO_GROUP,
    /** A person put it back into the queue. */
    PUT_BACK,
    CLOSED,
    REOPENED,
    /** The server has given it to somebody. */
    ASSIGNED,
    /** Back to the queue by itself: the customer waited, and who served was offline. */
    RETURNED,
    /** Back to the queue by itself: who served did not answer in time. */
    MISSED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One line of a conversation's trail.
   *
   * @param by empty when the customer did it by writing again
   * @param to with a hand over, null when it went back to the queue; the group's name when it was
   *     handed to one; who had it, when it went back
   */
  public record Entry(
      Instant at,
      String by,
      @Nullable String byName,
      String what,
      @Nullable String to,
      String note) {
    @Override
    public String toString() {
      return "Entry[" + what + "]";
    }
  }

  private record State(
      ShopId shop, @Nullable String assignee, boolean open, @Nullable Instant waitingSince) {}

  /**
   * {@code by} serves it from now on, if {@code from} still does: who has seen the conversation
   * with a colleague does not take it from another one unaware.
   */
  public Outcome take(long id, @Nullable String from, String by) {
    return step(
        id,
        (jdbc, state, at) -> {
          if (by.equals(state.assignee) && state.open) {
            return new Outcome.Done();
          }
          if (!by.equals(state.assignee) && !Objects.equals(state.assignee, from)) {
            return new Outcome.Taken(state.assignee);
          }
          assign(jdbc, id, by, by, at);
          if (!by.equals(state.assignee)) {
            trail(jdbc, id, at, by, Step.TAKEN, by, "");
          }
          open(jdbc, id, state, at, by);
          ConversationEvents.append(jdbc, id, new Assigned(by, by), at);
          return new Outcome.Done();
        });
  }

  /**
   * Gives a conversation to somebody else.
   *
   * @param force also to somebody who is offline
   */
  public Outcome handOver(
      long id, String to, String note, String by, boolean force, Roster roster) {
    return step(
        id,
        (jdbc, state, at) -> {
          if (to.equals(state.assignee) && state.open) {
            return new Outcome.Done();
          }
          switch (roster.of(jdbc, to, state.shop)) {
            case READY -> {}
            case OFFLINE -> {
              if (!force && !to.equals(by)) {
                return new Outcome.IsOffline();
              }
            }
            case NEVER -> {
              return new Outcome.CannotServe();
            }
          }
          assign(jdbc, id, to, by, at);
          if (!to.equals(by)) {
            jdbc.sql(
                    """
                    UPDATE conversation SET handed_by = ?, handed_note = ?, handed_at = ?
                    WHERE id = ?
                    """)
                .params(by, note, at, id)
                .update();
          }
          trail(jdbc, id, at, by, Step.HANDED_OVER, to, note);
          open(jdbc, id, state, at, by);
          ConversationEvents.append(jdbc, id, new Assigned(to, by), at);
          Audit.note(
              jdbc,
              Micros.instant(at),
              by,
              AuditAction.HANDED_OVER,
              "conversation " + id,
              "to " + to);
          return new Outcome.Done();
        });
  }

  /**
   * Gives a conversation to a group: it is in the queue from this moment on, and its members get it
   * first.
   */
  public Outcome handOverToGroup(long id, long group, String note, String by, AgentGroups groups) {
    return step(
        id,
        (jdbc, state, at) -> {
          Optional<String> name = groups.nameOf(jdbc, group, state.shop);
          if (name.isEmpty()) {
            return new Outcome.CannotServe();
          }
          jdbc.sql(
                  """
                  UPDATE conversation
                  SET assignee = NULL, group_id = :group, grouped_at = :at,
                      handed_by = :by, handed_note = :note, handed_at = :at
                  WHERE id = :id
                  """)
              .param("group", group)
              .param("at", at)
              .param("by", by)
              .param("note", note)
              .param("id", id)
              .update();
          trail(jdbc, id, at, by, Step.HANDED_TO_GROUP, name.get(), note);
          open(jdbc, id, state, at, by);
          ConversationEvents.append(jdbc, id, new EnteredQueue(QueueReason.GROUP, by), at);
          Audit.note(
              jdbc,
              Micros.instant(at),
              by,
              AuditAction.HANDED_OVER,
              "conversation " + id,
              "to group " + name.get());
          return new Outcome.Done();
        });
  }

  /**
   * Puts it into the queue, for everybody, if {@code from} still serves it. Where the server shares
   * the queue out, somebody else gets it.
   */
  public Outcome putBack(long id, @Nullable String from, String by) {
    return step(
        id,
        (jdbc, state, at) -> {
          if (!Objects.equals(state.assignee, from)) {
            return new Outcome.Taken(state.assignee);
          }
          int changed =
              jdbc.sql(
                      """
                      UPDATE conversation
                      SET assignee = NULL, handed_by = NULL, group_id = NULL, grouped_at = NULL
                      WHERE id = ?
                        AND (assignee IS NOT NULL OR group_id IS NOT NULL OR closed_at IS NOT NULL)
                      """)
                  .param(id)
                  .update();
          if (changed > 0) {
            trail(jdbc, id, at, by, Step.PUT_BACK, from, "");
            open(jdbc, id, state, at, by);
            ConversationEvents.append(jdbc, id, new EnteredQueue(QueueReason.PUT_BACK, by), at);
            Audit.note(
                jdbc,
                Micros.instant(at),
                by,
                AuditAction.PUT_BACK,
                "conversation " + id,
                from == null ? "" : "with " + from);
          }
          return new Outcome.Done();
        });
  }

  /** Nobody waits in it any more and nothing in it is unread. Who served it stays noted. */
  public Outcome close(long id, String by) {
    return step(
        id,
        (jdbc, state, at) -> {
          if (state.open) {
            closeNow(jdbc, id, state.waitingSince, by, "", at);
          }
          return new Outcome.Done();
        });
  }

  /** {@code by} is empty when it is closed by itself. */
  static void closeNow(
      JdbcClient jdbc, long id, @Nullable Instant waitingSince, String by, String detail, long at) {
    jdbc.sql(
            """
            UPDATE conversation
            SET closed_at = :at, waiting_since = NULL, unread = 0, handed_by = NULL,
                group_id = NULL, grouped_at = NULL,
                read_seq = coalesce((SELECT max(log_seq) FROM message
                                     WHERE conversation_id = :id), read_seq)
            WHERE id = :id
            """)
        .param("at", at)
        .param("id", id)
        .update();
    trail(jdbc, id, at, by, Step.CLOSED, null, "");
    ConversationEvents.append(jdbc, id, new Closed(by, waitingSince), at);
    Audit.note(
        jdbc,
        Micros.instant(at),
        by,
        AuditAction.CONVERSATION_CLOSED,
        "conversation " + id,
        detail);
  }

  public Outcome reopen(long id, String by) {
    return step(
        id,
        (jdbc, state, at) -> {
          open(jdbc, id, state, at, by);
          if (!state.open) {
            noteOpened(jdbc, id, state.assignee, QueueReason.REOPENED, by, at);
          }
          return new Outcome.Done();
        });
  }

  /** It was opened: it stayed with its assignee, or came into the queue. */
  private static void noteOpened(
      JdbcClient jdbc, long id, @Nullable String assignee, QueueReason reason, String by, long at) {
    ConversationEvents.append(
        jdbc, id, assignee == null ? new EnteredQueue(reason, by) : new Assigned(assignee, by), at);
  }

  /** The oldest first. */
  public List<Entry> trail(long id, int limit) {
    return database
        .read(jdbc ->
            jdbc.sql(
                    """
                    SELECT t.noted_at, t.by_name,
                           (SELECT s.name FROM staff s WHERE s.username = t.by_name) AS name,
                           t.what, t.to_name, t.note
                    FROM conversation_trail t WHERE t.conversation_id = ?
                    ORDER BY t.id DESC LIMIT ?
                    """)
                .params(id, limit)
                .query((row, _) ->
                    new Entry(
                        Columns.instant(row, "noted_at"),
                        row.getString("by_name"),
                        row.getString("name"),
                        row.getString("what"),
                        row.getString("to_name"),
                        row.getString("note")))
                .list())
        .reversed();
  }

  /**
   * In shops that have not said otherwise: after so long without a word of the customer an answered
   * conversation needs nobody.
   */
  public static final int IDLE_MINUTES = 10;

  static final String LOADS =
      """
      SELECT c.assignee, count(*) AS load
      FROM conversation c LEFT JOIN queue_rule r ON r.shop = c.shop
      WHERE c.assignee IS NOT NULL AND c.closed_at IS NULL
        AND (c.blocked_until IS NULL OR c.blocked_until <= :now)
        AND (c.waiting_since IS NOT NULL
             OR c.window_opened_at > :now - coalesce(r.idle_minutes, :idle) * 60000000)
      GROUP BY c.assignee
      """;

  /**
   * How many conversations need each who serves them: the customer waits for an answer, or has
   * written lately.
   */
  public static Map<String, Integer> loads(JdbcClient jdbc, Instant now) {
    Map<String, Integer> loads = new HashMap<>();
    jdbc.sql(LOADS)
        .param("now", Micros.of(now))
        .param("idle", IDLE_MINUTES)
        .query(row -> {
          loads.put(row.getString("assignee"), row.getInt("load"));
        });
    return loads;
  }

  /**
   * Puts back into the queue what somebody serves in shops other than {@code kept}, in the
   * transaction that takes them from him.
   */
  public static void release(
      JdbcClient jdbc, String username, ShopScope kept, String by, Instant now) {
    long at = Micros.of(now);
    record Released(long id, boolean open) {}
    List<Released> released =
        jdbc.sql(
                "UPDATE conversation SET assignee = NULL, handed_by = NULL WHERE assignee = :username AND NOT (%s)"
                        .formatted(kept.sql("shop"))
                    + " RETURNING id, closed_at IS NULL AS open")
            .param("username", username)
            .param("shops", kept.sqlNames())
            .query(RecordMapper.of(Released.class))
            .list();
    for (Released one : released) {
      trail(jdbc, one.id, at, by, Step.HANDED_OVER, null, "");
      if (one.open) {
        ConversationEvents.append(jdbc, one.id, new EnteredQueue(QueueReason.RELEASED, by), at);
      }
      ChangeFeed.note(jdbc, one.id, null, at);
    }
  }

  /**
   * Somebody has written an answer: what nobody serves is his from now on, and what was closed is
   * open. An answer that no person has written changes nothing of it.
   */
  static void answered(JdbcClient jdbc, long id, String by, long at) {
    int taken =
        jdbc.sql(
                """
                UPDATE conversation
                SET assignee = :by, assigned_at = :at, assigned_by = :by,
                    last_agent = :by, last_agent_at = :at
                WHERE id = :id AND assignee IS NULL
                  AND EXISTS (SELECT 1 FROM staff WHERE username = :by AND active = 1)
                """)
            .param("by", by)
            .param("at", at)
            .param("id", id)
            .update();
    if (taken > 0) {
      trail(jdbc, id, at, by, Step.TAKEN, by, "");
    }
    Optional<Opened> opened =
        jdbc.sql(
                """
                UPDATE conversation SET closed_at = NULL
                WHERE id = :id AND closed_at IS NOT NULL
                  AND EXISTS (SELECT 1 FROM staff WHERE username = :by AND active = 1)
                RETURNING assignee
                """)
            .param("by", by)
            .param("id", id)
            .query(RecordMapper.of(Opened.class))
            .optional();
    if (opened.isPresent()) {
      trail(jdbc, id, at, by, Step.REOPENED, null, "");
      noteOpened(jdbc, id, opened.get().assignee, QueueReason.REOPENED, by, at);
    } else if (taken > 0) {
      noteOpened(jdbc, id, by, QueueReason.REOPENED, by, at);
    }
  }

  private record Opened(@Nullable String assignee) {}

  /**
   * A stretch of a conversation that somebody has closed.
   *
   * @param from when its first message was written
   * @param to when it was closed
   * @param firstMessage its id
   * @param messages both ways
   * @param closedBy a username
   */
  public record ClosedEpisode(
      Instant from,
      Instant to,
      long firstMessage,
      long messages,
      String closedBy,
      @Nullable String closedByName) {}

  /**
   * What was closed of a conversation, newest first: on the platform a customer has one chat for
   * ever, so these are what people remember as his earlier conversations. Those without a message
   * are left out.
   */
  public static List<ClosedEpisode> closed(JdbcClient jdbc, long id, int limit) {
    record Closing(Instant notedAt, String byName, @Nullable String name) {}
    List<Closing> closings =
        jdbc.sql(
                """
                SELECT t.noted_at, t.by_name, s.name FROM conversation_trail t
                LEFT JOIN staff s ON s.username = t.by_name
                WHERE t.conversation_id = ? AND t.what = 'closed' ORDER BY t.id DESC LIMIT ?
                """)
            .params(id, limit + 1)
            .query(RecordMapper.of(Closing.class))
            .list();
    List<ClosedEpisode> stretches = new ArrayList<>();
    for (int i = 0; i < Math.min(limit, closings.size()); i++) {
      Closing closing = closings.get(i);
      Instant after = i + 1 < closings.size() ? closings.get(i + 1).notedAt : Instant.EPOCH;
      jdbc.sql(
              """
              SELECT min(received_at) AS began, min(id) AS first_message, count(*) AS messages
              FROM message
              WHERE conversation_id = ? AND received_at > ? AND received_at <= ?
              HAVING count(*) > 0
              """)
          .params(id, Micros.of(after), Micros.of(closing.notedAt))
          .query((row, _) ->
              new ClosedEpisode(
                  Columns.instant(row, "began"),
                  closing.notedAt,
                  row.getLong("first_message"),
                  row.getLong("messages"),
                  closing.byName,
                  closing.name))
          .optional()
          .ifPresent(stretches::add);
    }
    return stretches;
  }

  /**
   * The customer wrote into a closed conversation. It stays with who served it if he is there, for
   * he knows what it is about; else it goes to the queue, where somebody sees it. Where the server
   * shares the queue out it always goes there, so that nobody gets more than their ceiling.
   */
  static void customerWrote(JdbcClient jdbc, long id, long at) {
    Opened opened =
        jdbc.sql(
                """
                UPDATE conversation
                SET closed_at = NULL, assigned_at = :at, assigned_by = '',
                    assignee = (SELECT s.username FROM staff s
                                WHERE s.username = conversation.assignee
                                  AND s.active = 1 AND s.state <> 'offline'
                                  AND NOT EXISTS (SELECT 1 FROM queue_rule r
                                                  WHERE r.shop = conversation.shop
                                                    AND r.automatic = 1))
                WHERE id = :id
                RETURNING assignee
                """)
            .param("at", at)
            .param("id", id)
            .query(RecordMapper.of(Opened.class))
            .single();
    trail(jdbc, id, at, "", Step.REOPENED, null, "");
    noteOpened(jdbc, id, opened.assignee, QueueReason.WROTE_AGAIN, "", at);
  }

  @FunctionalInterface
  private interface Decision {
    Outcome in(JdbcClient jdbc, State state, long at);
  }

  private Outcome step(long id, Decision decision) {
    Outcome outcome =
        database.write(jdbc -> {
          Optional<State> state =
              jdbc.sql(
                      """
                      SELECT shop, assignee, closed_at IS NULL AS open, waiting_since
                      FROM conversation WHERE id = ? AND erased_at IS NULL
                      """)
                  .param(id)
                  .query(RecordMapper.of(State.class))
                  .optional();
          if (state.isEmpty()) {
            return new Outcome.NotThere();
          }
          long at = Micros.of(clock.instant());
          Outcome done = decision.in(jdbc, state.get(), at);
          if (done instanceof Outcome.Done) {
            ChangeFeed.note(jdbc, id, null, at);
          }
          return done;
        });
    changeFeed.announce();
    return outcome;
  }

  private static void assign(JdbcClient jdbc, long id, String username, String by, long at) {
    jdbc.sql(
            """
            UPDATE conversation
            SET assignee = :username, assigned_at = :at, assigned_by = :by,
                last_agent = :username, last_agent_at = :at, handed_by = NULL
            WHERE id = :id
            """)
        .param("username", username)
        .param("at", at)
        .param("by", by)
        .param("id", id)
        .update();
  }

  /** Opens it by hand: who has written since the last answer waits again. */
  private static void open(JdbcClient jdbc, long id, State state, long at, String by) {
    if (state.open) {
      return;
    }
    jdbc.sql(
            """
            UPDATE conversation
            SET closed_at = NULL,
                waiting_since =
                    (SELECT min(i.created_at) FROM message i
                     WHERE i.conversation_id = conversation.id
                       AND i.direction = 'in' AND i.origin = 'customer'
                       AND i.sort_key > coalesce((SELECT max(o.sort_key) FROM message o
                                                  WHERE o.conversation_id = conversation.id
                                                    AND o.direction = 'out' AND o.automatic = 0
                                                    AND o.state = 'accepted'), ''))
            WHERE id = ?
            """)
        .param(id)
        .update();
    trail(jdbc, id, at, by, Step.REOPENED, null, "");
  }

  /** It is in the queue again by itself; {@code from} had it. */
  static void noteReturned(
      JdbcClient jdbc, long id, Step step, QueueReason reason, String from, long at) {
    trail(jdbc, id, at, "", step, from, "");
    ConversationEvents.append(jdbc, id, new EnteredQueue(reason, ""), at);
    ChangeFeed.note(jdbc, id, null, at);
  }

  static void trail(
      JdbcClient jdbc, long id, long at, String by, Step what, @Nullable String to, String note) {
    jdbc.sql(
            """
            INSERT INTO conversation_trail (conversation_id, noted_at, by_name, what, to_name, note)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        .params(Arrays.asList(id, at, by, what.word(), to, note))
        .update();
  }
}
