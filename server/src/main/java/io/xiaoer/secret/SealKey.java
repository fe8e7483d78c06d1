package io.xiaoer.secret;

import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.ExistingTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The installation's key: as configured, or made at the first start and kept in the data folder.
 * Several nodes on one database need the same, and so does a restored backup.
 */
public final class SealKey {
  private static final String FILE = "secret.key";
  private static final String CHECK = "xiaoer";
  private static final String CHECK_PLACE = "seal_check";

  private SealKey() {}

  /** Throws {@link DataFolder.Unusable} when the key written there is none. */
  public static Seal read(@Nullable String written, @Nullable Path file, DataFolder folder) {
    if (written != null && !written.isBlank()) {
      return seal("xiaoer.secret-key", written);
    }
    if (file != null) {
      return seal("xiaoer.secret-key-file: " + file, text(file));
    }
    String kept = folder.text(FILE).orElseGet(() -> make(folder));
    return seal(FILE + " in xiaoer.data-dir", kept);
  }

  /**
   * The same without a right to the folder, which another process may hold: empty when it has no
   * key yet.
   */
  public static Optional<Seal> find(@Nullable String written, @Nullable Path file, Path folder) {
    if (written != null && !written.isBlank()) {
      return Optional.of(seal("xiaoer.secret-key", written));
    }
    if (file != null) {
      return Optional.of(seal("xiaoer.secret-key-file: " + file, text(file)));
    }
    Path kept = folder.resolve(FILE);
    return Files.exists(kept)
        ? Optional.of(seal(FILE + " in xiaoer.data-dir", text(kept)))
        : Optional.empty();
  }

  /** On the disk before anything is sealed with it. */
  private static String make(DataFolder folder) {
    byte[] key = new byte[Seal.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    String text = Base64.getEncoder().encodeToString(key) + "\n";
    folder.write(FILE, text);
    return text;
  }

  /**
   * The same as {@link #check} before anything is changed; a key that has to be made cannot be the
   * one of a database that is in use.
   */
  public static void checkExisting(Optional<Seal> found, Optional<ExistingTables> desk) {
    if (desk.isEmpty() || !desk.get().has("seal_check")) {
      return;
    }
    JdbcClient jdbc = desk.get().jdbc();
    if (isNeeded(jdbc) && !found.map(seal -> fits(seal, jdbc)).orElse(false)) {
      throw wrongKey();
    }
  }

  /** Refuses a key that is not the one this database was sealed with. */
  public static void check(Seal seal, Database database) {
    boolean right =
        database.write(jdbc -> {
          if (isNeeded(jdbc)) {
            return fits(seal, jdbc);
          }
          byte[] check = CHECK.getBytes(StandardCharsets.UTF_8);
          jdbc.sql("INSERT INTO seal_check (id, sealed) VALUES (1, ?)")
              .param(seal.close(check, CHECK_PLACE))
              .update();
          return true;
        });
    if (!right) {
      throw wrongKey();
    }
  }

  private static DataFolder.Unusable wrongKey() {
    return new DataFolder.Unusable(
        "xiaoer.secret-key: not the key this database was first used with; give all nodes the"
            + " same (the first one made it in its data folder, file "
            + FILE
            + ")",
        null);
  }

  /** Whether this key opens what the database holds; the first key of an unused one does. */
  public static boolean fits(Seal seal, JdbcClient jdbc) {
    return sealed(jdbc).map(bytes -> seal.open(bytes, CHECK_PLACE).isPresent()).orElse(true);
  }

  /** Whether anything was ever sealed in this database. */
  public static boolean isNeeded(JdbcClient jdbc) {
    return sealed(jdbc).isPresent();
  }

  private static Optional<byte[]> sealed(JdbcClient jdbc) {
    return jdbc.sql("SELECT sealed FROM seal_check WHERE id = 1")
        .query((row, _) -> row.getBytes("sealed"))
        .optional();
  }

  private static Seal seal(String from, String written) {
    try {
      byte[] key = Base64.getDecoder().decode(written.strip());
      if (key.length == Seal.KEY_BYTES) {
        return new Seal(key);
      }
    } catch (IllegalArgumentException notBase64) {
      // told below, together with a wrong length
    }
    throw new DataFolder.Unusable(
        from + ": expected 32 bytes in Base64 (openssl rand -base64 32 makes them)", null);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new DataFolder.Unusable("the installation's key: cannot read " + file, e);
    }
  }
}
