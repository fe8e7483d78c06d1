package io.xiaoer.presence;

import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who serves by a telephone (手机值守). Such a person counts as connected although no page is open, as
 * long as they have shown lately that they look at it: a telephone that lies in a drawer is nobody.
 */
public final class PhoneDuty {
  /** So long after the last sign of life somebody is taken to be there. */
  public static final Duration BELIEVED = Duration.ofMinutes(30);

  private PhoneDuty() {}

  /**
   * Of one person.
   *
   * @param confirmedAt when they switched it on, or confirmed a notice last
   */
  public record Duty(String username, Instant untilAt, Instant confirmedAt) {
    public boolean isConnected(Instant now) {
      return untilAt.isAfter(now) && confirmedAt.plus(BELIEVED).isAfter(now);
    }
  }

  /** Of everybody who has switched it on, confirmed or not. */
  public static List<Duty> on(JdbcClient jdbc, Instant now) {
    return jdbc.sql(
            """
            SELECT username, until_at, confirmed_at FROM phone_duty WHERE until_at > ?
            ORDER BY username
            """)
        .param(Micros.of(now))
        .query(RecordMapper.of(Duty.class))
        .list();
  }

  public static Optional<Duty> of(JdbcClient jdbc, String username, Instant now) {
    return on(jdbc, now).stream().filter(duty -> duty.username.equals(username)).findFirst();
  }

  public static void begin(JdbcClient jdbc, String username, Instant until, Instant now) {
    jdbc.sql(
            """
            INSERT INTO phone_duty (username, until_at, confirmed_at) VALUES (?, ?, ?)
            ON CONFLICT (username) DO UPDATE
            SET until_at = excluded.until_at, confirmed_at = excluded.confirmed_at
            """)
        .params(username, Micros.of(until), Micros.of(now))
        .update();
  }

  public static void confirm(JdbcClient jdbc, String username, Instant now) {
    jdbc.sql("UPDATE phone_duty SET confirmed_at = ? WHERE username = ?")
        .params(Micros.of(now), username)
        .update();
  }

  public static void end(JdbcClient jdbc, String username) {
    jdbc.sql("DELETE FROM phone_duty WHERE username = ?").param(username).update();
  }
}
