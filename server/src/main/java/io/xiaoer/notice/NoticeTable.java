package io.xiaoer.notice;

import io.xiaoer.conversation.WaitingCounts;
import io.xiaoer.notice.CallPlan.Call;
import io.xiaoer.notice.CallPlan.Told;
import io.xiaoer.notice.CallPlan.Waiting;
import io.xiaoer.notice.Ladder.Who;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is to be said, what was said, and what came of it. */
final class NoticeTable {
  /** So long it is shown, and known of whom somebody was told. */
  static final Duration KEPT = Duration.ofDays(30);

  /** Who has waited for longer is not somebody that a call brings an answer. */
  static final Duration WAITING_MAX = Duration.ofDays(14);

  /** In one look; the others follow in the next. */
  private static final int READ_MAX = 1_000;

  private NoticeTable() {}

  /** What a notice is for. */
  enum Purpose {
    WORK,
    /** Of its own channel, and of no other. */
    SELF_TEST
  }

  /** What became of a notice. */
  enum State {
    PENDING,
    DELIVERED,
    /** Whoever it was about has got an answer. */
    DROPPED,
    FAILED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One that waits to be sent. */
  record Due(long id) {
    @Override
    public String toString() {
      return "notice " + id;
    }
  }

  /**
   * One that is to be sent.
   *
   * @param alarms lines
   */
  record Pending(long id, long channelId, Purpose purpose, String alarms, int attempts) {}

  /** Somebody it is about, who still waits. */
  record Called(
      long conversationId,
      ShopId shop,
      Instant since,
      Who who,
      @Nullable String assignee,
      String name) {
    @Override
    public String toString() {
      return "Called[" + conversationId + "]";
    }
  }

  /**
   * Those of some shops who wait since {@code first} and before, and of whom not everything has
   * been said.
   */
  static List<Waiting> waiting(
      JdbcClient jdbc, List<ShopId> shops, Instant first, int steps, Instant now) {
    return jdbc.sql(
            """
            SELECT c.id AS conversation_id, c.shop, c.waiting_since AS since, c.assignee
            FROM conversation c
            WHERE c.shop IN (:shops) AND %s AND c.waiting_since <= :first
              AND c.waiting_since > :oldest
              AND (SELECT count(DISTINCT n.step) FROM notice_call n
                   WHERE n.conversation_id = c.id AND n.waiting_since = c.waiting_since) < :steps
            ORDER BY c.waiting_since DESC, c.id DESC LIMIT :limit
            """
                .formatted(WaitingCounts.WAITS))
        .param("shops", shops.stream().map(ShopId::value).toList())
        .param("now", Micros.of(now))
        .param("first", Micros.of(first))
        .param("oldest", Micros.of(now.minus(WAITING_MAX)))
        .param("steps", steps)
        .param("limit", READ_MAX)
        .query(RecordMapper.of(Waiting.class))
        .list();
  }

  static Set<Told> told(JdbcClient jdbc, List<Long> conversationIds) {
    if (conversationIds.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        jdbc.sql(
                """
                SELECT conversation_id, waiting_since AS since, step, channel_id FROM notice_call
                WHERE conversation_id IN (:ids)
                """)
            .param("ids", conversationIds)
            .query(RecordMapper.of(Told.class))
            .list());
  }

  /** When each channel was called in the last minute. */
  static Map<Long, List<Instant>> tried(JdbcClient jdbc, Instant now) {
    Map<Long, List<Instant>> tried = new HashMap<>();
    jdbc.sql("SELECT channel_id, tried_at FROM notice_attempt WHERE tried_at > ?")
        .param(Micros.of(now.minus(Pace.MINUTE)))
        .query(row -> {
          tried
              .computeIfAbsent(row.getLong("channel_id"), _ -> new ArrayList<>())
              .add(Columns.instant(row, "tried_at"));
        });
    return tried;
  }

  /** The one that has not been tried yet, to say more with it; a new one where there is none. */
  static long open(JdbcClient jdbc, long channelId, Instant at, Instant now) {
    return jdbc.sql(
            """
            SELECT min(id) FROM notice
            WHERE channel_id = ? AND state = 'pending' AND purpose = 'work' AND attempts = 0
            """)
        .param(channelId)
        .query(Long.class)
        .optional()
        .orElseGet(() -> add(jdbc, channelId, Purpose.WORK, at, now));
  }

  static long add(JdbcClient jdbc, long channelId, Purpose purpose, Instant at, Instant now) {
    return jdbc.sql(
            """
            INSERT INTO notice (channel_id, purpose, alarms, state, attempts, due_at, made_at)
            VALUES (?, ?, '', 'pending', 0, ?, ?) RETURNING id
            """)
        .params(channelId, purpose.name().toLowerCase(Locale.ROOT), Micros.of(at), Micros.of(now))
        .query(Long.class)
        .single();
  }

  static void call(JdbcClient jdbc, Call call, long noticeId) {
    Told told = call.told();
    jdbc.sql(
            """
            INSERT INTO notice_call (conversation_id, waiting_since, step, channel_id, who,
                                     notice_id)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        .params(
            told.conversationId(),
            Micros.of(told.since()),
            told.step(),
            told.channelId(),
            call.who().word(),
            noticeId)
        .update();
  }

  static void addAlarms(JdbcClient jdbc, long id, List<String> lines) {
    jdbc.sql(
            """
            UPDATE notice SET alarms = CASE WHEN alarms = '' THEN ? ELSE alarms || ? END
            WHERE id = ?
            """)
        .params(String.join("\n", lines), "\n" + String.join("\n", lines), id)
        .update();
  }

  static List<Due> due(JdbcClient jdbc, Instant now, int limit) {
    return jdbc.sql(
            """
            SELECT id FROM notice WHERE state = 'pending' AND due_at <= ?
            ORDER BY due_at, id LIMIT ?
            """)
        .params(Micros.of(now), limit)
        .query(RecordMapper.of(Due.class))
        .list();
  }

  static Optional<Instant> next(JdbcClient jdbc, Instant after) {
    return jdbc.sql("SELECT min(due_at) AS at FROM notice WHERE state = 'pending' AND due_at > ?")
        .param(Micros.of(after))
        .query((row, _) -> Optional.ofNullable(Columns.instantOrNull(row, "at")))
        .single();
  }

  static Optional<Pending> pending(JdbcClient jdbc, long id, Instant now) {
    return jdbc.sql(
            """
            SELECT id, channel_id, purpose, alarms, attempts FROM notice
            WHERE id = ? AND state = 'pending' AND due_at <= ?
            """)
        .params(id, Micros.of(now))
        .query(RecordMapper.of(Pending.class))
        .optional();
  }

  /** Whoever has got an answer since is not among them. */
  static List<Called> called(JdbcClient jdbc, long id, Instant now) {
    return jdbc.sql(
            """
            SELECT n.conversation_id, c.shop, c.waiting_since AS since, n.who, c.assignee,
                   coalesce(u.remark_name, '') AS name
            FROM notice_call n
            JOIN conversation c ON c.id = n.conversation_id AND c.waiting_since = n.waiting_since
            LEFT JOIN customer u ON u.conversation_id = c.id
            WHERE n.notice_id = :id AND %s
            ORDER BY c.waiting_since, c.id, n.step
            """
                .formatted(WaitingCounts.WAITS))
        .param("id", id)
        .param("now", Micros.of(now))
        .query(RecordMapper.of(Called.class))
        .list();
  }

  /** Before the call: whatever becomes of it, it counts and is due again. Gives the attempt. */
  static long begin(
      JdbcClient jdbc, Pending pending, long channelId, String text, Instant now, Instant again) {
    jdbc.sql(
            """
            UPDATE notice SET channel_id = ?, attempts = attempts + 1, due_at = ?, text = ?
            WHERE id = ?
            """)
        .params(channelId, Micros.of(again), text, pending.id)
        .update();
    return attempt(jdbc, channelId, pending.id, now);
  }

  /** {@code noticeId} null: a person tries the channel. */
  static long attempt(JdbcClient jdbc, long channelId, @Nullable Long noticeId, Instant now) {
    return jdbc.sql(
            """
            INSERT INTO notice_attempt (channel_id, notice_id, tried_at)
            VALUES (:channel, CAST(:notice AS BIGINT), :at) RETURNING id
            """)
        .param("channel", channelId)
        .param("notice", noticeId)
        .param("at", Micros.of(now))
        .query(Long.class)
        .single();
  }

  static void ended(JdbcClient jdbc, long attempt, Outcome outcome, Duration took) {
    jdbc.sql("UPDATE notice_attempt SET outcome = ?, detail = ?, milliseconds = ? WHERE id = ?")
        .params(outcome.word(), outcome.detail(), took.toMillis(), attempt)
        .update();
  }

  static void settle(JdbcClient jdbc, long id, State state, Instant now) {
    jdbc.sql("UPDATE notice SET state = ?, settled_at = ? WHERE id = ?")
        .params(state.word(), Micros.of(now), id)
        .update();
  }

  static void later(JdbcClient jdbc, long id, long channelId, Instant at) {
    jdbc.sql("UPDATE notice SET channel_id = ?, due_at = ? WHERE id = ?")
        .params(channelId, Micros.of(at), id)
        .update();
  }

  /** As the page shows it. */
  record Shown(
      long id,
      String purpose,
      String state,
      @Nullable String text,
      Instant madeAt,
      @Nullable String channel) {}

  record Attempt(
      long noticeId,
      @Nullable String channel,
      Instant triedAt,
      @Nullable String outcome,
      @Nullable String detail,
      @Nullable Long milliseconds) {}

  /** The newest first, those before {@code before}. */
  static List<Shown> newest(JdbcClient jdbc, long before, int limit) {
    return jdbc.sql(
            """
            SELECT n.id, n.purpose, n.state, n.text, n.made_at, c.name AS channel
            FROM notice n LEFT JOIN notice_channel c ON c.id = n.channel_id
            WHERE n.id < ? ORDER BY n.id DESC LIMIT ?
            """)
        .params(before, limit)
        .query(RecordMapper.of(Shown.class))
        .list();
  }

  static Map<Long, List<Attempt>> attempts(JdbcClient jdbc, List<Shown> notices) {
    Map<Long, List<Attempt>> attempts = new HashMap<>();
    if (!notices.isEmpty()) {
      jdbc.sql(
              """
              SELECT a.notice_id, c.name AS channel, a.tried_at, a.outcome, a.detail,
                     a.milliseconds
              FROM notice_attempt a LEFT JOIN notice_channel c ON c.id = a.channel_id
              WHERE a.notice_id IN (:ids) ORDER BY a.id
              """)
          .param("ids", notices.stream().map(Shown::id).toList())
          .query(RecordMapper.of(Attempt.class))
          .list()
          .forEach(one -> attempts.computeIfAbsent(one.noticeId, _ -> new ArrayList<>()).add(one));
    }
    return attempts;
  }

  /** A weekly test of a channel. */
  record SelfTested(long channelId, Instant madeAt, String state) {}

  /** The last one of each channel. */
  static List<SelfTested> selfTests(JdbcClient jdbc) {
    return jdbc.sql(
            """
            SELECT channel_id, made_at, state FROM notice
            WHERE id IN (SELECT max(id) FROM notice WHERE purpose = 'self_test'
                         GROUP BY channel_id)
            """)
        .query(RecordMapper.of(SelfTested.class))
        .list();
  }

  /** What waits for a channel that goes has nobody to be sent to. */
  static void dropAll(JdbcClient jdbc, long channelId, Instant now) {
    jdbc.sql(
            """
            UPDATE notice SET state = 'dropped', settled_at = ?
            WHERE channel_id = ? AND state = 'pending'
            """)
        .params(Micros.of(now), channelId)
        .update();
  }

  static void prune(JdbcClient jdbc, Instant now) {
    long old = Micros.of(now.minus(KEPT));
    jdbc.sql("DELETE FROM notice_attempt WHERE tried_at < ?").param(old).update();
    jdbc.sql(
            """
            DELETE FROM notice_call
            WHERE notice_id IN (SELECT id FROM notice WHERE made_at < ? AND state <> 'pending')
            """)
        .param(old)
        .update();
    jdbc.sql("DELETE FROM notice WHERE made_at < ? AND state <> 'pending'").param(old).update();
  }
}
