package io.xiaoer.autoreply;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.autoreply.Decision.Held;
import io.xiaoer.autoreply.Decision.Reason;
import io.xiaoer.autoreply.DueTable.Due;
import io.xiaoer.autoreply.Situations.Found;
import io.xiaoer.cluster.Lease;
import io.xiaoer.conversation.AnswerTable.Added;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.Origin;
import io.xiaoer.customer.Customers;
import io.xiaoer.duework.DueWork;
import io.xiaoer.duework.Places;
import io.xiaoer.send.Answers;
import io.xiaoer.send.Answers.Replied;
import io.xiaoer.send.Answers.Reply;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.wording.WordingCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Decides on what is due, and sends. All that a decision leans on is read in the transaction that
 * queues the message and notes that it was sent, where nobody else writes: a person's answer, the
 * platform's allowance, what was said before. So whatever dies at whatever moment, a burst is
 * answered once or not at all, and then again.
 */
final class Replies implements DueWork<Due> {
  private static final Logger log = LoggerFactory.getLogger(Replies.class);

  /** Decisions are short, and one behind the other in the database. */
  private static final int AT_ONCE_MAX = 8;

  private static final Duration PRUNE_EVERY = Duration.ofHours(1);

  /** What people see beside a customer that seems to be a machine. */
  static final String ROBOT_TAG = "疑似机器人";

  private static final String METRIC = "xiaoer.automatic.replies";
  private static final String OUTCOME = "outcome";
  private static final String SENT = "sent";

  private final Database database;
  private final Situations situations;
  private final Answers answers;
  private final WordingCheck wording;
  private final Shops shops;
  private final Lease lease;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final Places<Long> places = new Places<>(AT_ONCE_MAX);
  private Instant pruneAt = Instant.MIN;

  Replies(
      Database database,
      Situations situations,
      Answers answers,
      WordingCheck wording,
      Shops shops,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    this.database = database;
    this.situations = situations;
    this.answers = answers;
    this.wording = wording;
    this.shops = shops;
    this.lease = lease;
    this.clock = clock;
    this.registry = registry;
    registry.counter(METRIC, OUTCOME, SENT); // there from the start, at 0
    for (Reason reason : Reason.values()) {
      if (reason.isSuppression()) {
        registry.counter(METRIC, OUTCOME, reason.word());
      }
    }
  }

  @Override
  public List<Due> admit(Instant now) {
    prune(now);
    List<Due> admitted = new ArrayList<>();
    for (Due due : database.read(jdbc -> DueTable.due(jdbc, now, AT_ONCE_MAX * 2))) {
      if (places.enter(due.conversationId())) {
        admitted.add(due);
      }
    }
    return admitted;
  }

  @Override
  public Instant nextLook(Instant looked) {
    return database.read(jdbc -> DueTable.next(jdbc, looked)).orElse(Instant.MAX);
  }

  @Override
  public void leave(Due due) {
    places.leave(due.conversationId());
  }

  /** What came of one decision. */
  record Done(Decision decision, boolean queued) {}

  @Override
  public void attempt(Due piece) {
    Instant now = clock.instant();
    Optional<Done> done =
        database.write(jdbc -> {
          lease.check(jdbc);
          // As it is now: more may have been written, and it is not due yet.
          return DueTable.find(jdbc, piece.conversationId(), now)
              .flatMap(due -> decide(jdbc, due, now));
        });
    done.ifPresent(this::report);
  }

  /** In the caller's transaction; empty when there is nothing to decide on. */
  Optional<Done> decide(JdbcClient jdbc, Due due, Instant now) {
    Optional<Done> done =
        situations.read(jdbc, due, now).map(found -> carryOut(jdbc, due, found, now));
    DueTable.settle(jdbc, due);
    return done;
  }

  private Done carryOut(JdbcClient jdbc, Due due, Found found, Instant now) {
    long conversation = due.conversationId();
    Decision decision =
        switch (Composer.decide(found.situation())) {
          case Decision.Send send when shops.find(found.shop().value()).isEmpty() ->
              withheld(send, Reason.NO_SHOP);
          case Decision.Send send when isRefused(jdbc, found.shop(), send.body()) ->
              withheld(send, Reason.POLICY);
          case Decision.Send send -> sent(jdbc, due, found, send, now);
          case Decision.Suppress suppress -> suppress;
        };
    for (Held held : decision.held()) {
      if (held.reason().isSuppression()) {
        ReplyLog.suppressed(jdbc, now, found.shop(), conversation, held.rule(), held.reason());
      }
    }
    if (!found.situation().stopped()
        && decision.held().stream().anyMatch(held -> held.reason() == Reason.ROBOT)) {
      stop(jdbc, conversation, now);
    }
    return new Done(decision, decision instanceof Decision.Send);
  }

  /** Words that are to be confirmed pass: whoever wrote the rule was told of them. */
  private boolean isRefused(JdbcClient jdbc, ShopId shop, MessageBody.Sendable body) {
    return body instanceof MessageBody.Text(String content)
        && wording.refusal(jdbc, shop, content).isPresent();
  }

  /** Queues it; the outbox has the last word on the platform's allowance. */
  private Decision sent(JdbcClient jdbc, Due due, Found found, Decision.Send send, Instant now) {
    Rule first = send.rules().getFirst();
    Replied replied =
        answers.replyWithin(
            jdbc,
            new Reply(
                due.conversationId(),
                "auto:%s:%s".formatted(first.id(), due.firstSeq()),
                send.body(),
                new Origin.Auto(first.id()).word(),
                new Origin.Auto(first.id()),
                true,
                Duration.ZERO,
                null,
                null,
                null));
    return switch (replied) {
      case Replied.Decided(Added.Kept(long messageId, boolean _)) -> {
        for (Rule rule : send.rules()) {
          told(jdbc, due, rule, Composer.period(rule, found.situation()), now);
          ReplyLog.sent(jdbc, now, found.shop(), due.conversationId(), rule, messageId);
        }
        yield send;
      }
      case Replied.Decided(Added _) -> withheld(send, Reason.BUDGET);
      case Replied.Unfit _ -> withheld(send, Reason.NO_FILE);
      case Replied.ReplacedHasLeft _ ->
          throw new IllegalStateException("an automatic reply replaces nothing");
    };
  }

  private static Decision withheld(Decision.Send send, Reason reason) {
    List<Held> held = new ArrayList<>(send.held());
    send.rules().forEach(rule -> held.add(new Held(rule, reason)));
    return new Decision.Suppress(held);
  }

  private static void told(JdbcClient jdbc, Due due, Rule rule, String period, Instant now) {
    jdbc.sql(
            """
            INSERT INTO automatic_reply_sent (conversation_id, rule_id, period, sent_at)
            VALUES (?, ?, ?, ?)
            """)
        .params(due.conversationId(), rule.id(), period, Micros.of(now))
        .update();
  }

  private static void stop(JdbcClient jdbc, long conversationId, Instant now) {
    jdbc.sql(
            """
            INSERT INTO automatic_reply_stop (conversation_id, stopped_at) VALUES (?, ?)
            ON CONFLICT (conversation_id) DO UPDATE SET stopped_at = excluded.stopped_at
            """)
        .params(conversationId, Micros.of(now))
        .update();
    Customers.addTag(jdbc, conversationId, ROBOT_TAG, now);
    log.warn(
        "autoreply: conversation {} looks like another machine; stopped until a person answers",
        conversationId);
  }

  private void report(Done done) {
    answers.announce();
    if (done.queued) {
      registry.counter(METRIC, OUTCOME, SENT).increment();
    }
    for (Held held : done.decision.held()) {
      if (held.reason().isSuppression()) {
        registry.counter(METRIC, OUTCOME, held.reason().word()).increment();
      }
    }
  }

  private void prune(Instant now) {
    if (now.isBefore(pruneAt)) {
      return;
    }
    boolean more =
        database.write(jdbc -> {
          lease.check(jdbc);
          jdbc.sql("DELETE FROM automatic_reply_sent WHERE sent_at < ?")
              .param(Micros.of(now.minus(ReplyLog.KEPT)))
              .update();
          return ReplyLog.prune(jdbc, now);
        });
    pruneAt = more ? now : now.plus(PRUNE_EVERY);
  }
}
