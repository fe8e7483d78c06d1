package io.xiaoer.notice;

import io.xiaoer.presence.PhoneDuty;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Sha256;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Links by which somebody on phone duty shows that they look. Whoever has one can say just that,
 * for half an hour, and learns nothing by it; only its hash is kept.
 */
final class NoticeLinks {
  private static final int TOKEN_BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private NoticeLinks() {}

  /** Gives the token. */
  static String make(JdbcClient jdbc, String username, Instant now) {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    jdbc.sql("INSERT INTO notice_link (token_hash, username, expires_at) VALUES (?, ?, ?)")
        .params(Sha256.hex(token), username, Micros.of(now.plus(PhoneDuty.BELIEVED)))
        .update();
    return token;
  }

  static Optional<String> username(JdbcClient jdbc, String token, Instant now) {
    return jdbc.sql("SELECT username FROM notice_link WHERE token_hash = ? AND expires_at > ?")
        .params(Sha256.hex(token), Micros.of(now))
        .query(String.class)
        .optional();
  }

  static void prune(JdbcClient jdbc, Instant now) {
    jdbc.sql("DELETE FROM notice_link WHERE expires_at < ?").param(Micros.of(now)).update();
  }
}
