package io.xiaoer.staff;

import io.xiaoer.access.Caller.ApiClient;
import io.xiaoer.access.Scope;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.PlainText;
import io.xiaoer.settings.Settings;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of other systems, as configured. Only their hashes are kept in memory. */
final class ConfiguredApiKeys implements ApiKeySource {
  private static final Logger log = LoggerFactory.getLogger(ConfiguredApiKeys.class);
  private static final int CHARS_SAFE = 16;

  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  private record Key(ApiClient machine, byte[] hash) {}

  private final List<Key> keys = new ArrayList<>();

  ConfiguredApiKeys(List<Settings.ApiKey> written) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Settings.ApiKey key = written.get(i);
      String at = "xiaoer.api-keys[%s]".formatted(i);
      if (key.name().isBlank()) {
        problems.add(new Problem(at + ".name", "missing (expected: who uses the key)"));
      }
      PlainText.problem(key.key())
          .ifPresent(problem -> problems.add(new Problem(at + ".key", problem)));
      if (key.key().isBlank()) {
        problems.add(
            new Problem(
                at + ".key", "missing (expected: a secret; openssl rand -hex 24 makes one)"));
      }
      keys.add(new Key(machine(key, at, problems), bytes(Sha256.hex(key.key()))));
    }
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
  }

  /** Says which of them can be guessed. */
  static void warn(List<Settings.ApiKey> written) {
    for (int i = 0; i < written.size(); i++) {
      int length = written.get(i).key().length();
      if (length < CHARS_SAFE) {
        log.warn(
            "xiaoer.api-keys[{}].key: {} characters can be guessed (better: at least {}; openssl"
                + " rand -hex 24)",
            i,
            length,
            CHARS_SAFE);
      }
    }
  }

  @Override
  public Optional<ApiClient> find(String presented) {
    byte[] hash = bytes(Sha256.hex(presented));
    Optional<ApiClient> found = Optional.empty();
    for (Key key : keys) { // all of them, so that time says nothing of which one came close
      if (MessageDigest.isEqual(key.hash, hash)) {
        found = Optional.of(key.machine);
      }
    }
    return found;
  }

  private static ApiClient machine(Settings.ApiKey key, String at, List<Problem> problems) {
    Set<Scope> scopes = scopes(key.scopes(), at + ".scopes", problems);
    List<String> written = key.shops();
    if (written == null) {
      return new ApiClient(key.name(), scopes, ShopScope.all());
    }
    Set<ShopId> shops = new HashSet<>();
    for (String id : written) {
      try {
        shops.add(new ShopId(id));
      } catch (IllegalArgumentException e) {
        problems.add(new Problem(at + ".shops", "'%s' (expected: the id of a shop)".formatted(id)));
      }
    }
    if (scopes.contains(Scope.ADMIN)) {
      problems.add(
          new Problem(
              at + ".shops",
              "a key with the scope admin sees all shops (expected: scopes without admin, or no"
                  + " shops)"));
    }
    return new ApiClient(key.name(), scopes, ShopScope.of(shops));
  }

  /** Without any it may do everything that a machine may which does not write by itself. */
  private static Set<Scope> scopes(List<String> written, String at, List<Problem> problems) {
    Set<Scope> scopes = new HashSet<>();
    for (String word : written) {
      Scope.of(word)
          .ifPresentOrElse(
              scopes::add,
              () ->
                  problems.add(
                      new Problem(
                          at,
                          "'%s' (expected: %s)"
                              .formatted(
                                  word,
                                  Arrays.stream(Scope.values())
                                      .map(Scope::word)
                                      .collect(Collectors.joining(", "))))));
    }
    return written.isEmpty() ? Scope.UNLESS_NAMED : scopes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
