package io.xiaoer.erasure;

import io.xiaoer.erasure.ErasesCustomer.Kind;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The rows of removals; in the caller's transaction, as all it does. */
final class ErasureTable {
  private static final String SELECT =
      """
      SELECT e.id, e.conversation_id, e.shop, coalesce(e.open_id, '') AS open_id, e.pseudonym,
             e.up_to_seq, e.requested_at, e.requested_by, e.counts, e.rewritten, e.finished_at,
             (SELECT count(*) FROM erasure_step s WHERE s.erasure_id = e.id) AS steps
      FROM erasure e
      """;

  private ErasureTable() {}

  static long add(JdbcClient jdbc, ErasedCustomer customer, Map<Kind, Long> counts, String by) {
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    counts.forEach((kind, count) -> written.put(kind.name().toLowerCase(Locale.ROOT), count));
    return jdbc.sql(
            """
            INSERT INTO erasure (conversation_id, shop, open_id, pseudonym, up_to_seq, requested_at,
                                 requested_by, counts, due_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """)
        .params(
            customer.conversationId(),
            customer.shop().value(),
            customer.openId(),
            customer.pseudonym(),
            customer.upToSeq(),
            Micros.of(customer.requestedAt()),
            by,
            JsonMapper.shared().writeValueAsString(written),
            Micros.of(customer.requestedAt()))
        .query(Long.class)
        .single();
  }

  static Optional<Erasure> find(JdbcClient jdbc, long id) {
    return jdbc.sql(SELECT + "WHERE e.id = ?").param(id).query((row, _) -> erasure(row)).optional();
  }

  /** The newest first. */
  static List<Erasure> newest(JdbcClient jdbc, int limit) {
    return jdbc.sql(SELECT + "ORDER BY e.id DESC LIMIT ?")
        .param(limit)
        .query((row, _) -> erasure(row))
        .list();
  }

  static Optional<Erasure> due(JdbcClient jdbc, Instant now) {
    return jdbc.sql(SELECT + "WHERE e.due_at <= ? ORDER BY e.due_at, e.id LIMIT 1")
        .param(Micros.of(now))
        .query((row, _) -> erasure(row))
        .optional();
  }

  static Optional<Instant> nextDue(JdbcClient jdbc) {
    return jdbc.sql("SELECT min(due_at) FROM erasure WHERE due_at IS NOT NULL")
        .query(Long.class)
        .optional()
        .map(Micros::instant);
  }

  /** When the oldest was asked for that is not finished. */
  static Optional<Instant> oldest(JdbcClient jdbc) {
    return jdbc.sql("SELECT min(requested_at) FROM erasure WHERE due_at IS NOT NULL")
        .query(Long.class)
        .optional()
        .map(Micros::instant);
  }

  static Set<String> done(JdbcClient jdbc, long id) {
    return Set.copyOf(
        jdbc.sql("SELECT step FROM erasure_step WHERE erasure_id = ?")
            .param(id)
            .query(String.class)
            .list());
  }

  static void done(JdbcClient jdbc, long id, String step, Instant now) {
    jdbc.sql(
            """
            INSERT INTO erasure_step (erasure_id, step, done_at) VALUES (?, ?, ?)
            ON CONFLICT (erasure_id, step) DO NOTHING
            """)
        .params(id, step, Micros.of(now))
        .update();
  }

  static void dueAt(JdbcClient jdbc, long id, Instant at) {
    jdbc.sql("UPDATE erasure SET due_at = ? WHERE id = ? AND due_at IS NOT NULL")
        .params(Micros.of(at), id)
        .update();
  }

  static void forgetOpenId(JdbcClient jdbc, long id) {
    jdbc.sql("UPDATE erasure SET open_id = NULL WHERE id = ?").param(id).update();
  }

  static void finished(JdbcClient jdbc, long id, boolean rewritten, Instant now) {
    jdbc.sql("UPDATE erasure SET due_at = NULL, rewritten = ?, finished_at = ? WHERE id = ?")
        .params(rewritten ? 1 : 0, Micros.of(now), id)
        .update();
  }

  private static Erasure erasure(ResultSet row) throws SQLException {
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    JsonMapper.shared()
        .readTree(row.getString("counts"))
        .properties()
        .forEach(one ->
            counts.put(
                Kind.valueOf(one.getKey().toUpperCase(Locale.ROOT)), one.getValue().asLong()));
    Integer rewritten = Columns.integerOrNull(row, "rewritten");
    return new Erasure(
        row.getLong("id"),
        new ErasedCustomer(
            row.getLong("conversation_id"),
            new ShopId(row.getString("shop")),
            row.getString("open_id"),
            row.getString("pseudonym"),
            row.getLong("up_to_seq"),
            Columns.instant(row, "requested_at")),
        row.getString("requested_by"),
        counts,
        row.getInt("steps"),
        rewritten == null ? null : (Boolean) (rewritten != 0),
        Columns.instantOrNull(row, "finished_at"));
  }
}
