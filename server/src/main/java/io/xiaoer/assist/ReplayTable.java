package io.xiaoer.assist;

import io.xiaoer.assist.Replay.Played;
import io.xiaoer.assist.Replay.State;
import io.xiaoer.assist.Replay.Verdict;
import io.xiaoer.round.PastRounds;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of replays. */
final class ReplayTable {
  private static final String COLUMNS =
      "id, shop, days, wanted, host, model, state, reason, by_name, began_at, ended_at";

  private static final String PLAYED_COLUMNS =
      """
      id, conversation_id, answer_id, outcome, draft, promises, marked, first_word_ms, total_ms,
      prompt_tokens, answer_tokens, verdict, judged_by
      """;

  private ReplayTable() {}

  /** A replay to be. */
  record New(String shop, int days, String host, String model, String by, Instant at) {}

  static long begin(JdbcClient jdbc, New replay, List<PastRounds.Answered> rounds) {
    long id =
        jdbc.sql(
                """
                INSERT INTO assistant_replay (shop, days, wanted, host, model, state, reason, by_name,
                                              began_at)
                VALUES (?, ?, ?, ?, ?, 'running', '', ?, ?) RETURNING id
                """)
            .params(
                replay.shop,
                replay.days,
                rounds.size(),
                replay.host,
                replay.model,
                replay.by,
                Micros.of(replay.at))
            .query(Long.class)
            .single();
    rounds.forEach(round ->
        jdbc.sql(
                """
                INSERT INTO assistant_replay_round (replay_id, conversation_id, answer_id)
                VALUES (?, ?, ?)
                """)
            .params(id, round.conversationId(), round.answerId())
            .update());
    return id;
  }

  static Optional<Replay> find(JdbcClient jdbc, long id) {
    return jdbc.sql("SELECT %s FROM assistant_replay WHERE id = ?".formatted(COLUMNS))
        .param(id)
        .query(RecordMapper.of(Replay.class))
        .optional();
  }

  static Optional<Replay> running(JdbcClient jdbc) {
    return jdbc.sql(
            "SELECT %s FROM assistant_replay WHERE state = 'running' ORDER BY id LIMIT 1"
                .formatted(COLUMNS))
        .query(RecordMapper.of(Replay.class))
        .optional();
  }

  /** The newest first. */
  static List<Replay> all(JdbcClient jdbc, ShopScope shops, int limit) {
    return jdbc.sql(
            "SELECT %s FROM assistant_replay WHERE %s ORDER BY id DESC LIMIT :limit"
                .formatted(COLUMNS, shops.sql("shop")))
        .param("shops", shops.sqlNames())
        .param("limit", limit)
        .query(RecordMapper.of(Replay.class))
        .list();
  }

  /** Changes nothing where it is not running any more. */
  static void end(JdbcClient jdbc, long id, State state, String reason, Instant at) {
    jdbc.sql(
            """
            UPDATE assistant_replay SET state = ?, reason = ?, ended_at = ?
            WHERE id = ? AND state = 'running'
            """)
        .params(state.word(), reason, Micros.of(at), id)
        .update();
  }

  static List<Played> rounds(JdbcClient jdbc, long replay) {
    return jdbc.sql(
            "SELECT %s FROM assistant_replay_round WHERE replay_id = ? ORDER BY id"
                .formatted(PLAYED_COLUMNS))
        .param(replay)
        .query(RecordMapper.of(Played.class))
        .list();
  }

  /** Those that are drafted, in their order. */
  static List<Played> drafted(JdbcClient jdbc, long replay, long after, boolean open, int limit) {
    return jdbc.sql(
            """
            SELECT %s FROM assistant_replay_round
            WHERE replay_id = ? AND id > ? AND outcome = 'drafted' %s ORDER BY id LIMIT ?
            """
                .formatted(PLAYED_COLUMNS, open ? "AND verdict IS NULL" : ""))
        .params(replay, after, limit)
        .query(RecordMapper.of(Played.class))
        .list();
  }

  static Optional<Played> waiting(JdbcClient jdbc, long replay) {
    return jdbc.sql(
            """
            SELECT %s FROM assistant_replay_round WHERE replay_id = ? AND outcome IS NULL
            ORDER BY id LIMIT 1
            """
                .formatted(PLAYED_COLUMNS))
        .param(replay)
        .query(RecordMapper.of(Played.class))
        .optional();
  }

  /** What came of a round; what was not there stays as it is. */
  record Settled(
      String outcome,
      @Nullable String draft,
      @Nullable String promises,
      int marked,
      @Nullable Long firstWordMs,
      @Nullable Long totalMs,
      @Nullable Usage usage) {
    static Settled without(String outcome) {
      return new Settled(outcome, null, null, 0, null, null, null);
    }

    @Override
    public String toString() {
      return "Settled[" + outcome + "]";
    }
  }

  static void settle(JdbcClient jdbc, long round, Settled settled) {
    Usage usage = settled.usage;
    jdbc.sql(
            """
            UPDATE assistant_replay_round
            SET outcome = :outcome, draft = CAST(:draft AS TEXT),
                promises = CAST(:promises AS TEXT), marked = :marked,
                first_word_ms = CAST(:first AS BIGINT), total_ms = CAST(:total AS BIGINT),
                prompt_tokens = CAST(:prompt AS BIGINT), answer_tokens = CAST(:answer AS BIGINT)
            WHERE id = :id AND outcome IS NULL
            """)
        .param("outcome", settled.outcome)
        .param("draft", settled.draft)
        .param("promises", settled.promises)
        .param("marked", settled.marked)
        .param("first", settled.firstWordMs)
        .param("total", settled.totalMs)
        .param("prompt", usage == null ? null : (Long) usage.promptTokens())
        .param("answer", usage == null ? null : (Long) usage.answerTokens())
        .param("id", round)
        .update();
  }

  /** False when there is no such draft. A null verdict takes it back. */
  static boolean judge(
      JdbcClient jdbc, long replay, long round, @Nullable Verdict verdict, String by) {
    return jdbc.sql(
                """
                UPDATE assistant_replay_round
                SET verdict = CAST(:verdict AS TEXT), judged_by = CAST(:by AS TEXT)
                WHERE id = :round AND replay_id = :replay AND outcome = 'drafted'
                """)
            .param("verdict", verdict == null ? null : verdict.word())
            .param("by", verdict == null ? null : by)
            .param("round", round)
            .param("replay", replay)
            .update()
        == 1;
  }

  static void remove(JdbcClient jdbc, long replay) {
    jdbc.sql("DELETE FROM assistant_replay_round WHERE replay_id = ?").param(replay).update();
    jdbc.sql("DELETE FROM assistant_replay WHERE id = ?").param(replay).update();
  }

  static List<Long> begunBefore(JdbcClient jdbc, Instant at) {
    return jdbc.sql("SELECT id FROM assistant_replay WHERE began_at < ? AND state <> 'running'")
        .param(Micros.of(at))
        .query((row, _) -> row.getLong("id"))
        .list();
  }

  /** Of a customer whose content is removed. */
  static void forget(JdbcClient jdbc, long conversation) {
    jdbc.sql("DELETE FROM assistant_replay_round WHERE conversation_id = ?")
        .param(conversation)
        .update();
  }
}
