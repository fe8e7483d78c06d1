package io.xiaoer.starter.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.xiaoer.starter.inbox.JdbcMessageInbox.HandlerFailed;
import io.xiaoer.starter.inbox.JdbcMessageInbox.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The process ends before each statement and before and after each commit, one after the other;
 * then another goes on. The effects are there once and in order, and what was acknowledged is among
 * them.
 */
@ParameterizedClass
@EnumSource(Database.class)
class EveryCrashTest {
  private static final Duration CLAIM = Duration.ofSeconds(15);
  private static final int STEPS_MAX = 300;

  @Parameter Database database;
  @TempDir Path folder;

  private final HandTurnedClock clock = new HandTurnedClock();

  private record Push(String customer, long number) {}

  private static final List<Push> PUSHES =
      List.of(new Push("oLin", 1), new Push("oWang", 2), new Push("oLin", 3));

  @Test
  void whereverAProcessEndsTheNextOneGoesOnFromThere() {
    try (HikariDataSource healthy = Database.pool(database.create(folder))) {
      Tickets tickets = new Tickets(healthy);
      tickets.create();
      inbox(healthy).createTables();
      int crashes = 0;
      for (int steps = 0; ; steps++) {
        assertThat(steps).as("steps of one run").isLessThan(STEPS_MAX);
        clear(healthy);
        List<Push> acknowledged = new ArrayList<>();
        CrashingSource mortal = new CrashingSource(healthy, steps);
        try {
          live(mortal, acknowledged);
        } catch (CrashingSource.Crash crash) {
          crashes++;
        }
        boolean died = mortal.isDead();
        mortal.release();
        clock.turn(CLAIM);
        String when = database + " after step " + steps + ", acknowledged " + acknowledged;

        // What was acknowledged is not pushed again; the rest is.
        JdbcMessageInbox next = inbox(healthy);
        PUSHES.stream()
            .filter(push -> !acknowledged.contains(push))
            .forEach(push -> next.keep("main", Events.message(push.customer(), push.number())));
        clock.turn(Duration.ofMinutes(1));
        drain(next, healthy, false);
        assertThat(next.state()).as(when).isEqualTo(new InboxState(0, null, 0));
        assertThat(tickets.of("oLin")).as(when).containsExactly(Events.msgId(1), Events.msgId(3));
        assertThat(tickets.of("oWang")).as(when).containsExactly(Events.msgId(2));
        if (!died) {
          break;
        }
      }
      assertThat(crashes).isGreaterThan(40);
    }
  }

  /** Pushes, a handler that fails once, and all that follows. */
  private void live(DataSource source, List<Push> acknowledged) {
    JdbcMessageInbox inbox = inbox(source);
    for (Push push : PUSHES) {
      inbox.keep("main", Events.message(push.customer(), push.number()));
      acknowledged.add(push);
    }
    drain(inbox, source, true);
    clock.turn(Duration.ofSeconds(2));
    drain(inbox, source, false);
  }

  private void drain(JdbcMessageInbox inbox, DataSource source, boolean firstOfLinFails) {
    Tickets tickets = new Tickets(source);
    List<Claim> claims = inbox.claim(10);
    while (!claims.isEmpty()) {
      for (Claim first : claims) {
        Optional<Claim> claim = Optional.of(first);
        while (claim.isPresent()) {
          claim = attempt(inbox, claim.get(), tickets, firstOfLinFails);
        }
      }
      claims = inbox.claim(10);
    }
  }

  private static Optional<Claim> attempt(
      JdbcMessageInbox inbox, Claim claim, Tickets tickets, boolean firstOfLinFails) {
    KfMessageHandler handler =
        message -> {
          tickets.handle(message);
          if (firstOfLinFails && message.openId().value().equals("oLin")) {
            throw new IllegalStateException("not now");
          }
        };
    try {
      inbox.handle(claim, () -> new InboxHandlers(handler, null).call(claim.row()));
    } catch (HandlerFailed e) {
      inbox.failed(claim, e.toString());
      return Optional.empty();
    }
    return inbox.next(claim, true);
  }

  private JdbcMessageInbox inbox(DataSource source) {
    return new JdbcMessageInbox(
        source,
        new JdbcTransactionManager(source),
        clock,
        new Options(RetryPolicy.STANDARD, CLAIM, false),
        InboxListener.NONE);
  }

  private static void clear(DataSource source) {
    for (String table : List.of("ticket", "xiaoer_inbox", "xiaoer_inbox_lane")) {
      JdbcClient.create(source).sql("DELETE FROM " + table).update();
    }
  }
}
