package io.xiaoer.webhook;

import io.xiaoer.cloudevent.EventFeed.Place;
import io.xiaoer.cloudevent.EventKind;
import io.xiaoer.secret.Seal;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.ShopList;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.webhook.Signature.Secret;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The addresses events are sent to. */
final class WebhookTable {
  /** So long the secret before the present one signs, too. */
  static final Duration FORMER_COUNTS = Duration.ofHours(24);

  private static final String COLUMNS =
      """
      SELECT id, url, types, shops, ordered, state, reason, failures, failing_since, probe_at,
             log_seq, event_seq, created_at, created_by FROM webhook
      """;

  private WebhookTable() {}

  /** What a person decides of one. */
  record Wish(URI url, Set<EventKind> types, ShopScope shops, boolean ordered) {}

  static List<Webhook> all(JdbcClient jdbc) {
    return jdbc.sql(COLUMNS + " ORDER BY id").query((row, _) -> webhook(row)).list();
  }

  static Optional<Webhook> find(JdbcClient jdbc, long id) {
    return jdbc.sql(COLUMNS + " WHERE id = ?").param(id).query((row, _) -> webhook(row)).optional();
  }

  /** It is sent what comes after the two places. */
  static long add(JdbcClient jdbc, Wish wish, long logSeq, long eventSeq, Instant now, String by) {
    return jdbc.sql(
            """
            INSERT INTO webhook (url, types, shops, ordered, secret, state, failures, log_seq,
                                 event_seq, created_at, created_by)
            VALUES (:url, :types, :shops, :ordered, :none, 'active', 0, :log_seq, :event_seq, :at,
                    :by)
            RETURNING id
            """)
        .param("url", wish.url.toString())
        .param("types", types(wish.types))
        .param("shops", ShopList.text(wish.shops))
        .param("ordered", wish.ordered ? 1 : 0)
        .param("none", new byte[0])
        .param("log_seq", logSeq)
        .param("event_seq", eventSeq)
        .param("at", Micros.of(now))
        .param("by", by)
        .query(Long.class)
        .single();
  }

  static void change(JdbcClient jdbc, long id, Wish wish) {
    jdbc.sql("UPDATE webhook SET url = ?, types = ?, shops = ?, ordered = ? WHERE id = ?")
        .params(
            Arrays.asList(
                wish.url.toString(),
                types(wish.types),
                ShopList.text(wish.shops),
                wish.ordered ? 1 : 0,
                id))
        .update();
  }

  static boolean remove(JdbcClient jdbc, long id) {
    return jdbc.sql("DELETE FROM webhook WHERE id = ?").param(id).update() > 0;
  }

  /** The one before it counts for a day. */
  static void setSecret(JdbcClient jdbc, Seal seal, long id, Secret secret, Instant now) {
    jdbc.sql(
            """
            UPDATE webhook SET former_secret = CASE WHEN length(secret) > 0 THEN secret END,
                               former_until = ?, secret = ?
            WHERE id = ?
            """)
        .params(Micros.of(now.plus(FORMER_COUNTS)), seal.close(secret.bytes(), place(id)), id)
        .update();
  }

  /** Those that sign; none when they were sealed with another key. */
  static List<Secret> secrets(JdbcClient jdbc, Seal seal, long id, Instant now) {
    @SuppressWarnings("ArrayRecordComponent") // read and opened at once
    record Kept(byte[] secret, byte @Nullable [] former, @Nullable Instant formerUntil) {}
    List<Secret> secrets = new ArrayList<>();
    jdbc.sql("SELECT secret, former_secret, former_until FROM webhook WHERE id = ?")
        .param(id)
        .query((row, _) ->
            new Kept(
                row.getBytes("secret"),
                row.getBytes("former_secret"),
                Columns.instantOrNull(row, "former_until")))
        .optional()
        .ifPresent(kept -> {
          seal.open(kept.secret, place(id)).map(Secret::new).ifPresent(secrets::add);
          if (kept.former != null && kept.formerUntil != null && kept.formerUntil.isAfter(now)) {
            seal.open(kept.former, place(id)).map(Secret::new).ifPresent(secrets::add);
          }
        });
    return secrets;
  }

  /** It is a person who says so. */
  static void set(JdbcClient jdbc, long id, Webhook.State state, Webhook.@Nullable Reason reason) {
    jdbc.sql(
            """
            UPDATE webhook SET state = ?, reason = CAST(? AS TEXT), failures = 0,
                               failing_since = NULL, probe_at = NULL
            WHERE id = ?
            """)
        .params(
            Arrays.asList(Webhook.word(state), reason == null ? null : Webhook.word(reason), id))
        .update();
  }

  static void takenUp(JdbcClient jdbc, long id, Place end) {
    jdbc.sql("UPDATE webhook SET log_seq = ?, event_seq = ? WHERE id = ?")
        .params(end.logSeq(), end.eventSeq(), id)
        .update();
  }

  static void worked(JdbcClient jdbc, Webhook webhook) {
    if (webhook.failures() == 0) {
      return;
    }
    jdbc.sql(
            """
            UPDATE webhook SET state = 'active', reason = NULL, failures = 0, failing_since = NULL,
                               probe_at = NULL
            WHERE id = ? AND (state = 'active' OR reason = 'failing')
            """)
        .param(webhook.id())
        .update();
  }

  /** {@code probeAt}: it is left alone until then; null: not yet. */
  static void failed(JdbcClient jdbc, Webhook webhook, Instant now, @Nullable Instant probeAt) {
    jdbc.sql(
            """
            UPDATE webhook
            SET failures = :failures, failing_since = coalesce(failing_since, :now),
                probe_at = CAST(:probe AS BIGINT),
                state = CASE WHEN CAST(:probe AS BIGINT) IS NULL THEN state ELSE 'paused' END,
                reason = CASE WHEN CAST(:probe AS BIGINT) IS NULL THEN reason ELSE 'failing' END
            WHERE id = :id AND (state = 'active' OR reason = 'failing')
            """)
        .param("failures", webhook.failures() + 1)
        .param("now", Micros.of(now))
        .param("probe", Micros.ofNullable(probeAt))
        .param("id", webhook.id())
        .update();
  }

  static void disable(JdbcClient jdbc, long id, Webhook.Reason reason) {
    jdbc.sql("UPDATE webhook SET state = 'disabled', reason = ?, probe_at = NULL WHERE id = ?")
        .params(Webhook.word(reason), id)
        .update();
  }

  private static String place(long id) {
    return "webhook " + id;
  }

  private static String types(Set<EventKind> types) {
    return types.stream().map(EventKind::word).sorted().collect(Collectors.joining(" "));
  }

  private static Webhook webhook(ResultSet row) throws SQLException {
    Set<EventKind> types = EnumSet.noneOf(EventKind.class);
    for (String word : row.getString("types").split(" ", -1)) {
      EventKind.of(word).ifPresent(types::add);
    }
    return new Webhook(
        row.getLong("id"),
        URI.create(row.getString("url")),
        types,
        ShopList.set(row.getString("shops")),
        row.getInt("ordered") != 0,
        Columns.constant(row, "state", Webhook.State.class),
        Columns.constantOrNull(row, "reason", Webhook.Reason.class),
        row.getInt("failures"),
        Columns.instantOrNull(row, "failing_since"),
        Columns.instantOrNull(row, "probe_at"),
        row.getLong("log_seq"),
        row.getLong("event_seq"),
        Columns.instant(row, "created_at"),
        row.getString("created_by"));
  }
}
