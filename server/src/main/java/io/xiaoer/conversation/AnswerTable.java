package io.xiaoer.conversation;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.ConversationEvent.AnswerAccepted;
import io.xiaoer.conversation.ConversationEvent.AnswerFailed;
import io.xiaoer.conversation.ConversationEvent.AnswerUnknown;
import io.xiaoer.conversation.Message.Decision;
import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Tuples;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The shop's own messages in a conversation: how they enter it, and what becomes of them. Works
 * inside a transaction of {@code send}, which alone decides when.
 */
public final class AnswerTable {
  /** A repetition of a request that is undone does not come later than this. */
  private static final Duration UNDONE_KEPT = Duration.ofDays(7);

  private final ChangeFeed changeFeed;
  private final List<MessageRemoved> keepers;

  AnswerTable(ChangeFeed changeFeed, List<MessageRemoved> keepers) {
    this.changeFeed = changeFeed;
    this.keepers = List.copyOf(keepers);
  }

  /** What became of a message that was to be added. */
  public sealed interface Added {
    /** It is there, {@code again} when the same client_id had brought it before. */
    record Kept(long messageId, boolean again) implements Added {}

    record NoConversation() implements Added {}

    /** The platform would refuse it, so it is not even tried. */
    record OverBudget(Budget budget) implements Added {}

    /** Nobody wrote it, and what is left is kept for people. */
    record Reserved(Budget budget) implements Added {}

    /** The client_id was used before for something else. */
    record ClientIdTaken() implements Added {}

    /** It was there under this client_id and has been undone. */
    record Undone() implements Added {}

    /** Somebody else has answered since what the writer saw last. */
    record AnsweredMeanwhile(long messageId, @Nullable String by) implements Added {}
  }

  /**
   * A message that is to be added.
   *
   * @param origin who wrote it
   * @param automatic nobody wrote it
   * @param undoUntil until then it is not tried and can be undone; null to try it at once
   * @param seenMessageId the newest message its writer saw; null when that does not matter
   */
  public record New(
      long conversationId,
      String clientId,
      String requestId,
      MessageBody.Sendable body,
      String by,
      Origin.Sent origin,
      boolean automatic,
      @Nullable Instant undoUntil,
      @Nullable Long seenMessageId,
      Instant at) {
    /** When it is to be tried first. */
    public Instant firstTryAt() {
      return undoUntil == null ? at : undoUntil;
    }

    @Override
    public String toString() {
      return "New[" + body.type() + " for conversation " + conversationId + "]";
    }
  }

  /** What this client_id has brought before. */
  public Optional<Added> known(JdbcClient jdbc, New message) {
    Optional<Added> there =
        jdbc.sql("SELECT id, type, body FROM message WHERE conversation_id = ? AND client_id = ?")
            .params(message.conversationId, message.clientId)
            .query((row, _) ->
                row.getString("type").equals(message.body.type())
                        && row.getString("body").equals(MessageBodyCodec.write(message.body))
                    ? new Added.Kept(row.getLong("id"), true)
                    : new Added.ClientIdTaken())
            .optional()
            .map(added -> (Added) added);
    return there.isPresent() || !isUndone(jdbc, message) ? there : Optional.of(new Added.Undone());
  }

  /** Adds it and counts it, in one transaction, unless something speaks against it. */
  public Added add(JdbcClient jdbc, New message) {
    Optional<Added> before = known(jdbc, message);
    if (before.isPresent()) {
      return before.get();
    }
    Window window = window(jdbc, message.conversationId);
    if (window == null) {
      return new Added.NoConversation();
    }
    Optional<Added> answered = answeredMeanwhile(jdbc, message);
    if (answered.isPresent()) {
      return answered.get();
    }
    Budget budget = window.budget(message.at);
    if (budget.left() == 0) {
      return new Added.OverBudget(budget);
    }
    if (message.automatic && budget.automaticLeft() == 0) {
      return new Added.Reserved(budget);
    }
    String sortKey = SortKey.behind(window.lastSortKey);
    long at = Micros.of(message.at);
    Long id =
        jdbc.sql(
                """
                INSERT INTO message (conversation_id, sort_key, direction, origin, type, body,
                                     client_id, request_id, window_sort_key, state, by_username,
                                     created_at, received_at, automatic, undo_until, next_try_at)
                VALUES (?, ?, 'out', ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?)
                RETURNING id
                """)
            .params(
                Arrays.asList(
                    message.conversationId,
                    sortKey,
                    message.origin.word(),
                    message.body.type(),
                    MessageBodyCodec.write(message.body),
                    message.clientId,
                    message.requestId,
                    window.windowSortKey,
                    message.by,
                    at,
                    at,
                    message.automatic ? 1 : 0,
                    Micros.ofNullable(message.undoUntil),
                    Micros.of(message.firstTryAt())))
            .query(Long.class)
            .single();
    jdbc.sql(
            """
            UPDATE conversation
            SET last_message_id = ?, last_sort_key = ?, last_message_at = ?, last_preview = ?,
                window_used = window_used + 1
            WHERE id = ?
            """)
        .params(id, sortKey, at, Preview.of(message.body), message.conversationId)
        .update();
    if (!message.automatic) {
      Assignments.answered(jdbc, message.conversationId, message.by, at);
    }
    ChangeFeed.note(jdbc, message.conversationId, id, at);
    return new Added.Kept(id, false);
  }

  /**
   * Writes down where a message stands now.
   *
   * @param nextTryAt while it is on its way; null when it has come to an end
   */
  public void move(
      JdbcClient jdbc,
      long messageId,
      SendState state,
      @Nullable SendError error,
      @Nullable Instant nextTryAt,
      Instant at) {
    long conversationId =
        jdbc.sql(
                """
                UPDATE message
                SET state = :state, errcode = :errcode, errmsg = :errmsg, rid = :rid,
                    next_try_at = :next, undo_until = NULL
                WHERE id = :id RETURNING conversation_id
                """)
            .param("state", ConversationMapper.lower(state))
            .param("errcode", error == null ? null : error.errcode())
            .param("errmsg", error == null ? null : error.errmsg())
            .param("rid", error == null ? null : error.rid())
            .param("next", Micros.ofNullable(nextTryAt))
            .param("id", messageId)
            .query(Long.class)
            .single();
    switch (state) {
      case FAILED -> giveBack(jdbc, messageId);
      case QUEUED, SENDING, UNKNOWN, ACCEPTED -> {}
    }
    if (error != null && nextTryAt == null) {
      ending(state, messageId, error)
          .ifPresent(
              event -> ConversationEvents.append(jdbc, conversationId, event, Micros.of(at)));
    }
    ChangeFeed.note(jdbc, conversationId, messageId, Micros.of(at));
  }

  private static Optional<ConversationEvent> ending(
      SendState state, long messageId, SendError error) {
    return switch (state) {
      case FAILED -> Optional.of(new AnswerFailed(messageId, error));
      case UNKNOWN -> Optional.of(new AnswerUnknown(messageId, error));
      case QUEUED, SENDING, ACCEPTED -> Optional.empty();
    };
  }

  /**
   * What was on its way when a backup was taken may have arrived since: that is for people to find
   * out, and nothing is sent again by itself.
   */
  public static int allInDoubt(JdbcClient jdbc, String why, Instant at) {
    record InDoubt(long id, long conversationId) {}
    SendError error = new SendError(0, why, "");
    List<InDoubt> inDoubt =
        jdbc.sql(
                """
                UPDATE message
                SET state = 'unknown', errcode = 0, errmsg = ?, rid = '', next_try_at = NULL,
                    undo_until = NULL
                WHERE next_try_at IS NOT NULL
                   OR (direction = 'out' AND state IN ('queued', 'sending'))
                RETURNING id, conversation_id
                """)
            .param(why)
            .query(RecordMapper.of(InDoubt.class))
            .list();
    ConversationEvents.appendAll(
        jdbc,
        inDoubt.stream()
            .sorted(Comparator.comparingLong(InDoubt::id))
            .map(one ->
                new ConversationEvents.New(one.conversationId, new AnswerUnknown(one.id, error)))
            .toList(),
        Micros.of(at));
    return inDoubt.size();
  }

  /** The platform has it: its msg_id is noted, and who waited has been answered. */
  public void accepted(JdbcClient jdbc, long messageId, String msgId, Instant at) {
    move(jdbc, messageId, SendState.ACCEPTED, null, null, at);
    jdbc.sql("UPDATE message SET accepted_at = ?, msg_id = coalesce(?, msg_id) WHERE id = ?")
        .params(Arrays.asList(Micros.of(at), msgId.isEmpty() ? null : msgId, messageId))
        .update();
    answered(jdbc, messageId, at);
  }

  /**
   * Takes a message out again that was never tried, as if it had not been written. False when there
   * is no such message.
   */
  public boolean remove(JdbcClient jdbc, long messageId, Instant at) {
    giveBack(jdbc, messageId);
    jdbc.sql("DELETE FROM undone_answer WHERE undone_at < ?")
        .param(Micros.of(at.minus(UNDONE_KEPT)))
        .update();
    jdbc.sql(
            """
            INSERT INTO undone_answer (conversation_id, client_id, undone_at)
            SELECT conversation_id, client_id, :at FROM message
            WHERE id = :id AND client_id IS NOT NULL
            """)
        .param("at", Micros.of(at))
        .param("id", messageId)
        .update();
    Optional<Long> conversation =
        jdbc.sql("DELETE FROM message WHERE id = ? RETURNING conversation_id")
            .param(messageId)
            .query(Long.class)
            .optional();
    conversation.ifPresent(id -> {
      keepers.forEach(keeper -> keeper.in(jdbc, messageId));
      record Last(long id, String sortKey, long at, MessageBody body) {}
      jdbc.sql(
              """
              SELECT id, sort_key, created_at, type, body FROM message
              WHERE conversation_id = ? ORDER BY sort_key DESC, id DESC LIMIT 1
              """)
          .param(id)
          .query((row, _) ->
              new Last(
                  row.getLong("id"),
                  row.getString("sort_key"),
                  row.getLong("created_at"),
                  MessageBodyCodec.read(row.getString("type"), row.getString("body"))))
          .optional()
          .ifPresent(last ->
              jdbc.sql(
                      """
                      UPDATE conversation
                      SET last_message_id = ?, last_sort_key = ?, last_message_at = ?,
                          last_preview = ?
                      WHERE id = ?
                      """)
                  .params(last.id, last.sortKey, last.at, Preview.of(last.body), id)
                  .update());
      ChangeFeed.note(jdbc, id, messageId, Micros.of(at));
    });
    return conversation.isPresent();
  }

  /** Whether a message may be sent once more, or was decided on. */
  public sealed interface Revived {
    /**
     * It is queued again.
     *
     * @param inDoubt the platform may have it already, so its request_id stayed the same
     */
    record Queued(long conversationId, MessageBody body, boolean automatic, boolean inDoubt)
        implements Revived {}

    record NoMessage() implements Revived {}

    /** It is not one that failed or is in doubt, or somebody has decided on it. */
    record NotNow() implements Revived {}

    record OverBudget(Budget budget) implements Revived {}
  }

  /**
   * Queues a message again that failed or of which nothing is known.
   *
   * <p>One that failed is a new task for the platform, which might else repeat its refusal; one in
   * doubt keeps its request_id, the one thing by which the platform can tell that it has it.
   */
  public Revived revive(JdbcClient jdbc, long messageId, String newRequestId, Instant at) {
    Ended ended = ended(jdbc, messageId);
    if (ended == null) {
      return new Revived.NoMessage();
    }
    if (!ended.open()) {
      return new Revived.NotNow();
    }
    Window window = window(jdbc, ended.conversationId);
    if (window == null) {
      return new Revived.NoMessage();
    }
    boolean inDoubt = ended.state == SendState.UNKNOWN;
    boolean counted = inDoubt && window.windowSortKey.equals(ended.windowSortKey);
    Budget budget = window.budget(at);
    Instant expiresAt = budget.expiresAt();
    if (expiresAt == null || !at.isBefore(expiresAt) || (!counted && budget.left() == 0)) {
      return new Revived.OverBudget(budget);
    }
    jdbc.sql(
            """
            UPDATE message SET request_id = coalesce(:request_id, request_id),
                               window_sort_key = :window
            WHERE id = :id
            """)
        .param("request_id", inDoubt ? null : newRequestId)
        .param("window", window.windowSortKey)
        .param("id", messageId)
        .update();
    if (!counted) {
      jdbc.sql("UPDATE conversation SET window_used = window_used + 1 WHERE id = ?")
          .param(ended.conversationId)
          .update();
    }
    move(jdbc, messageId, inDoubt ? SendState.UNKNOWN : SendState.QUEUED, null, at, at);
    return new Revived.Queued(ended.conversationId, ended.body, ended.automatic, inDoubt);
  }

  /** What became of a person's decision. */
  public enum Decided {
    DONE,
    NO_MESSAGE,
    /** It is on its way, has arrived, or was decided on; one that failed has not been sent. */
    NOT_NOW
  }

  /** A person says what is to be made of a message that failed or of which nothing is known. */
  public Decided decide(JdbcClient jdbc, long messageId, Decision decision, String by, Instant at) {
    Ended ended = ended(jdbc, messageId);
    if (ended == null) {
      return Decided.NO_MESSAGE;
    }
    if (!ended.open() || (decision == Decision.SENT && ended.state != SendState.UNKNOWN)) {
      return Decided.NOT_NOW;
    }
    jdbc.sql("UPDATE message SET decision = ?, decided_by = ? WHERE id = ?")
        .params(ConversationMapper.lower(decision), by, messageId)
        .update();
    if (decision == Decision.SENT) {
      answered(jdbc, messageId, at);
    }
    ChangeFeed.note(jdbc, ended.conversationId, messageId, Micros.of(at));
    return Decided.DONE;
  }

  /** Called after the transaction has committed. */
  public void announce() {
    changeFeed.announce();
  }

  /** Which of these conversations have messages that the platform has not taken yet. */
  static List<Long> withMessagesOnTheirWay(JdbcClient jdbc, List<Long> conversationIds) {
    List<Long> found = new ArrayList<>();
    for (List<Long> slice : Tuples.slices(conversationIds)) {
      found.addAll(
          jdbc.sql(
                  "SELECT DISTINCT conversation_id FROM message"
                      + " WHERE next_try_at IS NOT NULL AND conversation_id IN (%s)"
                          .formatted(Tuples.of(slice.size(), "?")))
              .params(slice)
              .query(Long.class)
              .list());
    }
    return found;
  }

  /**
   * The customer has opened a new window. What is still on its way arrives in that one, if it does,
   * and counts there. Gives how many these are.
   */
  static int carryOver(JdbcClient jdbc, long conversationId, String windowSortKey) {
    return jdbc.sql(
            """
            UPDATE message SET window_sort_key = ?
            WHERE conversation_id = ? AND next_try_at IS NOT NULL
            """)
        .params(windowSortKey, conversationId)
        .update();
  }

  /**
   * The customer still waits who wrote after what this message answers. An answer that no person
   * has written answers nobody: whoever waited waits as before.
   */
  private static void answered(JdbcClient jdbc, long messageId, Instant at) {
    record Waiting(long id, @Nullable Instant waitingSince) {}
    record Before(long id, @Nullable Instant waitingSince, boolean automatic) {}
    Before before =
        jdbc.sql(
                """
                SELECT c.id, c.waiting_since, m.automatic
                FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ?
                """)
            .param(messageId)
            .query(RecordMapper.of(Before.class))
            .single();
    if (before.automatic) {
      ConversationEvents.append(
          jdbc, before.id, new AnswerAccepted(messageId, null), Micros.of(at));
      return;
    }
    Optional<Waiting> after =
        jdbc.sql(
                """
                UPDATE conversation
                SET waiting_since = (SELECT min(i.created_at) FROM message i, message o
                                     WHERE o.id = :id AND i.conversation_id = conversation.id
                                       AND i.direction = 'in' AND i.origin = 'customer'
                                       AND i.sort_key > o.sort_key),
                    answered_at = :at
                WHERE id = :conversation AND closed_at IS NULL
                RETURNING id, waiting_since
                """)
            .param("id", messageId)
            .param("at", Micros.of(at))
            .param("conversation", before.id)
            .query(RecordMapper.of(Waiting.class))
            .optional();
    boolean ended =
        after.isPresent() && !after.get().equals(new Waiting(before.id, before.waitingSince));
    ConversationEvents.append(
        jdbc,
        before.id,
        new AnswerAccepted(messageId, ended ? before.waitingSince : null),
        Micros.of(at));
  }

  /** A message that failed was not sent and does not count, if its window is still the open one. */
  private static void giveBack(JdbcClient jdbc, long messageId) {
    jdbc.sql(
            """
            UPDATE conversation SET window_used = window_used - 1
            WHERE window_used > 0
              AND EXISTS (SELECT 1 FROM message m
                          WHERE m.id = ? AND m.conversation_id = conversation.id
                            AND m.window_sort_key = conversation.window_sort_key)
            """)
        .param(messageId)
        .update();
  }

  private record Window(
      String lastSortKey, String windowSortKey, @Nullable Instant windowOpenedAt, int windowUsed) {
    Budget budget(Instant now) {
      return Budget.of(windowOpenedAt, windowUsed, now);
    }
  }

  private static @Nullable Window window(JdbcClient jdbc, long conversationId) {
    return jdbc.sql(
            """
            SELECT last_sort_key, window_sort_key, window_opened_at, window_used
            FROM conversation WHERE id = ? AND erased_at IS NULL
            """)
        .param(conversationId)
        .query(RecordMapper.of(Window.class))
        .optional()
        .orElse(null);
  }

  /** An answer as far as matters once it is no longer on its way. */
  private record Ended(
      long conversationId,
      MessageBody body,
      boolean automatic,
      SendState state,
      boolean onItsWay,
      boolean decided,
      String windowSortKey) {

    /** A person may decide on it. */
    boolean open() {
      return !onItsWay
          && !decided
          && switch (state) {
            case FAILED, UNKNOWN -> true;
            case QUEUED, SENDING, ACCEPTED -> false;
          };
    }
  }

  private static @Nullable Ended ended(JdbcClient jdbc, long messageId) {
    return jdbc.sql(
            """
            SELECT conversation_id, type, body, automatic, state, next_try_at, decision,
                   window_sort_key
            FROM message WHERE id = ? AND direction = 'out'
            """)
        .param(messageId)
        .query((row, _) -> ended(row))
        .optional()
        .orElse(null);
  }

  private static Ended ended(ResultSet row) throws SQLException {
    return new Ended(
        row.getLong("conversation_id"),
        MessageBodyCodec.read(row.getString("type"), row.getString("body")),
        row.getInt("automatic") != 0,
        Columns.constant(row, "state", SendState.class),
        row.getObject("next_try_at") != null,
        row.getString("decision") != null,
        row.getString("window_sort_key"));
  }

  private static Optional<Added> answeredMeanwhile(JdbcClient jdbc, New message) {
    if (message.seenMessageId == null) {
      return Optional.empty();
    }
    return jdbc.sql(
            """
            SELECT id, by_username FROM message
            WHERE conversation_id = :conversation AND id > :seen
              AND ((direction = 'out' AND automatic = 0 AND by_username <> :by
                    AND state <> 'failed' AND coalesce(decision, '') <> 'dropped')
                   OR (direction = 'in' AND origin = 'other'))
            ORDER BY id DESC LIMIT 1
            """)
        .param("conversation", message.conversationId)
        .param("seen", message.seenMessageId)
        .param("by", message.by)
        .query((row, _) ->
            (Added) new Added.AnsweredMeanwhile(row.getLong("id"), row.getString("by_username")))
        .optional();
  }

  private static boolean isUndone(JdbcClient jdbc, New message) {
    return jdbc.sql(
                "SELECT count(*) FROM undone_answer WHERE conversation_id = ? AND client_id = ?")
            .params(message.conversationId, message.clientId)
            .query(Long.class)
            .single()
        > 0;
  }
}
