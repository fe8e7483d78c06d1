package io.xiaoer.notice;

import io.xiaoer.secret.Seal;
import io.xiaoer.store.Database;
import io.xiaoer.webpush.VapidKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The key by which push services know this installation: made when the first person asks for it,
 * sealed in the database, the same on all nodes and after a restore.
 */
final class PushKey {
  private static final String PLACE = "push_key";

  private final Database database;
  private final Seal seal;
  private volatile @Nullable VapidKey known;

  PushKey(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  VapidKey get() {
    VapidKey key = known;
    if (key == null) {
      key = database.read(this::read).orElseGet(() -> database.write(this::make));
      known = key;
    }
    return key;
  }

  /** Another node may have been first. */
  private VapidKey make(JdbcClient jdbc) {
    VapidKey made = VapidKey.generate();
    jdbc.sql(
            "INSERT INTO push_key (id, shown, sealed) VALUES (1, ?, ?) ON CONFLICT (id) DO NOTHING")
        .params(made.shown(), seal.close(made.secret(), PLACE))
        .update();
    return read(jdbc).orElseThrow();
  }

  private Optional<VapidKey> read(JdbcClient jdbc) {
    return jdbc.sql("SELECT shown, sealed FROM push_key WHERE id = 1")
        .query((row, _) -> opened(row.getBytes("sealed"), row.getString("shown")))
        .optional();
  }

  private VapidKey opened(byte[] sealed, String shown) {
    return VapidKey.of(
        seal.open(sealed, PLACE)
            .orElseThrow(() -> new IllegalStateException("push_key: sealed with another key")),
        shown);
  }
}
