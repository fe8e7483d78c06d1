package io.xiaoer.savedfilter;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The filters of all people. */
public final class SavedFilters {
  /** More than one person finds his way in. */
  private static final int OF_ONE_MAX = 50;

  /** Everybody has all of them above his list. */
  private static final int SHARED_MAX = 100;

  private static final String TOPIC = "views";
  private static final TypeReference<LinkedHashMap<String, String>> QUERY =
      new TypeReference<>() {};

  private final Database database;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;

  SavedFilters(Database database, ChangeFeed changeFeed, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.clock = clock;
  }

  /** What became of a view that was to be written. */
  public sealed interface Written {
    record Kept(SavedFilter view) implements Written {}

    /** There are {@code max} already. */
    record TooMany(int max) implements Written {}

    record NotThere() implements Written {}
  }

  /** His own first, then those that others share, each by name. */
  public List<SavedFilter> of(String username) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT id, owner, name, query, shared FROM saved_view
                WHERE owner = :username OR shared = 1
                ORDER BY CASE WHEN owner = :username THEN 0 ELSE 1 END, name, id
                """)
            .param("username", username)
            .query((row, _) -> view(row))
            .list());
  }

  public Optional<SavedFilter> find(long id) {
    return database.read(jdbc -> find(jdbc, id));
  }

  /** Its id is of no matter; it is given one. */
  public Written add(SavedFilter view) {
    return written(
        database.write(jdbc -> {
          if (count(jdbc, "owner = ?", view.owner()) >= OF_ONE_MAX) {
            return new Written.TooMany(OF_ONE_MAX);
          }
          if (view.shared() && count(jdbc, "shared = ?", 1) >= SHARED_MAX) {
            return new Written.TooMany(SHARED_MAX);
          }
          Long id =
              jdbc.sql(
                      """
                      INSERT INTO saved_view (owner, name, query, shared, changed_at)
                      VALUES (?, ?, ?, ?, ?) RETURNING id
                      """)
                  .params(
                      view.owner(),
                      view.name(),
                      JsonMapper.shared().writeValueAsString(view.query()),
                      view.shared() ? 1 : 0,
                      Micros.of(clock.instant()))
                  .query(Long.class)
                  .single();
          ChangeFeed.noteTopic(jdbc, TOPIC);
          return new Written.Kept(find(jdbc, id).orElseThrow());
        }));
  }

  /** Everything but the owner is as in {@code view} afterwards. */
  public Written change(SavedFilter view) {
    return written(
        database.write(jdbc -> {
          Optional<SavedFilter> before = find(jdbc, view.id());
          if (before.isEmpty()) {
            return new Written.NotThere();
          }
          if (view.shared()
              && !before.get().shared()
              && count(jdbc, "shared = ?", 1) >= SHARED_MAX) {
            return new Written.TooMany(SHARED_MAX);
          }
          jdbc.sql(
                  """
                  UPDATE saved_view SET name = ?, query = ?, shared = ?, changed_at = ?
                  WHERE id = ?
                  """)
              .params(
                  view.name(),
                  JsonMapper.shared().writeValueAsString(view.query()),
                  view.shared() ? 1 : 0,
                  Micros.of(clock.instant()),
                  view.id())
              .update();
          ChangeFeed.noteTopic(jdbc, TOPIC);
          return new Written.Kept(find(jdbc, view.id()).orElseThrow());
        }));
  }

  /** Nothing happens when there is none of this id. */
  public void remove(long id) {
    database.write(jdbc -> {
      if (jdbc.sql("DELETE FROM saved_view WHERE id = ?").param(id).update() > 0) {
        ChangeFeed.noteTopic(jdbc, TOPIC);
      }
      return true;
    });
    changeFeed.announce();
  }

  private Written written(Written written) {
    changeFeed.announce();
    return written;
  }

  private static long count(JdbcClient jdbc, String which, Object value) {
    return jdbc.sql("SELECT count(*) FROM saved_view WHERE " + which)
        .param(value)
        .query(Long.class)
        .single();
  }

  private static Optional<SavedFilter> find(JdbcClient jdbc, long id) {
    return jdbc.sql("SELECT id, owner, name, query, shared FROM saved_view WHERE id = ?")
        .param(id)
        .query((row, _) -> view(row))
        .optional();
  }

  private static SavedFilter view(ResultSet row) throws SQLException {
    Map<String, String> query = JsonMapper.shared().readValue(row.getString("query"), QUERY);
    return new SavedFilter(
        row.getLong("id"),
        row.getString("owner"),
        row.getString("name"),
        query,
        row.getInt("shared") != 0);
  }
}
