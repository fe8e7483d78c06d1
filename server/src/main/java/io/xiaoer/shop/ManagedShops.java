package io.xiaoer.shop;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.secret.Seal;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The shops that are added and changed at the desk. They are in the database, their secrets sealed
 * as one; every node has them at once ({@link NodeSignals}), or some seconds later when a signal is
 * missed.
 *
 * <p>A shop's secrets are sealed for its AppID and the address its API is called at: whoever can
 * write to the database cannot have them sent elsewhere.
 */
public final class ManagedShops implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ManagedShops.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** A merchant has up to fifty; this bounds what an administrator's script can make of it. */
  private static final int SHOPS_MAX = 500;

  private static final int NAME_CHARS_MAX = 100;
  private static final String COLUMNS =
      "id, name, user_name, app_id, mode, api_base_url, active, sealed, changed_at";
  private static final TypeReference<Map<String, String>> SECRETS = new TypeReference<>() {};

  private final Database database;
  private final Seal seal;
  private final Shops shops;
  private final NodeSignals signals;
  private final InstantSource clock;
  private final List<String> apiBaseUrls;
  private final WakeUp signal = new WakeUp();
  private final ReentrantLock loading = new ReentrantLock();
  private long loaded = -1;
  private final Worker worker =
      new Worker("shops", "shops: what changes is not seen, those known stay", this::lookAgain);

  /** {@code apiBaseUrls}: where a shop's API may be; its secrets are sent there. */
  ManagedShops(
      Database database,
      Seal seal,
      Shops shops,
      NodeSignals signals,
      InstantSource clock,
      List<URI> apiBaseUrls) {
    this.database = database;
    this.seal = seal;
    this.shops = shops;
    this.signals = signals;
    this.clock = clock;
    this.apiBaseUrls = apiBaseUrls.stream().map(ManagedShops::withoutSlash).toList();
    signals.onRing(
        Topic.SHOPS,
        here -> {
          if (!here) {
            signal.raise();
          }
        });
  }

  /** What a change came to. */
  public sealed interface Saved {
    /** It is on the disk, and in force on this node. */
    record Done(ManagedShop shop) implements Saved {}

    /** Nothing was changed; each problem names its key and the mend, and no secret. */
    record Invalid(List<Problem> problems) implements Saved {}

    /** There is one of this name. */
    record Taken() implements Saved {}

    record NotHere() implements Saved {}

    /** It stands in the configuration. */
    record OfTheFile() implements Saved {}

    /** It has conversations, which would be nobody's. */
    record InUse() implements Saved {}
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(
      String id,
      String name,
      String userName,
      String appId,
      String mode,
      String apiBaseUrl,
      boolean active,
      byte[] sealed,
      long changedAt) {
    String place() {
      return place(id, appId, apiBaseUrl);
    }

    static String place(String id, String appId, String apiBaseUrl) {
      return "shop/" + id + "/" + appId + "/" + apiBaseUrl;
    }
  }

  public List<ManagedShop> list() {
    return database.read(ManagedShops::rows).stream().map(this::view).toList();
  }

  public Optional<ManagedShop> find(String id) {
    return list().stream().filter(shop -> shop.id().equals(id)).findFirst();
  }

  /** {@code also} is written in the same transaction. */
  public Saved add(String id, ShopDraft draft, Consumer<JdbcClient> also) {
    if (shops.isOfFile(id)) {
      return new Saved.Taken();
    }
    List<Problem> problems = new ArrayList<>();
    Settings.Shop written = merged(id, null, draft);
    check(written, problems);
    if (!problems.isEmpty()) {
      return new Saved.Invalid(problems);
    }
    boolean active = draft.active() == null || draft.active();
    return saved(
        database.write(jdbc -> {
          List<Row> there = rows(jdbc);
          if (there.stream().anyMatch(row -> row.id.equals(id))) {
            return new Saved.Taken();
          }
          if (there.size() >= SHOPS_MAX) {
            return new Saved.Invalid(
                List.of(new Problem("id", "there are %s shops already".formatted(SHOPS_MAX))));
          }
          ManagedShop view = put(jdbc, written, active);
          also.accept(jdbc);
          return new Saved.Done(view);
        }));
  }

  /**
   * Changes what the draft names. A token or key that changes is kept as the previous one unless
   * the draft says otherwise, since pushes made with it may still come.
   */
  public Saved change(String id, ShopDraft draft, Consumer<JdbcClient> also) {
    if (shops.isOfFile(id)) {
      return new Saved.OfTheFile();
    }
    return saved(
        database.write(jdbc -> {
          Optional<Row> row = row(jdbc, id);
          if (row.isEmpty()) {
            return new Saved.NotHere();
          }
          List<Problem> problems = new ArrayList<>();
          Row there = row.get();
          Settings.Shop before = written(there).orElseGet(() -> settings(there, Map.of()));
          Settings.Shop written = merged(id, before, draft);
          check(written, problems);
          if (!problems.isEmpty()) {
            return new Saved.Invalid(problems);
          }
          ManagedShop view =
              put(jdbc, written, draft.active() == null ? there.active : draft.active());
          also.accept(jdbc);
          return new Saved.Done(view);
        }));
  }

  /**
   * Takes it away for good, unless {@code inUse} says, in the same transaction, that it is used.
   */
  public Saved remove(String id, Predicate<JdbcClient> inUse, Consumer<JdbcClient> also) {
    if (shops.isOfFile(id)) {
      return new Saved.OfTheFile();
    }
    return saved(
        database.write(jdbc -> {
          Optional<Row> row = row(jdbc, id);
          if (row.isEmpty()) {
            return new Saved.NotHere();
          }
          if (inUse.test(jdbc)) {
            return new Saved.InUse();
          }
          jdbc.sql("DELETE FROM shop WHERE id = ?").param(id).update();
          countChange(jdbc);
          also.accept(jdbc);
          return new Saved.Done(view(row.get()));
        }));
  }

  /** In force here before the caller is told, and on its way to the other nodes. */
  private Saved saved(Saved saved) {
    if (saved instanceof Saved.Done) {
      load();
      signals.ring(Topic.SHOPS);
    }
    return saved;
  }

  @Override
  public void start() {
    load(); // a push must not meet a server that does not know its shop
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }

  @Override
  public int getPhase() {
    return -1_000; // before whoever keeps something for each shop, and long before the web server
  }

  private void lookAgain() throws InterruptedException {
    load();
    signal.await(LOOK_EVERY);
  }

  /** Reads them anew when somebody has changed one. */
  private void load() {
    loading.lock();
    try {
      record Found(long version, List<Row> rows) {}
      long before = loaded;
      Found found =
          database.read(jdbc -> {
            long version = version(jdbc);
            return new Found(version, version == before ? List.of() : rows(jdbc));
          });
      if (found.version == before) {
        return;
      }
      List<Shop> active = new ArrayList<>();
      found.rows.stream().filter(Row::active).forEach(row -> shop(row).ifPresent(active::add));
      shops.putAdded(active);
      loaded = found.version;
    } finally {
      loading.unlock();
    }
  }

  private Optional<Shop> shop(Row row) {
    if (shops.isOfFile(row.id)) {
      log.warn(
          "shops: {} was added at the desk and is in the file too; the file takes precedence",
          row.id);
      return Optional.empty();
    }
    List<Problem> problems = new ArrayList<>();
    Optional<Shop> shop = written(row).map(written -> ShopParser.read(written, "", problems));
    if (shop.isEmpty()) {
      log.error(
          "shops: {} cannot be used, its pushes are answered 404 until somebody enters its secrets"
              + " again: {}",
          row.id,
          problems.isEmpty() ? "they do not open" : problems);
    }
    return shop;
  }

  /** Empty when the secrets were sealed with another key, or the row was altered. */
  private Optional<Settings.Shop> written(Row row) {
    return seal.open(row.sealed, row.place())
        .map(json ->
            settings(
                row,
                JsonMapper.shared().readValue(new String(json, StandardCharsets.UTF_8), SECRETS)));
  }

  private static Settings.Shop settings(Row row, Map<String, String> secrets) {
    return new Settings.Shop(
        row.id,
        row.name,
        row.userName,
        row.appId,
        secrets.getOrDefault("app_secret", ""),
        secrets.getOrDefault("token", ""),
        secrets.getOrDefault("encoding_aes_key", ""),
        secrets.get("previous_token"),
        secrets.get("previous_encoding_aes_key"),
        row.mode,
        URI.create(row.apiBaseUrl),
        false);
  }

  private ManagedShop put(JdbcClient jdbc, Settings.Shop written, boolean active) {
    String url = withoutSlash(written.apiBaseUrl());
    byte[] json =
        JsonMapper.shared().writeValueAsString(secrets(written)).getBytes(StandardCharsets.UTF_8);
    Row row =
        new Row(
            written.id(),
            written.name(),
            written.userName(),
            written.appId(),
            written.mode(),
            url,
            active,
            seal.close(json, Row.place(written.id(), written.appId(), url)),
            Micros.of(clock.instant()));
    jdbc.sql(
            """
            INSERT INTO shop (id, name, user_name, app_id, mode, api_base_url, active, sealed,
                              created_at, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, user_name = excluded.user_name,
              app_id = excluded.app_id, mode = excluded.mode, api_base_url = excluded.api_base_url,
              active = excluded.active, sealed = excluded.sealed, changed_at = excluded.changed_at
            """)
        .params(
            row.id,
            row.name,
            row.userName,
            row.appId,
            row.mode,
            row.apiBaseUrl,
            active ? 1 : 0,
            row.sealed,
            row.changedAt,
            row.changedAt)
        .update();
    countChange(jdbc);
    return view(row, secrets(written));
  }

  private static void countChange(JdbcClient jdbc) {
    jdbc.sql(
            """
            INSERT INTO shop_version (id, version) VALUES (1, 1)
            ON CONFLICT (id) DO UPDATE SET version = shop_version.version + 1
            """)
        .update();
  }

  private static long version(JdbcClient jdbc) {
    return jdbc.sql("SELECT coalesce(max(version), 0) FROM shop_version")
        .query(Long.class)
        .single();
  }

  private void check(Settings.Shop written, List<Problem> problems) {
    List<Problem> found = new ArrayList<>();
    ShopParser.read(written, "", found);
    if (!apiBaseUrls.contains(withoutSlash(written.apiBaseUrl()))) {
      found.add(
          new Problem(
              "api-base-url",
              "not one of xiaoer.api-base-urls (the shop's secrets would be sent there)"));
    }
    if (written.name().length() > NAME_CHARS_MAX) {
      found.add(new Problem("name", "over %s characters".formatted(NAME_CHARS_MAX)));
    }
    // As the API names its keys.
    found.stream()
        .map(problem -> new Problem(problem.key().replace('-', '_'), problem.what()))
        .forEach(problems::add);
  }

  private static Settings.Shop merged(String id, Settings.@Nullable Shop before, ShopDraft draft) {
    String token = or(draft.token(), before == null ? "" : before.token());
    String key = or(draft.encodingAesKey(), before == null ? "" : before.encodingAesKey());
    return new Settings.Shop(
        id,
        or(draft.name(), before == null ? id : before.name()),
        or(draft.userName(), before == null ? "" : before.userName()),
        or(draft.appId(), before == null ? "" : before.appId()),
        or(draft.appSecret(), before == null ? "" : before.appSecret()),
        token,
        key,
        previous(
            draft.previousToken(),
            token,
            before == null ? null : before.token(),
            before == null ? null : before.previousToken()),
        previous(
            draft.previousEncodingAesKey(),
            key,
            before == null ? null : before.encodingAesKey(),
            before == null ? null : before.previousEncodingAesKey()),
        or(draft.mode(), before == null ? "secure" : before.mode()),
        url(draft.apiBaseUrl(), before),
        false);
  }

  private static @Nullable String previous(
      @Nullable String drafted,
      String now,
      @Nullable String before,
      @Nullable String previousBefore) {
    String chosen =
        drafted != null
            ? drafted.strip()
            : before != null && !before.isBlank() && !before.equals(now) ? before : previousBefore;
    return chosen == null || chosen.isEmpty() ? null : chosen;
  }

  private static String or(@Nullable String drafted, String before) {
    return drafted == null ? before : drafted.strip();
  }

  private static URI url(@Nullable String drafted, Settings.@Nullable Shop before) {
    if (drafted == null) {
      return before == null ? URI.create("https://api.weixin.qq.com") : before.apiBaseUrl();
    }
    try {
      return URI.create(drafted.strip());
    } catch (IllegalArgumentException notAnAddress) {
      return URI.create("none:none"); // refused as one that is not in the list
    }
  }

  private static Map<String, String> secrets(Settings.Shop written) {
    Map<String, String> secrets = new LinkedHashMap<>();
    put(secrets, "app_secret", written.appSecret());
    put(secrets, "token", written.token());
    put(secrets, "encoding_aes_key", written.encodingAesKey());
    put(secrets, "previous_token", written.previousToken());
    put(secrets, "previous_encoding_aes_key", written.previousEncodingAesKey());
    return secrets;
  }

  private static void put(Map<String, String> secrets, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      secrets.put(name, value);
    }
  }

  private ManagedShop view(Row row) {
    return view(row, written(row).map(ManagedShops::secrets).orElse(Map.of()));
  }

  private static ManagedShop view(Row row, Map<String, String> secrets) {
    return new ManagedShop(
        row.id,
        row.name,
        row.userName,
        row.appId,
        row.mode,
        row.apiBaseUrl,
        new TreeSet<>(secrets.keySet()),
        row.active,
        Micros.instant(row.changedAt));
  }

  private static List<Row> rows(JdbcClient jdbc) {
    return jdbc.sql("SELECT %s FROM shop ORDER BY created_at, id".formatted(COLUMNS))
        .query(RecordMapper.of(Row.class))
        .list();
  }

  private static Optional<Row> row(JdbcClient jdbc, String id) {
    return jdbc.sql("SELECT %s FROM shop WHERE id = ?".formatted(COLUMNS))
        .param(id)
        .query(RecordMapper.of(Row.class))
        .optional();
  }

  private static String withoutSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
