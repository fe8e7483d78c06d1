package io.xiaoer.phrase;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.phrase.Phrase.Body;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Quick phrases. Who may change which is decided by the caller. */
public final class Phrases {
  /** All of them are given at once, so that a browser can filter while somebody types. */
  static final int OF_THE_TEAM_MAX = 2_000;

  static final int OF_ONE_MAX = 500;

  /** Browsers that show phrases read them again when this has changed. */
  private static final String TOPIC = "phrases";

  private static final String COLUMNS =
      """
      id, owner, grouped_as, shortcut, title, kind, content, media_id, product_id, shops, position
      """;

  private final Database database;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;

  Phrases(Database database, ChangeFeed changeFeed, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.clock = clock;
  }

  /** What became of a phrase that was to be written. */
  public sealed interface Written {
    record Kept(Phrase phrase) implements Written {}

    /** There are {@code max} already. */
    record TooMany(int max) implements Written {}

    record NotThere() implements Written {}
  }

  /** The team's phrases and this person's own, as far as they are for one of these shops. */
  public List<Phrase> of(String username, ShopScope shops) {
    return database
        .read(jdbc ->
            jdbc.sql(
                    "SELECT "
                        + COLUMNS
                        + " FROM phrase WHERE owner IS NULL OR owner = ? ORDER BY position, id")
                .param(username)
                .query((row, _) -> phrase(row))
                .list())
        .stream()
        .filter(phrase -> phrase.isFor(shops))
        .toList();
  }

  /** Everybody's, for who makes something of each and shows it to those whose it is. */
  public List<Phrase> all() {
    return database.read(jdbc ->
        jdbc.sql("SELECT " + COLUMNS + " FROM phrase ORDER BY id")
            .query((row, _) -> phrase(row))
            .list());
  }

  public Optional<Phrase> find(long id) {
    return database.read(jdbc -> find(jdbc, id));
  }

  private static Optional<Phrase> find(JdbcClient jdbc, long id) {
    return jdbc.sql("SELECT " + COLUMNS + " FROM phrase WHERE id = ?")
        .param(id)
        .query((row, _) -> phrase(row))
        .optional();
  }

  /** Its id is of no matter; it is given one. */
  public Written add(Phrase phrase, String by) {
    Written written =
        database.write(jdbc -> {
          int max = max(phrase.owner());
          if (count(jdbc, phrase.owner()) >= max) {
            return new Written.TooMany(max);
          }
          long id = insert(jdbc, phrase, by);
          ChangeFeed.noteTopic(jdbc, TOPIC);
          note(jdbc, by, AuditAction.PHRASE_ADDED, id, phrase.title());
          return new Written.Kept(find(jdbc, id).orElseThrow());
        });
    changeFeed.announce();
    return written;
  }

  /** What became of many that were to be added. */
  sealed interface AllWritten {
    record Kept(int added) implements AllWritten {}

    /** With them there would be more than {@code max}; none was added. */
    record TooMany(int max) implements AllWritten {}
  }

  /**
   * Adds those that are not there yet. One is there when another of the same owner has its title
   * and its content, so a table can be imported again.
   */
  AllWritten addAll(List<Phrase> wanted, @Nullable String owner, String by) {
    AllWritten written =
        database.write(jdbc -> {
          Set<Words> there = words(jdbc, owner);
          List<Phrase> fresh =
              wanted.stream().filter(phrase -> there.add(Words.of(phrase))).toList();
          if (count(jdbc, owner) + fresh.size() > max(owner)) {
            return new AllWritten.TooMany(max(owner));
          }
          fresh.forEach(phrase -> insert(jdbc, phrase, by));
          if (!fresh.isEmpty()) {
            ChangeFeed.noteTopic(jdbc, TOPIC);
            Audit.note(
                jdbc,
                clock.instant(),
                by,
                AuditAction.PHRASES_IMPORTED,
                owner == null ? "the team" : owner,
                "%s phrases".formatted(fresh.size()));
          }
          return new AllWritten.Kept(fresh.size());
        });
    changeFeed.announce();
    return written;
  }

  private record Words(String title, String content) {
    static Words of(Phrase phrase) {
      return new Words(phrase.title(), Stored.of(phrase.body()).content);
    }
  }

  private static Set<Words> words(JdbcClient jdbc, @Nullable String owner) {
    return new HashSet<>(
        jdbc.sql("SELECT title, content FROM phrase WHERE coalesce(owner, '') = ?")
            .param(owner == null ? "" : owner)
            .query(RecordMapper.of(Words.class))
            .list());
  }

  private static int max(@Nullable String owner) {
    return owner == null ? OF_THE_TEAM_MAX : OF_ONE_MAX;
  }

  private long insert(JdbcClient jdbc, Phrase phrase, String by) {
    List<@Nullable Object> values = values(phrase, by);
    values.addFirst(phrase.owner());
    return jdbc.sql(
            """
            INSERT INTO phrase (owner, grouped_as, shortcut, title, kind, content, media_id,
                                product_id, shops, position, changed_at, changed_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """)
        .params(values)
        .query(Long.class)
        .single();
  }

  /** Everything but the owner is as in {@code phrase} afterwards. */
  public Written change(Phrase phrase, String by) {
    Written written =
        database.write(jdbc -> {
          List<@Nullable Object> values = values(phrase, by);
          values.addLast(phrase.id());
          int changed =
              jdbc.sql(
                      """
                      UPDATE phrase SET grouped_as = ?, shortcut = ?, title = ?, kind = ?,
                                        content = ?, media_id = ?, product_id = ?, shops = ?,
                                        position = ?, changed_at = ?, changed_by = ?
                      WHERE id = ?
                      """)
                  .params(values)
                  .update();
          if (changed == 0) {
            return new Written.NotThere();
          }
          ChangeFeed.noteTopic(jdbc, TOPIC);
          note(jdbc, by, AuditAction.PHRASE_CHANGED, phrase.id(), phrase.title());
          return new Written.Kept(find(jdbc, phrase.id()).orElseThrow());
        });
    changeFeed.announce();
    return written;
  }

  /** False when there is none of this id. */
  public boolean remove(long id, String by) {
    boolean removed =
        database.write(jdbc -> {
          Optional<Phrase> before = find(jdbc, id);
          before.ifPresent(phrase -> {
            jdbc.sql("DELETE FROM phrase WHERE id = ?").param(id).update();
            ChangeFeed.noteTopic(jdbc, TOPIC);
            note(jdbc, by, AuditAction.PHRASE_REMOVED, id, phrase.title());
          });
          return before.isPresent();
        });
    changeFeed.announce();
    return removed;
  }

  private void note(JdbcClient jdbc, String by, AuditAction action, long id, String title) {
    Audit.note(jdbc, clock.instant(), by, action, "phrase " + id, title);
  }

  private static long count(JdbcClient jdbc, @Nullable String owner) {
    return owner == null
        ? jdbc.sql("SELECT count(*) FROM phrase WHERE owner IS NULL").query(Long.class).single()
        : jdbc.sql("SELECT count(*) FROM phrase WHERE owner = ?")
            .param(owner)
            .query(Long.class)
            .single();
  }

  /** From group to changed_by, in the order of the columns. */
  private List<@Nullable Object> values(Phrase phrase, String by) {
    Stored stored = Stored.of(phrase.body());
    List<@Nullable Object> values = new ArrayList<>();
    values.add(phrase.group());
    values.add(phrase.shortcut());
    values.add(phrase.title());
    values.add(stored.kind);
    values.add(stored.content);
    values.add(stored.mediaId);
    values.add(stored.productId);
    values.add(shops(phrase.shops()));
    values.add(phrase.position());
    values.add(Micros.of(clock.instant()));
    values.add(by);
    return values;
  }

  private record Stored(
      String kind, String content, @Nullable String mediaId, @Nullable String productId) {
    static final String TEXT = "text";
    static final String IMAGE = "image";
    static final String PRODUCT_SHARE = "product_share";

    static Stored of(Body body) {
      return switch (body) {
        case Body.Text(String content) -> new Stored(TEXT, content, null, null);
        case Body.Image(String mediaId, String content) ->
            new Stored(IMAGE, content, mediaId, null);
        case Body.ProductShare(String productId, String content) ->
            new Stored(PRODUCT_SHARE, content, null, productId);
      };
    }

    Body body() {
      return switch (kind) {
        case TEXT -> new Body.Text(content);
        case IMAGE -> new Body.Image(String.valueOf(mediaId), content);
        case PRODUCT_SHARE -> new Body.ProductShare(String.valueOf(productId), content);
        default -> throw new IllegalStateException("a phrase of kind " + kind);
      };
    }
  }

  private static Phrase phrase(ResultSet row) throws SQLException {
    return new Phrase(
        row.getLong("id"),
        row.getString("owner"),
        row.getString("grouped_as"),
        row.getString("shortcut"),
        row.getString("title"),
        new Stored(
                row.getString("kind"),
                row.getString("content"),
                row.getString("media_id"),
                row.getString("product_id"))
            .body(),
        shops(row.getString("shops")),
        row.getInt("position"));
  }

  private static @Nullable String shops(@Nullable List<ShopId> shops) {
    return shops == null
        ? null
        : JsonMapper.shared().writeValueAsString(shops.stream().map(ShopId::value).toList());
  }

  private static @Nullable List<ShopId> shops(@Nullable String written) {
    if (written == null) {
      return null;
    }
    Stream<JsonNode> ids =
        StreamSupport.stream(JsonMapper.shared().readTree(written).spliterator(), false);
    return ids.map(id -> new ShopId(id.asString())).toList();
  }
}
