package io.xiaoer.secondfactor;

import io.xiaoer.store.Sha256;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Codes for the day when the telephone is lost. Each is 120 random bits, so a plain hash of it is
 * as good as the code is secret: what has 112 bits or more needs no slow hash (NIST SP 800-63B,
 * look-up secrets).
 */
final class RecoveryCodes {
  static final int COUNT = 10;

  private static final int BYTES = 15;
  private static final int GROUP_CHARS = 4;

  /** Without i, l, o and u, which are read as something else. */
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private final SecureRandom random = new SecureRandom();

  /** As they are shown, in groups. */
  List<String> make() {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      byte[] bytes = new byte[BYTES];
      random.nextBytes(bytes);
      codes.add(grouped(Base32.of(bytes, ALPHABET)));
    }
    return codes;
  }

  /** New ones; those of before are worth nothing any more. */
  List<String> renew(JdbcClient jdbc, String username) {
    remove(jdbc, username);
    List<String> codes = make();
    codes.forEach(code ->
        jdbc.sql("INSERT INTO recovery_code (username, code_hash) VALUES (?, ?)")
            .params(username, hash(code))
            .update());
    return codes;
  }

  static int left(JdbcClient jdbc, String username) {
    return jdbc.sql("SELECT count(*) FROM recovery_code WHERE username = ?")
        .param(username)
        .query(Integer.class)
        .single();
  }

  static void remove(JdbcClient jdbc, String username) {
    jdbc.sql("DELETE FROM recovery_code WHERE username = ?").param(username).update();
  }

  /** Removes them where nothing is left that they could stand in for. */
  static void removeOfNothing(JdbcClient jdbc, String username) {
    jdbc.sql(
            """
            DELETE FROM recovery_code
            WHERE username = :username
              AND NOT EXISTS (SELECT 1 FROM passkey WHERE username = :username)
              AND NOT EXISTS (SELECT 1 FROM second_factor
                              WHERE username = :username AND confirmed_at IS NOT NULL)
            """)
        .param("username", username)
        .update();
  }

  /** Of a code as somebody types it: groups, blanks and capitals do not matter. */
  static String hash(String code) {
    String plain =
        code.toLowerCase(Locale.ROOT)
            .replaceAll("[\\s-]", "")
            .replace('o', '0')
            .replace('i', '1')
            .replace('l', '1');
    return Sha256.hex("recovery code " + plain);
  }

  private static String grouped(String code) {
    return code.replaceAll("(.{" + GROUP_CHARS + "})(?=.)", "$1-");
  }
}
