package io.xiaoer.presence;

import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who had a page of the desk open, and when. A span is written when the first page of somebody
 * opens at a node and when the last one closes, and costs nothing in between: of a node that died
 * the spans end when it last repeated itself, which it does every {@link #PRECISION}.
 */
public final class PresenceLog {
  /** How wrong the end of a span of a dead node may be. */
  public static final Duration PRECISION = ConnectedUsers.REPEATED_EVERY;

  private PresenceLog() {}

  /** At one node; spans of several nodes may overlap. */
  public record Span(String username, Instant fromAt, Instant untilAt) {}

  static void begin(JdbcClient jdbc, String node, String username, long at) {
    jdbc.sql(
            """
            INSERT INTO presence_span (node, username, from_at)
            SELECT CAST(:node AS TEXT), CAST(:username AS TEXT), CAST(:at AS BIGINT)
            WHERE NOT EXISTS (SELECT 1 FROM presence_span p
                              WHERE p.node = :node AND p.username = :username
                                AND p.until_at IS NULL)
            """)
        .param("node", node)
        .param("username", username)
        .param("at", at)
        .update();
  }

  static void end(JdbcClient jdbc, String node, String username, long at) {
    jdbc.sql(
            """
            UPDATE presence_span SET until_at = ?
            WHERE node = ? AND username = ? AND until_at IS NULL
            """)
        .params(at, node, username)
        .update();
  }

  /** {@code heardBefore}: who has not been heard of since then is dead. */
  static void endThoseOfDeadNodes(JdbcClient jdbc, long heardBefore) {
    jdbc.sql(
            """
            UPDATE presence_span
            SET until_at = coalesce((SELECT c.seen_at FROM connected_user c
                                     WHERE c.node = presence_span.node
                                       AND c.username = presence_span.username), from_at)
            WHERE until_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM connected_user c
                              WHERE c.node = presence_span.node
                                AND c.username = presence_span.username
                                AND c.seen_at > ?)
            """)
        .param(heardBefore)
        .update();
  }

  /** Since when it is kept: the first time that anybody opened a page; empty before. */
  public static Optional<Instant> since(JdbcClient jdbc) {
    record Since(@Nullable Instant fromAt) {}
    return Optional.ofNullable(
        jdbc.sql("SELECT min(from_at) AS from_at FROM presence_span")
            .query(RecordMapper.of(Since.class))
            .single()
            .fromAt);
  }

  /** Those that are in a time, whole. One that goes on ends now. */
  public static List<Span> between(JdbcClient jdbc, Instant from, Instant to, Instant now) {
    return jdbc.sql(
            """
            SELECT username, from_at, until_at FROM presence_span
            WHERE until_at > :from AND from_at < :to
            UNION ALL
            SELECT p.username, p.from_at,
                   CASE WHEN c.seen_at > :heard THEN :now ELSE coalesce(c.seen_at, p.from_at) END
            FROM presence_span p
            LEFT JOIN connected_user c ON c.node = p.node AND c.username = p.username
            WHERE p.until_at IS NULL AND p.from_at < :to
            """)
        .param("from", Micros.of(from))
        .param("to", Micros.of(to))
        .param("heard", Micros.of(now.minus(ConnectedUsers.BELIEVED)))
        .param("now", Micros.of(now))
        .query(RecordMapper.of(Span.class))
        .list();
  }
}
