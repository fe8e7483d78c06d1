package io.xiaoer.notice;

import io.xiaoer.secret.Seal;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The channels, and where their messages go. */
final class ChannelTable {
  private static final String COLUMNS =
      """
      SELECT id, name, kind, shown, alarms, paused, silent_until, created_at, created_by,
             owner
      FROM notice_channel
      """;

  private ChannelTable() {}

  /**
   * What a person decides of one.
   *
   * @param target null: as it was
   */
  record Wish(String name, Kind kind, @Nullable Target target, boolean alarms, boolean paused) {}

  /** Those of everybody. */
  static List<Channel> all(JdbcClient jdbc) {
    return jdbc.sql(COLUMNS + " WHERE owner IS NULL ORDER BY id")
        .query((row, _) -> channel(row))
        .list();
  }

  /** One of everybody. */
  static Optional<Channel> find(JdbcClient jdbc, long id) {
    return jdbc.sql(COLUMNS + " WHERE id = ? AND owner IS NULL")
        .param(id)
        .query((row, _) -> channel(row))
        .optional();
  }

  static boolean isThere(JdbcClient jdbc, long id) {
    return jdbc.sql("SELECT count(*) FROM notice_channel WHERE id = ?")
            .param(id)
            .query(Long.class)
            .single()
        > 0;
  }

  /** One of a single person: a telephone or a browser. */
  static Optional<Channel> findPersonal(JdbcClient jdbc, long id) {
    return jdbc.sql(COLUMNS + " WHERE id = ? AND owner IS NOT NULL")
        .param(id)
        .query((row, _) -> channel(row))
        .optional();
  }

  /** The browsers of single people, by id. */
  static Map<Long, Channel> browsers(JdbcClient jdbc) {
    return jdbc.sql(COLUMNS + " WHERE kind = 'web_push'").query((row, _) -> channel(row)).stream()
        .collect(Collectors.toMap(Channel::id, Function.identity()));
  }

  /** The telephones of single people, by username. */
  static Map<String, Channel> personal(JdbcClient jdbc) {
    Map<String, Channel> personal = new LinkedHashMap<>();
    jdbc.sql(COLUMNS + " WHERE owner IS NOT NULL AND kind <> 'web_push' ORDER BY id")
        .query((row, _) -> channel(row))
        .list()
        .forEach(channel -> personal.put(String.valueOf(channel.owner()), channel));
    return personal;
  }

  static void setOwner(JdbcClient jdbc, long id, String owner) {
    jdbc.sql("UPDATE notice_channel SET owner = ? WHERE id = ?").params(owner, id).update();
  }

  static long add(
      JdbcClient jdbc, Seal seal, Wish wish, Target target, Instant now, String createdBy) {
    long id =
        jdbc.sql(
                """
                INSERT INTO notice_channel (name, kind, shown, target, alarms, paused, created_at,
                                            created_by)
                VALUES (:name, :kind, :shown, :none, :alarms, :paused, :at, :by)
                RETURNING id
                """)
            .param("name", wish.name)
            .param("kind", wish.kind.word())
            .param("shown", target.shown())
            .param("none", new byte[0])
            .param("alarms", wish.alarms ? 1 : 0)
            .param("paused", wish.paused ? 1 : 0)
            .param("at", Micros.of(now))
            .param("by", createdBy)
            .query(Long.class)
            .single();
    setTarget(jdbc, seal, id, target);
    return id;
  }

  /** Whatever it was silent for, a person has looked at it. */
  static void change(JdbcClient jdbc, Seal seal, long id, Wish wish) {
    jdbc.sql(
            """
            UPDATE notice_channel
            SET name = ?, kind = ?, alarms = ?, paused = ?, silent_until = NULL
            WHERE id = ?
            """)
        .params(wish.name, wish.kind.word(), wish.alarms ? 1 : 0, wish.paused ? 1 : 0, id)
        .update();
    if (wish.target != null) {
      setTarget(jdbc, seal, id, wish.target);
    }
  }

  private static void setTarget(JdbcClient jdbc, Seal seal, long id, Target target) {
    jdbc.sql("UPDATE notice_channel SET shown = ?, target = ? WHERE id = ?")
        .params(
            target.shown(),
            seal.close(target.json().getBytes(StandardCharsets.UTF_8), place(id)),
            id)
        .update();
  }

  /** Empty when it was sealed with another key. */
  static Optional<Target> target(JdbcClient jdbc, Seal seal, long id) {
    return jdbc.sql("SELECT target FROM notice_channel WHERE id = ?")
        .param(id)
        .query((row, _) -> row.getBytes("target"))
        .optional()
        .flatMap(sealed -> seal.open(sealed, place(id)))
        .map(json -> Target.read(new String(json, StandardCharsets.UTF_8)));
  }

  static void silence(JdbcClient jdbc, long id, Instant until) {
    jdbc.sql("UPDATE notice_channel SET silent_until = ? WHERE id = ?")
        .params(Micros.of(until), id)
        .update();
  }

  static void remove(JdbcClient jdbc, long id) {
    jdbc.sql("DELETE FROM notice_channel WHERE id = ?").param(id).update();
  }

  private static String place(long id) {
    return "notice_channel " + id;
  }

  private static Channel channel(ResultSet row) throws SQLException {
    return new Channel(
        row.getLong("id"),
        row.getString("name"),
        Columns.constant(row, "kind", Kind.class),
        row.getString("shown"),
        row.getInt("alarms") != 0,
        row.getInt("paused") != 0,
        Columns.instantOrNull(row, "silent_until"),
        Columns.instant(row, "created_at"),
        row.getString("created_by"),
        row.getString("owner"));
  }
}
