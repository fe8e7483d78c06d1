package io.xiaoer.starter.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.xiaoer.starter.inbox.JdbcMessageInbox.ClaimLost;
import io.xiaoer.starter.inbox.JdbcMessageInbox.Failed;
import io.xiaoer.starter.inbox.JdbcMessageInbox.HandlerFailed;
import io.xiaoer.starter.inbox.JdbcMessageInbox.Options;
import io.xiaoer.starter.inbox.MessageInbox.Kept;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The inbox step by step, with a clock that stands still. */
@ParameterizedClass
@EnumSource(Database.class)
class JdbcMessageInboxTest {
  private static final RetryPolicy THREE =
      new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(10));
  private static final Duration CLAIM = Duration.ofSeconds(15);

  @Parameter Database database;
  @TempDir Path folder;

  private final HandTurnedClock clock = new HandTurnedClock();
  private HikariDataSource source;
  private Tickets tickets;
  private JdbcMessageInbox inbox;

  @BeforeEach
  void open() {
    source = Database.pool(database.create(folder));
    tickets = new Tickets(source);
    tickets.create();
    inbox = another(false);
    inbox.createTables();
  }

  @AfterEach
  void close() {
    source.close();
  }

  private JdbcMessageInbox another(boolean handlesEvents) {
    return new JdbcMessageInbox(
        source,
        new JdbcTransactionManager(source),
        clock,
        new Options(THREE, CLAIM, handlesEvents),
        InboxListener.NONE);
  }

  private void handle(JdbcMessageInbox by, Claim claim) {
    by.handle(claim, () -> new InboxHandlers(tickets, null).call(claim.row()));
  }

  /** Handles all that is due, in one thread. */
  private void drain(JdbcMessageInbox by) {
    List<Claim> claims = by.claim(10);
    while (!claims.isEmpty()) {
      for (Claim claim : claims) {
        handle(by, claim);
        assertThat(by.next(claim, false)).isEmpty();
      }
      claims = by.claim(10);
    }
  }

  private Claim only(JdbcMessageInbox by) {
    List<Claim> claims = by.claim(10);
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  @Test
  void theSameMessageIsKeptOnceAndOtherContentUnderItsIdBeside() {
    assertThat(inbox.keep("main", Events.message("oLin", "7", "在吗"))).isEqualTo(Kept.STORED);
    assertThat(inbox.keep("main", Events.message("oLin", "7", "在吗"))).isEqualTo(Kept.KNOWN);
    assertThat(inbox.keep("main", Events.message("oLin", "7", "别的"))).isEqualTo(Kept.VARIANT);
    assertThat(inbox.keep("main", Events.message("oLin", "7", "别的"))).isEqualTo(Kept.KNOWN);
    assertThat(inbox.keep("main", Events.message("olin", "7", "在吗"))).isEqualTo(Kept.STORED);
    assertThat(inbox.keep("other", Events.message("oLin", "7", "在吗"))).isEqualTo(Kept.STORED);
    drain(inbox);
    assertThat(tickets.of("oLin")).containsExactly("7", "7"); // of two shops
    assertThat(tickets.count()).isEqualTo(3);
    assertThat(inbox.keep("main", Events.message("oLin", "7", "在吗"))).isEqualTo(Kept.KNOWN);
    assertThat(inbox.claim(10)).isEmpty();
  }

  @Test
  void whatWaitsForACustomerIsHandledInTheOrderOfItsIdsAsNumbers() {
    for (String id : List.of("100", "9", "x", "99", "0010")) {
      inbox.keep("main", Events.message("oLin", id, "第 " + id + " 条"));
    }
    drain(inbox);
    assertThat(tickets.of("oLin")).containsExactly("9", "0010", "99", "100", "x");
  }

  @Test
  void nobodyElseHasACustomerWhoseMessageIsBeingHandled() {
    inbox.keep("main", Events.message("oLin", 2));
    Claim claim = only(inbox);
    inbox.keep("main", Events.message("oLin", 1)); // late, and before it by its id
    inbox.keep("main", Events.message("oWang", 3));
    assertThat(only(another(false)).row().id()).isNotEqualTo(claim.row().id());
    handle(inbox, claim);
    Claim next = inbox.next(claim, true).orElseThrow();
    handle(inbox, next);
    assertThat(inbox.next(next, true)).isEmpty();
    assertThat(tickets.of("oLin")).containsExactly(Events.msgId(2), Events.msgId(1));
  }

  @Test
  void aFailureHoldsBackOneCustomerUntilItIsADeadLetterWhichCanBeTriedAgain() {
    inbox.keep("main", Events.message("oLin", 1));
    inbox.keep("main", Events.message("oLin", 2));
    List<Duration> pauses = List.of(Duration.ofSeconds(1), Duration.ofSeconds(4));
    for (Duration pause : pauses) {
      Claim claim = only(inbox);
      assertThatThrownBy(() ->
              inbox.handle(
                  claim,
                  () -> {
                    new InboxHandlers(tickets, null).call(claim.row());
                    throw new IllegalStateException("not now");
                  }))
          .isInstanceOf(HandlerFailed.class);
      assertThat(inbox.failed(claim, "not now")).isEqualTo(new Failed.Again(pause));
      assertThat(inbox.claim(10)).isEmpty();
      inbox.keep("main", Events.message("oWang", pause.toSeconds()));
      drain(inbox); // the others do not wait
      clock.turn(pause);
    }
    assertThat(tickets.of("oWang")).hasSize(2);
    assertThat(inbox.failed(only(inbox), "never")).isEqualTo(new Failed.Dead());
    drain(inbox);
    assertThat(tickets.of("oLin")).containsExactly(Events.msgId(2));
    assertThat(inbox.state().dead()).isEqualTo(1);

    DeadLetter dead = inbox.deadLetters(10).get(0);
    assertThat(dead.msgId()).isEqualTo(Events.msgId(1));
    assertThat(dead.attempts()).isEqualTo(3);
    assertThat(dead.error()).isEqualTo("never");
    assertThat(inbox.requeue(dead.id())).isTrue();
    assertThat(inbox.requeue(dead.id())).isFalse();
    drain(inbox);
    assertThat(tickets.of("oLin")).containsExactly(Events.msgId(2), Events.msgId(1));
    assertThat(inbox.state()).isEqualTo(new InboxState(0, null, 0));
  }

  @Test
  void whoHasLostTheClaimMarksNothingAndWritesNothing() {
    inbox.keep("main", Events.message("oLin", 1));
    Claim lost = only(inbox);
    JdbcMessageInbox other = another(false);
    assertThat(other.claim(10)).isEmpty();
    clock.turn(CLAIM);
    Claim taken = only(other);
    assertThat(taken.row().attempt()).isEqualTo(2);
    assertThatThrownBy(() -> handle(inbox, lost)).isInstanceOf(ClaimLost.class);
    assertThat(tickets.count()).isZero();
    assertThat(inbox.next(lost, true)).isEmpty();
    inbox.failed(lost, "too late");
    inbox.putBack(lost);
    handle(other, taken);
    assertThat(other.next(taken, true)).isEmpty();
    assertThat(tickets.of("oLin")).containsExactly(Events.msgId(1));
    assertThat(inbox.state().waiting()).isZero();
  }

  @Test
  void aClaimThatIsRenewedIsNotTakenOver() {
    inbox.keep("main", Events.message("oLin", 1));
    Claim claim = only(inbox);
    for (int i = 0; i < 5; i++) {
      clock.turn(CLAIM.minusSeconds(1));
      inbox.renew(List.of(claim));
      assertThat(another(false).claim(10)).isEmpty();
    }
  }

  @Test
  void aMessageInWhichEveryProcessDiesIsADeadLetterToo() {
    inbox.keep("main", Events.message("oLin", 1));
    inbox.keep("main", Events.message("oLin", 2));
    for (int i = 0; i < THREE.attemptsMax(); i++) {
      assertThat(only(another(false)).row().attempt()).isEqualTo(i + 1);
      clock.turn(CLAIM);
    }
    drain(inbox);
    assertThat(tickets.of("oLin")).containsExactly(Events.msgId(2));
    assertThat(inbox.deadLetters(10)).hasSize(1);
  }

  @Test
  void whatIsPutBackIsDueAtOnceAndItsAttemptDoesNotCount() {
    inbox.keep("main", Events.message("oLin", 1));
    inbox.putBack(only(inbox));
    assertThat(only(inbox).row().attempt()).isEqualTo(1);
  }

  /** Why the effect has to be in the handler's own transaction. */
  @Test
  void anEffectInAnotherTransactionIsThereTwiceWhenTheMarkDoesNotFollow() {
    inbox.keep("main", Events.message("oLin", 1));
    Claim claim = only(inbox);
    TransactionTemplate apart = new TransactionTemplate(new JdbcTransactionManager(source));
    Runnable effect =
        () ->
            apart.executeWithoutResult(
                status -> run(() -> new InboxHandlers(tickets, null).call(claim.row())));
    effect.run(); // committed; the process dies before the message is marked
    clock.turn(CLAIM);
    drain(another(false));
    assertThat(tickets.of("oLin")).containsExactly(Events.msgId(1), Events.msgId(1));
  }

  private static void run(JdbcMessageInbox.Work work) {
    try {
      work.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void otherEventsAreKeptAndGoToTheirHandlerIfThereIsOne() {
    assertThat(inbox.keep("main", Events.order("oLin", "1"))).isEqualTo(Kept.STORED);
    assertThat(inbox.keep("main", Events.order("oLin", "1"))).isEqualTo(Kept.KNOWN);
    assertThat(inbox.claim(10)).isEmpty();
    JdbcMessageInbox forAll = another(true);
    forAll.keep("main", Events.order("oLin", "2"));
    forAll.keep("main", Events.message("oLin", 1)); // does not wait for the order
    List<Claim> claims = forAll.claim(10);
    assertThat(claims)
        .extracting(claim -> claim.row().kind())
        .containsOnly(Kind.EVENT, Kind.MESSAGE);
  }

  @Test
  void whatIsHandledCanBeDeletedAfterAWeekAndNotBefore() {
    inbox.keep("main", Events.message("oLin", 1));
    drain(inbox);
    Instant soon = clock.instant().plusSeconds(1);
    assertThatThrownBy(() -> inbox.deleteHandled(soon)).hasMessageContaining("7 days");
    clock.turn(Duration.ofDays(8));
    inbox.keep("main", Events.message("oLin", 2));
    assertThat(inbox.deleteHandled(soon)).isEqualTo(1);
    assertThat(inbox.state().waiting()).isEqualTo(1);
  }

  @Test
  void aSecondStartFindsItsTables() {
    inbox.keep("main", Events.message("oLin", 1));
    another(false).createTables();
    assertThat(
            JdbcClient.create(source)
                .sql("SELECT COUNT(*) FROM xiaoer_inbox")
                .query(Long.class)
                .single())
        .isEqualTo(1L);
  }
}
