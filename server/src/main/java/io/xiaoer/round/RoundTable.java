package io.xiaoer.round;

import io.xiaoer.conversation.ConversationEvent.AnswerAccepted;
import io.xiaoer.conversation.ConversationEvent.AnswerFailed;
import io.xiaoer.conversation.ConversationEvent.AnswerUnknown;
import io.xiaoer.conversation.ConversationEvent.Assigned;
import io.xiaoer.conversation.ConversationEvent.Closed;
import io.xiaoer.conversation.ConversationEvent.CustomerChanged;
import io.xiaoer.conversation.ConversationEvent.CustomerWrote;
import io.xiaoer.conversation.ConversationEvent.EnteredQueue;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.log.TestCustomers;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Tuples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Makes rounds, event by event in their order. A conversation's rounds stand one behind the other
 * and do not overlap; each has the messages whose places are before its end.
 *
 * <p>Nothing here depends on what came after an event, so that rounds made anew are the same.
 */
final class RoundTable {
  private static final String COLUMNS =
      """
      id, shop, conversation_id, from_seq, first_key, last_key, end_key, messages, opened_at,
      arrived_at, queued_at, queue_micros, agent, agent_at
      """;

  private static final String GOES_ON = "conversation_id = :conversation AND end_key = '~'";

  private RoundTable() {}

  /** A message as far as rounds need it. */
  record Placed(
      long id,
      String sortKey,
      Instant createdAt,
      Instant receivedAt,
      boolean automatic,
      @Nullable String byUsername) {}

  private record Going(long id, long fromSeq, String firstKey) {}

  /** Who has a conversation. */
  private record Holder(
      @Nullable Instant queuedAt, @Nullable String agent, @Nullable Instant agentAt) {
    static final Holder NOBODY = new Holder(null, null, null);
  }

  /** Of test customers nothing is made: no figure has them. */
  static void takeAll(JdbcClient jdbc, List<Kept> all) {
    List<Kept> events = all.stream().filter(event -> !TestCustomers.has(event.openId())).toList();
    Map<Long, Placed> messages = messages(jdbc, events);
    Set<RoundPages.Key> changed = new HashSet<>();
    for (Kept event : events) {
      take(jdbc, event, messages)
          .forEach(openedAt -> changed.add(RoundPages.Key.of(event.shop(), openedAt)));
    }
    RoundPages.changed(jdbc, changed);
  }

  /** Gives when the rounds that it changed began. */
  private static List<Long> take(JdbcClient jdbc, Kept kept, Map<Long, Placed> messages) {
    return switch (kept.event()) {
      case CustomerWrote(long id) -> wrote(jdbc, kept, messages.get(id));
      case AnswerAccepted(long id, Instant _) -> accepted(jdbc, kept, messages.get(id));
      case EnteredQueue _ -> enteredQueue(jdbc, kept);
      case Assigned(String agent, String _) -> assigned(jdbc, kept, agent);
      case Closed(String by, Instant _) -> closed(jdbc, kept, by);
      case AnswerFailed _, AnswerUnknown _, CustomerChanged _ -> List.of();
    };
  }

  private static Map<Long, Placed> messages(JdbcClient jdbc, List<Kept> events) {
    List<Long> ids =
        events.stream()
            .map(Kept::event)
            .flatMap(event ->
                switch (event) {
                  case CustomerWrote(long id) -> Stream.of(id);
                  case AnswerAccepted(long id, Instant _) -> Stream.of(id);
                  case EnteredQueue _,
                      Assigned _,
                      Closed _,
                      AnswerFailed _,
                      AnswerUnknown _,
                      CustomerChanged _ ->
                      Stream.empty();
                })
            .distinct()
            .toList();
    Map<Long, Placed> messages = new HashMap<>();
    for (List<Long> slice : Tuples.slices(ids)) {
      jdbc.sql(
              """
              SELECT id, sort_key, created_at, received_at, automatic = 1 AS automatic, by_username
              FROM message WHERE id IN (%s)
              """
                  .formatted(Tuples.of(slice.size(), "?")))
          .params(slice)
          .query(RecordMapper.of(Placed.class))
          .list()
          .forEach(one -> messages.put(one.id, one));
    }
    return messages;
  }

  /** A message joins the round that its place is in, however late it comes; else one begins. */
  private static List<Long> wrote(JdbcClient jdbc, Kept kept, @Nullable Placed message) {
    if (message == null) {
      return List.of(); // Undone meanwhile.
    }
    record Joined(long id, long openedAt, String firstKey) {}
    Joined round =
        jdbc.sql(
                """
                SELECT id, opened_at, first_key FROM round WHERE conversation_id = ? AND end_key > ?
                ORDER BY end_key LIMIT 1
                """)
            .params(kept.conversationId(), message.sortKey)
            .query(RecordMapper.of(Joined.class))
            .optional()
            .orElse(null);
    long opened = Micros.of(message.createdAt);
    if (round == null) {
      begin(jdbc, kept, kept.seq(), message, message.sortKey, 1);
      return List.of(opened);
    }
    boolean first = message.sortKey.compareTo(round.firstKey) < 0;
    // Two indexes have when it began: they are written anew even if that stays as it is.
    jdbc.sql(
            """
            UPDATE round
            SET messages = messages + 1,
                last_key = CASE WHEN last_key < :key THEN :key ELSE last_key END %s
            WHERE id = :id
            """
                .formatted(
                    first ? ", first_key = :key, opened_at = :opened, arrived_at = :arrived" : ""))
        .param("key", message.sortKey)
        .param("opened", opened)
        .param("arrived", Micros.of(message.receivedAt))
        .param("id", round.id)
        .update();
    return List.of(round.openedAt, opened); // The second one only when it is the first message.
  }

  private static void begin(
      JdbcClient jdbc, Kept kept, long fromSeq, Placed first, String lastKey, int messages) {
    Holder holder = holder(jdbc, kept);
    jdbc.sql(
            """
            INSERT INTO round (%s)
            VALUES (:id, :shop, :conversation, :from_seq, :first, :last, '~', :messages, :opened,
                    :arrived, CAST(:queued_at AS BIGINT), 0, CAST(:agent AS TEXT),
                    CAST(:agent_at AS BIGINT))
            """
                .formatted(COLUMNS))
        .param("id", kept.seq())
        .param("shop", kept.shop().value())
        .param("conversation", kept.conversationId())
        .param("from_seq", fromSeq)
        .param("first", first.sortKey)
        .param("last", lastKey)
        .param("messages", messages)
        .param("opened", Micros.of(first.createdAt))
        .param("arrived", Micros.of(first.receivedAt))
        .param("queued_at", Micros.ofNullable(holder.queuedAt))
        .param("agent", holder.agent)
        .param("agent_at", Micros.ofNullable(holder.agentAt))
        .update();
  }

  /** As of an event; times before it do not count. */
  private static Holder holder(JdbcClient jdbc, Kept kept) {
    record Last(String type, @Nullable String agent) {}
    Last last =
        jdbc.sql(
                """
                SELECT type, agent FROM conversation_event
                WHERE conversation_id = ? AND seq < ?
                  AND type IN ('entered_queue', 'assigned', 'closed')
                ORDER BY seq DESC LIMIT 1
                """)
            .params(kept.conversationId(), kept.seq())
            .query(RecordMapper.of(Last.class))
            .optional()
            .orElse(null);
    if (last == null || last.type.equals("closed")) {
      return Holder.NOBODY;
    }
    return last.agent == null
        ? new Holder(kept.happenedAt(), null, null)
        : new Holder(null, last.agent, kept.happenedAt());
  }

  /**
   * The round ends with the first answer of a person that the platform takes. What the customer
   * wrote behind that answer's place, while the answer was on its way, begins the next one.
   */
  private static List<Long> accepted(JdbcClient jdbc, Kept kept, @Nullable Placed answer) {
    if (answer == null) {
      return List.of();
    }
    if (answer.automatic) {
      return acceptedAutomatic(jdbc, kept, answer);
    }
    Going round = going(jdbc, kept.conversationId());
    if (round == null || round.firstKey.compareTo(answer.sortKey) > 0) {
      return List.of();
    }
    List<Behind> behind = behind(jdbc, kept, round, answer.sortKey);
    List<Long> changed =
        new ArrayList<>(
            end(
                jdbc,
                kept,
                "answered",
                Objects.requireNonNullElse(answer.byUsername, ""),
                answer.sortKey));
    if (!behind.isEmpty()) {
      jdbc.sql(
              """
              UPDATE round
              SET messages = messages - :behind,
                  last_key = (SELECT max(m.sort_key)
                              FROM conversation_event e JOIN message m ON m.id = e.message_id
                              WHERE e.conversation_id = :conversation AND e.seq >= :from
                                AND e.seq < :seq AND e.type = 'customer_wrote'
                                AND m.sort_key < :place)
              WHERE id = :id
              """)
          .param("behind", behind.size())
          .param("conversation", kept.conversationId())
          .param("from", round.fromSeq)
          .param("seq", kept.seq())
          .param("place", answer.sortKey)
          .param("id", round.id)
          .update();
      long fromSeq = behind.stream().mapToLong(Behind::seq).min().orElseThrow();
      Behind first = behind.getFirst();
      begin(jdbc, kept, fromSeq, first.placed(), behind.getLast().sortKey, behind.size());
      changed.add(Micros.of(first.createdAt));
    }
    return changed;
  }

  /** It ends nothing, and is kept for those who count it. */
  private static List<Long> acceptedAutomatic(JdbcClient jdbc, Kept kept, Placed answer) {
    return jdbc.sql(
            """
            UPDATE round SET automatic_at = :at
            WHERE %s AND first_key < :key AND automatic_at IS NULL RETURNING opened_at
            """
                .formatted(GOES_ON))
        .param("at", Micros.of(kept.happenedAt()))
        .param("key", answer.sortKey)
        .param("conversation", kept.conversationId())
        .query((row, _) -> row.getLong("opened_at"))
        .list();
  }

  /** What the customer wrote behind a place. */
  private record Behind(long seq, long id, String sortKey, Instant createdAt, Instant receivedAt) {
    Placed placed() {
      return new Placed(id, sortKey, createdAt, receivedAt, false, null);
    }
  }

  private static List<Behind> behind(JdbcClient jdbc, Kept kept, Going round, String place) {
    return jdbc.sql(
            """
            SELECT e.seq, m.id, m.sort_key, m.created_at, m.received_at
            FROM conversation_event e JOIN message m ON m.id = e.message_id
            WHERE e.conversation_id = ? AND e.seq >= ? AND e.seq < ? AND e.type = 'customer_wrote'
              AND m.sort_key > ?
            ORDER BY m.sort_key
            """)
        .params(kept.conversationId(), round.fromSeq, kept.seq(), place)
        .query(RecordMapper.of(Behind.class))
        .list();
  }

  private static @Nullable Going going(JdbcClient jdbc, long conversation) {
    return jdbc.sql("SELECT id, from_seq, first_key FROM round WHERE " + GOES_ON)
        .param("conversation", conversation)
        .query(RecordMapper.of(Going.class))
        .optional()
        .orElse(null);
  }

  private static List<Long> end(
      JdbcClient jdbc, Kept kept, String outcome, String by, String endKey) {
    return jdbc.sql(
            """
            UPDATE round
            SET outcome = :outcome, ended_at = :at, ended_by = :by, end_key = :end_key,
                queue_micros = queue_micros
                               + CASE WHEN queued_at IS NULL THEN 0 ELSE :at - queued_at END,
                queued_at = NULL
            WHERE %s RETURNING opened_at
            """
                .formatted(GOES_ON))
        .param("outcome", outcome)
        .param("at", Micros.of(kept.happenedAt()))
        .param("by", by)
        .param("end_key", endKey)
        .param("conversation", kept.conversationId())
        .query((row, _) -> row.getLong("opened_at"))
        .list();
  }

  private static List<Long> enteredQueue(JdbcClient jdbc, Kept kept) {
    return jdbc.sql(
            """
            UPDATE round SET queued_at = coalesce(queued_at, :at), agent = NULL, agent_at = NULL
            WHERE %s RETURNING opened_at
            """
                .formatted(GOES_ON))
        .param("at", Micros.of(kept.happenedAt()))
        .param("conversation", kept.conversationId())
        .query((row, _) -> row.getLong("opened_at"))
        .list();
  }

  private static List<Long> assigned(JdbcClient jdbc, Kept kept, String agent) {
    return jdbc.sql(
            """
            UPDATE round
            SET queue_micros = queue_micros
                               + CASE WHEN queued_at IS NULL THEN 0 ELSE :at - queued_at END,
                queued_at = NULL,
                agent_at = CASE WHEN agent = :agent THEN agent_at ELSE :at END,
                agent = :agent
            WHERE %s RETURNING opened_at
            """
                .formatted(GOES_ON))
        .param("at", Micros.of(kept.happenedAt()))
        .param("agent", agent)
        .param("conversation", kept.conversationId())
        .query((row, _) -> row.getLong("opened_at"))
        .list();
  }

  /** It ends without an answer, right behind its last message. */
  private static List<Long> closed(JdbcClient jdbc, Kept kept, String by) {
    return jdbc.sql("SELECT last_key FROM round WHERE " + GOES_ON)
        .param("conversation", kept.conversationId())
        .query(String.class)
        .optional()
        .map(last -> end(jdbc, kept, "closed", by, last + "!"))
        .orElse(List.of());
  }
}
