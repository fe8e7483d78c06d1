package io.xiaoer.send;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.Lease;
import io.xiaoer.conversation.AnswerTable;
import io.xiaoer.conversation.Message.Decision;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageBodyCodec;
import io.xiaoer.conversation.SendState;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.sdk.api.UploadKind;
import io.xiaoer.send.Answers.Replied;
import io.xiaoer.send.Answers.Undo;
import io.xiaoer.send.ShopSendState.Stopped;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of answers on their way. Each step is one transaction, made before what it allows; what
 * several answers go through at the same moment shares one.
 */
final class Outbox {
  private final Database database;
  private final AnswerTable answerTable;
  private final Attachments attachments;
  private final Lease lease;

  Outbox(Database database, AnswerTable answerTable, Attachments attachments, Lease lease) {
    this.database = database;
    this.answerTable = answerTable;
    this.attachments = attachments;
    this.lease = lease;
  }

  /**
   * Queues an answer. One that it replaces is taken back in the same transaction, so that it stays
   * when the new one is not taken.
   *
   * @param findings told in this transaction when it is taken
   */
  Replied add(
      AnswerTable.New message, @Nullable Long replaces, List<AnswerReview.Finding> findings) {
    Replied replied;
    try {
      replied = added(message, replaces, findings);
    } catch (NotReplaced e) {
      return e.replied;
    }
    answerTable.announce();
    return replied;
  }

  /** Rolls back. */
  private static final class NotReplaced extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Replied replied;

    private NotReplaced(Replied replied) {
      super("the replacement is not taken", null, false, false);
      this.replied = replied;
    }
  }

  boolean isKnown(AnswerTable.New message) {
    return database.read(jdbc -> answerTable.known(jdbc, message).isPresent());
  }

  private Replied added(
      AnswerTable.New message, @Nullable Long replaces, List<AnswerReview.Finding> findings) {
    return database.write(jdbc -> {
      if (replaces != null && answerTable.known(jdbc, message).isEmpty()) {
        Optional<Replied> unfit = unfit(jdbc, message);
        if (unfit.isPresent()) {
          return unfit.get();
        }
        if (!isOf(jdbc, replaces, message.conversationId())
            || !takeBack(jdbc, replaces, message.at())) {
          return new Replied.ReplacedHasLeft();
        }
      }
      Replied replied = add(jdbc, message);
      if (replied instanceof Replied.Decided(AnswerTable.Added.Kept(long _, boolean again))
          && !again) {
        findings.forEach(finding -> finding.taken(jdbc, message.at()));
      }
      if (replaces != null
          && !(replied instanceof Replied.Decided(AnswerTable.Added.Kept(long _, boolean _)))) {
        throw new NotReplaced(replied);
      }
      return replied;
    });
  }

  /** Queues an answer in the caller's transaction. */
  Replied add(JdbcClient jdbc, AnswerTable.New message) {
    Optional<Replied> unfit = unfit(jdbc, message);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    AnswerTable.Added added = answerTable.add(jdbc, message);
    if (added instanceof AnswerTable.Added.Kept(long messageId, boolean again) && !again) {
      insert(
          jdbc,
          messageId,
          message.conversationId(),
          message.firstTryAt(),
          message.automatic(),
          message.body() instanceof MessageBody.Media,
          0,
          null);
    }
    return new Replied.Decided(added);
  }

  private Optional<Replied> unfit(JdbcClient jdbc, AnswerTable.New message) {
    return message.body() instanceof MessageBody.Media(UploadKind kind, String mediaId)
            && answerTable.known(jdbc, message).isEmpty()
        ? attachments.objection(jdbc, kind, mediaId).map(Replied.Unfit::new)
        : Optional.empty();
  }

  /** Called after a commit. */
  void announce() {
    answerTable.announce();
  }

  private static boolean isOf(JdbcClient jdbc, long messageId, long conversationId) {
    return jdbc.sql("SELECT count(*) FROM message WHERE id = ? AND conversation_id = ?")
            .params(messageId, conversationId)
            .query(Long.class)
            .single()
        == 1;
  }

  /** False when a first attempt has begun. */
  private boolean takeBack(JdbcClient jdbc, long messageId, Instant now) {
    boolean untried =
        jdbc.sql("DELETE FROM outbox WHERE message_id = ? AND attempts = 0")
                .param(messageId)
                .update()
            == 1;
    if (untried) {
      answerTable.remove(jdbc, messageId, now);
    }
    return untried;
  }

  /** Takes an answer back, unless a first attempt has begun. */
  Undo undo(long messageId, Instant now) {
    Undo undone =
        database.write(jdbc -> {
          if (takeBack(jdbc, messageId, now)) {
            return Undo.DONE;
          }
          long known =
              jdbc.sql("SELECT count(*) FROM message WHERE id = ? AND direction = 'out'")
                  .param(messageId)
                  .query(Long.class)
                  .single();
          return known == 1 ? Undo.TOO_LATE : Undo.NO_MESSAGE;
        });
    answerTable.announce();
    return undone;
  }

  /** Queues an answer once more that has failed or is in doubt. */
  AnswerTable.Revived revive(long messageId, String newRequestId, Instant now) {
    AnswerTable.Revived revived =
        database.write(jdbc -> {
          AnswerTable.Revived result = answerTable.revive(jdbc, messageId, newRequestId, now);
          if (result instanceof AnswerTable.Revived.Queued queued) {
            insert(
                jdbc,
                messageId,
                queued.conversationId(),
                now,
                queued.automatic(),
                queued.body() instanceof MessageBody.Media,
                1, // it was tried before, so it cannot be undone
                queued.inDoubt() ? now : null);
          }
          return result;
        });
    answerTable.announce();
    return revived;
  }

  AnswerTable.Decided decide(long messageId, Decision decision, String by, Instant now) {
    AnswerTable.Decided decided =
        database.write(jdbc -> {
          AnswerTable.Decided result = answerTable.decide(jdbc, messageId, decision, by, now);
          if (result == AnswerTable.Decided.DONE) {
            String as = decision.name().toLowerCase(Locale.ROOT);
            Audit.note(
                jdbc, now, by, AuditAction.ANSWER_DECIDED, "message " + messageId, "as " + as);
          }
          return result;
        });
    answerTable.announce();
    return decided;
  }

  private static void insert(
      JdbcClient jdbc,
      long messageId,
      long conversationId,
      Instant firstTryAt,
      boolean automatic,
      boolean upload,
      int attempts,
      @Nullable Instant doubtSince) {
    jdbc.sql(
            """
            INSERT INTO outbox (message_id, conversation_id, next_try_at, shop, automatic, upload,
                                attempts, doubt_since)
            VALUES (?, ?, ?, (SELECT shop FROM conversation WHERE id = ?), ?, ?, ?, ?)
            """)
        .params(
            Arrays.asList(
                messageId,
                conversationId,
                Micros.of(firstTryAt),
                conversationId,
                automatic ? 1 : 0,
                upload ? 1 : 0,
                attempts,
                Micros.ofNullable(doubtSince)))
        .update();
  }

  long waiting() {
    return database.read(
        jdbc -> jdbc.sql("SELECT count(*) FROM outbox").query(Long.class).single());
  }

  /** How many answers wait, of each shop of which some do. */
  static Map<String, Long> waitingByShop(JdbcClient jdbc) {
    Map<String, Long> waiting = new TreeMap<>();
    jdbc.sql("SELECT shop, count(*) AS answers FROM outbox GROUP BY shop")
        .query((row, _) -> Map.entry(row.getString("shop"), row.getLong("answers")))
        .list()
        .forEach(shop -> waiting.put(shop.getKey(), shop.getValue()));
    return waiting;
  }

  /** An answer that may be tried now. */
  record Head(String shop, long messageId, long conversationId, boolean upload, boolean automatic) {
    @Override
    public String toString() {
      return "message " + messageId;
    }
  }

  /** One shop with answers in the outbox, or that is stopped. */
  record Lane(String shop, ShopSendState sending, List<Head> heads) {}

  /** Which answers may be wanted of a shop at this moment. */
  interface Wanted {
    /** At most so many; a stopped shop has its trial only. */
    int heads(String shop, ShopSendState sending);

    boolean uploads(String shop);
  }

  /**
   * What may be tried now, shop by shop: of each conversation the oldest answer if it is due, those
   * that people wrote first.
   */
  List<Lane> look(Instant now, Wanted wanted) {
    return database.read(jdbc -> {
      Map<String, ShopSendState> states = ShopSendStateTable.all(jdbc);
      List<Lane> lanes = new ArrayList<>();
      for (String shop :
          Stream.concat(shops(jdbc).stream(), states.keySet().stream()).distinct().toList()) {
        ShopSendState sending =
            SendingPolicy.at(states.getOrDefault(shop, new ShopSendState.Open()), now);
        int limit = wanted.heads(shop, sending);
        lanes.add(
            new Lane(
                shop,
                sending,
                limit > 0 ? heads(jdbc, shop, now, limit, wanted.uploads(shop)) : List.of()));
      }
      return lanes;
    });
  }

  /** From one shop to the next by the index, however many answers each has. */
  private static List<String> shops(JdbcClient jdbc) {
    return jdbc.sql(
            """
            WITH RECURSIVE found (shop) AS (
              SELECT min(shop) FROM outbox
              UNION ALL
              SELECT (SELECT min(o.shop) FROM outbox o WHERE o.shop > found.shop) FROM found
              WHERE found.shop IS NOT NULL)
            SELECT shop FROM found WHERE shop IS NOT NULL
            """)
        .query((row, _) -> row.getString("shop"))
        .list();
  }

  private static List<Head> heads(
      JdbcClient jdbc, String shop, Instant now, int limit, boolean uploads) {
    return jdbc.sql(
            """
            SELECT o.shop, o.message_id, o.conversation_id, o.upload, o.automatic FROM outbox o
            WHERE o.shop = :shop AND o.next_try_at <= :now AND (o.upload = 0 OR :uploads = 1)
              AND NOT EXISTS (SELECT 1 FROM outbox e
                              WHERE e.conversation_id = o.conversation_id
                                AND e.message_id < o.message_id)
            ORDER BY o.automatic, o.next_try_at, o.message_id LIMIT :limit
            """)
        .param("shop", shop)
        .param("now", Micros.of(now))
        .param("uploads", uploads ? 1 : 0)
        .param("limit", limit)
        .query(RecordMapper.of(Head.class))
        .list();
  }

  /** The next moment at which something is to be done without anybody asking; empty when none. */
  Optional<Instant> nextDue(Instant now) {
    return database.read(jdbc ->
        Stream.of(
                first(jdbc, "SELECT min(next_try_at) FROM outbox WHERE next_try_at > ?", now),
                first(jdbc, "SELECT min(until) FROM sending_trouble WHERE until > ?", now),
                first(
                        jdbc,
                        "SELECT min(doubt_since) FROM outbox WHERE doubt_since > ?",
                        now.minus(DeliveryPolicy.TRYING_MAX))
                    .map(DeliveryPolicy::doubtEnds))
            .flatMap(Optional::stream)
            .min(Instant::compareTo));
  }

  private static Optional<Instant> first(JdbcClient jdbc, String sql, Instant after) {
    return jdbc.sql(sql).param(Micros.of(after)).query(Long.class).optional().map(Micros::instant);
  }

  /** The answer with what it says, without beginning an attempt; empty when it is not there. */
  Optional<Delivery> find(long messageId, Instant now) {
    return database.read(jdbc -> find(jdbc, messageId, now));
  }

  /** Notes that attempts begin; those that are not there any more are left out. */
  List<Delivery> begin(List<Long> messageIds, Instant now) {
    if (messageIds.isEmpty()) {
      return List.of();
    }
    List<Delivery> begun =
        database.write(jdbc -> {
          lease.check(jdbc);
          return messageIds.stream()
              .flatMap(id -> find(jdbc, id, now).stream())
              .map(delivery -> begin(jdbc, delivery, now))
              .toList();
        });
    answerTable.announce();
    return begun;
  }

  private Delivery begin(JdbcClient jdbc, Delivery found, Instant now) {
    jdbc.sql(
            """
            UPDATE outbox SET attempts = attempts + 1,
                              trying_since = coalesce(trying_since, :now),
                              doubt_since = coalesce(doubt_since, :now)
            WHERE message_id = :id
            """)
        .param("now", Micros.of(now))
        .param("id", found.messageId())
        .update();
    answerTable.move(jdbc, found.messageId(), SendState.SENDING, null, now, now);
    return new Delivery(
        found.messageId(),
        found.conversationId(),
        found.shop(),
        found.openId(),
        found.requestId(),
        found.body(),
        found.attempts() + 1,
        found.setbacks(),
        found.tryingSince(),
        found.doubtSince(),
        now);
  }

  private static Optional<Delivery> find(JdbcClient jdbc, long messageId, Instant now) {
    return jdbc.sql(
            """
            SELECT m.id, m.conversation_id, c.shop, c.open_id, m.request_id, m.type, m.body,
                   o.attempts, o.setbacks, o.trying_since, o.doubt_since
            FROM outbox o
            JOIN message m ON m.id = o.message_id
            JOIN conversation c ON c.id = m.conversation_id
            WHERE o.message_id = ?
            """)
        .param(messageId)
        .query((row, _) -> {
          Instant tryingSince = Columns.instantOrNull(row, "trying_since");
          return new Delivery(
              row.getLong("id"),
              row.getLong("conversation_id"),
              row.getString("shop"),
              row.getString("open_id"),
              row.getString("request_id"),
              MessageBodyCodec.read(row.getString("type"), row.getString("body")),
              row.getInt("attempts"),
              row.getInt("setbacks"),
              tryingSince == null ? now : tryingSince,
              Columns.instantOrNull(row, "doubt_since"),
              now);
        })
        .optional();
  }

  /** A stopped shop tries one answer. False when its state has changed meanwhile. */
  boolean beginTrial(String shop, Instant now, double jitter) {
    return database.write(jdbc -> {
      lease.check(jdbc);
      if (ShopSendStateTable.of(jdbc, shop) instanceof Stopped stopped
          && !now.isBefore(stopped.nextTrialAt())) {
        ShopSendStateTable.put(jdbc, shop, SendingPolicy.trialBegins(stopped, now, jitter));
        return true;
      }
      return false;
    });
  }

  /** What a trial came to that sent no answer. */
  void tried(String shop, SendOutcome outcome, Instant begunAt, Instant now, double jitter) {
    database.write(jdbc -> {
      changeSending(jdbc, shop, outcome, begunAt, now, jitter);
      return null;
    });
    answerTable.announce();
  }

  /** Somebody says that the shop's trouble is over. */
  void tryNow(String shop, String by, Instant now) {
    database.write(jdbc -> {
      Audit.note(jdbc, now, by, AuditAction.SENDING_TRIED_AGAIN, "shop " + shop, "");
      ShopSendStateTable.put(
          jdbc, shop, SendingPolicy.tryNow(ShopSendStateTable.of(jdbc, shop), now));
      return null;
    });
    answerTable.announce();
  }

  /** Pauses that time has ended are taken off the board. */
  void reopen(Instant now) {
    boolean over =
        database.read(jdbc ->
            jdbc.sql("SELECT count(*) FROM sending_trouble WHERE state = 'paused' AND until <= ?")
                    .param(Micros.of(now))
                    .query(Long.class)
                    .single()
                > 0);
    if (over) {
      database.write(jdbc -> {
        lease.check(jdbc);
        ShopSendStateTable.all(jdbc)
            .forEach((shop, sending) ->
                ShopSendStateTable.put(jdbc, shop, SendingPolicy.at(sending, now)));
        return null;
      });
      answerTable.announce();
    }
  }

  /**
   * Hands to people what has been in doubt for too long and could not be tried, because the shop's
   * sending or this server stood still.
   */
  void endDoubts(Instant now, LongPredicate conversationIsBusy) {
    record Doubtful(long messageId, long conversationId, int attempts) {}
    List<Doubtful> old =
        database
            .read(jdbc ->
                jdbc.sql(
                        """
                        SELECT message_id, conversation_id, attempts FROM outbox
                        WHERE doubt_since <= ?
                        """)
                    .param(Micros.of(now.minus(DeliveryPolicy.TRYING_MAX)))
                    .query(RecordMapper.of(Doubtful.class))
                    .list())
            .stream()
            .filter(doubtful -> !conversationIsBusy.test(doubtful.conversationId))
            .toList();
    if (!old.isEmpty()) {
      database.write(jdbc -> {
        lease.check(jdbc);
        for (Doubtful doubtful : old) {
          if (isStill(jdbc, doubtful.messageId, doubtful.attempts)) {
            apply(jdbc, doubtful.messageId, DeliveryPolicy.doubtEnded(), now);
          }
        }
        return null;
      });
      answerTable.announce();
    }
  }

  /** What an attempt came to, and when. */
  record Settlement(Delivery delivery, SendOutcome outcome, Instant at, double jitter) {
    DeliveryPolicy.Next next() {
      return DeliveryPolicy.after(delivery, outcome, at, jitter);
    }
  }

  /**
   * Writes down what attempts came to, for the answers and for their shops. When another node has
   * tried the same answer since, its word stands, unless this attempt was accepted: that is a fact
   * whoever learnt it.
   */
  void settle(List<Settlement> settlements) {
    database.write(jdbc -> {
      for (Settlement one : settlements) {
        Delivery delivery = one.delivery;
        changeSending(jdbc, delivery.shop(), one.outcome, delivery.begunAt(), one.at, one.jitter);
        DeliveryPolicy.Next next = one.next();
        if (next instanceof DeliveryPolicy.Next.Accepted
            || isStill(jdbc, delivery.messageId(), delivery.attempts())) {
          apply(jdbc, delivery.messageId(), next, one.at);
        }
      }
      return null;
    });
    answerTable.announce();
  }

  private void apply(JdbcClient jdbc, long id, DeliveryPolicy.Next next, Instant now) {
    switch (next) {
      case DeliveryPolicy.Next.Accepted(String msgId) -> {
        answerTable.accepted(jdbc, id, msgId, now);
        jdbc.sql("DELETE FROM outbox WHERE message_id = ?").param(id).update();
      }
      case DeliveryPolicy.Next.End end -> {
        answerTable.move(jdbc, id, end.state(), end.error(), null, now);
        jdbc.sql("DELETE FROM outbox WHERE message_id = ?").param(id).update();
      }
      case DeliveryPolicy.Next.Again again -> {
        answerTable.move(jdbc, id, again.state(), again.error(), again.at(), now);
        jdbc.sql(
                """
                UPDATE outbox SET next_try_at = ?, setbacks = ?, trying_since = ?, doubt_since = ?,
                                  attempts = CASE WHEN attempts = 0 THEN 1 ELSE attempts END
                WHERE message_id = ?
                """)
            .params(
                Arrays.asList(
                    Micros.of(again.at()),
                    again.setbacks(),
                    Micros.ofNullable(again.tryingSince()),
                    Micros.ofNullable(again.doubtSince()),
                    id))
            .update();
      }
    }
  }

  private static void changeSending(
      JdbcClient jdbc,
      String shop,
      SendOutcome outcome,
      Instant begunAt,
      Instant now,
      double jitter) {
    ShopSendState before = ShopSendStateTable.of(jdbc, shop);
    ShopSendState after = SendingPolicy.after(before, outcome, begunAt, now, jitter);
    if (!after.equals(before)) {
      ShopSendStateTable.put(jdbc, shop, after);
    }
  }

  private static boolean isStill(JdbcClient jdbc, long messageId, int attempts) {
    return jdbc.sql("SELECT count(*) FROM outbox WHERE message_id = ? AND attempts = ?")
            .params(messageId, attempts)
            .query(Long.class)
            .single()
        == 1;
  }
}
