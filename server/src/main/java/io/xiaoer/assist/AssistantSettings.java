package io.xiaoer.assist;

import io.xiaoer.secret.Seal;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What administrators have decided about drafts.
 *
 * @param baseUrl empty until somebody has entered one
 * @param model its name at the host
 * @param hasKey whether a key is kept; nobody reads it again
 * @param dailyLimit of drafts, of all agents together
 * @param changedAt null when nobody has changed anything yet
 */
record AssistantSettings(
    boolean enabled,
    String baseUrl,
    String model,
    boolean hasKey,
    int dailyLimit,
    @Nullable Instant changedAt,
    @Nullable String changedBy) {
  static final int DAILY_LIMIT_USUAL = 1_000;
  static final int DAILY_LIMIT_MAX = 100_000;
  static final int MODEL_CHARS_MAX = 200;
  static final int KEY_CHARS_MAX = 500;

  private static final String KEY_PLACE = "assistant_setting api_key";
  private static final AssistantSettings USUAL =
      new AssistantSettings(false, "", "", false, DAILY_LIMIT_USUAL, null, null);

  /** What is to become of the key. */
  sealed interface KeyChange {
    record Stays() implements KeyChange {}

    record Becomes(String key) implements KeyChange {
      @Override
      public String toString() {
        return "Becomes";
      }
    }

    record IsRemoved() implements KeyChange {}
  }

  static AssistantSettings read(JdbcClient jdbc) {
    return jdbc.sql(
            """
            SELECT enabled, base_url, model, api_key, daily_limit, changed_at, changed_by
            FROM assistant_setting WHERE id = 1
            """)
        .query((row, _) ->
            new AssistantSettings(
                row.getInt("enabled") != 0,
                row.getString("base_url"),
                row.getString("model"),
                row.getBytes("api_key") != null,
                row.getInt("daily_limit"),
                Columns.instant(row, "changed_at"),
                row.getString("changed_by")))
        .optional()
        .orElse(USUAL);
  }

  /** The key; empty where there is none, or it was sealed with another key of the installation. */
  static Optional<String> key(JdbcClient jdbc, Seal seal) {
    return jdbc.sql("SELECT api_key FROM assistant_setting WHERE id = 1 AND api_key IS NOT NULL")
        .query((row, _) -> row.getBytes("api_key"))
        .optional()
        .flatMap(sealed -> seal.open(sealed, KEY_PLACE))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Everything but whether there is a key is as in this one afterwards. */
  void write(JdbcClient jdbc, Seal seal, KeyChange key, Instant at, String by) {
    jdbc.sql(
            """
            INSERT INTO assistant_setting (id, enabled, base_url, model, daily_limit, changed_at,
                                           changed_by)
            VALUES (1, :enabled, :url, :model, :daily, :at, :by)
            ON CONFLICT (id) DO UPDATE
            SET enabled = excluded.enabled, base_url = excluded.base_url, model = excluded.model,
                daily_limit = excluded.daily_limit, changed_at = excluded.changed_at,
                changed_by = excluded.changed_by
            """)
        .param("enabled", enabled ? 1 : 0)
        .param("url", baseUrl)
        .param("model", model)
        .param("daily", dailyLimit)
        .param("at", Micros.of(at))
        .param("by", by)
        .update();
    switch (key) {
      case KeyChange.Stays() -> {}
      case KeyChange.IsRemoved() ->
          jdbc.sql("UPDATE assistant_setting SET api_key = NULL WHERE id = 1").update();
      case KeyChange.Becomes(String written) ->
          jdbc.sql("UPDATE assistant_setting SET api_key = ? WHERE id = 1")
              .param(seal.close(written.getBytes(StandardCharsets.UTF_8), KEY_PLACE))
              .update();
    }
  }

  /** Empty until an address and a model have been entered. */
  Optional<Model> withKey(Optional<String> key) {
    return baseUrl.isEmpty() || model.isEmpty()
        ? Optional.empty()
        : Optional.of(new Model(URI.create(baseUrl), model, key.orElse(null)));
  }
}
