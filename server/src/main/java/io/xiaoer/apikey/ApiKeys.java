package io.xiaoer.apikey;

import io.xiaoer.access.Caller.ApiClient;
import io.xiaoer.access.Scope;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.ApiKeySource;
import io.xiaoer.staff.Revocations;
import io.xiaoer.staff.ShopList;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Sha256;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The keys in the database, by their hash. Looked up for each request: one that is taken away opens
 * nothing from the next request on, on any node.
 */
public final class ApiKeys implements ApiKeySource {
  private static final int KEYS_MAX = 200;
  private static final int KEY_BYTES = 32;

  /** So that a key found in a file or a log is known for what it is. */
  private static final String KEY_PREFIX = "xiaoer_";

  private static final String COLUMNS = "id, name, scopes, shops, created_at, created_by";

  private final Database database;
  private final Revocations revocations;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  ApiKeys(Database database, Revocations revocations, InstantSource clock) {
    this.database = database;
    this.revocations = revocations;
    this.clock = clock;
  }

  /** What making a key came to. */
  public sealed interface Made {
    /** {@code secret} is told this once and kept nowhere. */
    record Done(ApiKey key, String secret) implements Made {
      @Override
      public String toString() {
        return "Done[" + key + "]";
      }
    }

    record NameTaken() implements Made {}

    record TooMany() implements Made {}
  }

  @Override
  public Optional<ApiClient> find(String presented) {
    if (!presented.startsWith(KEY_PREFIX)) {
      return Optional.empty(); // of the file, or none of ours: not worth a look at the database
    }
    String hash = Sha256.hex(presented);
    return database.read(jdbc ->
        jdbc.sql("SELECT name, scopes, shops FROM api_key WHERE key_hash = ?")
            .param(hash)
            .query((row, _) ->
                new ApiClient(
                    row.getString("name"),
                    scopes(row.getString("scopes")),
                    ShopList.set(row.getString("shops"))))
            .optional());
  }

  public List<ApiKey> list() {
    return database.read(jdbc ->
        jdbc.sql("SELECT %s FROM api_key ORDER BY name".formatted(COLUMNS))
            .query(ApiKeys::key)
            .list());
  }

  /** {@code also} is written in the same transaction. */
  public Made make(
      String name, Set<Scope> scopes, ShopScope shops, String by, Consumer<JdbcClient> also) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    String secret = KEY_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return database.write(jdbc -> {
      if (jdbc.sql("SELECT count(*) FROM api_key").query(Long.class).single() >= KEYS_MAX) {
        return new Made.TooMany();
      }
      List<ApiKey> made =
          jdbc.sql(
                  """
                  INSERT INTO api_key (name, key_hash, scopes, shops, created_at, created_by)
                  VALUES (?, ?, ?, ?, ?, ?)
                  ON CONFLICT (name) DO NOTHING
                  RETURNING %s
                  """
                      .formatted(COLUMNS))
              .params(
                  Arrays.asList(
                      name,
                      Sha256.hex(secret),
                      words(scopes),
                      ShopList.text(shops),
                      Micros.of(clock.instant()),
                      by))
              .query(ApiKeys::key)
              .list();
      if (made.isEmpty()) {
        return new Made.NameTaken();
      }
      also.accept(jdbc);
      return new Made.Done(made.getFirst(), secret);
    });
  }

  /** Empty when there was none. */
  public Optional<ApiKey> remove(long id, Consumer<JdbcClient> also) {
    Optional<ApiKey> removed =
        database.write(jdbc -> {
          Optional<ApiKey> gone =
              jdbc
                  .sql("DELETE FROM api_key WHERE id = ? RETURNING %s".formatted(COLUMNS))
                  .param(id)
                  .query(ApiKeys::key)
                  .list()
                  .stream()
                  .findFirst();
          if (gone.isPresent()) {
            also.accept(jdbc);
          }
          return gone;
        });
    removed.ifPresent(key -> revocations.ofKey(key.name()));
    return removed;
  }

  private static ApiKey key(ResultSet row, int number) throws SQLException {
    return new ApiKey(
        row.getLong("id"),
        row.getString("name"),
        scopes(row.getString("scopes")),
        ShopList.set(row.getString("shops")),
        Columns.instant(row, "created_at"),
        row.getString("created_by"));
  }

  private static String words(Set<Scope> scopes) {
    return scopes.stream().map(Scope::word).sorted().collect(Collectors.joining(" "));
  }

  /** A scope that this version does not know allows nothing. */
  private static Set<Scope> scopes(String words) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    Arrays.stream(words.split(" ", -1)).forEach(word -> Scope.of(word).ifPresent(scopes::add));
    return scopes;
  }
}
